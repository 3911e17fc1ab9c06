"""Contacts with all that a file carries of them: some hundred at once, in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.contacts import (
    AddressKind,
    ContactFacts,
    ContactKind,
    EmailKind,
    PaymentMethod,
    PhoneKind,
    Salutation,
    ServicesOnDay,
)
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag, Tag
from models.doctor import Doctor
from queries.contact_hits import facts_of
from queries.standings import services_on

MOST_MERGES = 20
"""A contact that was merged may lead to one that was merged later, and so on."""


@dataclass(frozen=True, slots=True)
class WholeAddress:
    """A postal address with its key."""

    row_id: int
    is_primary: bool
    kind: AddressKind
    street: str
    extra: str
    postcode: str
    town: str
    country: str
    is_shared: bool
    """Others live there too."""


@dataclass(frozen=True, slots=True)
class WholePhone:
    """A phone with its key; the number is E.164."""

    row_id: int
    is_primary: bool
    kind: PhoneKind
    number: str


@dataclass(frozen=True, slots=True)
class WholeEmail:
    """An e-mail address with its key."""

    row_id: int
    is_primary: bool
    kind: EmailKind
    address: str


@dataclass(frozen=True, slots=True)
class WholeContact:
    """A contact as it is here; of phones, e-mails and addresses the main one comes first."""

    contact_id: int
    number: str
    kind: ContactKind
    salutation: Salutation
    title: str
    first_name: str
    last_name: str
    company_name: str
    born_on: date | None
    language: str
    remark: str
    payment_method: PaymentMethod
    account_holder: str
    iban: str
    bic: str
    photo: str | None
    doctor: str
    facts: ContactFacts
    created_at: datetime
    addresses: tuple[WholeAddress, ...] = ()
    phones: tuple[WholePhone, ...] = ()
    emails: tuple[WholeEmail, ...] = ()
    tags: tuple[str, ...] = ()
    services: ServicesOnDay | None = None
    """What it has on the day that was asked for, if one was."""


_COLUMNS = (
    Contact.id.label("contact_id"), Contact.number, Contact.kind, Contact.salutation, Contact.title,
    Contact.first_name, Contact.last_name, Contact.company_name, Contact.born_on, Contact.language, Contact.remark,
    Contact.payment_method, Contact.account_holder, Contact.iban, Contact.bic, Contact.photo, Contact.created_at,
)  # fmt: skip
_FLAGS = (Contact.blocked_on, Contact.deceased_on, Contact.archived_on)
_DOCTOR = (Doctor.title, Doctor.first_name, Doctor.last_name)


def whole_contacts(
    session: Session, contact_ids: Sequence[int], *, lock: bool = False, on: date | None = None
) -> list[WholeContact]:
    """These contacts in this order, without those that are gone; `lock` keeps them so for this transaction.

    With a day what they have `on` it.
    """
    if lock:
        held = select(Contact.id).where(Contact.id.in_(contact_ids)).order_by(Contact.id).with_for_update()
        session.execute(held).all()
    doctor_columns = (column.label(f"doctor_{column.key}") for column in _DOCTOR)
    query = select(*_COLUMNS, *_FLAGS, *doctor_columns).outerjoin(Doctor, Doctor.id == Contact.doctor_id)
    parts = _parts(session, contact_ids)
    found = {
        row.contact_id: _whole(row, parts[row.contact_id])
        for row in session.connection().execute(query.where(Contact.id.in_(contact_ids)))
    }
    if on is not None:
        for contact_id, services in services_on(session, list(found), on).items():
            found[contact_id] = replace(found[contact_id], services=services)
    return [found[contact_id] for contact_id in contact_ids if contact_id in found]


@dataclass(frozen=True, slots=True)
class Most:
    """How many entries of a sort a contact has at most."""

    addresses: int = 0
    phones: int = 0
    emails: int = 0

    def and_of(self, other: Most) -> Most:
        """The most of both."""
        return Most(
            max(self.addresses, other.addresses), max(self.phones, other.phones), max(self.emails, other.emails)
        )


def most_entries(session: Session, contact_ids: Collection[int]) -> Most:
    """The most entries that one of these contacts has."""

    def most(model: Any) -> int:
        counts = select(func.count().label("rows")).where(model.contact_id.in_(contact_ids)).group_by(model.contact_id)
        return session.scalar(select(func.max(counts.subquery().c.rows))) or 0

    return Most(most(ContactAddress), most(ContactPhone), most(ContactEmail))


def contacts_by_number(session: Session, numbers: Collection[str]) -> dict[str, int]:
    """Who carries these numbers; the number of a contact that was merged leads to the one that stayed."""
    found: dict[str, int] = {}
    leads = {number: number for number in numbers}
    for _ in range(MOST_MERGES):
        if not leads:
            break
        query = select(Contact.number, Contact.id, Contact.merged_into_id).where(
            Contact.number.in_(set(leads.values()))
        )
        rows = {row.number: row for row in session.execute(query)}
        merged = {row.merged_into_id for row in rows.values() if row.merged_into_id is not None}
        others = dict(session.execute(select(Contact.id, Contact.number).where(Contact.id.in_(merged))).tuples().all())
        found |= {asked: rows[led].id for asked, led in leads.items() if led in rows and not rows[led].merged_into_id}
        leads = {
            asked: others[rows[led].merged_into_id]
            for asked, led in leads.items()
            if led in rows and rows[led].merged_into_id in others
        }
    return found


@dataclass(slots=True)
class _Parts:
    """What hangs on one contact."""

    addresses: list[WholeAddress] = field(default_factory=list)
    phones: list[WholePhone] = field(default_factory=list)
    emails: list[WholeEmail] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def _parts(session: Session, contact_ids: Sequence[int]) -> defaultdict[int, _Parts]:
    parts: defaultdict[int, _Parts] = defaultdict(_Parts)
    connection = session.connection()

    def rows(model: Any, *columns: Any) -> Iterator[Any]:
        query = select(model.contact_id, model.id, model.is_primary, *columns)
        yield from connection.execute(
            query.where(model.contact_id.in_(contact_ids)).order_by(model.is_primary.desc(), model.id)
        )

    a, p, e = ContactAddress, ContactPhone, ContactEmail
    for contact_id, *address in rows(
        a, a.kind, a.street, a.extra, a.postcode, a.town, a.country, a.share_group.is_not(None)
    ):
        parts[contact_id].addresses.append(WholeAddress(*address))
    for contact_id, *phone in rows(p, p.kind, p.number):
        parts[contact_id].phones.append(WholePhone(*phone))
    for contact_id, *email in rows(e, e.kind, e.address):
        parts[contact_id].emails.append(WholeEmail(*email))
    carried = select(ContactTag.contact_id, Tag.name).join(Tag, Tag.id == ContactTag.tag_id)
    for contact_id, name in connection.execute(
        carried.where(ContactTag.contact_id.in_(contact_ids)).order_by(Tag.name_key)
    ):
        parts[contact_id].tags.append(name)
    return parts


def _whole(row: Any, parts: _Parts) -> WholeContact:
    doctor = (row.doctor_title, row.doctor_first_name, row.doctor_last_name)
    return WholeContact(
        **{column.key: getattr(row, column.key) for column in _COLUMNS},
        doctor=" ".join(part for part in doctor if part),
        facts=facts_of(row),
        addresses=tuple(parts.addresses),
        phones=tuple(parts.phones),
        emails=tuple(parts.emails),
        tags=tuple(parts.tags),
    )
