"""From which entry another one came, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.access import Actor
from models.activity import Activity
from queries.activities import ActivityOrder, ActivityRow, activity_rows, seen_kinds


@dataclass(frozen=True, slots=True)
class Links:
    """The entry from which one came, and those that came of it, the oldest first."""

    origin: ActivityRow | None
    followed: tuple[ActivityRow, ...]


def links(session: Session, actor: Actor, activity_id: int) -> Links:
    """The links of an entry, as far as this user may know of the others."""
    origin_id = session.scalar(select(Activity.origin_id).where(Activity.id == activity_id))
    ids = select(Activity.id).where(
        or_(Activity.id == origin_id, Activity.origin_id == activity_id),
        Activity.kind.in_(seen_kinds(actor)),
        Activity.deleted_at.is_(None),
    )
    rows = activity_rows(session, ids, ActivityOrder.OLDEST)
    origin = next((row for row in rows if row.activity_id == origin_id), None)
    return Links(origin, tuple(row for row in rows if row.activity_id != origin_id))
