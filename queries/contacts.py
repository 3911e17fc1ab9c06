"""Reads contacts: the header of every contact page, the master data, the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from domain.bank import MandateFacts
from domain.contacts import ContactFacts, ContactKind, StatusOnDay, display_name, status_on
from domain.data_quality import BANK_HINTS, Hint
from models.contact import Contact, ContactTag, Tag
from models.mandate import Mandate
from queries.contact_hits import COLUMNS, facts_of
from queries.contact_search import similar_to
from queries.data_quality import hints_of


@dataclass(frozen=True, slots=True)
class TagMark:
    """A tag as it is shown."""

    name: str
    color: str


@dataclass(frozen=True, slots=True)
class ContactHeader:
    """What stands on top of every contact page."""

    contact_id: int
    number: str
    name: str
    kind: ContactKind
    born_on: date | None
    photo: str | None
    status: StatusOnDay
    facts: ContactFacts
    blocked_reason: str
    tags: tuple[TagMark, ...]


def contact_header(session: Session, number: str, *, today: date) -> ContactHeader | None:
    """The header of the contact with this number; None when there is none."""
    row = session.execute(select(*COLUMNS, Contact.blocked_reason).where(Contact.number == number)).one_or_none()
    if row is None:
        return None
    tags = session.execute(
        select(Tag.name, Tag.color)
        .join(ContactTag, ContactTag.tag_id == Tag.id)
        .where(ContactTag.contact_id == row.id)
        .order_by(Tag.name_key)
    )
    facts = facts_of(row)
    return ContactHeader(
        contact_id=row.id,
        number=row.number,
        name=display_name(row.title, row.first_name, row.last_name, row.company_name),
        kind=row.kind,
        born_on=row.born_on,
        photo=row.photo,
        status=status_on(facts, today),
        facts=facts,
        blocked_reason=row.blocked_reason,
        tags=tuple(TagMark(tag.name, tag.color) for tag in tags),
    )


def master_data(session: Session, contact_id: int) -> Contact | None:
    """The contact with everything that its master data show."""
    return session.get(
        Contact,
        contact_id,
        options=[
            selectinload(Contact.addresses),
            selectinload(Contact.phones),
            selectinload(Contact.emails),
            selectinload(Contact.tags).selectinload(ContactTag.tag),
            selectinload(Contact.mandates),
            selectinload(Contact.doctor),
        ],
    )


def mandate_facts(mandate: Mandate) -> MandateFacts:
    """The dates from which the state of a mandate follows."""
    return MandateFacts(
        signed_on=mandate.signed_on,
        held_on=mandate.held_on,
        bounced_on=mandate.bounced_on,
        revoked_on=mandate.revoked_on,
        used_on=mandate.used_on,
    )


def data_hints(session: Session, contact: Contact, *, today: date, bank: bool) -> tuple[Hint, ...]:
    """What is missing or wrong in these master data; hints on bank data only for those who may see them."""
    kept = hints_of(session, contact.id, today=today)
    gone = any(day is not None and day <= today for day in (contact.deceased_on, contact.archived_on))
    if not gone and similar_to(session, contact, today=today):
        kept = (Hint.POSSIBLE_DUPLICATE, *kept)
    return tuple(hint for hint in kept if bank or hint not in BANK_HINTS)
