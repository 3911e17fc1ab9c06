"""Takes over the contacts of an address book, many in one step; the trail names each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import pycountry
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.numbering import draw_free_numbers
from domain.access import Actor, Permission
from domain.bank import Iban
from domain.clock import day_of
from domain.contacts import AddressKind, EmailKind, Identity, NumberTaken, PaymentMethod, PhoneKind
from domain.emails import parse_email
from domain.errors import Missing, NotAChoice
from domain.numbering import NumberKind
from domain.phones import parse_phone
from domain.postcodes import parse_postcode
from domain.search_text import fold
from domain.texts import tidy_line, tidy_text
from gateways.photos import CleanPhoto
from gateways.storage import Storage
from models.base import moment
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag, Tag, tag_key
from models.doctor import Doctor
from models.studio import Studio

LONGEST_NUMBER = 30
LONGEST_REMARK = 20_000
LONGEST_TAG = 60
LONGEST_HOLDER = 70


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A phone in the form that is stored."""

    kind: PhoneKind
    number: str

    @classmethod
    def read(cls, kind: PhoneKind, text: str, region: str = "DE") -> NewPhone:
        """The phone as written in a file, at home in `region`; refuses `Missing` and `InvalidPhone`."""
        return cls(kind, parse_phone(text, region))


