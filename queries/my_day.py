"""What is to be done and who comes today: few statements, each by an index, however much the studio has behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from domain.activities import ActivityKind, State
from domain.calendar import age_on, birthday_in
from domain.clock import start_of
from domain.contacts import display_name
from models.activity import Activity, Task
from models.appointment import Room
from models.contact import Contact
from models.course import Course, CourseDate, Enrolment
from models.document import Document
from models.user import UserAccount
from queries.activities import ActivityOrder, ActivityRow, activity_rows
from queries.activity_details import DocumentDetail, TaskDetail

MOST = 100
"""Rows of one group; whoever has more begins with these."""
MOST_A_DAY = 10
"""Birthdays that are shown of one day."""
BIRTHDAYS_AHEAD = 7
"""Days."""
RUNNING_OUT = 30
"""Days ahead in which documents run out."""

People = tuple[int | None, ...] | None
"""Whose day it is, None among them for what nobody is responsible for; None instead for everybody's."""


@dataclass(frozen=True, slots=True)
class Birthday:
    """Somebody's birthday, and the age that it brings."""

    day: date
    turns: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class DateOfCourse:
    """A course that takes place today."""

    starts_at: datetime
    ends_at: datetime
    course: str
    room: str
    trainer: str
    taken: int
    capacity: int


@dataclass(frozen=True, slots=True)
class MyDay:
    """The day of somebody or of everybody; each group holds `MOST` rows at most."""

    overdue: tuple[ActivityRow, ...]
    due: tuple[ActivityRow, ...]
    """Tasks and call backs of today."""
    without_day: tuple[ActivityRow, ...]
    appointments: tuple[ActivityRow, ...]
    documents: tuple[ActivityRow, ...]
    """Those that run out soon, of the whole studio."""
    courses: tuple[DateOfCourse, ...]
    birthdays: tuple[Birthday, ...]
    """Those of today and of the next days, of the whole studio."""


def my_day(session: Session, people: People, *, today: date) -> MyDay:
    """All that stands on the page of a day."""
    ids = union_all(_due(people, today), _without_day(people), _appointments(people, today), _running_out(today))
    rows = activity_rows(session, select(ids.subquery().c.id), ActivityOrder.OLDEST)
    tasks = [row for row in rows if row.kind in {ActivityKind.TASK, ActivityKind.CALL}]
    dated = [row for row in tasks if not isinstance(row.detail, TaskDetail) or row.detail.due_on is not None]
    documents = [(row.detail.valid_until, row) for row in rows if isinstance(row.detail, DocumentDetail)]
    return MyDay(
        overdue=tuple(row for row in dated if row.overdue),
        due=tuple(row for row in dated if not row.overdue),
        without_day=tuple(row for row in tasks if row not in dated),
        appointments=tuple(row for row in rows if row.kind is ActivityKind.APPOINTMENT),
        documents=tuple(
            row for _until, row in sorted(documents, key=lambda one: (one[0] or today, one[1].activity_id))
        ),
        courses=_courses(session, people, today),
        birthdays=_birthdays(session, today),
    )


# --- entries ------------------------------------------------------------------------------------------------
def _first(*selects: Select[Any, Any], order: Any = None) -> Select[Any]:
    """The first `MOST` of several selections of id and instant, each of which reads no more than that of its index."""
    parts = [one.order_by(order if order is not None else Activity.at).limit(MOST).subquery() for one in selects]
    both: CompoundSelect[Any] = union_all(*(select(part.c.id, part.c.at) for part in parts))
    found = both.subquery()
    first = select(found.c.id).order_by(found.c.at, found.c.id).limit(MOST).subquery()
    return select(first.c.id)


def _open(kind: ActivityKind, people: People) -> Iterator[Select[Any, Any]]:
    """What is open of a kind: one selection for everybody, or one for each."""
    every = select(Activity.id, Activity.at).where(
        Activity.kind == kind, Activity.is_open, Activity.deleted_at.is_(None)
    )
    if people is None:
        yield every
    for user_id in people or ():
        yield every.where(Activity.user_id == user_id)


def _due(people: People, today: date) -> Select[Any]:
    """Tasks with a day and call backs until the end of today, the earliest first."""
    part, before = Task.__table__, Activity.at < start_of(today + timedelta(days=1))
    dated = [
        one.join(part, part.c.id == Activity.id).where(before, part.c.due_on.is_not(None))
        for one in _open(ActivityKind.TASK, people)
    ]
    return _first(*dated, *(one.where(before) for one in _open(ActivityKind.CALL, people)))


def _without_day(people: People) -> Select[Any]:
    """Tasks that are to be done some day, the oldest first."""
    part = Task.__table__
    return _first(
        *(
            one.join(part, part.c.id == Activity.id).where(part.c.due_on.is_(None))
            for one in _open(ActivityKind.TASK, people)
        )
    )


