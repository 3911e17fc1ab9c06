"""Courses and their dates, with the places that are taken, free and asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain.activities import State
from domain.clock import start_of
from domain.courses import TAKING
from models.activity import Activity, Category
from models.appointment import Room
from models.base import moment
from models.course import Course, CourseDate, CourseMember, Enrolment
from models.user import UserAccount

_ENROLMENT: Any = Enrolment.__table__.c


class DateShow(StrEnum):
    """Which of the dates of a period to list."""

    FREE = "free"
    FULL = "full"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AskedDates:
    """Which dates to list; empty fields do not filter. Days are half-open; without any, those that are not over."""

    course_id: int | None = None
    trainer_id: int | None = None
    room_id: int | None = None
    since: date | None = None
    before: date | None = None
    show: DateShow | None = None


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date of a course."""

    date_id: int
    version: int
    course_id: int
    course: str
    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    room: str
    trainer_id: int | None
    trainer: str
    capacity: int
    taken: int
    waiting: int
    cancelled_at: datetime | None
    cancelled_reason: str

    @property
    def free(self) -> int:
        """Places that are left."""
        return max(self.capacity - self.taken, 0)


@dataclass(frozen=True, slots=True)
class DatePage:
    """One page of dates, and how many there are in all."""

    rows: tuple[DateRow, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course, and what is to come of it."""

    course_id: int
    version: int
    name: str
    text: str
    category_id: int | None
    category: str
    color: str
    room_id: int | None
    room: str
    trainer_id: int | None
    trainer: str
    capacity: int
    retired_on: date | None
    coming: int
    next_at: datetime | None
    members: int


def dates_page(session: Session, asked: AskedDates, *, limit: int, offset: int) -> DatePage:
    """One page of the dates that are asked for, the earliest first; the last page for those beyond."""
    conditions = list(_conditions(session, asked))
    total = session.scalar(select(func.count()).select_from(CourseDate).where(*conditions)) or 0
    start = min(offset, max(total - 1, 0) // limit * limit)
    return DatePage(_date_rows(session, conditions, limit, start), total, start)


def coming_dates(session: Session, course_id: int, *, limit: int = 60) -> tuple[DateRow, ...]:
    """The next dates of a course that take place."""
    conditions = (*_conditions(session, AskedDates(course_id)), CourseDate.cancelled_at.is_(None))
    return _date_rows(session, conditions, limit, 0)


def date_row(session: Session, date_id: int) -> DateRow | None:
    """One date; None where there is none."""
    return next(iter(_date_rows(session, [CourseDate.id == date_id], 1, 0)), None)


def _conditions(session: Session, asked: AskedDates) -> Iterator[ColumnElement[bool]]:
    if asked.since is None and asked.before is None:
        yield CourseDate.ends_at > moment(session)
    if asked.since is not None:
        yield CourseDate.starts_at >= start_of(asked.since)
    if asked.before is not None:
        yield CourseDate.starts_at < start_of(asked.before)
    if asked.course_id is not None:
        yield CourseDate.course_id == asked.course_id
    if asked.trainer_id is not None:
        yield CourseDate.trainer_id == asked.trainer_id
    if asked.room_id is not None:
        yield CourseDate.room_id == asked.room_id
    if asked.show is DateShow.CANCELLED:
        yield CourseDate.cancelled_at.is_not(None)
    elif asked.show is not None:
        yield CourseDate.cancelled_at.is_(None)
        free = CourseDate.capacity > _counted(TAKING)
        yield free if asked.show is DateShow.FREE else ~free


def _counted(states: Collection[State]) -> Any:
    """How many enrolments of a date are in these states."""
    return (
        select(func.count())
        .select_from(Enrolment.__table__)
        .join(Activity.__table__, Activity.__table__.c.id == _ENROLMENT.id)
        .where(_ENROLMENT.course_date_id == CourseDate.id, Activity.__table__.c.state.in_(states))
        .correlate(CourseDate)
        .scalar_subquery()
    )


def _date_rows(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> tuple[DateRow, ...]:
    query = (
        select(
            CourseDate.id,
            CourseDate.version,
            CourseDate.course_id,
            Course.name,
            CourseDate.starts_at,
            CourseDate.ends_at,
            CourseDate.room_id,
            func.coalesce(Room.name, ""),
            CourseDate.trainer_id,
            func.coalesce(UserAccount.name, ""),
            CourseDate.capacity,
            _counted(TAKING),
            _counted({State.WAITLISTED}),
            CourseDate.cancelled_at,
            CourseDate.cancelled_reason,
        )
        .join(Course, Course.id == CourseDate.course_id)
        .outerjoin(Room, Room.id == CourseDate.room_id)
        .outerjoin(UserAccount, UserAccount.id == CourseDate.trainer_id)
        .where(*conditions)
        .order_by(CourseDate.starts_at, CourseDate.id)
        .limit(limit)
        .offset(offset)
    )
    rows: Any = session.execute(query)
    return tuple(DateRow(*row) for row in rows)


def courses(session: Session, *, retired: bool = False, course_id: int | None = None) -> tuple[CourseRow, ...]:
    """The courses by name; with `retired` also those no longer offered."""
    coming = (
        select(CourseDate.course_id, func.count().label("count"), func.min(CourseDate.starts_at).label("next_at"))
        .where(CourseDate.ends_at > moment(session), CourseDate.cancelled_at.is_(None))
        .group_by(CourseDate.course_id)
        .subquery()
    )
    members = select(CourseMember.course_id, func.count().label("count")).group_by(CourseMember.course_id).subquery()
    query = (
        select(
            Course.id,
            Course.version,
            Course.name,
            Course.text,
            Course.category_id,
            func.coalesce(Category.name, ""),
            func.coalesce(Category.color, "gray"),
            Course.room_id,
            func.coalesce(Room.name, ""),
            Course.trainer_id,
            func.coalesce(UserAccount.name, ""),
            Course.capacity,
            Course.retired_on,
            func.coalesce(coming.c.count, 0),
            coming.c.next_at,
            func.coalesce(members.c.count, 0),
        )
        .outerjoin(coming, coming.c.course_id == Course.id)
        .outerjoin(members, members.c.course_id == Course.id)
        .outerjoin(Category, Category.id == Course.category_id)
        .outerjoin(Room, Room.id == Course.room_id)
        .outerjoin(UserAccount, UserAccount.id == Course.trainer_id)
        .order_by(func.lower(Course.name), Course.id)
    )
    if course_id is not None:
        query = query.where(Course.id == course_id)
    elif not retired:
        query = query.where(Course.retired_on.is_(None))
    rows: Any = session.execute(query)
    return tuple(CourseRow(*row) for row in rows)


def courses_of(session: Session, contact_id: int) -> tuple[CourseRow, ...]:
    """The courses in which a contact takes part as a whole."""
    ids = set(session.scalars(select(CourseMember.course_id).where(CourseMember.contact_id == contact_id)))
    return tuple(row for row in courses(session, retired=True) if row.course_id in ids) if ids else ()
