"""Which contacts a user opened last; shown by the picker, not part of the audit trail."""

from __future__ import annotations

from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.access import Actor
from models.base import moment
from models.contact import Contact, RecentContact
from queries.redirects import final_number


def remember_opened(session: Session, actor: Actor, *, number: str) -> None:
    """Note that this user has opened the contact with this number, or that to which it leads; nothing when none."""
    if actor.user_id is None:
        return
    at = session.execute(select(Contact.id, Contact.merged_into_id).where(Contact.number == number)).one_or_none()
    if at is None:
        return
    if at.merged_into_id is not None:
        number = final_number(session, at.id)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    opened = select(literal(actor.user_id), Contact.id, literal(moment(session), RecentContact.opened_at.type))
    insert = dialect.insert(RecentContact).from_select(
        ["user_id", "contact_id", "opened_at"], opened.where(Contact.number == number)
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["user_id", "contact_id"], set_={"opened_at": insert.excluded.opened_at}
        )
    )
