"""A contact in the making: what both readers of address books have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from domain.contacts import AddressKind, ContactKind, EmailKind, PaymentMethod, PhoneKind, Salutation
from domain.errors import CountryUnknown, DayUnreadable, DigitsLost, NameGuessed, Refusal
from domain.texts import tidy_text
from exchange.address_book import (
    ExtraKind,
    ForeignAddress,
    ForeignContact,
    ForeignEmail,
    ForeignExtra,
    ForeignPhone,
)
from exchange.places import WrittenAddress, place_of
from exchange.tidy import (
    Names,
    fold,
    is_no_day,
    split_full_name,
    split_prefix,
    tidy_line,
    unique,
)

_CUT_NUMBER = re.compile(r"^\d+(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)
# Groups that address books make for themselves.
_NO_TAGS = frozenset(("my contacts", "mycontacts", "meine kontakte", "starred"))
ENDLESS = 1_000_000_000
FIRST, LAST = 1, 1000
"""The ranks of what the file prefers, and of what nobody prefers."""


@dataclass(slots=True)
class Draft:
    """Collects the parts of one contact as they are read; `finish` makes the contact of them."""

    line: int
    source: tuple[str, ...] = ()
    number: str = ""
    prefix: str = ""
    salutation: Salutation = Salutation.NONE
    given: str = ""
    family: str = ""
    full_name: str = ""
    organisation: str = ""
    is_company: bool = False
    kind_is_said: bool = False
    born_on: date | None = None
    language: str = ""
    doctor: str = ""
    photo: bytes | None = None
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    payment_method: PaymentMethod = PaymentMethod.NONE
    _addresses: list[tuple[int, ForeignAddress]] = field(default_factory=list)
    _phones: list[tuple[int, ForeignPhone]] = field(default_factory=list)
    _emails: list[tuple[int, EmailKind | None, str]] = field(default_factory=list)
    _tags: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _extras: list[ForeignExtra] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)

    def add_phone(self, kind: PhoneKind | None, number: str, rank: int = LAST) -> None:
        """Add a phone number as written; one that a spreadsheet has cut becomes a problem. None: of no said kind."""
        number = tidy_line(number)
        if _CUT_NUMBER.match(number):
            self.problems.append(DigitsLost(field="phone", line=self.line, value=number))
        elif number:
            phone = ForeignPhone(kind or PhoneKind.OTHER, number, rank < LAST, kind is not None)
            self._phones.append((rank, phone))

    def add_email(self, kind: EmailKind | None, address: str, rank: int = LAST) -> None:
        """Add an e-mail address as written; without a kind it is a person's private or a company's own."""
        address = tidy_line(address).removeprefix("mailto:")
        if address:
            self._emails.append((rank, kind, address))

    def add_address(
        self, kind: AddressKind, written: WrittenAddress, rank: int = LAST, *, german_postcodes: bool = False
    ) -> None:
        """Add an address in the parts that the file has; a country alone is none."""
        place = place_of(written, german_postcodes=german_postcodes)
        if place.is_empty:
            return
        if place.unknown_country:
            self.problems.append(CountryUnknown(field="country", line=self.line, value=place.unknown_country))
        self.add_extra(ExtraKind.COUNTRY, place.unknown_country)
        self.add_extra(ExtraKind.REGION, place.region)
        address = ForeignAddress(
            kind, place.street, place.extra, place.postcode, place.town, place.country, rank < LAST
        )
        self._addresses.append((rank, address))

    def add_tag(self, tag: str, *, is_one: bool = False) -> None:
        """Add a tag; groups that address books make for themselves are none, unless the file says that it is one."""
        tag = tidy_line(tag)
        if tag and (is_one or is_tag(tag)):
            self._tags.append(tag)

    def add_note(self, note: str) -> None:
        """Add a note of any length; its blanks stay as they are."""
        self._notes.append(tidy_text(note, longest=ENDLESS))

    def add_extra(self, kind: ExtraKind, value: str) -> None:
        """Add something for the remark."""
        value = tidy_line(value)
        if value:
            self._extras.append(ForeignExtra(kind, value))

    def set_birthday(self, day: date | None, written: str) -> None:
        """Set the birthday, the first that could be read; one that could not be is kept as an extra."""
        if day and not self.born_on:
            self.born_on = day
        elif not day and not is_no_day(written):
            self.problems.append(DayUnreadable(field="born_on", line=self.line, value=written))
            self.add_extra(ExtraKind.BIRTHDAY, written)

    def finish(self) -> ForeignContact:
        """The contact: names taken apart, person or company decided, no doubles, preferred things first."""
        names = self._names()
        full_name = tidy_line(self.full_name)
        company = tidy_line(self.organisation)
        nameless = not (names.first_name or names.last_name)
        if self.is_company:
            company = company or full_name or names.last_name
        is_company = bool(company) and (self.is_company or nameless)
        if nameless and not company:
            names = replace(names, last_name=self._name_of_the_nameless())
        if not is_company:
            self._extras[:0] = [ForeignExtra(ExtraKind.EMPLOYER, company)] if company else []
        display = full_name or f"{names.first_name} {names.last_name}".strip() or company
        return ForeignContact(
            line=self.line,
            source=self.source or (display,),
            number=tidy_line(self.number),
            kind=ContactKind.COMPANY if is_company else ContactKind.PERSON,
            kind_is_said=self.kind_is_said,
            salutation=names.salutation,
            title=names.title,
            first_name=names.first_name,
            last_name="" if is_company and names == Names(last_name=company) else names.last_name,
            company_name=company if is_company else "",
            born_on=self.born_on,
            language=self.language,
            doctor=tidy_line(self.doctor),
            addresses=unique(address for _, address in sorted(self._addresses, key=_rank)),
            phones=unique(phone for _, phone in sorted(self._phones, key=_rank)),
            emails=self._ranked_emails(EmailKind.WORK if is_company else EmailKind.PRIVATE),
            tags=unique(self._tags),
            note="\n".join(unique(note for note in self._notes if note)),
            extras=unique(self._extras),
            photo=self.photo,
            iban=tidy_line(self.iban),
            bic=tidy_line(self.bic),
            account_holder=tidy_line(self.account_holder),
            payment_method=self.payment_method,
            problems=tuple(self.problems),
        )

    def _names(self) -> Names:
        front = split_prefix(tidy_line(self.prefix))
        first, last, full = tidy_line(self.given), tidy_line(self.family), tidy_line(self.full_name)
        salutation = front.salutation or self.salutation
        if first or last or not full or "@" in full or self.is_company or fold(full) == fold(self.organisation):
            return Names(salutation, front.title, first, last)
        names = split_full_name(full)
        return replace(names, salutation=names.salutation or salutation, title=names.title or front.title)

    def _ranked_emails(self, usual: EmailKind) -> tuple[ForeignEmail, ...]:
        ranked = sorted(self._emails, key=_rank)
        return unique(ForeignEmail(kind or usual, address, rank < LAST) for rank, kind, address in ranked)

    def _name_of_the_nameless(self) -> str:
        nicknames = [extra.value for extra in self._extras if extra.kind is ExtraKind.NICKNAME]
        emails = [address for _, _, address in sorted(self._emails, key=_rank)]
        phones = [phone.number for _, phone in sorted(self._phones, key=_rank)]
        name = next((name for name in (*nicknames, tidy_line(self.full_name), *emails, *phones) if name), "")
        if name:
            self.problems.append(NameGuessed(field="last_name", line=self.line, value=name))
        return name


def is_tag(name: str) -> bool:
    """Whether a tag is somebody's own: address books make groups for themselves."""
    return not name.startswith("* ") and fold(name) not in _NO_TAGS


def _rank(ranked: tuple[int, *tuple[object, ...]]) -> int:
    return ranked[0]
