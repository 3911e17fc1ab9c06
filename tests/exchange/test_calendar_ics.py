"""iCalendar, read back by another library than the one that writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import vobject
from sqlalchemy import select

from actions.appointments import book_appointment, cancel_appointment, edit_appointment
from actions.categories import add_category
from actions.rooms import add_room
from db.session import Database
from domain.access import PROGRAM
from domain.activities import ActivityKind, Every
from domain.appointments import Repeat
from exchange.calendar_ics import calendar_file, feed_item, one_appointment
from i18n.texts import speaking
from models.appointment import Appointment
from models.course import Course, CourseDate
from queries.activities import activity_row
from queries.appointments import calendar_entries
from tests.building import a_contact
from tests.conftest import NOW
from tests.people import a_user

HOSTILE = "**Müller**; <b>x</b>, \\n $z$ \u202e 🏋\nBEGIN:VEVENT"
SINCE, BEFORE = date(2026, 1, 1), date(2028, 1, 1)


def read(body: bytes) -> list[Any]:
    """The events of a calendar, as the other library reads them."""
    assert b"\n" not in body.replace(b"\r\n", b"")
    calendar = vobject.readOne(body.decode())
    assert calendar.version.value == "2.0"
    return list(calendar.contents.get("vevent", ()))


def feed(database: Database, *, with_names: bool = False) -> list[Any]:
    with database.reading(NOW) as session, speaking("de"):
        entries = calendar_entries(session, SINCE, BEFORE)
        return read(calendar_file([feed_item(one, with_names=with_names) for one in entries], NOW, name=HOSTILE))


@pytest.fixture
def booked(database: Database) -> int:
    """A series of three across the end of summer time, with Anna, in a room with a hostile name."""
    cem = a_user(database, "cem", name="Cem").user_id
    with database.writing(NOW) as session:
        anna = a_contact(session, "Anna", HOSTILE.replace("\n", " "))
        kind = add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="Massage; lang, schön")
        room = add_room(session, PROGRAM, name="Raum; 1, oben")
        made = book_appointment(
            session,
            PROGRAM,
            contact_id=anna.id,
            title="Knie von Anna",
            text="Kanarienvogel",
            category_id=kind.id,
            day=date(2027, 10, 24),
            clock=time(9),
            minutes=45,
            user_id=cem,
            room_id=room.id,
            repeat=Repeat(Every.WEEK, times=3),
        )
        return made.id


def test_what_is_written_is_read_back_by_another(database: Database, booked: int) -> None:
    events = feed(database, with_names=True)
    first = events[0]
    assert first.dtstart.value == datetime(2027, 10, 24, 7, tzinfo=UTC)
    assert first.dtend.value == datetime(2027, 10, 24, 7, 45, tzinfo=UTC)
    assert events[1].dtstart.value == datetime(2027, 10, 31, 8, tzinfo=UTC)
    assert first.location.value == "Raum; 1, oben"
    assert first.summary.value.startswith("Knie von Anna, **Müller**; <b>x</b>, \\n")
    assert [one.status.value for one in events] == ["CONFIRMED"] * 3
    assert len({one.uid.value for one in events}) == 3


def test_without_names_neither_title_nor_note_nor_name_goes_out(database: Database, booked: int) -> None:
    with database.reading(NOW) as session, speaking("de"):
        entries = calendar_entries(session, SINCE, BEFORE)
        body = calendar_file([feed_item(one, with_names=False) for one in entries], NOW).decode()
    assert [one.summary.value for one in read(body.encode())] == ["Massage; lang, schön"] * 3
    for secret in ("Anna", "Müller", "Knie"):
        assert secret not in body
    with database.reading(NOW) as session, speaking("de"):
        named = calendar_file([feed_item(one, with_names=True) for one in entries], NOW).decode()
    assert "Kanarienvogel" not in named


def test_a_change_raises_the_sequence_and_keeps_the_uid(database: Database, booked: int) -> None:
    before = {one.uid.value: int(one.sequence.value) for one in feed(database)}
    with database.writing(NOW) as session:
        one = session.get_one(Appointment, booked)
        edit_appointment(
            session,
            PROGRAM,
            appointment_id=booked,
            version=one.version,
            day=date(2027, 10, 25),
            clock=time(9),
            minutes=45,
            category_id=one.category_id,
            user_id=one.user_id,
            room_id=one.room_id,
        )
    with database.writing(NOW) as session:
        last = session.scalars(select(Appointment).order_by(Appointment.at.desc())).first()
        cancel_appointment(session, PROGRAM, appointment_id=last.id if last else 0, reason="krank")
    after = feed(database)
    assert {one.uid.value for one in after} == before.keys()
    assert [int(one.sequence.value) - before[one.uid.value] for one in after] == [1, 0, 1]
    assert [one.status.value for one in after] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_course_dates_stand_in_it_too(database: Database) -> None:
    with database.writing(NOW) as session:
        course = Course(name="Yoga & Rücken", capacity=10)
        session.add(course)
        session.flush()
        start = datetime(2026, 12, 1, 9, tzinfo=UTC)
        dated = {"course_id": course.id, "capacity": 10, "ends_at": start.replace(hour=10)}
        session.add(CourseDate(starts_at=start, **dated))
        session.add(CourseDate(starts_at=start, cancelled_at=NOW, **dated))
    events = feed(database)
    assert {one.summary.value for one in events} == {"Yoga & Rücken"}
    assert sorted(one.status.value for one in events) == ["CANCELLED", "CONFIRMED"]


def test_one_appointment_as_a_file(database: Database, booked: int) -> None:
    with database.reading(NOW) as session:
        row = activity_row(session, PROGRAM, booked)
        assert row is not None
    [event] = read(one_appointment(row, NOW))
    assert event.summary.value == "Knie von Anna"
    assert event.uid.value == feed(database)[0].uid.value
    assert not hasattr(event, "description")
