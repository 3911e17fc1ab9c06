"""A foreign contact in the form that is stored. What does not fit goes into the remark in words, never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ParamSpec, TypeVar

import phonenumbers

from actions.contact_import import (
    LONGEST_HOLDER,
    LONGEST_NUMBER,
    LONGEST_REMARK,
    LONGEST_TAG,
    NewAddress,
    NewContact,
    NewDoctor,
    NewEmail,
    NewPhone,
)
from domain.bank import Iban, mask_iban, parse_bic, parse_iban
from domain.contact_import import (
    ContactUnusable,
    DebitWithoutIban,
    Part,
    PartUnusable,
    RemarkCut,
    TooMany,
)
from domain.contacts import BirthdayImpossible, Identity, PaymentMethod, PhoneKind
from domain.errors import DigitsLost, GroupCard, InvalidInput, PhotoUnreadable, Refusal
from domain.postcodes import InvalidPostcode
from domain.search_text import fold
from domain.texts import tidy_line, tidy_text
from exchange.address_book import ExtraKind, ForeignAddress, ForeignContact, ForeignPhone
from exchange.import_words import extra_word
from exchange.tidy import split_full_name
from gateways.photos import CleanPhoto, clean_photo
from i18n.formatting import format_day
from i18n.texts import Language, _, language, speaking
from i18n.words import word
from queries.contact_twins import Place, Traits

MOST_OF_A_SORT = 30
"""Phones, e-mails, addresses or tags of one contact: more are a column read as the wrong thing."""
LONGEST_DOCTOR = 120
HOME = "DE"
"""The country of an address that names none, and of the phones of who has none."""

Value = TypeVar("Value")
Inputs = ParamSpec("Inputs")


@dataclass(frozen=True, slots=True)
class CheckedContact:
    """A foreign contact and what would be stored of it; `new` is None where it cannot come in."""

    foreign: ForeignContact
    new: NewContact | None
    problems: tuple[Refusal, ...]
    traits: Traits
    parts: NewContact | None = None
    """The same for a contact that is here already: it may be without a name. None for a list of others."""
    additions: tuple[str, ...] = ()
    """The lines of the remark beyond the note of the file."""
    main: frozenset[Part] = frozenset()
    """Of what (phone, e-mail, address) the file says that the first one is the main one."""
    as_employer: str = ""
    """The line of the remark for the company of the row, where the contact here is a person."""


def check(foreign: ForeignContact, today: date, remark_language: Language) -> CheckedContact:
    """Bring every part into the form that is stored; `today` bounds the birthday.

    What goes into the remark is said in the language of the studio, whoever imports.
    """
    with speaking(remark_language):
        return _check(foreign, today)


def _check(foreign: ForeignContact, today: date) -> CheckedContact:
    checking = _Checking(foreign)
    if any(isinstance(problem, GroupCard) for problem in foreign.problems):
        return CheckedContact(foreign, None, tuple(checking.problems), Traits(name=""))
    identity = checking.identity(today)
    iban = checking.iban()
    parts = NewContact(
        identity=identity or checking.who(),
        number=checking.number(),
        addresses=checking.addresses(),
        phones=checking.phones(),
        emails=checking.emails(),
        tags=checking.tags(),
        language=foreign.language,
        doctor=checking.doctor(),
        payment_method=foreign.payment_method,
        account_holder=checking.account_holder(),
        iban=iban,
        bic=checking.bic(iban),
        photo=checking.photo(),
    )
    if parts.payment_method is PaymentMethod.DEBIT and not foreign.iban:
        checking.problems.append(DebitWithoutIban(line=foreign.line))
    parts = replace(parts, remark=checking.remark())
    new = parts if identity else None
    return CheckedContact(
        foreign,
        new,
        tuple(checking.problems),
        _traits(parts),
        parts,
        tuple(checking.additions()),
        frozenset(checking.main),
        checking.as_employer(),
    )


def without_number(checked: CheckedContact, why: Refusal) -> CheckedContact:
    """The same with its number in the remark: it belongs to somebody else."""
    assert checked.new is not None
    number, remark = checked.new.number, checked.new.remark
    line = left_over(Part.NUMBER, number)
    problem = PartUnusable(line=checked.foreign.line, part=Part.NUMBER, value=number, why=why)
    new = replace(checked.new, number="", remark=f"{remark}\n{line}".strip()[:LONGEST_REMARK])
    return replace(checked, new=new, problems=(*checked.problems, problem))


def left_over(part: Part, value: str) -> str:
    """The line of the remark for a part that could not be stored."""
    return _("{what} from the import: {value}").format(what=word(part), value=value)


def _traits(new: NewContact) -> Traits:
    who = new.identity
    return Traits(
        name=fold(who.company_name or f"{who.last_name} {who.first_name}"),
        number=new.number,
        born_on=who.born_on,
        emails=tuple(email.address.casefold() for email in new.emails),
        phones=tuple(phone.number for phone in new.phones),
        places=tuple(Place(address.street, address.postcode, address.town) for address in new.addresses),
    )


@dataclass(slots=True)
class _Checking:
    """The parts of one contact on their way, with what is wrong and what goes into the remark."""

    foreign: ForeignContact
    problems: list[Refusal] = field(init=False)
    leftovers: list[str] = field(init=False, default_factory=list)
    main: set[Part] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.problems = list(self.foreign.problems)
        for problem in self.problems:
            if isinstance(problem, DigitsLost):
                self.leftovers.append(left_over(Part.PHONE, str(problem.data["value"])))

    def _try(
        self, part: Part, value: str, read: Callable[Inputs, Value], *args: Inputs.args, **named: Inputs.kwargs
    ) -> Value | None:
        """What `read` gives; where it refuses, the value as written goes into the remark."""
        try:
            return read(*args, **named)
        except Refusal as why:
            self._leave(part, value, why)
            return None

    def _leave(self, part: Part, value: str, why: Refusal) -> None:
        # Everybody reads the remark, and an IBAN with one wrong digit is as good as a right one.
        self.leftovers.append(left_over(part, mask_iban("".join(value.split())) if part is Part.IBAN else value))
        self.problems.append(PartUnusable(line=self.foreign.line, part=part, value=value, why=why))

    def who(self) -> Identity:
        """Who it is, as the file says."""
        foreign = self.foreign
        names = (foreign.first_name, foreign.last_name, foreign.company_name)
        return Identity(foreign.kind, foreign.salutation, foreign.title, *names, foreign.born_on)

    def identity(self, today: date) -> Identity | None:
        """Who it is, checked; None where the name is missing or impossible."""
        foreign = self.foreign
        title = self._try(Part.TITLE, foreign.title, tidy_line, foreign.title, longest=60) or ""
        who = replace(self.who(), title=title)
        try:
            return who.checked(today)
        except InvalidInput as invalid:
            why = [problem for problem in invalid.problems if not isinstance(problem, BirthdayImpossible)]
        if why:
            self.problems += [ContactUnusable(line=foreign.line, why=problem) for problem in why]
            return None
        assert foreign.born_on is not None
        impossible = BirthdayImpossible(day=foreign.born_on)
        self._leave(Part.BIRTHDAY, format_day(foreign.born_on, language()), impossible)
        return replace(who, born_on=None).checked(today)

    def number(self) -> str:
        """The number that it had elsewhere."""
        number = self.foreign.number
        return self._try(Part.NUMBER, number, tidy_line, number, longest=LONGEST_NUMBER) or ""

    def phones(self) -> tuple[NewPhone, ...]:
        """The phones, each number once; of those without a type the German mobile ones are found.

        A number without country code is at home where its owner lives.
        """
        found: dict[str, NewPhone] = {}
        region = next((address.country for address in self.foreign.addresses if address.country), HOME)
        for written in self._few(Part.PHONE, self.foreign.phones, _shown_phone):
            phone = self._try(Part.PHONE, _shown_phone(written), _read_phone, written, region)
            if phone:
                self._note_main(Part.PHONE, written.is_main and not found)
                found.setdefault(phone.number, phone if written.kind_is_said else _with_kind(phone))
        return tuple(found.values())

    def emails(self) -> tuple[NewEmail, ...]:
        """The e-mail addresses, each once."""
        found: dict[str, NewEmail] = {}
        for written in self._few(Part.EMAIL, self.foreign.emails, lambda email: email.address):
            email = self._try(Part.EMAIL, written.address, NewEmail.read, written.kind, written.address)
            if email:
                self._note_main(Part.EMAIL, written.is_main and not found)
                found.setdefault(email.address.casefold(), email)
        return tuple(found.values())

    def addresses(self) -> tuple[NewAddress, ...]:
        """The postal addresses; one whose postcode is wrong comes in without it."""
        found: list[NewAddress] = []
        for written in self._few(Part.ADDRESS, self.foreign.addresses, _on_one_line):
            address = self._address(written)
            if address and address not in found:
                self._note_main(Part.ADDRESS, written.is_main and not found)
                found.append(address)
        return tuple(found)

    def _note_main(self, part: Part, is_main: bool) -> None:  # noqa: FBT001
        if is_main:
            self.main.add(part)

    def _address(self, written: ForeignAddress) -> NewAddress | None:
        try:
            return _read_address(written, written.postcode)
        except InvalidPostcode as why:
            if written.street or written.town:
                self._leave(Part.POSTCODE, written.postcode, why)
                return self._try(Part.ADDRESS, _on_one_line(written), _read_address, written, "")
            self._leave(Part.ADDRESS, _on_one_line(written), why)
        except Refusal as why:
            self._leave(Part.ADDRESS, _on_one_line(written), why)
        return None

    def tags(self) -> tuple[str, ...]:
        """The tags."""
        written = self._few(Part.TAG, self.foreign.tags, str)
        tags = (self._try(Part.TAG, tag, tidy_line, tag, longest=LONGEST_TAG) for tag in written)
        return tuple(tag for tag in tags if tag)

    def doctor(self) -> NewDoctor | None:
        """The family doctor, the name taken apart."""
        written = self.foreign.doctor
        if not (written and self._try(Part.DOCTOR, written, tidy_line, written, longest=LONGEST_DOCTOR)):
            return None
        names = split_full_name(written)
        return NewDoctor(names.title, names.first_name, names.last_name)

    def account_holder(self) -> str:
        """The account holder."""
        holder = self.foreign.account_holder
        return self._try(Part.ACCOUNT_HOLDER, holder, tidy_line, holder, longest=LONGEST_HOLDER) or ""

    def iban(self) -> Iban | None:
        """The account."""
        iban = self.foreign.iban
        return self._try(Part.IBAN, iban, parse_iban, iban) if iban else None

    def bic(self, iban: Iban | None) -> str:
        """The BIC as the file has it; without an account it stands in the remark."""
        bic = self.foreign.bic
        read = self._try(Part.BIC, bic, parse_bic, bic) if bic else None
        if read and iban is None:
            self.leftovers.append(left_over(Part.BIC, read))
        return read or ""

    def photo(self) -> CleanPhoto | None:
        """The picture, cleaned; a broken one is left out."""
        if not self.foreign.photo:
            return None
        try:
            return clean_photo(self.foreign.photo)
        except Refusal:
            self.problems.append(PhotoUnreadable(line=self.foreign.line))
            return None

    def remark(self) -> str:
        """The note of the file, what it knows beyond the master data, and what did not fit."""
        blocks = (self.foreign.note, "\n".join(self._extras()), "\n".join(self.leftovers))
        whole = tidy_text("\n\n".join(block for block in blocks if block), longest=1_000_000_000)
        if len(whole) > LONGEST_REMARK:
            self.problems.append(RemarkCut(line=self.foreign.line, longest=LONGEST_REMARK))
        return whole[:LONGEST_REMARK].strip()

    def additions(self) -> list[str]:
        """What stands in the remark beyond the note of the file."""
        return [line for text in (*self._extras(), *self.leftovers) for line in text.split("\n") if line.strip()]

    def as_employer(self) -> str:
        """The line of a remark for the company of the row; empty without one."""
        extras = (extra.value for extra in self.foreign.extras if extra.kind is ExtraKind.EMPLOYER)
        company = self.foreign.company_name or next(extras, "")
        return f"{extra_word(ExtraKind.EMPLOYER)}: {company}" if company else ""

    def _extras(self) -> list[str]:
        return [f"{extra_word(extra.kind)}: {extra.value}" for extra in self.foreign.extras]

    def _few(self, part: Part, values: Iterable[Value], show: Callable[[Value], str]) -> list[Value]:
        """At most so many of a sort; the others go into the remark."""
        values = list(values)
        over = values[MOST_OF_A_SORT:]
        if over:
            self._leave(part, ", ".join(show(value) for value in over), TooMany(most=MOST_OF_A_SORT))
        return values[:MOST_OF_A_SORT]


def _read_phone(written: ForeignPhone, region: str) -> NewPhone:
    """The phone in the region, or in Germany where it fits better: people keep their numbers when they move."""
    if region != HOME:
        try:
            abroad = NewPhone.read(written.kind, written.number, region)
        except Refusal:
            return NewPhone.read(written.kind, written.number)
        begins_like_german = written.number.lstrip(" (/").startswith("0")
        if not begins_like_german or phonenumbers.is_valid_number(phonenumbers.parse(abroad.number)):
            return abroad
    return NewPhone.read(written.kind, written.number)


def _with_kind(phone: NewPhone) -> NewPhone:
    """The phone, as a mobile one where its number says so and the file said nothing."""
    if phone.kind is PhoneKind.OTHER and phone.number.startswith("+49"):
        number = phonenumbers.parse(phone.number)
        if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
            return replace(phone, kind=PhoneKind.MOBILE)
    return phone


def _shown_phone(phone: ForeignPhone) -> str:
    """The number as written, with its kind: in the remark nothing else would say it."""
    return phone.number if phone.kind is PhoneKind.OTHER else f"{phone.number} ({word(phone.kind)})"


def _read_address(written: ForeignAddress, postcode: str) -> NewAddress:
    return NewAddress.read(
        written.kind,
        street=written.street,
        extra=written.extra,
        postcode=postcode,
        town=written.town,
        country=written.country or HOME,
    )


def _on_one_line(address: ForeignAddress) -> str:
    town = f"{address.postcode} {address.town}".strip()
    return ", ".join(part for part in (address.extra, address.street, town, address.country) if part)