@dataclass(frozen=True, slots=True)
class NewEmail:
    """An e-mail address in the form that is stored."""

    kind: EmailKind
    address: str

    @classmethod
    def read(cls, kind: EmailKind, text: str) -> NewEmail:
        """The address as written in a file; refuses `InvalidEmail` and `TooLong`."""
        return cls(kind, parse_email(text))


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A postal address in the form that is stored."""

    kind: AddressKind
    street: str
    extra: str
    postcode: str
    town: str
    country: str

    @classmethod
    def read(cls, kind: AddressKind, *, street: str, extra: str, postcode: str, town: str, country: str) -> NewAddress:
        """The address as written in a file; refuses `InvalidPostcode`, `TooLong`, `NotAChoice` and `Missing`."""
        if pycountry.countries.get(alpha_2=country) is None:
            raise NotAChoice(value=country)
        address = cls(
            kind,
            tidy_line(street, longest=200),
            tidy_line(extra, longest=200),
            parse_postcode(postcode, country),
            tidy_line(town, longest=120),
            country,
        )
        if not (address.street or address.postcode or address.town):
            raise Missing
        return address


@dataclass(frozen=True, slots=True)
class NewDoctor:
    """A family doctor as a file names one."""

    title: str
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        """Title and names as on a sign at the door."""
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)

    @property
    def key(self) -> str:
        """By what two of them are one: the folded name."""
        return fold(self.name)


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact of an address book, every part in the form that is stored; of each sort the first is primary."""

    identity: Identity
    number: str = ""
    """Empty: the next one of the range."""
    addresses: tuple[NewAddress, ...] = ()
    phones: tuple[NewPhone, ...] = ()
    emails: tuple[NewEmail, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    """Of letters; empty: the studio's."""
    doctor: NewDoctor | None = None
    remark: str = ""
    payment_method: PaymentMethod = PaymentMethod.NONE
    account_holder: str = ""
    iban: Iban | None = None
    bic: str = ""
    """Counts where the IBAN does not name the bank."""
    photo: CleanPhoto | None = None


@action(Permission.IMPORT_CONTACTS)
def import_contacts(
    session: Session,
    actor: Actor,
    *,
    contacts: Sequence[NewContact],
    storage: Storage,
    reserved: Collection[str] = (),
) -> tuple[Contact, ...]:
    """New contacts with all that an address book knows of them, each with an entry of its own in the trail.

    Tags are made as needed. Whoever brings no number gets the next free one that is not `reserved` for a later
    row. Refuses all of them with `NumberTaken`, or `InvalidInput` for an impossible name.
    """
    if any(contact.iban or contact.account_holder or contact.payment_method for contact in contacts):
        actor.require(Permission.EDIT_BANK_DATA)
    today, language = day_of(moment(session)), session.get_one(Studio, 1).language
    numbers = _numbers(session, contacts, reserved)
    tags = tags_named(session, [contact.tags for contact in contacts])
    doctors = doctors_named(session, actor, [contact.doctor for contact in contacts])
    made = []
    for number, contact in zip(numbers, contacts, strict=True):
        record = Contact(number=number, language=contact.language or language)
        identity = contact.identity.checked(today)
        for field in fields(identity):
            setattr(record, field.name, getattr(identity, field.name))
        _write_details(record, contact)
        _write_payment_data(record, contact)
        record.tags = [ContactTag(tag_id=tag_id) for tag_id in tag_ids(contact.tags, tags)]
        record.doctor_id = doctors[contact.doctor.key] if contact.doctor else None
        record.remark = tidy_text(contact.remark, longest=LONGEST_REMARK)
        record.photo = storage.put(contact.photo.data) if contact.photo else None
        made.append(record)
    session.add_all(made)
    return tuple(made)


def _write_details(record: Contact, contact: NewContact) -> None:
    record.addresses = [
        ContactAddress(
            kind=address.kind,
            street=address.street,
            extra=address.extra,
            postcode=address.postcode,
            town=address.town,
            country=address.country,
            is_primary=place == 0,
        )
        for place, address in enumerate(contact.addresses)
    ]
    record.phones = [
        ContactPhone(kind=phone.kind, number=phone.number, is_primary=place == 0)
        for place, phone in enumerate(contact.phones)
    ]
    record.emails = [
        ContactEmail(kind=email.kind, address=email.address, is_primary=place == 0)
        for place, email in enumerate(contact.emails)
    ]


def _write_payment_data(record: Contact, contact: NewContact) -> None:
    record.payment_method = contact.payment_method
    record.account_holder = tidy_line(contact.account_holder, longest=LONGEST_HOLDER)
    if contact.iban:
        record.iban, record.bic = contact.iban.value, contact.iban.bic or contact.bic


def _numbers(session: Session, contacts: Sequence[NewContact], reserved: Collection[str]) -> list[str]:
    """A number for each contact: the one it brings, if nobody carries it, or the next free one."""
    brought = [tidy_line(contact.number, longest=LONGEST_NUMBER) for contact in contacts]
    wanted = [number for number in brought if number]
    taken = set(session.scalars(select(Contact.number).where(Contact.number.in_(wanted)))) if wanted else set()
    for place, number in enumerate(wanted):
        if number in taken or number in wanted[:place]:
            raise NumberTaken(number=number)
    besides = {*reserved, *wanted}
    fresh = iter(draw_free_numbers(session, NumberKind.CONTACT, brought.count(""), besides=besides))
    return [number or next(fresh) for number in brought]


def tags_named(session: Session, names_of_each: Iterable[Sequence[str]]) -> dict[str, int]:
    """The ids of all these tags by their keys, made when there are none and revived when retired."""
    names = {
        tag_key(tidy): tidy
        for some in reversed(list(names_of_each))
        for name in reversed(some)
        if (tidy := tidy_line(name, longest=LONGEST_TAG))
    }
    if not names:
        return {}
    tags = {tag.name_key: tag for tag in session.scalars(select(Tag).where(Tag.name_key.in_(names)))}
    for tag in tags.values():
        tag.retired_on = None
    for key in names.keys() - tags.keys():
        tags[key] = Tag(name=names[key])
        session.add(tags[key])
    session.flush()
    return {key: tag.id for key, tag in tags.items()}


def tag_ids(names: Iterable[str], tags: Mapping[str, int]) -> tuple[int, ...]:
    """The ids of these tags, each once, among those that `tags_named` gave."""
    keys = (tag_key(tidy_line(name, longest=LONGEST_TAG)) for name in names)
    return tuple(dict.fromkeys(tags[key] for key in keys if key))


def doctors_named(session: Session, actor: Actor, wanted: Iterable[NewDoctor | None]) -> dict[str, int]:
    """The ids of all these doctors by their keys; a card is made for each who has none."""
    names = {doctor.key: doctor for doctor in wanted if doctor is not None}
    if not names:
        return {}
    cards = session.scalars(select(Doctor).order_by(Doctor.retired_on.is_(None), Doctor.id.desc()))
    known = {key: card for card in cards if (key := fold(card.display_name)) in names}
    for key in names.keys() - known.keys():
        actor.require(Permission.EDIT_CARD_FILES)
        doctor = names[key]
        known[key] = Doctor(title=doctor.title, first_name=doctor.first_name, last_name=doctor.last_name)
        session.add(known[key])
    session.flush()
    return {key: card.id for key, card in known.items()}