def _appointments(people: People, today: date) -> Select[Any]:
    """Today's appointments but for those that were cancelled."""
    query = select(Activity.id, Activity.at).where(
        Activity.kind == ActivityKind.APPOINTMENT,
        Activity.at >= start_of(today),
        Activity.at < start_of(today + timedelta(days=1)),
        Activity.state != State.CANCELLED,
        Activity.deleted_at.is_(None),
    )
    return _first(query if people is None else query.where(_of(Activity.user_id, people)))


def _running_out(today: date) -> Select[Any]:
    part = Document.__table__
    query = (
        select(Activity.id, Activity.at)
        .join(part, part.c.id == Activity.id)
        .where(part.c.valid_until.between(today, today + timedelta(days=RUNNING_OUT)), Activity.deleted_at.is_(None))
    )
    return _first(query, order=part.c.valid_until)


def _of(column: Any, people: tuple[int | None, ...]) -> Any:
    """Whether a column names one of these people, or nobody where that is asked for."""
    named = column.in_([one for one in people if one is not None])
    return named | column.is_(None) if None in people else named


# --- courses ------------------------------------------------------------------------------------------------
def _courses(session: Session, people: People, today: date) -> tuple[DateOfCourse, ...]:
    part = Enrolment.__table__
    taken = (
        select(func.count())
        .select_from(part.join(Activity.__table__, Activity.__table__.c.id == part.c.id))
        .where(part.c.course_date_id == CourseDate.id, Activity.state.in_((State.BOOKED, State.ARRIVED, State.NO_SHOW)))
        .correlate(CourseDate)
        .scalar_subquery()
    )
    query = (
        select(
            CourseDate.starts_at,
            CourseDate.ends_at,
            Course.name,
            func.coalesce(Room.name, ""),
            func.coalesce(UserAccount.name, ""),
            taken,
            CourseDate.capacity,
        )
        .join(Course, Course.id == CourseDate.course_id)
        .outerjoin(Room, Room.id == CourseDate.room_id)
        .outerjoin(UserAccount, UserAccount.id == CourseDate.trainer_id)
        .where(
            CourseDate.starts_at >= start_of(today),
            CourseDate.starts_at < start_of(today + timedelta(days=1)),
            CourseDate.cancelled_at.is_(None),
        )
        .order_by(CourseDate.starts_at, CourseDate.id)
        .limit(MOST)
    )
    if people is not None:
        query = query.where(_of(CourseDate.trainer_id, people))
    return tuple(DateOfCourse(*row) for row in session.execute(query))


# --- birthdays ----------------------------------------------------------------------------------------------
def _birthdays(session: Session, today: date) -> tuple[Birthday, ...]:
    days = [today + timedelta(days=ahead) for ahead in range(BIRTHDAYS_AHEAD + 1)]
    keys = [(place, key) for place, day in enumerate(days) for key in birthday_keys(day)]
    wanted = {f"place_{n}": place for n, (place, _key) in enumerate(keys)}
    wanted |= {f"key_{n}": key for n, (_place, key) in enumerate(keys)}
    found = session.execute(_born_on(len(keys)), wanted).all()
    return tuple(
        Birthday(
            day=days[row.place],
            turns=age_on(row.born_on, days[row.place]),
            number=row.number,
            name=display_name(row.title, row.first_name, row.last_name, row.company_name),
        )
        for row in sorted(found, key=lambda row: (row.place, row.sort_key, row.number))
        if row.born_on.year < days[row.place].year
    )


def birthday_keys(day: date) -> Iterator[int]:
    """The keys (`Contact.birthday`) of those who have their birthday on a day."""
    yield day.month * 100 + day.day
    if day.month == 3 and birthday_in(date(2000, 2, 29), day.year) == day:
        yield 229


@cache
def _born_on(keys: int) -> Any:
    """Who has a birthday of so many keys (`key_0` …), each with its place among the days; made once."""
    columns = (Contact.title, Contact.first_name, Contact.last_name, Contact.company_name, Contact.sort_key)
    parts = [
        select(bindparam(f"place_{n}", type_=Integer).label("place"), Contact.number, Contact.born_on, *columns)
        .where(
            Contact.birthday == bindparam(f"key_{n}", type_=Integer),
            Contact.born_on.is_not(None),
            Contact.merged_into_id.is_(None),
            Contact.deceased_on.is_(None),
            Contact.archived_on.is_(None),
        )
        .order_by(Contact.sort_key, Contact.id)
        .limit(MOST_A_DAY)
        .subquery()
        for n in range(keys)
    ]
    return union_all(*(select(part) for part in parts))
