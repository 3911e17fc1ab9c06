"""Appointments and course dates side by side: who and which room is taken, and what stands in the calendar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, column, func, null, or_, select, union_all, values
from sqlalchemy.orm import Session

from domain.activities import ActivityKind, State
from domain.appointments import LONGEST_MINUTES
from domain.clock import start_of
from models.activity import Activity, Category
from models.appointment import Appointment, Room
from models.column_types import UtcDateTime
from models.contact import Contact
from models.course import Course, CourseDate, Enrolment
from models.user import UserAccount

Span = tuple[datetime, datetime]
"""From an instant to before another."""

MOST_TOLD = 50
"""Clashes that are named."""
LOOK_BACK = timedelta(minutes=LONGEST_MINUTES)

_APPOINTMENT, _ENROLMENT = Appointment.__table__.c, Enrolment.__table__.c
_SEATED = (State.BOOKED, State.ARRIVED, State.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Clash:
    """What person or room are taken by."""

    at: datetime
    ends_at: datetime
    what: str
    """Title or type of the appointment, name of the course; empty where it has none."""
    contact: str
    user: str
    """Empty where another person is meant."""
    room: str
    """Empty where it is in another room."""


def clashes(
    session: Session,
    spans: Sequence[Span],
    *,
    user_id: int | None,
    room_id: int | None,
    without: Collection[int] = (),
    without_dates: Collection[int] = (),
) -> tuple[Clash, ...]:
    """Appointments and course dates of this person or in this room that overlap one of the spans, in one statement.

    `without` are appointments, `without_dates` course dates that do not count: those that are moved themselves.
    """
    if not spans or (user_id is None and room_id is None):
        return ()
    span = (
        values(
            column("starts", UtcDateTime()), column("ends", UtcDateTime()), column("earliest", UtcDateTime()), name="v"
        )
        .data([(at, ends_at, at - LOOK_BACK) for at, ends_at in spans])
        .cte("span")
    )
    appointments = (
        _appointments(
            Activity.at,
            _APPOINTMENT.ends_at,
            _title().label("what"),
            Contact.company_name,
            Contact.last_name,
            Contact.first_name,
            _named(Activity.user_id, user_id, UserAccount.name).label("person"),
            _named(_APPOINTMENT.room_id, room_id, Room.name).label("place"),
        )
        .join(
            span,
            and_(
                Activity.at < span.c.ends,
                Activity.at > span.c.earliest,
                _APPOINTMENT.ends_at > span.c.starts,
            ),
        )
        .where(_either(Activity.user_id, user_id, _APPOINTMENT.room_id, room_id), Activity.state != State.CANCELLED)
    )
    if without:
        appointments = appointments.where(Activity.id.not_in(without))
    dates = (
        _course_dates(
            CourseDate.starts_at,
            CourseDate.ends_at,
            Course.name,
            null(),
            null(),
            null(),
            _named(CourseDate.trainer_id, user_id, UserAccount.name),
            _named(CourseDate.room_id, room_id, Room.name),
        )
        .join(
            span,
            and_(
                CourseDate.starts_at < span.c.ends,
                CourseDate.starts_at > span.c.earliest,
                CourseDate.ends_at > span.c.starts,
            ),
        )
        .where(_either(CourseDate.trainer_id, user_id, CourseDate.room_id, room_id), CourseDate.cancelled_at.is_(None))
    )
    if without_dates:
        dates = dates.where(CourseDate.id.not_in(without_dates))
    both = union_all(appointments.distinct(), dates.distinct()).subquery()
    found = session.execute(select(both).order_by(both.c.at, both.c.ends_at).limit(MOST_TOLD))
    return tuple(Clash(row[0], row[1], row[2] or "", _contact(*row[3:6]), row[6] or "", row[7] or "") for row in found)


def _either(person: Any, user_id: int | None, place: Any, room_id: int | None) -> ColumnElement[bool]:
    wanted = [column == key for column, key in ((person, user_id), (place, room_id)) if key is not None]
    return or_(*wanted)


def _named(own: Any, wanted: int | None, name: Any) -> ColumnElement[Any]:
    """The name of person or room where it is the one that is asked for."""
    if wanted is None:
        return null()
    return case((own == wanted, name))


def _title() -> ColumnElement[str]:
    return func.coalesce(func.nullif(Activity.title, ""), Category.name, "")


def _contact(company: str | None, last: str | None, first: str | None) -> str:
    return company or ", ".join(part for part in (last, first) if part)


def _appointments(*columns: Any) -> Select[Any]:
    """Appointments that are not in the bin, with the names of all that they point to."""
    part = Appointment.__table__
    return (
        select(*columns)
        .select_from(Activity)
        .join(part, part.c.id == Activity.id)
        .outerjoin(Category, Category.id == Activity.category_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(UserAccount, UserAccount.id == Activity.user_id)
        .outerjoin(Room, Room.id == part.c.room_id)
        .where(Activity.kind == ActivityKind.APPOINTMENT, Activity.deleted_at.is_(None))
    )


def _course_dates(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(CourseDate)
        .outerjoin(Course, Course.id == CourseDate.course_id)  # the days lead, not the courses
        .outerjoin(Category, Category.id == Course.category_id)
        .outerjoin(UserAccount, UserAccount.id == CourseDate.trainer_id)
        .outerjoin(Room, Room.id == CourseDate.room_id)
    )


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment or a course date in the calendar."""

    activity_id: int | None
    course_date_id: int | None
    at: datetime
    ends_at: datetime
    what: str
    type: str
    color: str
    contact: str
    user_id: int | None
    user: str
    room_id: int | None
    room: str
    state: State
    version: int
    created_at: datetime
    places: str = ""
    """Of a course date, how many of how many places are taken: `7/12`."""


