"""When the appointments of a series take place, where a change would move them, and what stands in the way there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.activities import OPEN_STATES, State
from domain.appointments import (
    LONGEST_MINUTES,
    Repeat,
    Scope,
    WrongLength,
    days_of_series,
    minutes_between,
    wall,
)
from domain.errors import Missing, Problems
from i18n.times import at_clock
from models.appointment import Appointment
from queries.appointments import Clash, Span, clashes

CARRIED = ("title", "text", "category_id", "user_id", "room_id")
"""What a change of a series carries over to those that had the same before."""


def slots(
    day: date, clock: time, minutes: int | None, repeat: Repeat | None = None, without: Collection[date] = ()
) -> tuple[Span, ...]:
    """From when to when: on this day, or on those of the series but for some. A series keeps the time of the clock."""
    problems = Problems()
    days: tuple[date, ...] = (day,)
    lasts = timedelta(minutes=minutes or 0)
    with problems.field("minutes"):
        if minutes is None:
            raise Missing
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise WrongLength(most=LONGEST_MINUTES)
    with problems.named():
        days = days_of_series(day, repeat) if repeat is not None else days
    with problems.field("day"):
        days = tuple(one for one in days if one not in without)
        if not days:
            raise Missing
    with problems.field("clock"):
        starts = [at_clock(one, clock) for one in days]
    problems.raise_if_any()
    return tuple((at, at + lasts) for at in starts)


def members(session: Session, this: Appointment, scope: Scope, now: datetime, *, lock: bool) -> list[Appointment]:
    """The others of its series that a change is about: still booked, and after this one or after now."""
    if this.series_id is None or scope is Scope.THIS:
        return []
    query = (
        select(Appointment)
        .where(
            Appointment.series_id == this.series_id,
            Appointment.id != this.id,
            Appointment.at >= (this.at if scope is Scope.FOLLOWING else now),
            Appointment.state.in_(OPEN_STATES),
            Appointment.deleted_at.is_(None),
        )
        .order_by(Appointment.at, Appointment.id)
    )
    return list(session.scalars(query.with_for_update() if lock else query))


def moves(
    this: Appointment, others: Iterable[Appointment], day: date, clock: time, minutes: int | None
) -> dict[Appointment, Span]:
    """Where a change of one moves it, and the others by the same difference of the clock.

    A new length holds for the others that were as long; the second of two equal hours stays where it is.
    """
    length = minutes_between(this.at, this.ends_at)
    by = datetime.combine(day, clock) - wall(this.at)
    moved = {this: (this.at, this.ends_at) if not by and minutes == length else slots(day, clock, minutes)[0]}
    for other in others:
        own = minutes_between(other.at, other.ends_at)
        lasts, to = minutes if own == length else own, wall(other.at) + by
        same = not by and lasts == own
        moved[other] = (other.at, other.ends_at) if same else slots(to.date(), to.time(), lasts)[0]
    return moved


def chosen_ids(session: Session, appointment_id: int, scope: Scope, now: datetime) -> tuple[int, ...]:
    """The appointment, and in a series those that a change goes to with it."""
    this = session.get(Appointment, appointment_id)
    return () if this is None else (this.id, *(one.id for one in members(session, this, scope, now, lock=False)))


def foreseen(
    session: Session,
    appointment_id: int,
    scope: Scope,
    now: datetime,
    *,
    day: date,
    clock: time,
    minutes: int | None,
    user_id: int | None,
    room_id: int | None,
) -> tuple[Clash, ...]:
    """What would stand in the way of a change of an appointment, and with it of others of its series."""
    this = session.get(Appointment, appointment_id)
    if this is None:
        return ()
    moved = moves(this, members(session, this, scope, now, lock=False), day, clock, minutes)
    places: dict[tuple[int | None, int | None], list[Span]] = {}
    for one, span in moved.items():
        if one.state is not State.CANCELLED:
            same_user, same_room = one.user_id == this.user_id, one.room_id == this.room_id
            place = (user_id if same_user else one.user_id, room_id if same_room else one.room_id)
            places.setdefault(place, []).append(span)
    ids = [one.id for one in moved]
    return tuple(
        clash
        for (user, room), spans in places.items()
        for clash in clashes(session, spans, user_id=user, room_id=room, without=ids)
    )
