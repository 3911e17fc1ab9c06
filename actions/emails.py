"""E-mails that are documented: written down by hand, or imported from a file with what was attached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import begin, describe, load_entry
from domain.access import Actor, Permission
from domain.activities import Direction, State
from domain.clock import day_of
from domain.emails import parse_email
from domain.errors import Missing, Problems
from domain.mail import AlreadyKept, SentFromHere
from domain.texts import tidy_line
from gateways.storage import Storage
from models.document import Document
from models.email import Email
from queries.emails import kept_already

LONGEST_RECIPIENTS = 4_000


class FileIn(Protocol):
    """A file that was looked at."""

    @property
    def name(self) -> str:
        """How it is called."""

    @property
    def media_type(self) -> str:
        """What a browser calls its kind."""

    @property
    def data(self) -> bytes:
        """Its bytes."""


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def document_email(
    session: Session,
    actor: Actor,
    *,
    contact_id: int | None,
    at: datetime,
    direction: Direction,
    title: str,
    text: str = "",
    sender: str = "",
    recipients: str = "",
    category_id: int | None = None,
    user_id: int | None = None,
    message_id: str = "",
    files: Sequence[FileIn] = (),
    storage: Storage | None = None,
) -> Email:
    """Write down an e-mail that was sent or came elsewhere; what was attached becomes documents of the contact."""
    email = begin(session, actor, Email(message_id=message_id), contact_id=contact_id)
    if contact_id is not None and (kept := kept_already(session, contact_id, message_id)) is not None:
        raise AlreadyKept(day=day_of(kept))
    _write(session, email, at, direction, title, text, sender, recipients, category_id, user_id)
    session.add(email)
    session.flush()
    for file in files:
        assert storage is not None
        document = Document(at=at, user_id=user_id, direction=direction, origin_id=email.id)
        begin(session, actor, document, contact_id=contact_id)
        document.title = tidy_line(file.name, longest=200)
        document.file, document.size = storage.put(file.data), len(file.data)
        document.file_name, document.media_type = file.name, file.media_type
        session.add(document)
    return email


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def edit_documented_email(
    session: Session,
    actor: Actor,
    *,
    email_id: int,
    version: int,
    at: datetime,
    direction: Direction,
    title: str,
    text: str = "",
    sender: str = "",
    recipients: str = "",
    category_id: int | None = None,
    user_id: int | None = None,
) -> Email:
    """Change an e-mail that was documented; refuses one that was sent from here (`SentFromHere`)."""
    email = load_entry(session, actor, Email, email_id, version=version)
    if email.state is not State.NONE:
        raise SentFromHere
    _write(session, email, at, direction, title, text, sender, recipients, category_id, user_id)
    return email


def _write(
    session: Session,
    email: Email,
    at: datetime,
    direction: Direction,
    title: str,
    text: str,
    sender: str,
    recipients: str,
    category_id: int | None,
    user_id: int | None,
) -> None:
    problems = Problems()
    describe(
        session,
        email,
        problems,
        title=title,
        text=text,
        category_id=category_id,
        user_id=user_id,
        title_required=False,
    )
    with problems.field("text"):
        if not (title.strip() or text.strip()):
            raise Missing
    with problems.field("sender"):
        email.sender = parse_email(sender) if sender.strip() else ""
    with problems.field("recipients"):
        line = tidy_line(recipients, longest=LONGEST_RECIPIENTS).replace(";", ",")
        email.recipients = ", ".join(parse_email(one) for one in line.split(",") if one.strip())
    problems.raise_if_any()
    email.at, email.direction = at, direction
