"""E-mails: where a contact can be written to and what stands in the way, what goes with one, and the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from domain.activities import ActivityKind, State
from domain.consents import Channel, Purpose
from domain.errors import Refusal
from domain.mail import CUT_OFF_AFTER, AddressFails, ContactDead, NoConsent
from models.activity import Activity
from models.contact import Contact, ContactEmail
from models.document import Document
from models.email import Email, EmailAttachment, TextTemplate
from models.studio import Studio
from queries.consents import may_contact

TO_DECIDE = (State.FAILED, State.UNCLEAR)
"""Here people must do something."""
IN_OUTBOX = (*TO_DECIDE, State.QUEUED, State.SENDING)
MOST_OFFERED = 100


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An e-mail address of a contact."""

    address: str
    is_primary: bool
    undeliverable_on: date | None


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes with an e-mail, or came with one."""

    file: str
    name: str
    media_type: str
    size: int
    document_id: int | None = None


def mail_addresses(session: Session, contact_id: int) -> tuple[MailAddress, ...]:
    """The addresses of a contact: those that work first, the main one before the others."""
    rows = session.scalars(
        select(ContactEmail)
        .where(ContactEmail.contact_id == contact_id)
        .order_by(ContactEmail.undeliverable_on.is_not(None), ContactEmail.is_primary.desc(), ContactEmail.id)
    )
    return tuple(MailAddress(row.address, row.is_primary, row.undeliverable_on) for row in rows)


def sender_address(session: Session, settings: Settings) -> str:
    """Who sends: the setting, or the address of the studio; empty where there is neither."""
    return settings.mail_from or session.scalar(select(Studio.email).where(Studio.id == 1)) or ""


def own_addresses(session: Session, settings: Settings) -> frozenset[str]:
    """The addresses of the studio itself, in lower case."""
    studio = session.scalar(select(Studio.email).where(Studio.id == 1)) or ""
    return frozenset(address.casefold() for address in (studio, settings.mail_from) if address)


def obstacles(
    session: Session, contact_id: int, address: str, purpose: Purpose | None, day: date
) -> tuple[Refusal, ...]:
    """Why nothing may go to this address of the contact on a day, as far as people can override it."""
    return tuple(_obstacles(session, contact_id, address, purpose, day))


def _obstacles(
    session: Session, contact_id: int, address: str, purpose: Purpose | None, day: date
) -> Iterator[Refusal]:
    died_on = session.scalar(select(Contact.deceased_on).where(Contact.id == contact_id))
    if died_on is not None and died_on <= day:
        yield ContactDead(day=died_on)
    elif purpose is not None and not may_contact(session, contact_id, Channel.EMAIL, purpose, day):
        yield NoConsent(purpose=purpose)
    failing = session.scalars(
        select(ContactEmail).where(
            ContactEmail.contact_id == contact_id,
            ContactEmail.address_key == address.casefold(),
            ContactEmail.undeliverable_on <= day,
        )
    ).first()
    if failing is not None:
        yield AddressFails(address=address, day=failing.undeliverable_on, why=failing.undeliverable_reason)


def purpose_of(session: Session, template_id: int | None) -> Purpose | None:
    """What an e-mail made from this template is for; None needs no consent."""
    if template_id is None:
        return None
    return session.scalar(select(TextTemplate.purpose).where(TextTemplate.id == template_id))


def attachable(session: Session, contact_id: int) -> tuple[MailFile, ...]:
    """The documents of a contact that can go with an e-mail, the newest first."""
    rows = session.scalars(
        select(Document)
        .where(Document.contact_id == contact_id, Document.deleted_at.is_(None))
        .order_by(Document.at.desc(), Document.id.desc())
        .limit(MOST_OFFERED)
    )
    return tuple(MailFile(row.file, row.file_name, row.media_type, row.size, row.id) for row in rows)


def files_of(session: Session, email_id: int) -> tuple[MailFile, ...]:
    """The files of an e-mail: those that went with it, or the documents that came with it."""
    sent = session.scalars(
        select(EmailAttachment).where(EmailAttachment.email_id == email_id).order_by(EmailAttachment.id)
    )
    came = session.scalars(
        select(Document)
        .where(Document.origin_id == email_id, Document.deleted_at.is_(None))
        .order_by(Document.__table__.c.id)
    )
    return (
        *(MailFile(row.file, row.file_name, row.media_type, row.size) for row in sent),
        *(MailFile(row.file, row.file_name, row.media_type, row.size, row.id) for row in came),
    )


def kept_already(session: Session, contact_id: int, message_id: str) -> datetime | None:
    """When an e-mail of this id, which is there for the contact already, was written."""
    if not message_id:
        return None
    return session.scalar(
        select(Email.at)
        .where(Email.message_id == message_id, Email.contact_id == contact_id, Email.deleted_at.is_(None))
        .limit(1)
    )


def due_emails(now: datetime) -> Select[Any]:
    """The e-mails whose turn it is, the one that has waited longest first."""
    part = Email.__table__.c
    return (
        select(Activity.id)
        .join(Email.__table__, part.id == Activity.id)
        .where(part.next_try_at <= now, Activity.state == State.QUEUED, Activity.deleted_at.is_(None))
        .order_by(part.next_try_at, Activity.id)
    )


def cut_off_emails(now: datetime, after: timedelta = CUT_OFF_AFTER) -> Select[Any]:
    """The e-mails that have been on their way for too long: whoever sent them is gone."""
    part = Email.__table__.c
    return (
        select(Activity.id)
        .join(Email.__table__, part.id == Activity.id)
        .where(Activity.kind == ActivityKind.EMAIL, Activity.state == State.SENDING, Activity.is_open)
        .where(part.sending_since < now - after)
        .order_by(Activity.id)
    )


def to_decide(session: Session) -> int:
    """How many e-mails of the studio failed or are unclear."""
    query = select(func.count()).where(
        Activity.kind == ActivityKind.EMAIL, Activity.state.in_(TO_DECIDE), Activity.deleted_at.is_(None)
    )
    return session.scalar(query) or 0
