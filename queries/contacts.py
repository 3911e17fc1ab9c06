"""Reads contacts: the header of every contact page, the master data, the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Label, bindparam, exists, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from domain.bank import MandateFacts
from domain.contacts import ContactFacts, ContactKind, StatusOnDay, display_name, status_on
from domain.data_quality import BANK_HINTS, Hint
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag, Tag
from models.doctor import Doctor
from models.mandate import Mandate
from queries.contact_hits import COLUMNS, facts_of
from queries.data_quality import hints_of
from queries.redirects import MergeMark, final_number, merge_marks
from queries.similar_contacts import has_similar
from queries.standings import services_on


@dataclass(frozen=True, slots=True)
class TagMark:
    """A tag as it is shown."""

    name: str
    color: str


@dataclass(frozen=True, slots=True)
class ContactHeader:
    """What stands on top of every contact page."""

    contact_id: int
    version: int
    number: str
    name: str
    kind: ContactKind
    born_on: date | None
    photo: str | None
    status: StatusOnDay
    facts: ContactFacts
    blocked_reason: str
    tags: tuple[TagMark, ...]
    merges: tuple[MergeMark, ...] = ()
    """The duplicates that were merged into it, latest first."""


def _merged_some() -> Label[bool]:
    loser = aliased(Contact)
    return exists().where(loser.merged_into_id == Contact.id).label("merged_some")


_HEADER = select(*COLUMNS, Contact.version, Contact.blocked_reason, Contact.merged_into_id, _merged_some()).where(
    Contact.number == bindparam("number")
)
_TAGS = (
    select(Tag.name, Tag.color)
    .join(ContactTag, ContactTag.tag_id == Tag.id)
    .where(ContactTag.contact_id == bindparam("contact_id"))
    .order_by(Tag.name_key)
)


def contact_header(session: Session, number: str, *, today: date) -> ContactHeader | None:
    """The header of the contact with this number, or of the one to which it leads; None when there is none."""
    connection = session.connection()
    row = connection.execute(_HEADER, {"number": number}).one_or_none()
    if row is None:
        return None
    if row.merged_into_id is not None:
        return contact_header(session, final_number(session, row.id), today=today)
    tags = connection.execute(_TAGS, {"contact_id": row.id})
    facts = facts_of(row)
    return ContactHeader(
        contact_id=row.id,
        version=row.version,
        number=row.number,
        name=display_name(row.title, row.first_name, row.last_name, row.company_name),
        kind=row.kind,
        born_on=row.born_on,
        photo=row.photo,
        status=status_on(facts, today, services_on(session, [row.id], today).get(row.id)),
        facts=facts,
        blocked_reason=row.blocked_reason,
        tags=tuple(TagMark(tag.name, tag.color) for tag in tags),
        merges=merge_marks(session, row.id) if row.merged_some else (),
    )


_CONTACT = select(Contact).where(Contact.id == bindparam("contact_id"))
_DETAILS: dict[Any, Any] = {
    parts: select(model).where(model.contact_id == bindparam("contact_id")).order_by(model.id)
    for parts, model in (
        (Contact.addresses, ContactAddress),
        (Contact.phones, ContactPhone),
        (Contact.emails, ContactEmail),
        (Contact.mandates, Mandate),
    )
}
_LINKS = (
    select(ContactTag)
    .where(ContactTag.contact_id == bindparam("contact_id"))
    .order_by(ContactTag.id)
    .options(joinedload(ContactTag.tag))
)
"""Made once and run one by one: three times as quick as the loaders of SQLAlchemy, and asked for by every page."""


def master_data(session: Session, contact_id: int, *, tags: bool = True) -> Contact | None:
    """The contact with everything that its master data show; without tags where the header has read them."""
    wanted = {"contact_id": contact_id}
    contact = session.scalars(_CONTACT, wanted).one_or_none()
    if contact is None:
        return None
    for parts, statement in _DETAILS.items() if not tags else (*_DETAILS.items(), (Contact.tags, _LINKS)):
        set_committed_value(contact, parts.key, session.scalars(statement, wanted).all())
    doctor = session.get(Doctor, contact.doctor_id) if contact.doctor_id else None
    set_committed_value(contact, Contact.doctor.key, doctor)
    return contact


def mandate_facts(mandate: Mandate) -> MandateFacts:
    """The dates from which the state of a mandate follows."""
    return MandateFacts(
        signed_on=mandate.signed_on,
        held_on=mandate.held_on,
        bounced_on=mandate.bounced_on,
        revoked_on=mandate.revoked_on,
        used_on=mandate.used_on,
    )


def data_hints(
    session: Session, contact: Contact, *, today: date, bank: bool, duplicates: bool = True
) -> tuple[Hint, ...]:
    """What is missing or wrong in these master data; hints on bank data only for those who may see them.

    `duplicates` are looked for among all contacts, which takes longer than all the rest.
    """
    kept = hints_of(session, contact.id, today=today)
    gone = any(day is not None and day <= today for day in (contact.deceased_on, contact.archived_on))
    if duplicates and not gone and has_similar(session, contact):
        kept = (Hint.POSSIBLE_DUPLICATE, *kept)
    return tuple(hint for hint in kept if bank or hint not in BANK_HINTS)
