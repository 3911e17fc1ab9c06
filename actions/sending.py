"""E-mails that are really sent: queued by people, and what people decide when one failed or is unclear.

The worker sends (`actions.outbox`); here an e-mail only gets into the queue, back into it, or out of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import begin, describe, load_entry
from actions.loading import load
from config.settings import settings
from domain.access import Actor, Permission
from domain.activities import Direction, State
from domain.clock import day_of
from domain.errors import Missing, Problems
from domain.mail import (
    LARGEST_ATTACHED,
    MOST_ATTACHED,
    TIME_TO_UNDO,
    AttachedTooLarge,
    AttachmentGone,
    NoMailServer,
    NoSender,
    NotItsAddress,
    NotWaitingForPeople,
    TooManyAttached,
)
from domain.texts import tidy_line
from gateways.mail import ascii_address
from models.activity import LONGEST_TITLE
from models.base import moment
from models.contact import Contact
from models.document import Document
from models.email import Email, EmailAttachment, TextTemplate
from queries.emails import mail_addresses, obstacles, purpose_of, sender_address


@action(Permission.SEND_EMAILS, undoable=True)
def queue_email(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    address: str,
    title: str,
    text: str,
    template_id: int | None = None,
    category_id: int | None = None,
    document_ids: Collection[int] = (),
    override: str = "",
) -> Email:
    """Put an e-mail into the queue. Refuses without consent or to an address that fails, unless a reason is given."""
    return put_in_queue(
        session,
        actor,
        contact_id=contact_id,
        address=address,
        title=title,
        text=text,
        template_id=template_id,
        category_id=category_id,
        document_ids=document_ids,
        override=override,
    )


def put_in_queue(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    address: str,
    title: str,
    text: str,
    template_id: int | None = None,
    category_id: int | None = None,
    document_ids: Collection[int] = (),
    override: str = "",
) -> Email:
    """The same as a part of another action."""
    contact = load(session, Contact, contact_id)
    email = begin(session, actor, Email(direction=Direction.OUTGOING), contact_id=contact.id)
    problems = Problems()
    describe(session, email, problems, title=title, text=text, category_id=category_id, user_id=actor.user_id)
    with problems.field("text"):
        if not text.strip():
            raise Missing
    with problems.field("sender"):
        email.sender = _sender(session)
    with problems.field("address"):
        email.recipients = _address(session, contact_id, address)
    with problems.field("override"):
        email.overridden = tidy_line(override, longest=LONGEST_TITLE)
    files: tuple[EmailAttachment, ...] = ()
    with problems.field("document_ids"):
        files = _attachments(session, contact_id, document_ids)
    email.template_id = template_id if template_id and session.get(TextTemplate, template_id) else None
    if not email.overridden:
        _refuse_in_the_way(session, email, contact_id, problems)
    problems.raise_if_any()
    email.message_id = f"{secrets.token_hex(16)}@{ascii_address(email.sender).rpartition('@')[2]}"
    _queue(session, email)
    session.add(email)
    session.flush()
    for file in files:
        file.email_id = email.id
    session.add_all(files)
    return email


@action(Permission.SEND_EMAILS, undoable=True)
def retry_email(
    session: Session,
    actor: Actor,
    *,
    email_id: int,
    version: int | None = None,
    address: str = "",
    override: str = "",
) -> Email:
    """Send again what failed or is unclear, if need be to another address; the server can tell it is the same one."""
    email = _for_people(session, actor, email_id, version)
    problems = Problems()
    with problems.field("address"):
        if address and email.contact_id is not None:
            email.recipients = _address(session, email.contact_id, address)
    with problems.field("override"):
        email.overridden = tidy_line(override, longest=LONGEST_TITLE) or email.overridden
    if not email.overridden and email.contact_id is not None:
        _refuse_in_the_way(session, email, email.contact_id, problems)
    problems.raise_if_any()
    email.attempts, email.answer = 0, ""
    _queue(session, email)
    return email


@action(Permission.SEND_EMAILS, undoable=True)
def confirm_email_sent(session: Session, actor: Actor, *, email_id: int, version: int | None = None) -> Email:
    """Somebody found out that an unclear e-mail did arrive."""
    email = _for_people(session, actor, email_id, version)
    email.move_to(State.SENT)
    return email


@action(Permission.SEND_EMAILS, undoable=True)
def drop_email(session: Session, actor: Actor, *, email_id: int, version: int | None = None) -> Email:
    """Do not send what waits, failed or is unclear."""
    email = load_entry(session, actor, Email, email_id, version=version)
    email.move_to(State.DROPPED)
    email.next_try_at = None
    return email


def _for_people(session: Session, actor: Actor, email_id: int, version: int | None) -> Email:
    email = load_entry(session, actor, Email, email_id, version=version)
    if email.state not in {State.FAILED, State.UNCLEAR}:
        raise NotWaitingForPeople
    return email


def _queue(session: Session, email: Email) -> None:
    now = moment(session)
    email.state = State.QUEUED if email.state is None else email.state
    email.move_to(State.QUEUED)
    email.at, email.next_try_at = now, now + TIME_TO_UNDO


def _sender(session: Session) -> str:
    if not settings().smtp_host:
        raise NoMailServer
    sender = sender_address(session, settings())
    if not sender:
        raise NoSender
    return sender


def _address(session: Session, contact_id: int, address: str) -> str:
    """The address as the contact has it."""
    if not address:
        raise Missing
    known = {one.address.casefold(): one.address for one in mail_addresses(session, contact_id)}
    if address.casefold() not in known:
        raise NotItsAddress(address=address[:60])
    return known[address.casefold()]


def _refuse_in_the_way(session: Session, email: Email, contact_id: int, problems: Problems) -> None:
    """Note what stands in the way, where people say why the e-mail goes out all the same."""
    purpose = purpose_of(session, email.template_id)
    found = obstacles(session, contact_id, email.recipients or "", purpose, day_of(moment(session)))
    for problem in found:
        with problems.field("override"):
            raise problem


def _attachments(session: Session, contact_id: int, document_ids: Collection[int]) -> tuple[EmailAttachment, ...]:
    """What these documents of the contact are now; it stays with the e-mail whatever becomes of them."""
    if len(document_ids) > MOST_ATTACHED:
        raise TooManyAttached(most=MOST_ATTACHED)
    found = []
    for document_id in document_ids:
        document = session.get(Document, document_id)
        if document is None or document.contact_id != contact_id or document.deleted_at is not None:
            raise AttachmentGone(document_id=document_id)
        found.append(
            EmailAttachment(
                file=document.file,
                file_name=document.file_name,
                media_type=document.media_type,
                size=document.size,
            )
        )
    if sum(file.size for file in found) > LARGEST_ATTACHED:
        raise AttachedTooLarge(largest=LARGEST_ATTACHED)
    return tuple(found)
