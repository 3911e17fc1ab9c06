"""Which dates a plan of a course gives: those that are left out are told with their reason, before any is made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.courses import Plan, Planned, Why, check_plan
from domain.errors import InvalidTime, Missing, Problems
from domain.holidays import holidays_among
from i18n.times import at_clock, parse_time
from models.course import CourseDate
from models.studio import Studio


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
