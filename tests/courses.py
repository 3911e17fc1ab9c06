"""Courses for tests: made through the actions, in the weeks after the day of the tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.course_dates import add_dates
from actions.courses import add_course
from domain.access import PROGRAM, Actor, Role
from domain.activities import State
from domain.courses import LIVE, TAKING
from models.course import Course, CourseDate, Enrolment
from tests.building import a_contact

RECEPTION = Actor(None, "Reception", Role.RECEPTION)
FIRST = date(2026, 12, 1)
"""A Tuesday after the day of the tests."""


def a_course(session: Session, name: str = "Rückenfit", *, capacity: int = 2, **more: Any) -> Course:
    """A course without dates."""
    return add_course(session, PROGRAM, name=name, capacity=capacity, **more)


def some_dates(session: Session, course: Course, *, last: date | None = None, **more: Any) -> list[int]:
    """Dates of a course from `FIRST` on, 18:00 to 19:00: their ids in the order of time."""
    given: dict[str, Any] = {"first": FIRST, "last": last, "starts": "18:00", "ends": "19:00"} | more
    made = add_dates(session, PROGRAM, course_id=course.id, **given)
    return [one.id for one in sorted(made, key=lambda one: one.starts_at)]


def people(session: Session, count: int) -> list[int]:
    """So many contacts."""
    return [a_contact(session, f"P{number}", "Meyer").id for number in range(count)]


def states(session: Session, date_id: int) -> dict[int, State]:
    """Who stands how in a date, cancelled enrolments left out, by contact, in the order of the queue."""
    rows = session.scalars(
        select(Enrolment)
        .where(Enrolment.course_date_id == date_id, Enrolment.state.in_(LIVE))
        .order_by(Enrolment.queued_at, Enrolment.id)
    )
    return {one.contact_id or 0: one.state for one in rows}


def the_enrolment(session: Session, date_id: int, contact_id: int) -> Enrolment:
    """The latest enrolment of a contact in a date."""
    found = session.scalars(
        select(Enrolment)
        .where(Enrolment.course_date_id == date_id, Enrolment.contact_id == contact_id)
        .order_by(Enrolment.id.desc())
    ).first()
    assert found is not None
    return found


def broken_rules_of(session: Session, now: datetime) -> list[str]:
    """What must hold of all dates at any time, and does not."""
    broken = []
    for one in session.scalars(select(CourseDate)):
        live = session.scalars(
            select(Enrolment).where(Enrolment.course_date_id == one.id, Enrolment.state.in_(LIVE))
        ).all()
        taken = [each for each in live if each.state in TAKING]
        waiting = [each for each in live if each.state is State.WAITLISTED]
        if len(taken) > one.capacity:
            broken.append(f"date {one.id}: {len(taken)} of {one.capacity} places")
        if one.ends_at > now and len(taken) < one.capacity and waiting:
            broken.append(f"date {one.id}: a place is free and {len(waiting)} wait")
        if len({each.contact_id for each in live}) != len(live):
            broken.append(f"date {one.id}: somebody twice")
        if one.cancelled_at is not None and live:
            broken.append(f"date {one.id}: cancelled, and somebody comes")
        if any(each.at != one.starts_at or each.deleted_at for each in live):
            broken.append(f"date {one.id}: an enrolment at another time, or in the bin")
    return broken
