"""Forms of what happens with a contact, and of courses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from actions.notes import look_at_health_entry
from components import (
    appointments,
    calls,
    course_dates,
    document_dialogs,
    emails,
    notes,
    tasks,
)
from components import courses as courses_dialogs
from components.perform import now, reading, run
from domain.access import PROGRAM
from domain.activities import CallOutcome, Direction, Every, Priority, State
from models.activity import Call, HealthNote, Note, Task
from models.appointment import Appointment
from models.course import Course, CourseDate
from models.document import Document
from models.email import Email
from queries.activities import ActivityRow, activity_row
from queries.courses import courses, date_row
from tests.pages.edited.form import Edited, one_of


def _looked_at(row: ActivityRow) -> None:
    st.session_state.setdefault(notes._seen(row), run(look_at_health_entry, note_id=row.activity_id)[0])
    notes._health_note(row.contact_id, row)


def _entry(activity_id: int) -> Callable[[], ActivityRow | None]:
    def load() -> ActivityRow | None:
        with reading() as session:
            return activity_row(session, PROGRAM, activity_id)

    return load


ENTRIES: dict[str, Edited] = {
    "note": Edited(
        "edit_note",
        Note,
        _entry(1),
        lambda row: notes._note(row.contact_id, row),
        {"title": "Theirs", "text": "theirs", "category_id": 2},
        {"title": "Mine", "text": "mine", "category_id": 3},
        {"title": "Mine", "text": "mine", "category_id": 3},
        untried={"pinned", "alert"},
    ),
    "course": Edited(
        "edit_course",
        Course,
        lambda: one_of(courses, 1, "course_id"),
        courses_dialogs._course,
        {"name": "Theirs", "text": "theirs", "capacity": 7, "room_id": 2, "category_id": 17},
        {"name": "Mine", "text": "mine", "capacity": "8", "room_id": 3, "category_id": 18},
        {"name": "Mine", "text": "mine", "capacity": 8, "room_id": 3, "category_id": 18},
        untried={"trainer_id"},
    ),
    "course_date": Edited(
        "edit_date",
        CourseDate,
        lambda: one_of(date_row, 1),
        course_dates._edit,
        {
            "starts_at": datetime(2040, 1, 3, 16, 30, tzinfo=UTC),
            "ends_at": datetime(2040, 1, 3, 18, 30, tzinfo=UTC),
            "capacity": 7,
            "room_id": 2,
        },
        {"starts_at": "3.1.2040 17:00", "ends": "18:15", "capacity": "8", "room_id": 3},
        {
            "starts_at": datetime(2040, 1, 3, 16, 0, tzinfo=UTC),
            "ends_at": datetime(2040, 1, 3, 17, 15, tzinfo=UTC),
            "capacity": 8,
            "room_id": 3,
        },
        {"ends_at": "ends"},
        untried={"trainer_id"},
    ),
    "call": Edited(
        "edit_call",
        Call,
        _entry(6),
        lambda row: calls._call(row.contact_id, row, (), now()),
        {
            "direction": Direction.INCOMING,
            "number": "+492211",
            "outcome": CallOutcome.NOT_REACHED,
            "at": datetime(2026, 2, 2, 9, 0, tzinfo=UTC),
            "minutes": 1,
            "text": "theirs",
            "title": "Theirs",
            "category_id": 5,
        },
        {
            "number": "0221 332211",
            "outcome": CallOutcome.MESSAGE_LEFT,
            "called_at": "3.3.2026 10:00",
            "minutes": "5",
            "text": "mine",
            "title": "Mine",
            "category_id": 6,
        },
        {
            "number": "+49221332211",
            "outcome": CallOutcome.MESSAGE_LEFT,
            "at": datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
            "minutes": 5,
            "text": "mine",
            "title": "Mine",
            "category_id": 6,
        },
        {"at": "called_at"},
        untried={"user_id"},
        key=6,
    ),
    "task": Edited(
        "edit_task",
        Task,
        _entry(7),
        lambda row: tasks._task(row.contact_id, row),
        {
            "title": "Theirs",
            "due_on": date(2026, 2, 2),
            "priority": Priority.HIGH,
            "text": "theirs",
            "category_id": 11,
            "every": Every.WEEK,
            "step": 2,
            "state": State.WAITING,
        },
        {
            "title": "Mine",
            "due_on": "3.3.2026",
            "priority": Priority.LOW,
            "text": "mine",
            "category_id": 12,
            "every": Every.MONTH,
            "step": "3",
            "state": State.IN_PROGRESS,
        },
        {
            "title": "Mine",
            "due_on": date(2026, 3, 3),
            "priority": Priority.LOW,
            "text": "mine",
            "category_id": 12,
            "every": Every.MONTH,
            "step": 3,
            "state": State.IN_PROGRESS,
        },
        untried={"user_id"},
        derived={"at", "anchor_on"},
        key=7,
    ),
    "documented_email": Edited(
        "edit_documented_email",
        Email,
        _entry(3),
        emails._documented,
        {"title": "Theirs", "text": "theirs", "sender": "t@x.de", "recipients": "t@y.de", "category_id": 8},
        {"title": "Mine", "text": "mine", "sender": "m@x.de", "recipients": "m@y.de", "category_id": 9},
        {"title": "Mine", "text": "mine", "sender": "m@x.de", "recipients": "m@y.de", "category_id": 9},
        untried={"user_id", "direction", "at"},
        key=3,
    ),
    "document": Edited(
        "edit_document",
        Document,
        _entry(4),
        document_dialogs.edit_form,
        {
            "title": "Theirs",
            "text": "theirs",
            "category_id": 20,
            "at": datetime(2026, 5, 1, 8, tzinfo=UTC),
            "valid_until": date(2027, 1, 1),
        },
        {
            "title": "Mine",
            "text": "mine",
            "category_id": 21,
            "at": "2.6.2026 10:00",
            "valid_until": "2.2.2027",
        },
        {
            "title": "Mine",
            "text": "mine",
            "category_id": 21,
            "at": datetime(2026, 6, 2, 8, tzinfo=UTC),
            "valid_until": date(2027, 2, 2),
        },
        key=4,
        untried={"direction"},
    ),
    "appointment": Edited(
        "edit_appointment",
        Appointment,
        _entry(5),
        lambda row: appointments._change(row),
        {"title": "Theirs", "text": "theirs", "category_id": 14, "room_id": 2},
        {"title": "Mine", "text": "mine", "category_id": 15, "room_id": 3},
        {"title": "Mine", "text": "mine", "category_id": 15, "room_id": 3},
        untried={"day", "clock", "minutes", "user_id"},
        key=5,
    ),
    "health_entry": Edited(
        "edit_health_entry",
        HealthNote,
        _entry(2),
        _looked_at,
        {"content": "theirs"},
        {"content": "mine"},
        {"content": "mine"},
        key=2,
    ),
}
