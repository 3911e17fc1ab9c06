"""Notes: the versions of one, and the alerts of a contact."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind
from models.activity import Activity, Note
from queries.activities import ActivityOrder, ActivityRow, activity_rows
from queries.versions import Version, earlier_versions


def note_versions(session: Session, note_id: int) -> tuple[Version, ...]:
    """The earlier texts of a note; none of one that is gone."""
    note = session.get(Note, note_id)
    if note is None:
        return ()
    return earlier_versions(session, note.contact_id, note.__tablename__, "text", note.id)


_ALERTS = (
    select(Activity.id)
    .join(Note.__table__, Note.__table__.c.id == Activity.id)
    .where(
        Activity.contact_id == bindparam("contact_id"),
        Activity.kind == ActivityKind.NOTE,
        Note.__table__.c.alert,
        Activity.deleted_at.is_(None),
    )
)
"""Made once: it is asked whenever a contact is opened, and most have none."""


def alerts(session: Session, contact_id: int) -> tuple[ActivityRow, ...]:
    """The alerts of a contact, the newest first."""
    ids = session.connection().execute(_ALERTS, {"contact_id": contact_id}).scalars().all()
    if not ids:
        return ()
    return activity_rows(session, select(Activity.id).where(Activity.id.in_(ids)), ActivityOrder.NEWEST, excerpt=None)
