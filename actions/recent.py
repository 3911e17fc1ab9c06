"""Which contacts a user opened last; shown by the picker, not part of the audit trail."""

from __future__ import annotations

from sqlalchemy.orm import Session

from domain.access import Actor
from models.base import moment
from models.contact import RecentContact


def remember_opened(session: Session, actor: Actor, *, contact_id: int) -> None:
    """Note that this user has opened this contact now."""
    assert actor.user_id is not None
    row = session.get(RecentContact, (actor.user_id, contact_id))
    if row is None:
        row = RecentContact(user_id=actor.user_id, contact_id=contact_id)
        session.add(row)
    row.opened_at = moment(session)
