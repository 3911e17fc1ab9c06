"""Rooms: those that are offered, and the card file with what is to come in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.activities import OPEN_STATES
from models.activity import Activity
from models.appointment import Appointment, Room
from models.base import moment
from models.course import CourseDate
from queries.activities import Choice

_APPOINTMENT = Appointment.__table__


@dataclass(frozen=True, slots=True)
class RoomUse:
    """A room and how many appointments and course dates are still to come in it."""

    room: Room
    coming: int


def rooms(session: Session, today: date, *, kept: int | None = None) -> tuple[Choice, ...]:
    """The rooms that are offered, and the one that is `kept` all the same, by name."""
    offered = Room.retired_on.is_(None) | (Room.retired_on > today)
    query = select(Room.id, Room.name).where(offered | (Room.id == kept)).order_by(Room.name_key)
    return tuple(Choice(*row) for row in session.execute(query))


def room_uses(session: Session, *, retired: bool = False) -> tuple[RoomUse, ...]:
    """All rooms by name; with `retired` also those no longer offered."""
    now = moment(session)
    appointments = (
        select(_APPOINTMENT.c.room_id, func.count().label("count"))
        .join(Activity, Activity.id == _APPOINTMENT.c.id)
        .where(
            _APPOINTMENT.c.room_id.is_not(None),
            _APPOINTMENT.c.ends_at > now,
            Activity.state.in_(OPEN_STATES),
            Activity.deleted_at.is_(None),
        )
        .group_by(_APPOINTMENT.c.room_id)
        .subquery()
    )
    dates = (
        select(CourseDate.room_id, func.count().label("count"))
        .where(CourseDate.starts_at > now, CourseDate.cancelled_at.is_(None))
        .group_by(CourseDate.room_id)
        .subquery()
    )
    coming = func.coalesce(appointments.c.count, 0) + func.coalesce(dates.c.count, 0)
    query = (
        select(Room, coming)
        .outerjoin(appointments, appointments.c.room_id == Room.id)
        .outerjoin(dates, dates.c.room_id == Room.id)
        .order_by(Room.name_key)
    )
    if not retired:
        query = query.where(Room.retired_on.is_(None))
    return tuple(RoomUse(room, count) for room, count in session.execute(query))
