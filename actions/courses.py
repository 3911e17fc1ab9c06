"""Courses: what they are called, and what a new date of one begins with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import LONGEST_TEXT
from actions.cards import offered_category, offered_room, offered_user
from actions.loading import load
from domain.access import Actor, Permission
from domain.activities import ActivityKind
from domain.clock import day_of
from domain.courses import LARGEST_COURSE, CapacityImpossible
from domain.errors import Missing, Problems
from domain.texts import tidy_line, tidy_text
from models.base import moment
from models.course import Course, CourseDate, Enrolment

LONGEST_NAME = 120


@action(Permission.MANAGE_COURSES, undoable=True)
def add_course(
    session: Session,
    actor: Actor,
    *,
    name: str,
    text: str = "",
    category_id: int | None = None,
    room_id: int | None = None,
    trainer_id: int | None = None,
    capacity: int | None = 10,
) -> Course:
    """A new course; its dates follow."""
    course = Course()
    _write(session, course, name, text, category_id, room_id, trainer_id, capacity)
    session.add(course)
    return course


@action(Permission.MANAGE_COURSES, undoable=True)
def edit_course(
    session: Session,
    actor: Actor,
    *,
    course_id: int,
    version: int,
    name: str,
    text: str = "",
    category_id: int | None = None,
    room_id: int | None = None,
    trainer_id: int | None = None,
    capacity: int | None = 10,
) -> Course:
    """Change a course. Its name is new everywhere; room, trainer and places are those of dates made from now on."""
    course = load(session, Course, course_id, version=version)
    before = course.name
    _write(session, course, name, text, category_id, room_id, trainer_id, capacity)
    if course.name != before:
        of_course = select(CourseDate.id).where(CourseDate.course_id == course.id)
        for enrolment in session.scalars(select(Enrolment).where(Enrolment.course_date_id.in_(of_course))):
            enrolment.title = course.name
    return course


@action(Permission.MANAGE_COURSES, undoable=True)
def retire_course(session: Session, actor: Actor, *, course_id: int) -> Course:
    """Offer a course no longer; its dates stay."""
    course = load(session, Course, course_id)
    course.retired_on = day_of(moment(session))
    return course


@action(Permission.MANAGE_COURSES, undoable=True)
def revive_course(session: Session, actor: Actor, *, course_id: int) -> Course:
    """Offer a course again."""
    course = load(session, Course, course_id)
    course.retired_on = None
    return course


def checked_capacity(capacity: int | None) -> int:
    """How many people there is room for; refuses `Missing` and `CapacityImpossible`."""
    if capacity is None:
        raise Missing
    if not 0 < capacity <= LARGEST_COURSE:
        raise CapacityImpossible(most=LARGEST_COURSE)
    return capacity


def _write(
    session: Session,
    course: Course,
    name: str,
    text: str,
    category_id: int | None,
    room_id: int | None,
    trainer_id: int | None,
    capacity: int | None,
) -> None:
    problems = Problems()
    with problems.field("name"):
        course.name = tidy_line(name, longest=LONGEST_NAME, required=True)
    with problems.field("text"):
        course.text = tidy_text(text, longest=LONGEST_TEXT)
    with problems.field("category_id"):
        course.category_id = offered_category(session, category_id, course.category_id, ActivityKind.COURSE)
    with problems.field("room_id"):
        course.room_id = offered_room(session, room_id, course.room_id)
    with problems.field("trainer_id"):
        course.trainer_id = offered_user(session, trainer_id, course.trainer_id)
    with problems.field("capacity"):
        course.capacity = checked_capacity(capacity)
    problems.raise_if_any()
