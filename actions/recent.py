"""Which contacts a user opened last; shown by the picker, not part of the audit trail."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Actor
from models.base import moment
from models.contact import Contact, RecentContact


def remember_opened(session: Session, actor: Actor, *, number: str) -> None:
    """Note that this user has opened the contact with this number, or that to which it leads; nothing when none."""
    contact = session.execute(select(Contact.id, Contact.merged_into_id).where(Contact.number == number)).one_or_none()
    while contact is not None and contact.merged_into_id is not None:
        step = select(Contact.id, Contact.merged_into_id).where(Contact.id == contact.merged_into_id)
        contact = session.execute(step).one_or_none()
    if contact is None or actor.user_id is None:
        return
    contact_id = contact.id
    row = session.get(RecentContact, (actor.user_id, contact_id))
    if row is None:
        row = RecentContact(user_id=actor.user_id, contact_id=contact_id)
        session.add(row)
    row.opened_at = moment(session)
