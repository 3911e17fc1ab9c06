"""The day of somebody: what stands in it and what does not, and that every question goes by an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from actions.activities import bin_activity
from actions.calls import add_call
from actions.contacts import archive_contact, mark_deceased
from actions.notes import add_health_entry, add_note
from actions.steps import take_step
from actions.tasks import add_task
from db.session import Database
from domain.access import PROGRAM, Actor, Role
from domain.activities import CallOutcome, Direction, State
from domain.clock import start_of
from models.activity import Activity
from models.appointment import Appointment
from models.course import Course, CourseDate, Enrolment
from models.document import Document
from queries.my_day import BIRTHDAYS_AHEAD, MOST, MOST_A_DAY, People, birthday_keys, my_day
from queries.overview import glance
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.people import a_user

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
RECEPTION = Actor(None, "Reception", Role.RECEPTION)


@pytest.fixture
def anna(database: Database) -> int:
    with database.writing(NOW) as session:
        return a_contact(session, born_on=date(1980, 1, 1)).id


@pytest.fixture
def ida(database: Database) -> int:
    return a_user(database, "ida", name="Ida").user_id or 0


def a_task(database: Database, title: str, due: date | None = TODAY, **more: Any) -> int:
    with database.writing(NOW) as session:
        return add_task(session, PROGRAM, title=title, due_on=due, **more).id


def a_call_back(database: Database, contact_id: int, at: datetime, title: str, user_id: int | None = None) -> int:
    given: dict[str, Any] = {"direction": Direction.INCOMING, "outcome": CallOutcome.CALL_BACK}
    with database.writing(at - 2 * DAY) as session:
        return add_call(
            session, PROGRAM, contact_id=contact_id, title=title, user_id=user_id, call_back_at=at, **given
        ).id


def by_hand(database: Database, *records: Any) -> None:
    """What others write: appointments, courses and documents."""
    with database.writing(NOW) as session:
        for record in records:
            session.add(record)
            session.flush()
        past_the_trail(session)


def an_appointment(contact_id: int, at: datetime, **more: Any) -> Appointment:
    given: dict[str, Any] = {"title": f"{at:%d.%m. %H}", "state": State.BOOKED}
    return Appointment(contact_id=contact_id, at=at, ends_at=at + HOUR, **given | more)


def a_document(contact_id: int, title: str, until: date | None) -> Document:
    return Document(
        contact_id=contact_id,
        at=NOW,
        title=title,
        direction=Direction.INCOMING,
        file="x",
        file_name="x.pdf",
        media_type="application/pdf",
        size=1,
        valid_until=until,
        state=State.NONE,
    )


def titles(database: Database, people: People = None, today: date = TODAY) -> dict[str, list[str]]:
    """What stands in the groups of entries."""
    with database.reading(start_of(today) + 10 * HOUR) as session:
        found = my_day(session, people, today=today)
    groups = ("overdue", "due", "without_day", "appointments", "documents")
    return {group: [row.title for row in getattr(found, group)] for group in groups if getattr(found, group)}


def test_a_day_in_its_groups(database: Database, anna: int) -> None:
    assert titles(database) == {}
    for title, due in (
        ("b", TODAY - DAY),
        ("a", TODAY - 9 * DAY),
        ("c", TODAY),
        ("later", TODAY + DAY),
        ("some", None),
    ):
        a_task(database, title, due, contact_id=anna)
    a_call_back(database, anna, NOW - DAY, "late call")
    a_call_back(database, anna, NOW + HOUR, "call")
    a_call_back(database, anna, NOW + 5 * DAY, "other call")
    by_hand(
        database,
        an_appointment(anna, NOW + HOUR),
        an_appointment(anna, NOW - HOUR, state=State.ARRIVED),
        an_appointment(anna, NOW + 2 * HOUR, state=State.CANCELLED),
        an_appointment(anna, NOW + DAY),
        an_appointment(anna, start_of(TODAY) - HOUR),
        a_document(anna, "soon", TODAY + 30 * DAY),
        a_document(anna, "today", TODAY),
        a_document(anna, "over", TODAY - DAY),
        a_document(anna, "far", TODAY + 31 * DAY),
        a_document(anna, "ever", None),
    )
    with database.writing(NOW) as session:
        add_note(session, PROGRAM, contact_id=anna, title="note", text="x")
        add_health_entry(session, PROGRAM, contact_id=anna, content="Kanarienvogel")
    assert titles(database) == {
        "overdue": ["a", "b", "late call"],
        "due": ["c", "call"],
        "without_day": ["some"],
        "appointments": ["23.11. 08", "23.11. 10"],
        "documents": ["today", "soon"],
    }


def test_what_is_done_or_binned_is_gone(database: Database, anna: int) -> None:
    done, binned = a_task(database, "done"), a_task(database, "binned")
    back = a_call_back(database, anna, NOW, "call")
    with database.writing(NOW) as session:
        take_step(session, PROGRAM, activity_id=done, state=State.DONE)
        take_step(session, PROGRAM, activity_id=back, state=State.DONE)
        bin_activity(session, PROGRAM, activity_id=binned)
    assert titles(database) == {}


def test_whose_day_it_is(database: Database, anna: int, ida: int) -> None:
    cem = a_user(database, "cem").user_id
    for name, user_id in (("ida", ida), ("cem", cem), ("nobody", None)):
        a_task(database, name, user_id=user_id)
        a_call_back(database, anna, NOW + HOUR, f"{name} calls", user_id)
        by_hand(database, an_appointment(anna, NOW, title=f"{name} treats", user_id=user_id))
    everybody = ["ida", "cem", "nobody", "ida calls", "cem calls", "nobody calls"]
    assert titles(database)["due"] == everybody
    assert titles(database, (ida, None)) == {
        "due": ["ida", "nobody", "ida calls", "nobody calls"],
        "appointments": ["ida treats", "nobody treats"],
    }
    assert titles(database, (cem,)) == {"due": ["cem", "cem calls"], "appointments": ["cem treats"]}
    assert titles(database, (4711,)) == {}


def test_many_old_wishes_do_not_hide_what_is_due(database: Database) -> None:
    with database.writing(NOW - 99 * DAY) as session:
        for n in range(MOST + 5):
            add_task(session, PROGRAM, title=str(n))
    a_task(database, "due")
    found = titles(database)
    assert found["due"] == ["due"]
    assert len(found["without_day"]) == MOST


def test_the_courses_of_the_day(database: Database, anna: int, ida: int) -> None:
    by_hand(database, Course(name="Yoga", capacity=8), Course(name="Pilates", capacity=8))

    def on(course: int, at: datetime, **more: Any) -> CourseDate:
        return CourseDate(course_id=course, starts_at=at, ends_at=at + HOUR, capacity=8, **more)

    by_hand(
        database,
        on(1, NOW + 2 * HOUR, trainer_id=ida),
        on(2, NOW),
        on(1, NOW + DAY),
        on(1, NOW, cancelled_at=NOW),
    )
    for state in (State.BOOKED, State.ARRIVED, State.CANCELLED, State.WAITLISTED):
        by_hand(database, Enrolment(contact_id=anna, at=NOW, course_date_id=1, queued_at=NOW, state=state))
    with database.reading(NOW) as session:
        found = my_day(session, None, today=TODAY).courses
        own = my_day(session, (ida,), today=TODAY).courses
    assert [(one.course, one.taken, one.capacity, one.trainer) for one in found] == [
        ("Pilates", 0, 8, ""),
        ("Yoga", 2, 8, "Ida"),
    ]
    assert [one.course for one in own] == ["Yoga"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 28), [228]),
        (date(2027, 3, 1), [301, 229]),
        (date(2028, 2, 29), [229]),
        (date(2028, 3, 1), [301]),
        (date(2026, 12, 31), [1231]),
    ],
)
def test_who_was_born_on_a_leap_day(day: date, expected: list[int]) -> None:
    assert list(birthday_keys(day)) == expected


def test_birthdays_of_today_and_the_next_days(database: Database) -> None:
    def born(name: str, day: date) -> int:
        with database.writing(NOW) as session:
            return a_contact(session, name, "X", born_on=day).id

    today = date(2026, 12, 28)
    for name, day in (("today", date(1980, 12, 28)), ("seven", date(1990, 1, 4)), ("eight", date(1990, 1, 5))):
        born(name, day)
    born("yesterday", date(1980, 12, 27))
    dead, archived = born("dead", date(1940, 12, 29)), born("archived", date(1940, 12, 29))
    with database.writing(NOW) as session:
        mark_deceased(session, PROGRAM, contact_id=dead, on=TODAY)
        archive_contact(session, PROGRAM, contact_id=archived)
    with database.reading(NOW) as session:
        found = my_day(session, None, today=today).birthdays
        leap = my_day(session, (1,), today=date(2027, 3, 1) - BIRTHDAYS_AHEAD * DAY).birthdays
    assert [(one.name, one.day, one.turns) for one in found] == [
        ("today X", today, 46),
        ("seven X", date(2027, 1, 4), 37),
    ]
    assert leap == ()
    for n in range(MOST_A_DAY + 2):
        born(f"n{n}", date(2000, 2, 29))
    with database.reading(NOW) as session:
        found = my_day(session, None, today=date(2027, 3, 1)).birthdays
    assert len(found) == MOST_A_DAY
    assert {(one.day, one.turns) for one in found} == {(date(2027, 3, 1), 27)}


# --- plans --------------------------------------------------------------------------------------------------
@contextmanager
def asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The questions that are put to the database, with their values."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def plans(database: Database, questions: list[tuple[str, Any]]) -> list[str]:
    """How the database goes about each question: where it could go by an index, it does."""
    sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.connect() as connection:
        if not sqlite:
            connection.execute(text("SET enable_seqscan = off"))
        word = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {statement}", values))
            for statement, values in questions
        ]


LARGE = ("activity", "task", "call", "note", "appointment", "document", "enrolment", "course_date", "contact")
"""Tables that hold a million rows one day."""


def scans(plan: str) -> list[str]:
    """The lines of a plan that read the whole of a large table."""
    found = []
    for line in plan.splitlines():
        words = line.replace("->", " ").split()
        if words[:1] == ["SCAN"] and words[1] in LARGE and "USING" not in words:
            found.append(line)
        if words[:2] == ["Seq", "Scan"] and words[3] in LARGE:
            found.append(line)
    return found


@pytest.mark.parametrize("people", [None, (1, None), (1,)])
def test_no_question_of_a_day_reads_a_whole_table(database: Database, anna: int, people: People) -> None:
    a_user(database, "ida")
    a_task(database, "x", contact_id=anna)
    with database.writing(NOW) as session, asked(database) as questions:
        my_day(session, people, today=TODAY)
    assert 3 <= len(questions) <= 8
    found = plans(database, questions)
    assert [line for plan in found for line in scans(plan)] == []
    if database.engine.dialect.name == "sqlite":  # of tables of two rows PostgreSQL takes any index
        assert ("ix_activity_kind_open" if people is None else "ix_activity_user_id_open") in found[0]
        assert "ix_document_valid_until" in found[0]
        assert "ix_contact_birthday_sort_key_id" in found[-1]


def test_no_question_of_an_overview_reads_a_whole_table(database: Database, anna: int) -> None:
    a_task(database, "x", contact_id=anna)
    with database.writing(NOW) as session, asked(database) as questions:
        glance(session, PROGRAM, anna, today=TODAY, now=NOW)
    assert len(questions) <= 2
    found = plans(database, questions)
    assert [line for plan in found for line in scans(plan)] == []
    if database.engine.dialect.name == "sqlite":  # of tables of two rows PostgreSQL takes any index
        assert "ix_activity_contact_id_open" in found[0]
        assert "ix_activity_contact_id_pinned" in found[0]


def test_a_plan_that_reads_the_whole_table_is_seen(database: Database) -> None:
    with database.writing(NOW) as session, asked(database) as questions:
        session.query(Activity.id).filter(Activity.text == "x").all()
    [plan] = plans(database, questions)
    assert scans(plan) or "Seq Scan" in plan


# --- overview -----------------------------------------------------------------------------------------------
def test_what_comes_of_a_contact_and_what_was_last(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        other = a_contact(session, "Ben").id
    for title, due in (("soon", TODAY + 2 * DAY), ("late", TODAY - 5 * DAY), ("far", TODAY + 31 * DAY), ("some", None)):
        a_task(database, title, due, contact_id=anna)
    a_task(database, "not hers", contact_id=other)
    a_call_back(database, anna, NOW + 3 * DAY, "back")
    by_hand(database, an_appointment(anna, NOW + DAY), an_appointment(anna, NOW - 3 * DAY))
    with database.writing(NOW) as session:
        add_note(session, PROGRAM, contact_id=anna, title="pinned", pinned=True)
        for n in range(9):
            add_note(session, PROGRAM, contact_id=anna, title=str(n))
        add_health_entry(session, PROGRAM, contact_id=anna, content="Kanarienvogel")
    with database.reading(NOW) as session:
        found = glance(session, PROGRAM, anna, today=TODAY, now=NOW)
        reader = glance(session, RECEPTION, anna, today=TODAY, now=NOW)
    assert [row.title for row in found.coming] == ["late", "24.11. 09", "soon", "back", "some"]
    assert [row.title for row in found.pinned] == ["pinned"]
    assert [row.title for row in found.latest] == ["", "8", "7", "6", "5", "4"]
    assert [row.title for row in reader.latest] == ["8", "7", "6", "5", "4", "3"]
    assert "Kanarienvogel" not in repr(found)