def calendar_entries(
    session: Session, since: date, before: date, *, user_id: int | None = None, room_id: int | None = None
) -> tuple[CalendarEntry, ...]:
    """What takes place on these days (half-open), cancelled or not, in the order of time: two statements."""
    start, end = start_of(since), start_of(before)
    appointments = _appointments(
        Activity.id,
        Activity.at,
        _APPOINTMENT.ends_at,
        _title(),
        Category.name,
        Category.color,
        Contact.company_name,
        Contact.last_name,
        Contact.first_name,
        Activity.user_id,
        UserAccount.name,
        _APPOINTMENT.room_id,
        Room.name,
        Activity.state,
        Activity.version,
        Activity.created_at,
    ).where(Activity.at < end, Activity.at > start - LOOK_BACK, _APPOINTMENT.ends_at > start)
    seated = (
        select(func.count())
        .select_from(Enrolment.__table__)
        .join(Activity, Activity.id == _ENROLMENT.id)
        .where(_ENROLMENT.course_date_id == CourseDate.id, Activity.state.in_(_SEATED), Activity.deleted_at.is_(None))
        .scalar_subquery()
    )
    dates = _course_dates(
        CourseDate.id,
        CourseDate.starts_at,
        CourseDate.ends_at,
        Course.name,
        Category.name,
        Category.color,
        CourseDate.trainer_id,
        UserAccount.name,
        CourseDate.room_id,
        Room.name,
        CourseDate.cancelled_at,
        CourseDate.version,
        CourseDate.created_at,
        CourseDate.capacity,
        seated,
    ).where(CourseDate.starts_at < end, CourseDate.starts_at > start - LOOK_BACK, CourseDate.ends_at > start)
    if user_id is not None:
        appointments = appointments.where(Activity.user_id == user_id)
        dates = dates.where(CourseDate.trainer_id == user_id)
    if room_id is not None:
        appointments = appointments.where(_APPOINTMENT.room_id == room_id)
        dates = dates.where(CourseDate.room_id == room_id)
    found = [_appointment(row) for row in session.execute(appointments)]
    found += [_course_date(row) for row in session.execute(dates)]
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.ends_at, entry.activity_id or 0)))


def _appointment(row: Any) -> CalendarEntry:
    return CalendarEntry(
        activity_id=row[0],
        course_date_id=None,
        at=row[1],
        ends_at=row[2],
        what=row[3],
        type=row[4] or "",
        color=row[5] or "gray",
        contact=_contact(*row[6:9]),
        user_id=row[9],
        user=row[10] or "",
        room_id=row[11],
        room=row[12] or "",
        state=row[13],
        version=row[14],
        created_at=row[15],
    )


def _course_date(row: Any) -> CalendarEntry:
    return CalendarEntry(
        activity_id=None,
        course_date_id=row[0],
        at=row[1],
        ends_at=row[2],
        what=row[3],
        type=row[4] or "",
        color=row[5] or "violet",
        contact="",
        user_id=row[6],
        user=row[7] or "",
        room_id=row[8],
        room=row[9] or "",
        state=State.BOOKED if row[10] is None else State.CANCELLED,
        version=row[11],
        created_at=row[12],
        places=f"{row[14]}/{row[13]}",
    )
