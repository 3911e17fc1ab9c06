"""Which dates a plan of a course gives: those that are left out are told with their reason, before any is made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.clock import ZONE, day_of
from domain.courses import EndsBeforeStart, Plan, Planned, Why, check_plan
from domain.errors import InvalidTime, Missing, Problems
from domain.holidays import holidays_among
from i18n.times import at_clock, parse_time
from models.course import CourseDate
from models.studio import Studio
from queries.appointments import Clash, Span, clashes

Place = tuple[int | None, int | None]
"""A trainer and a room."""


def read_plan(
    *,
    first: date | None,
    starts: str,
    ends: str,
    last: date | None = None,
    weeks: int | None = 1,
    on_holidays: bool = False,
    without: Collection[date] = (),
) -> Plan:
    """A plan as people typed it; refuses all that is wrong by field (`InvalidInput`)."""
    problems = Problems()
    with problems.field("first"):
        if first is None:
            raise Missing
    with problems.field("starts"):
        start = parse_time(starts)
    with problems.field("ends"):
        end = parse_time(ends)
    with problems.field("weeks"):
        if weeks is None:
            raise Missing
    problems.raise_if_any()
    assert first is not None
    assert weeks is not None
    plan = Plan(first, start, end, last, weeks, on_holidays, frozenset(without))
    check_plan(plan)
    return plan


def planned_dates(session: Session, course_id: int, plan: Plan) -> tuple[Planned, ...]:
    """Each date of the plan, with the reason why it is left out, if it is."""
    days = tuple(plan.days())
    studio = session.get(Studio, 1)
    holidays = {} if plan.on_holidays else holidays_among(days, studio.land if studio else "")
    there = set(session.scalars(select(CourseDate.starts_at).where(CourseDate.course_id == course_id)))
    found = []
    for day in days:
        try:
            starts_at, ends_at = at_clock(day, plan.starts), at_clock(day, plan.ends)
        except InvalidTime:
            found.append(Planned(day, None, None, Why.NO_SUCH_TIME))
            continue
        why = None
        if day in plan.without:
            why = Why.CHOSEN
        elif day in holidays:
            why = Why.HOLIDAY
        elif starts_at in there:
            why = Why.THERE
        found.append(Planned(day, starts_at, ends_at, why, holidays.get(day, "")))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Shift:
    """By what a date is changed: the others that follow change by the same."""

    days: timedelta
    starts: time
    ends: time
    moved: bool

    def span_of(self, one: CourseDate) -> Span:
        """The new time of a date on the clocks of the studio, on the day that is as many days on (or back)."""
        day = day_of(one.starts_at) + self.days
        return at_clock(day, self.starts), at_clock(day, self.ends)


def read_shift(chosen: CourseDate, starts_at: datetime | None, ends: str) -> Shift:
    """How a date moves as people typed it; refuses what is wrong by field (`InvalidInput`)."""
    problems = Problems()
    with problems.field("starts_at"):
        if starts_at is None:
            raise Missing
    with problems.field("ends"):
        end = parse_time(ends)
    problems.raise_if_any()
    assert starts_at is not None
    with problems.field("ends"):
        ends_at = at_clock(day_of(starts_at), end)
        if ends_at <= starts_at:
            raise EndsBeforeStart
    problems.raise_if_any()
    moved = (starts_at, ends_at) != (chosen.starts_at, chosen.ends_at)
    return Shift(day_of(starts_at) - day_of(chosen.starts_at), starts_at.astimezone(ZONE).time(), end, moved)


def spans_by_place(dates: Iterable[CourseDate]) -> list[tuple[Place, list[Span]]]:
    """When trainers and rooms are needed by these dates, but for the cancelled ones."""
    return _by_place(((one.trainer_id, one.room_id), (one.starts_at, one.ends_at), one.cancelled_at) for one in dates)


def _by_place(needed: Iterable[tuple[Place, Span, datetime | None]]) -> list[tuple[Place, list[Span]]]:
    places: dict[Place, list[Span]] = {}
    for place, span, cancelled_at in needed:
        if cancelled_at is None:
            places.setdefault(place, []).append(span)
    return sorted(places.items(), key=lambda item: (item[0][0] or 0, item[0][1] or 0))


def foreseen_clashes(
    session: Session,
    date_id: int,
    *,
    starts_at: datetime | None,
    ends: str,
    room_id: int | None,
    trainer_id: int | None,
    following: bool,
) -> tuple[Clash, ...]:
    """What would stand in the way of a change of a date, and with it of those that follow."""
    chosen = session.get(CourseDate, date_id)
    if chosen is None:
        return ()
    shift = read_shift(chosen, starts_at, ends)
    new_room, new_trainer = room_id != chosen.room_id, trainer_id != chosen.trainer_id
    if not (shift.moved or new_room or new_trainer):
        return ()
    dates = [chosen]
    if following:
        later = CourseDate.course_id == chosen.course_id, CourseDate.starts_at >= chosen.starts_at
        dates = list(session.scalars(select(CourseDate).where(*later)))
    needed = _by_place(
        (
            (trainer_id if new_trainer else one.trainer_id, room_id if new_room else one.room_id),
            shift.span_of(one) if shift.moved else (one.starts_at, one.ends_at),
            one.cancelled_at,
        )
        for one in dates
    )
    ids = [one.id for one in dates]
    return tuple(
        clash
        for (trainer, room), spans in needed
        for clash in clashes(session, spans, user_id=trainer, room_id=room, without_dates=ids)
    )


def clashes_of_date(session: Session, date_id: int) -> tuple[Clash, ...]:
    """What stands in the way of a date at its own time."""
    date = session.get_one(CourseDate, date_id)
    span = (date.starts_at, date.ends_at)
    return clashes(session, [span], user_id=date.trainer_id, room_id=date.room_id, without_dates=[date_id])
