"""Checks e-mails: what waits says until when, what is on its way since when, and attachments lie in the storage."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.activities import State
from gateways.storage import Storage
from models.activity import Activity
from models.email import Email, EmailAttachment
from tools.check_contacts import is_stored


def email_breaches(session: Session, storage: Storage) -> Iterator[str]:
    """Each breach in words."""
    part = Email.__table__.c
    states = select(Activity.id, Activity.state, part.next_try_at, part.sending_since).join(
        Email.__table__, part.id == Activity.id
    )
    for row in session.execute(states.where(Activity.is_open | part.next_try_at.is_not(None)).order_by(Activity.id)):
        if (row.state is State.QUEUED) != (row.next_try_at is not None):
            yield f"E-mail {row.id}: only what waits has a next attempt, and it always has one."
        if row.state is State.SENDING and row.sending_since is None:
            yield f"E-mail {row.id}: it is being sent, but nobody knows since when."
    for file in session.execute(select(EmailAttachment.email_id, EmailAttachment.file).order_by(EmailAttachment.id)):
        if not is_stored(storage, file.file):
            yield f"E-mail {file.email_id}: an attachment is not in the storage: {file.file}."
