"""The courses of the demo studio: two years of weekly dates with who came, and the coming weeks, some of them full.

Set-based, as a history of that length entered by hand would take minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from actions.categories import add_category
from actions.course_dates import cancel_date
from actions.courses import add_course
from actions.enrolments import cancel_enrolment
from actions.rooms import add_room
from domain.access import Actor, Role
from domain.activities import OPEN_STATES, ActivityKind, State
from domain.clock import day_of
from domain.contacts import ContactKind
from domain.holidays import holidays_among
from domain.search_text import fold
from i18n.times import at_clock
from models.activity import Activity, Category
from models.appointment import Room
from models.base import moment
from models.contact import Contact
from models.course import Course, CourseDate, CourseMember, Enrolment

_ACTIVITY: Any = Activity.__table__
_ENROLMENT: Any = Enrolment.__table__
WEEKS_BACK, WEEKS_AHEAD = 104, 8
LAND = "NW"
SEED = 2024


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """A course of the demo studio, every week at this time."""

    name: str
    text: str
    category: str
    weekday: int
    starts: time
    minutes: int
    capacity: int
    room: str
    trainer: Role
    liked: float
    """How many want a place, as a share of the places."""


COURSES = (
    DemoCourse(
        "Rückenfit", "Kräftigung für Rücken und Rumpf. Bitte Handtuch und feste Schuhe mitbringen.", "Prävention",
        0, time(18), 60, 12, "Kursraum 1", Role.THERAPIST, 1.25,
    ),
    DemoCourse(
        "Yoga am Morgen", "Ruhiger Start in den Tag, für alle Stufen.", "Entspannung",
        1, time(8, 30), 75, 14, "Kursraum 2", Role.RECEPTION, 0.8,
    ),
    DemoCourse(
        "Pilates", "Für Fortgeschrittene.", "Fitness", 1, time(19), 60, 10, "Kursraum 2", Role.MANAGER, 1.3,
    ),
    DemoCourse(
        "Rehasport Orthopädie", "Mit ärztlicher Verordnung, höchstens 15 Personen.", "Rehasport",
        2, time(10), 45, 15, "Kursraum 1", Role.THERAPIST, 0.95,
    ),
    DemoCourse(
        "Wirbelsäulengymnastik", "Kurs nach § 20 SGB V.", "Prävention",
        2, time(17, 30), 60, 12, "Kursraum 1", Role.THERAPIST, 0.75,
    ),
    DemoCourse(
        "Zirkeltraining", "Kraft und Ausdauer an acht Stationen.", "Fitness",
        3, time(18, 30), 50, 16, "Trainingsfläche", Role.OFFICE, 0.7,
    ),
    DemoCourse(
        "Sturzprophylaxe 65+", "Gleichgewicht und Kraft, auch mit Rollator.", "Rehasport",
        4, time(9, 30), 45, 8, "Kursraum 1", Role.MANAGER, 1.1,
    ),
)  # fmt: skip
COLORS = {"Prävention": "green", "Entspannung": "violet", "Fitness": "blue", "Rehasport": "orange"}
REASONS = ("krank", "Urlaub", "beruflich verhindert", "Termin vergessen", "")


def open_courses(session: Session, staff: dict[Role, Actor]) -> None:
    """Enter all courses with their history up to the instant of this transaction, and what is to come."""
    rng = Random(SEED)  # noqa: S311
    people = session.execute(
        select(Contact.id, Contact.created_at)
        .where(Contact.kind == ContactKind.PERSON, Contact.archived_on.is_(None), Contact.deceased_on.is_(None))
        .order_by(Contact.id)
    ).all()
    if not people:
        return
    categories = {name: _category(session, staff[Role.OFFICE], name) for name in COLORS}
    for place, plan in enumerate(COURSES):
        course = add_course(
            session,
            staff[Role.MANAGER],
            name=plan.name,
            text=plan.text,
            category_id=categories[plan.category],
            room_id=_room(session, staff[Role.OFFICE], plan.room),
            trainer_id=staff[plan.trainer].user_id,
            capacity=plan.capacity,
        )
        wanted = min(max(round(plan.capacity * plan.liked * 1.2), 1), len(people))
        regulars = [(row.id, row.created_at) for row in rng.sample(list(people), wanted)]
        dates = _dates(session, course, plan)
        _enrolments(session, rng, course, plan, dates, regulars, staff[Role.RECEPTION])
        _members(session, course, regulars[: plan.capacity // 3])
        if place == 0:
            _this_week(session, dates, staff)


def _category(session: Session, actor: Actor, name: str) -> int:
    there = session.scalar(
        select(Category.id).where(Category.kind == ActivityKind.COURSE, Category.name_key == fold(name))
    )
    return there or add_category(session, actor, kind=ActivityKind.COURSE, name=name, color=COLORS[name]).id


def _room(session: Session, actor: Actor, name: str) -> int:
    there = session.scalar(select(Room.id).where(Room.name_key == fold(name)))
    return there or add_room(session, actor, name=name, capacity=20).id


def _dates(session: Session, course: Course, plan: DemoCourse) -> Sequence[Any]:
    today = day_of(moment(session))
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS_BACK)
    days = [monday + timedelta(days=plan.weekday, weeks=week) for week in range(WEEKS_BACK + WEEKS_AHEAD + 1)]
    free = holidays_among(days, LAND)
    rows = [_date(course, plan, day, moment(session)) for day in days if day not in free]
    wanted = insert(CourseDate).returning(CourseDate.id, CourseDate.starts_at, sort_by_parameter_order=True)
    return session.execute(wanted, rows).all()


def _date(course: Course, plan: DemoCourse, day: date, now: datetime) -> dict[str, Any]:
    starts_at = at_clock(day, plan.starts)
    return {
        "course_id": course.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=plan.minutes),
        "room_id": course.room_id,
        "trainer_id": course.trainer_id,
        "capacity": course.capacity,
        "cancelled_reason": "",
        "created_at": min(starts_at - timedelta(weeks=8), now),
    }


def _enrolments(
    session: Session,
    rng: Random,
    course: Course,
    plan: DemoCourse,
    dates: Sequence[Any],
    regulars: Sequence[tuple[int, datetime]],
    actor: Actor,
) -> None:
    """Who wanted a place in each date: the past with who came, the coming weeks with the waiting list."""
    now, shared, parts = moment(session), [], []
    for key, starts_at in dates:
        over = starts_at < now
        come = [contact_id for contact_id, since in regulars if since < starts_at and rng.random() < 1 / 1.2]
        rng.shuffle(come)
        taken = 0
        for place, contact_id in enumerate(come):
            state = _state(rng, over=over, full=taken >= plan.capacity)
            taken += state in {State.BOOKED, State.ARRIVED, State.NO_SHOW}
            queued_at = min(starts_at - timedelta(days=9), now - timedelta(days=1)) + timedelta(minutes=7 * place)
            shared.append(
                {
                    "contact_id": contact_id,
                    "kind": ActivityKind.COURSE,
                    "at": starts_at,
                    "title": course.name,
                    "text": "",
                    "found_by": fold(course.name),
                    "category_id": course.category_id,
                    "user_id": course.trainer_id,
                    "state": state,
                    "is_open": state in OPEN_STATES,
                    "pinned": False,
                    "created_by_id": actor.user_id,
                    "created_at": queued_at,
                    "version": 1,
                }
            )
            reason = rng.choice(REASONS) if state is State.CANCELLED else ""
            parts.append({"course_date_id": key, "queued_at": queued_at, "cancelled_reason": reason})
    ids = session.scalars(insert(_ACTIVITY).returning(_ACTIVITY.c.id, sort_by_parameter_order=True), shared).all()
    session.execute(insert(_ENROLMENT), [{"id": key} | part for key, part in zip(ids, parts, strict=True)])


def _state(rng: Random, *, over: bool, full: bool) -> State:
    chance = rng.random()
    if full:
        return State.CANCELLED if over else State.WAITLISTED
    if not over:
        return State.BOOKED
    return State.CANCELLED if chance < 0.12 else State.NO_SHOW if chance < 0.18 else State.ARRIVED


def _members(session: Session, course: Course, regulars: Sequence[tuple[int, datetime]]) -> None:
    now = moment(session)
    rows = [{"course_id": course.id, "contact_id": contact_id, "created_at": now} for contact_id, _since in regulars]
    if rows:
        session.execute(insert(CourseMember), rows)


def _this_week(session: Session, dates: Sequence[Any], staff: dict[Role, Actor]) -> None:
    """Somebody has cancelled, so somebody moved up; and the second date to come does not take place."""
    coming = [key for key, starts_at in dates if starts_at > moment(session)][:2]
    if len(coming) < 2:
        return
    booked = session.scalars(
        select(Enrolment).where(Enrolment.course_date_id == coming[0], Enrolment.state == State.BOOKED)
    ).first()
    if booked is not None:
        cancel_enrolment(session, staff[Role.RECEPTION], enrolment_id=booked.id, reason="Erkältung")
    cancel_date(session, staff[Role.MANAGER], date_id=coming[1], reason="Trainer krank, keine Vertretung")
