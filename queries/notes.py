"""Notes: the versions of one, those that are pinned, and the alerts of a contact."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind
from models.activity import Activity, HealthNote, Note
from models.audit import AuditDetail, AuditEntry
from models.user import UserAccount
from queries.activities import ActivityOrder, ActivityRow, activity_rows


@dataclass(frozen=True, slots=True)
class Version:
    """What a note was until somebody changed it."""

    until: datetime
    changed_by: str
    text: str


def versions(session: Session, note: Note | HealthNote, column: str = "text") -> tuple[Version, ...]:
    """What a column of the note was before, latest first, as far as the trail still holds it."""
    table = note.__tablename__
    named = f'"table":{json.dumps(table)},"key":{note.id},'
    steps = session.execute(
        select(AuditEntry.at, UserAccount.name, AuditDetail.body)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .outerjoin(UserAccount, UserAccount.id == AuditEntry.user_id)
        .where(AuditEntry.contact_id == note.contact_id, AuditDetail.body.contains(named, autoescape=True))
        .order_by(AuditEntry.seq.desc())
    ).all()
    return tuple(
        Version(at, who or "Kontor", row["before"][column])
        for at, who, body in steps
        for row in json.loads(body or "")["changes"]
        if (row["table"], row["key"]) == (table, note.id) and (row["before"] or {}).get(column)
    )


def note_versions(session: Session, note_id: int) -> tuple[Version, ...]:
    """The earlier texts of a note; none of one that is gone."""
    note = session.get(Note, note_id)
    return versions(session, note) if note is not None else ()


def pinned_notes(session: Session, contact_id: int) -> tuple[ActivityRow, ...]:
    """The pinned notes of a contact, the newest first, with their whole texts."""
    ids = select(Activity.id).where(Activity.contact_id == contact_id, Activity.pinned, Activity.deleted_at.is_(None))
    return activity_rows(session, ids, ActivityOrder.NEWEST, excerpt=None)


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
