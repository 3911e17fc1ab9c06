"""Which contacts a user opened last; shown by the picker, not part of the audit trail."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Insert, Integer, bindparam, select
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
    values = {"user_id": actor.user_id, "number": number, "at": moment(session)}
    connection = session.connection()
    if connection.execute(_remember(connection.dialect.name), values).rowcount:
        return
    merged = session.scalar(select(Contact.id).where(Contact.number == number, Contact.merged_into_id.is_not(None)))
    if merged is not None:
        connection.execute(_remember(connection.dialect.name), values | {"number": final_number(session, merged)})


@cache
def _remember(dialect: str) -> Insert:
    """Made once for each database: every contact that is opened runs it."""
    user, at = bindparam("user_id", type_=Integer), bindparam("at", type_=RecentContact.opened_at.type)
    opened = select(user, Contact.id, at).where(Contact.number == bindparam("number"), Contact.merged_into_id.is_(None))
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    insert = make(RecentContact).from_select(["user_id", "contact_id", "opened_at"], opened)
    upsert = insert.on_conflict_do_update(
        index_elements=["user_id", "contact_id"], set_={"opened_at": insert.excluded.opened_at}
    )
    # Without this PostgreSQL tells no count of an INSERT any more once its cursor is closed.
    return upsert.execution_options(preserve_rowcount=True)
