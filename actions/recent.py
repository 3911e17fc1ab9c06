"""Which contacts a user opened last; shown by the picker, not part of the audit trail."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Actor
from models.base import moment
from models.contact import Contact, RecentContact


def remember_opened(session: Session, actor: Actor, *, number: str) -> None:
    """Note that this user has opened the contact with this number now; nothing when there is none."""
    contact_id = session.scalar(select(Contact.id).where(Contact.number == number))
    if contact_id is None or actor.user_id is None:
        return
    row = session.get(RecentContact, (actor.user_id, contact_id))
    if row is None:
        row = RecentContact(user_id=actor.user_id, contact_id=contact_id)
        session.add(row)
    row.opened_at = moment(session)
