"""The entries on the overview of a contact: what comes, what is pinned, what was last; one question for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, not_, or_, select, union_all
from sqlalchemy.orm import Session

from domain.access import Actor
from domain.activities import OPEN_STATES, ActivityKind
from domain.clock import start_of
from models.activity import Activity
from queries.activities import ActivityOrder, ActivityRow, rows_of, rows_statement, seen_kinds
from queries.activity_details import TaskDetail

DAYS_AHEAD = 30
MOST_COMING = 30
LATEST = 6
EXCERPT = 2_000
TO_DO = (ActivityKind.TASK, ActivityKind.CALL)
"""They stay until they are done, however late."""
TO_COME = (ActivityKind.APPOINTMENT, ActivityKind.COURSE)


@dataclass(frozen=True, slots=True)
class Glance:
    """What matters of the entries of a contact."""

    coming: tuple[ActivityRow, ...]
    """What is overdue, then what comes in the order of its dates, then what has no day."""
    pinned: tuple[ActivityRow, ...]
    latest: tuple[ActivityRow, ...]


def glance(session: Session, actor: Actor, contact_id: int, *, today: date, now: datetime) -> Glance:
    """The entries on the overview; of health notes nothing but that there are some, for those who may know."""
    asked = {
        "contact_id": contact_id,
        "begins": start_of(today),
        "ends": start_of(today + timedelta(days=DAYS_AHEAD + 1)),
        "now": now,
    }
    rows = rows_of(session, _glance(seen_kinds(actor)), asked)
    comes = [row for row in rows if _comes(row, today)]
    return Glance(
        coming=tuple(sorted(comes, key=_turn)),
        pinned=tuple(row for row in rows if row.pinned),
        latest=tuple(row for row in rows if not row.pinned and row not in comes),
    )


@cache
def _glance(kinds: tuple[ActivityKind, ...]) -> Select[Any]:
    """The statement for who may know of these kinds; kept, since building it costs more than running it."""
    begins, ends = bindparam("begins", type_=Activity.at.type), bindparam("ends", type_=Activity.at.type)
    there = (Activity.contact_id == bindparam("contact_id"), Activity.deleted_at.is_(None))
    ahead = or_(Activity.kind.in_(TO_DO), and_(Activity.kind.in_(TO_COME), Activity.at >= begins))
    coming = (
        select(Activity.id)
        .where(*there, Activity.is_open, Activity.at < ends, ahead)
        .order_by(Activity.at)
        .limit(MOST_COMING)
        .subquery()
    )
    pinned = select(Activity.id).where(*there, Activity.pinned).subquery()
    latest = (
        select(Activity.id)
        .where(
            *there,
            Activity.at <= bindparam("now", type_=Activity.at.type),
            Activity.kind.in_(kinds),
            not_(and_(Activity.is_open, ahead)),
            not_(Activity.pinned),
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(LATEST)
        .subquery()
    )
    ids = union_all(*(select(part.c.id) for part in (coming, pinned, latest))).subquery()
    return rows_statement(select(ids.c.id), ActivityOrder.NEWEST, excerpt=EXCERPT)


def _comes(row: ActivityRow, today: date) -> bool:
    ahead = row.kind in TO_DO or (row.kind in TO_COME and row.at >= start_of(today))
    return row.state in OPEN_STATES and ahead


def has_no_day(row: ActivityRow) -> bool:
    """Whether it is a task that is to be done some day."""
    return isinstance(row.detail, TaskDetail) and row.detail.due_on is None


def _turn(row: ActivityRow) -> tuple[bool, bool, datetime, int]:
    return not row.overdue, has_no_day(row), row.at, row.activity_id
