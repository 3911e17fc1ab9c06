"""The calendar and what is taken: which rows they find, and that indexes lead there on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, text

from actions.appointments import book_appointment
from db.session import Database
from domain.access import PROGRAM
from domain.activities import State
from domain.appointments import overlap
from domain.calendar_lanes import lanes
from models.activity import Note
from models.appointment import Appointment, Room
from models.course import Course, CourseDate
from queries.appointments import calendar_entries, clashes
from tests.building import past_the_trail
from tests.conftest import NOW, filled
from tests.people import a_user

DAY = date(2026, 11, 24)
MANY = 4_000


def asked(database: Database, read: Any) -> list[tuple[str, Any]]:
    """The statements that a read sends, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        found.append((statement, parameters))

    with database.reading(NOW) as session:
        session.connection()
        event.listen(database.engine, "before_cursor_execute", note)
        try:
            read(session)
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
    return found


def plan(database: Database, statement: str, parameters: Any) -> str:
    lead = "EXPLAIN QUERY PLAN " if database.engine.dialect.name == "sqlite" else "EXPLAIN "
    with database.engine.connect() as connection:
        if database.engine.dialect.name != "sqlite":
            connection.exec_driver_sql("SET enable_seqscan = off")  # these tables are small: is there a way by index?
        rows = connection.exec_driver_sql(lead + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)


def crowd(database: Database) -> None:
    """Write years of appointments and course dates, an hour apart."""
    cem = a_user(database, "cem", name="Cem").user_id
    with database.writing(NOW) as session:
        session.add(Room(name="Raum"))
        session.add(Course(name="Yoga", capacity=9))
        session.flush()
        start = datetime(2020, 1, 1, tzinfo=UTC)
        hour = timedelta(hours=1)
        begins = [start + n * 12 * hour for n in range(MANY)]
        taken = {"created_at": NOW, "user_id": cem, "room_id": 1, "state": State.BOOKED}
        session.execute(insert(Appointment), [{"at": at, "ends_at": at + hour} | taken for at in begins])
        session.execute(insert(Note), [{"at": at, "title": "n", "created_at": NOW} for at in begins])
        dates = [
            {"starts_at": at, "ends_at": at + hour, "course_id": 1, "capacity": 9, "created_at": NOW} for at in begins
        ]
        session.execute(insert(CourseDate), dates)
        past_the_trail(session)


@pytest.fixture(params=["sqlite", "postgresql"])
def crowded(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Years of appointments and course dates."""
    with filled(request, crowd) as database:
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        yield database


def test_the_calendar_is_two_statements_by_index(crowded: Database) -> None:
    statements = asked(crowded, lambda session: calendar_entries(session, DAY, DAY + timedelta(days=7)))
    assert len(statements) == 2
    plans = [plan(crowded, *one) for one in statements]
    assert "ix_activity_kind_at_id" in plans[0]
    assert "ix_course_date_starts_at" in plans[1]
    for found in plans:
        for table in ("activity", "course_date", "appointment"):
            assert f"SCAN {table}\n" not in found + "\n"
            assert f"Seq Scan on {table} " not in found


@pytest.mark.parametrize("count", [1, 50])
def test_what_is_taken_is_one_statement_by_index(crowded: Database, count: int) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    spans = [(at + timedelta(weeks=n), at + timedelta(weeks=n, hours=1)) for n in range(count)]
    [statement] = asked(crowded, lambda session: clashes(session, spans, user_id=1, room_id=1))
    found = plan(crowded, *statement)
    assert "ix_activity_kind_at_id" in found
    assert "ix_course_date_starts_at" in found
    for table in ("activity", "course_date"):
        assert f"Seq Scan on {table} " not in found


def test_the_calendar_shows_what_reaches_into_its_days(database: Database) -> None:
    with database.writing(NOW) as session:
        for day, clock, minutes in (
            (DAY - timedelta(days=1), time(23), 60),
            (DAY - timedelta(days=1), time(23, 30), 60),
            (DAY, time(0), 1440),
            (DAY, time(23, 59), 1),
            (DAY + timedelta(days=1), time(0), 30),
        ):
            book_appointment(
                session, PROGRAM, contact_id=None, title=f"{day.day} {clock:%H:%M}", day=day, clock=clock,
                minutes=minutes,
            )  # fmt: skip
    with database.reading(NOW) as session:
        found = calendar_entries(session, DAY, DAY + timedelta(days=1))
    assert [entry.what for entry in found] == ["23 23:30", "24 00:00", "24 23:59"]


spans = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda one: (one[0], one[0] + one[1])), max_size=30
).map(sorted)


@given(spans)
def test_no_two_in_one_lane_overlap(some: list[tuple[int, int]]) -> None:
    found = lanes(some)
    zero = datetime(2026, 1, 1, tzinfo=UTC)
    for n, (start, end) in enumerate(some):
        lane, count = found[n]
        assert 0 <= lane < count
        for m in range(n):
            at, ends_at, other, other_end = (zero + timedelta(minutes=one) for one in (start, end, *some[m]))
            if overlap(at, ends_at, other, other_end):
                assert found[m][0] != lane
                assert found[m][1] == count
