"""Reads contacts: the header of every contact page, the master data, the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Label, exists, select
from sqlalchemy.orm import Session, aliased, selectinload

from domain.bank import MandateFacts, mandate_state
from domain.contacts import ContactFacts, ContactKind, StatusOnDay, display_name, status_on
from domain.data_quality import DataFacts, Hint, MandateFact, hints
from models.contact import Contact, ContactTag, Tag
from models.mandate import Mandate
from queries.contact_hits import COLUMNS, facts_of
from queries.redirects import MergeMark, final_number, merge_marks
from queries.similar_contacts import similar_to


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
    merges: tuple[MergeMark, ...] = ()
    """The duplicates that were merged into it, latest first."""


def contact_header(session: Session, number: str, *, today: date) -> ContactHeader | None:
    """The header of the contact with this number, or of the one to which it leads; None when there is none."""
    header = select(*COLUMNS, Contact.blocked_reason, Contact.merged_into_id, _merged_some())
    row = session.execute(header.where(Contact.number == number)).one_or_none()
    if row is None:
        return None
    if row.merged_into_id is not None:
        return contact_header(session, final_number(session, row.id), today=today)
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
        merges=merge_marks(session, row.id) if row.merged_some else (),
    )


def _merged_some() -> Label[bool]:
    loser = aliased(Contact)
    return exists().where(loser.merged_into_id == Contact.id).label("merged_some")


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
    facts = DataFacts(
        kind=contact.kind,
        deceased_on=contact.deceased_on,
        born_on=contact.born_on,
        emails=len(contact.emails),
        phones=len(contact.phones),
        addresses=len(contact.addresses),
        method=contact.payment_method,
        iban=contact.iban,
        mandates=tuple(
            MandateFact(mandate.iban, mandate_state(mandate_facts(mandate), today)) for mandate in contact.mandates
        ),
        duplicates=len(similar_to(session, contact, today=today)),
    )
    about_bank = {Hint.IBAN_MISSING, Hint.MANDATE_MISSING, Hint.MANDATE_UNSIGNED, Hint.MANDATE_EXPIRED}
    return tuple(hint for hint in hints(facts) if bank or hint not in about_bank)
