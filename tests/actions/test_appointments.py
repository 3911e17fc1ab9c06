"""Appointments on both databases: summer time, series, clashes, and two receptionists at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from actions.activities import bin_activity, restore_activity
from actions.appointments import book_appointment, cancel_appointment, edit_appointment
from actions.categories import add_category
from actions.rooms import add_room, retire_room
from actions.steps import take_step
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, Role
from domain.activities import ActivityKind, Every, NotFollowing, State
from domain.appointments import Repeat, Scope, SeriesEndless, Taken, WrongLength, wall
from domain.errors import ChangedMeanwhile, InvalidInput, InvalidTime, Missing, NotAChoice
from models.activity import Activity
from models.appointment import Appointment
from models.course import Course, CourseDate
from queries.appointments import clashes
from tests.building import a_contact
from tests.conftest import NOW
from tests.people import a_user

RECEPTION = Actor(None, "Reception", Role.RECEPTION)
DAY = date(2026, 11, 24)
WEEKLY = Repeat(Every.WEEK, times=4)


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    """A contact, two people who treat, two rooms and a type."""
    found = {name: a_user(database, name, name=name.title()).user_id or 0 for name in ("cem", "dora")}
    with database.writing(NOW) as session:
        found["anna"] = a_contact(session).id
        found["room"] = add_room(session, PROGRAM, name="Raum 1").id
        found["hall"] = add_room(session, PROGRAM, name="Halle").id
        found["type"] = add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="Massage", minutes=30).id
    return found


def book(database: Database, now: datetime = NOW, **more: Any) -> Appointment:
    given = {"contact_id": None, "title": "x", "day": DAY, "clock": time(10), "minutes": 60}
    with database.writing(now) as session:
        return book_appointment(session, RECEPTION, **given | more)


def edit(database: Database, one: Appointment, now: datetime = NOW, **more: Any) -> Appointment:
    """Change some fields as the dialog does, which sends all."""
    with database.writing(now) as session:
        stored = session.get_one(Appointment, one.id)
        local = wall(stored.at)
        given = {name: getattr(stored, name) for name in ("title", "text", "category_id", "user_id", "room_id")}
        given |= {"day": local.date(), "clock": local.time(), "version": stored.version}
        given |= {"minutes": round((stored.ends_at - stored.at).total_seconds() / 60)}
        return edit_appointment(session, RECEPTION, appointment_id=one.id, **given | more)


def all_of(database: Database) -> list[Appointment]:
    with database.reading(NOW) as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.at, Appointment.id)))


def times(database: Database) -> list[str]:
    return [f"{wall(one.at):%d.%m. %H:%M}" for one in all_of(database)]


# --- the clock --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "clock", "minutes", "at", "ends_at"),
    [
        (date(2026, 11, 24), time(10), 60, "2026-11-24 09:00", "2026-11-24 10:00"),
        (date(2026, 7, 24), time(10), 60, "2026-07-24 08:00", "2026-07-24 09:00"),
        (date(2027, 3, 28), time(1, 30), 60, "2027-03-28 00:30", "2027-03-28 01:30"),
        (date(2026, 10, 25), time(1, 30), 120, "2026-10-24 23:30", "2026-10-25 01:30"),
        (date(2026, 10, 25), time(2, 30), 60, "2026-10-25 00:30", "2026-10-25 01:30"),
        (date(2026, 12, 31), time(23, 30), 60, "2026-12-31 22:30", "2026-12-31 23:30"),
        (date(2026, 12, 31), time(0), 1440, "2026-12-30 23:00", "2026-12-31 23:00"),
    ],
)
def test_times_of_the_clock_as_instants(
    database: Database, day: date, clock: time, minutes: int, at: str, ends_at: str
) -> None:
    made = book(database, day=day, clock=clock, minutes=minutes)
    assert (f"{made.at:%Y-%m-%d %H:%M}", f"{made.ends_at:%Y-%m-%d %H:%M}") == (at, ends_at)


def test_the_hour_that_is_left_out_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput) as caught:
        book(database, day=date(2027, 3, 28), clock=time(2, 30))
    assert [(type(one), one.field) for one in caught.value.problems] == [(InvalidTime, "clock")]


@pytest.mark.parametrize("first", [date(2026, 10, 18), date(2027, 3, 21)])
def test_a_series_keeps_the_time_of_the_clock(database: Database, first: date) -> None:
    book(database, day=first, clock=time(9), repeat=Repeat(Every.WEEK, times=3))
    made = all_of(database)
    assert {wall(one.at).time() for one in made} == {time(9)}
    assert len({one.at.hour for one in made}) == 2
    assert len({one.series_id for one in made}) == 1


def test_the_second_of_two_equal_hours_stays_where_it_is(database: Database) -> None:
    made = book(database, day=date(2026, 10, 25), clock=time(1, 30))
    with database.writing(NOW) as session:
        session.get_one(Appointment, made.id).at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        session.get_one(Appointment, made.id).ends_at = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    edited = edit(database, made, text="later")
    assert edited.at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"minutes": None}, "minutes", Missing),
        ({"minutes": 0}, "minutes", WrongLength),
        ({"minutes": 1441}, "minutes", WrongLength),
        ({"title": ""}, "title", Missing),
        ({"room_id": 4711}, "room_id", NotAChoice),
        ({"user_id": 4711}, "user_id", NotAChoice),
        ({"category_id": 4711}, "category_id", NotAChoice),
        ({"repeat": Repeat(Every.WEEK)}, "times", SeriesEndless),
        ({"without": (DAY,)}, "day", Missing),
    ],
)
def test_wrong_input_names_the_field(database: Database, given: dict[str, Any], field: str, rule: type) -> None:
    with pytest.raises(InvalidInput) as caught:
        book(database, **given)
    assert [(one.field, type(one)) for one in caught.value.problems] == [(field, rule)]
    assert not all_of(database)


def test_a_retired_room_is_not_offered_but_kept(database: Database, ids: dict[str, int]) -> None:
    made = book(database, room_id=ids["room"])
    with database.writing(NOW) as session:
        retire_room(session, PROGRAM, room_id=ids["room"])
    assert edit(database, made, text="kept").room_id == ids["room"]
    with pytest.raises(InvalidInput):
        book(database, room_id=ids["room"], day=DAY + timedelta(days=9))


# --- series -----------------------------------------------------------------------------------------------
def test_days_that_are_skipped_are_left_out(database: Database) -> None:
    book(database, repeat=WEEKLY, without=(date(2026, 12, 1),))
    assert times(database) == ["24.11. 10:00", "08.12. 10:00", "15.12. 10:00"]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.THIS, ["24.11. 10:00", "01.12. 10:00", "09.12. 11:30", "15.12. 10:00"]),
        (Scope.FOLLOWING, ["24.11. 10:00", "01.12. 10:00", "09.12. 11:30", "16.12. 11:30"]),
        (Scope.ALL, ["25.11. 11:30", "02.12. 11:30", "09.12. 11:30", "16.12. 11:30"]),
    ],
)
def test_a_series_is_moved_by_the_difference(database: Database, scope: Scope, expected: list[str]) -> None:
    book(database, repeat=WEEKLY)
    edit(database, all_of(database)[2], day=date(2026, 12, 9), clock=time(11, 30), scope=scope)
    assert times(database) == expected


def test_all_leaves_what_is_over_or_settled_alone(database: Database) -> None:
    book(database, repeat=WEEKLY)
    first, second, third, last = all_of(database)
    with database.writing(NOW) as session:
        cancel_appointment(session, RECEPTION, appointment_id=third.id, reason="ill")
    later = NOW + timedelta(days=5)
    edit(database, last, now=later, clock=time(12), scope=Scope.ALL)
    assert times(database) == ["24.11. 10:00", "01.12. 12:00", "08.12. 10:00", "15.12. 12:00"]
    edit(database, first, now=later, title="new", scope=Scope.ALL)
    assert [one.title for one in all_of(database)] == ["new", "new", "x", "new"]
    assert second.series_id == last.series_id


def test_what_was_changed_in_one_alone_stays(database: Database, ids: dict[str, int]) -> None:
    book(database, repeat=WEEKLY, user_id=ids["cem"], contact_id=ids["anna"])
    first, second, *_others = all_of(database)
    edit(database, second, user_id=ids["dora"], clock=time(15), minutes=90)
    edit(database, first, clock=time(10, 30), minutes=45, room_id=ids["room"], title="y", scope=Scope.ALL)
    found = all_of(database)
    assert times(database) == ["24.11. 10:30", "01.12. 15:30", "08.12. 10:30", "15.12. 10:30"]
    assert [(one.ends_at - one.at) // timedelta(minutes=1) for one in found] == [45, 90, 45, 45]
    assert [one.user_id for one in found] == [ids["cem"], ids["dora"], ids["cem"], ids["cem"]]
    assert {one.room_id for one in found} == {ids["room"]}
    assert {one.contact_id for one in found} == {ids["anna"]}


def test_a_series_is_moved_across_the_change_of_the_clock(database: Database) -> None:
    book(database, day=date(2027, 3, 21), clock=time(9), repeat=Repeat(Every.WEEK, times=2))
    edit(database, all_of(database)[0], clock=time(10), scope=Scope.ALL)
    assert times(database) == ["21.03. 10:00", "28.03. 10:00"]


def test_following_ones_are_cancelled_with_a_reason_and_all_come_back(database: Database) -> None:
    book(database, repeat=WEEKLY)
    second = all_of(database)[1]
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        cancel_appointment(session, RECEPTION, appointment_id=second.id, reason="  ")
    assert [(one.field, type(one)) for one in caught.value.problems] == [("reason", Missing)]
    with database.writing(NOW) as session:
        count = cancel_appointment(
            session, RECEPTION, appointment_id=second.id, version=1, reason="holiday", scope=Scope.FOLLOWING
        )
        session.flush()
    entries = tuple(session.info["chained"])
    found = all_of(database)
    assert count == 3
    assert [one.state for one in found] == [State.BOOKED, *3 * [State.CANCELLED]]
    assert [one.cancelled_reason for one in found] == ["", *3 * ["holiday"]]
    with database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entries)
    assert {one.state for one in all_of(database)} == {State.BOOKED}
    assert {one.cancelled_reason for one in all_of(database)} == {""}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.integers(0, 4),
    scope=st.sampled_from(Scope),
    days=st.integers(-3, 3),
    clock=st.times(time(6), time(20)).map(lambda one: one.replace(second=0, microsecond=0)),
    passed=st.integers(-1, 30),
)
def test_a_change_leaves_those_before_alone(
    sqlite_database: Database, chosen: int, scope: Scope, days: int, clock: time, passed: int
) -> None:
    with sqlite_database.writing(NOW) as session:
        for old in session.scalars(select(Appointment)):
            session.delete(old)
    book(sqlite_database, repeat=Repeat(Every.WEEK, times=5))
    before = all_of(sqlite_database)
    was = {one.id: wall(one.at) for one in before}
    this, now = before[chosen], NOW + timedelta(days=passed)
    edit(sqlite_database, this, now=now, day=wall(this.at).date() + timedelta(days=days), clock=clock, scope=scope)
    by = datetime.combine(wall(this.at).date() + timedelta(days=days), clock) - wall(this.at)
    for n, one in enumerate(before):
        concerned = (
            n == chosen
            or {
                Scope.THIS: False,
                Scope.FOLLOWING: n > chosen,
                Scope.ALL: one.at >= now,
            }[scope]
        )
        [after] = [row for row in all_of(sqlite_database) if row.id == one.id]
        assert wall(after.at) == was[one.id] + by * concerned
        assert after.ends_at - after.at == timedelta(hours=1)


# --- clashes ----------------------------------------------------------------------------------------------
CLASHES = [
    (time(10), 60, True),
    (time(9), 60, False),
    (time(11), 60, False),
    (time(9), 61, True),
    (time(10, 59), 5, True),
    (time(10, 15), 15, True),
    (time(9), 180, True),
]


@pytest.mark.parametrize(("clock", "minutes", "taken"), CLASHES)
@pytest.mark.parametrize("by", ["cem", "room"])
def test_person_and_room_are_taken_half_open(
    database: Database, ids: dict[str, int], by: str, clock: time, minutes: int, taken: bool
) -> None:
    column = {"cem": "user_id", "room": "room_id"}[by]
    book(database, contact_id=ids["anna"], title="", category_id=ids["type"], **{column: ids[by]})
    other = {"user_id": ids["dora"], "room_id": ids["hall"]} | {column: ids[by]}
    if not taken:
        assert not book(database, clock=clock, minutes=minutes, **other).clash_accepted
        return
    with pytest.raises(Taken) as caught:
        book(database, clock=clock, minutes=minutes, **other)
    [clash] = caught.value.data["clashes"]  # type: ignore[misc]
    assert (clash.what, clash.contact) == ("Massage", "Müller, Anna")
    assert (clash.user, clash.room) == (("Cem", "") if by == "cem" else ("", "Raum 1"))
    assert len(all_of(database)) == 1
    assert book(database, clock=clock, minutes=minutes, clash_accepted=True, **other).clash_accepted


def test_cancelled_and_deleted_ones_and_those_of_nobody_do_not_count(database: Database, ids: dict[str, int]) -> None:
    gone, binned = (book(database, clash_accepted=True, user_id=ids["cem"], room_id=ids["room"]) for _ in range(2))
    book(database)
    with database.writing(NOW) as session:
        cancel_appointment(session, RECEPTION, appointment_id=gone.id, reason="ill")
        bin_activity(session, RECEPTION, activity_id=binned.id)
    held = book(database, user_id=ids["cem"], room_id=ids["room"])
    assert not held.clash_accepted
    book(database)
    with database.writing(NOW) as session:
        session.get_one(Appointment, binned.id).clash_accepted = False
        session.get_one(Appointment, gone.id).clash_accepted = False
    with pytest.raises(Taken), database.writing(NOW) as session:
        restore_activity(session, RECEPTION, activity_id=binned.id)
    with pytest.raises(Taken), database.writing(NOW) as session:
        take_step(session, RECEPTION, activity_id=gone.id, state=State.BOOKED)
    edit(database, held, clock=time(14))
    with database.writing(NOW) as session:
        take_step(session, RECEPTION, activity_id=gone.id, state=State.BOOKED)
    with database.reading(NOW) as session:
        assert session.get_one(Appointment, gone.id).cancelled_reason == ""


def test_an_undo_never_books_a_place_twice(database: Database, ids: dict[str, int]) -> None:
    made = book(database, user_id=ids["cem"])
    with database.writing(NOW) as session:
        cancel_appointment(session, RECEPTION, appointment_id=made.id, reason="ill")
    entries = tuple(session.info["chained"])
    book(database, user_id=ids["cem"])
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entries)


def test_course_dates_count(database: Database, ids: dict[str, int]) -> None:
    with database.writing(NOW) as session:
        course = Course(name="Yoga", capacity=10)
        session.add(course)
        session.flush()
        start = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
        given = {"course_id": course.id, "starts_at": start, "ends_at": start + timedelta(hours=1), "capacity": 10}
        session.add(CourseDate(**given, trainer_id=ids["cem"]))
        session.add(CourseDate(**given, room_id=ids["room"], cancelled_at=NOW))
    book(database, room_id=ids["room"])
    with pytest.raises(Taken) as caught:
        book(database, user_id=ids["cem"])
    [clash] = caught.value.data["clashes"]  # type: ignore[misc]
    assert (clash.what, clash.user, clash.contact) == ("Yoga", "Cem", "")


def test_a_series_clashes_as_a_whole_and_not_with_itself(database: Database, ids: dict[str, int]) -> None:
    book(database, day=date(2026, 12, 8), user_id=ids["cem"], title="there")
    with pytest.raises(Taken) as caught:
        book(database, repeat=WEEKLY, user_id=ids["cem"])
    assert [clash.what for clash in caught.value.data["clashes"]] == ["there"]  # type: ignore[attr-defined]
    book(database, clock=time(12), repeat=Repeat(Every.DAY, times=5), user_id=ids["dora"])
    second = [one for one in all_of(database) if one.user_id == ids["dora"]][1]
    edit(database, second, day=DAY, scope=Scope.ALL)
    assert len(all_of(database)) == 6


def test_a_note_on_a_clash_that_was_accepted_asks_nothing(database: Database, ids: dict[str, int]) -> None:
    book(database, user_id=ids["cem"])
    made = book(database, user_id=ids["cem"], clash_accepted=True)
    assert edit(database, made, text="x", clash_accepted=False).clash_accepted
    with pytest.raises(Taken):
        edit(database, made, minutes=30, clash_accepted=False)
    assert not edit(database, made, clock=time(16), clash_accepted=True).clash_accepted


def test_clashes_are_found_for_many_times_in_one_statement(database: Database, ids: dict[str, int]) -> None:
    book(database, repeat=Repeat(Every.DAY, times=200), user_id=ids["cem"])
    start = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    spans = [(start + timedelta(days=n), start + timedelta(days=n, hours=1)) for n in range(190, 210)]
    with database.reading(NOW) as session:
        assert len(clashes(session, spans, user_id=ids["cem"], room_id=None)) == 10


@pytest.mark.parametrize("kept", ["user_id", "room_id"])
def test_of_two_who_book_at_once_the_second_is_told(database: Database, ids: dict[str, int], kept: str) -> None:
    place = {"user_id": ids["cem"], "room_id": ids["room"]}
    start, answers = Barrier(4), []

    def at_the_desk() -> None:
        start.wait()
        try:
            book(database, **{kept: place[kept]})
            answers.append("booked")
        except Taken:
            answers.append("told")

    desks = [Thread(target=at_the_desk) for _ in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(answers) == ["booked", "told", "told", "told"]
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 1


# --- status -----------------------------------------------------------------------------------------------
def test_the_states_of_an_appointment(database: Database) -> None:
    made = book(database)

    def step(state: State, reason: str = "") -> Activity:
        with database.writing(NOW) as session:
            return take_step(session, RECEPTION, activity_id=made.id, state=state, reason=reason)

    for state in (State.CONFIRMED, State.ARRIVED, State.NO_SHOW, State.BOOKED):
        assert step(state).state is state
    with pytest.raises(InvalidInput):
        step(State.CANCELLED)
    assert step(State.CANCELLED, "ill").state is State.CANCELLED
    with pytest.raises(NotFollowing):
        step(State.ARRIVED)
    assert step(State.BOOKED).state is State.BOOKED
