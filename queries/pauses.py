"""Reads what a pause covers: the bookings of a contact in its days, and those that it has cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind, State
from domain.clock import day_of, start_of
from domain.periods import Period
from models.activity import Activity
from models.contract import PauseBooking
from queries.quotas import units_paying

HELD = (State.BOOKED, State.CONFIRMED, State.WAITLISTED)
"""Booked, and nobody knows yet whether somebody came."""


def bookings_in(session: Session, contact_id: int, period: Period) -> Sequence[Activity]:
    """The appointments and places in courses of a contact in these days, in the order of time."""
    query = select(Activity).where(
        Activity.contact_id == contact_id,
        Activity.kind.in_((ActivityKind.APPOINTMENT, ActivityKind.COURSE)),
        Activity.state.in_(HELD),
        Activity.deleted_at.is_(None),
        Activity.at >= start_of(period.start),
    )
    if period.end is not None:
        query = query.where(Activity.at < start_of(period.end))
    return session.scalars(query.order_by(Activity.at, Activity.id)).all()


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking that a pause covers."""

    activity_id: int
    at: datetime
    title: str
    paid: bool
    """By a unit of a quota."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a pause of these days would do to bookings."""

    cancelled: tuple[Booking, ...]
    restored: tuple[Booking, ...]


def touched_by(session: Session, contact_id: int, period: Period, pause_id: int | None = None) -> Touched:
    """What a new pause cancels; of one that is there also what it gives free by its new days."""
    ours: Sequence[Activity] = ()
    if pause_id is not None:
        cancelled = select(PauseBooking.activity_id).where(PauseBooking.pause_id == pause_id)
        ours = session.scalars(
            select(Activity)
            .where(Activity.id.in_(cancelled), Activity.state == State.CANCELLED, Activity.deleted_at.is_(None))
            .order_by(Activity.at)
        ).all()
    free = [one for one in ours if not period.holds_on(day_of(one.at))]
    return Touched(_told(session, bookings_in(session, contact_id, period)), _told(session, free, by_itself=True))


def _told(session: Session, entries: Sequence[Activity], *, by_itself: bool = False) -> tuple[Booking, ...]:
    paid = units_paying(session, [one.id for one in entries], came_back=by_itself)
    return tuple(Booking(one.id, one.at, one.title, one.id in paid) for one in entries)
