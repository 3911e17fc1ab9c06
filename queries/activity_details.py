"""What the entries of each kind say beyond the columns that all share: one statement for each kind on a page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind, CallOutcome, Direction, Every, Priority
from models.activity import Activity, Call, Note, Task
from models.appointment import Appointment, Room
from models.course import Course, CourseDate, Enrolment
from models.document import Document
from models.email import Email, TextTemplate


@dataclass(frozen=True, slots=True)
class NoteDetail:
    """Of a note."""

    alert: bool


@dataclass(frozen=True, slots=True)
class CallDetail:
    """Of a call."""

    direction: Direction
    number: str
    minutes: int | None
    outcome: CallOutcome
    called_at: datetime | None
    """When it began, where the entry stands at the instant of the call back."""


@dataclass(frozen=True, slots=True)
class EmailDetail:
    """Of an e-mail."""

    direction: Direction
    sender: str
    recipients: str
    answer: str
    attempts: int = 0
    next_try_at: datetime | None = None
    overridden: str = ""
    template_id: int | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """Of a task."""

    due_on: date | None
    priority: Priority
    every: Every | None
    step: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class AppointmentDetail:
    """Of an appointment."""

    ends_at: datetime
    room: str
    room_id: int | None
    series_id: int | None
    cancelled_reason: str
    clash_accepted: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CourseDetail:
    """Of a place in a course date."""

    course_date_id: int
    course: str
    ends_at: datetime
    room: str
    cancelled_reason: str


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """Of a document."""

    direction: Direction
    file_name: str
    media_type: str
    size: int
    valid_until: date | None


Detail = NoteDetail | CallDetail | EmailDetail | TaskDetail | AppointmentDetail | CourseDetail | DocumentDetail | None


def details(session: Session, ids: Mapping[ActivityKind, Collection[int]]) -> dict[int, Detail]:
    """The details of these entries, by id."""
    found: dict[int, Detail] = {}
    for kind, some in ids.items():
        if kind in _READERS and some:
            found |= _READERS[kind](session, some)
    return found


def _reader(
    shape: Callable[..., Any], model: Any, *columns: Any, joins: Callable[[Any], Any] = lambda query: query
) -> Any:
    def read(session: Session, ids: Collection[int]) -> dict[int, Any]:
        part = model.__table__
        query = joins(select(part.c.id, *columns).select_from(part)).where(part.c.id.in_(ids))
        return {row[0]: shape(*row[1:]) for row in session.execute(query)}

    return read


_NOTE, _CALL, _EMAIL, _TASK = Note.__table__.c, Call.__table__.c, Email.__table__.c, Task.__table__.c
_APPOINTMENT, _ENROLMENT, _DOCUMENT = Appointment.__table__.c, Enrolment.__table__.c, Document.__table__.c

_READERS: Mapping[ActivityKind, Callable[[Session, Collection[int]], dict[int, Any]]] = {
    ActivityKind.NOTE: _reader(NoteDetail, Note, _NOTE.alert),
    ActivityKind.CALL: _reader(
        CallDetail, Call, _CALL.direction, _CALL.number, _CALL.minutes, _CALL.outcome, _CALL.called_at
    ),
    ActivityKind.EMAIL: _reader(
        EmailDetail,
        Email,
        *(_EMAIL.direction, _EMAIL.sender, _EMAIL.recipients, _EMAIL.answer),
        *(_EMAIL.attempts, _EMAIL.next_try_at, _EMAIL.overridden, _EMAIL.template_id),
        TextTemplate.name,
        joins=lambda query: query.outerjoin(TextTemplate, TextTemplate.id == _EMAIL.template_id),
    ),
    ActivityKind.TASK: _reader(TaskDetail, Task, _TASK.due_on, _TASK.priority, _TASK.every, _TASK.step, _TASK.done_at),
    ActivityKind.APPOINTMENT: _reader(
        lambda ends_at, room, *rest: AppointmentDetail(ends_at, room or "", *rest),
        Appointment,
        _APPOINTMENT.ends_at,
        Room.name,
        _APPOINTMENT.room_id,
        _APPOINTMENT.series_id,
        _APPOINTMENT.cancelled_reason,
        _APPOINTMENT.clash_accepted,
        Activity.created_at,
        joins=lambda query: query.join(Activity, Activity.id == _APPOINTMENT.id).outerjoin(
            Room, Room.id == _APPOINTMENT.room_id
        ),
    ),
    ActivityKind.COURSE: _reader(
        lambda key, course, ends_at, room, reason: CourseDetail(key, course, ends_at, room or "", reason),
        Enrolment,
        CourseDate.id,
        Course.name,
        CourseDate.ends_at,
        Room.name,
        _ENROLMENT.cancelled_reason,
        joins=lambda query: (
            query.join(CourseDate, CourseDate.id == _ENROLMENT.course_date_id)
            .join(Course, Course.id == CourseDate.course_id)
            .outerjoin(Room, Room.id == CourseDate.room_id)
        ),
    ),
    ActivityKind.DOCUMENT: _reader(
        DocumentDetail,
        Document,
        _DOCUMENT.direction,
        _DOCUMENT.file_name,
        _DOCUMENT.media_type,
        _DOCUMENT.size,
        _DOCUMENT.valid_until,
    ),
}
