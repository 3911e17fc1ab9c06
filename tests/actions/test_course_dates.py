"""Dates of courses: made by a plan with its exceptions, changed alone or with those that follow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.categories import add_category
from actions.course_dates import add_dates, cancel_date, edit_date, remove_date, restore_date
from actions.courses import add_course, edit_course, retire_course, revive_course
from actions.enrolments import enrol
from actions.rooms import add_room
from actions.studio import StudioCard, edit_studio
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import ActivityKind, State
from domain.appointments import Taken
from domain.courses import (
    CapacityImpossible,
    DateHasEnrolments,
    EndsBeforeStart,
    LastBeforeFirst,
    News,
    NoDates,
    TooManyDates,
    WeeksImpossible,
    Why,
)
from domain.errors import Gone, InvalidInput, InvalidTime, Missing, NotAChoice, Refusal, TooLong
from i18n.times import format_time
from models.course import Course, CourseDate, Enrolment
from models.studio import Studio
from queries.course_plan import clashes_of_date, foreseen_clashes, planned_dates, read_plan
from queries.courses import AskedDates, DateShow, courses, dates_page
from tests.conftest import NOW
from tests.courses import FIRST, a_course, people, some_dates, states
from tests.people import a_user

TUESDAY = date(2026, 12, 15)


def in_land(database: Database, land: str) -> None:
    with database.writing(NOW) as session:
        edit_studio(session, PROGRAM, version=session.get_one(Studio, 1).version, card=StudioCard("Studio", land=land))


@pytest.mark.parametrize(
    ("plan", "kept", "left_out"),
    [
        ({}, ["2026-12-15"], {}),
        ({"last": date(2027, 1, 5)}, ["2026-12-15", "2026-12-22", "2026-12-29", "2027-01-05"], {}),
        ({"last": date(2027, 1, 4)}, ["2026-12-15", "2026-12-22", "2026-12-29"], {}),
        ({"last": date(2027, 1, 12), "weeks": 2}, ["2026-12-15", "2026-12-29", "2027-01-12"], {}),
        (
            {"first": date(2026, 12, 25), "last": date(2027, 1, 8)},
            ["2027-01-08"],
            {"2026-12-25": Why.HOLIDAY, "2027-01-01": Why.HOLIDAY},
        ),
        ({"first": date(2026, 12, 25), "on_holidays": True}, ["2026-12-25"], {}),
        (
            {"last": date(2026, 12, 29), "without": [date(2026, 12, 22), date(2030, 1, 1)]},
            ["2026-12-15", "2026-12-29"],
            {"2026-12-22": Why.CHOSEN},
        ),
        (
            {"first": date(2027, 3, 21), "last": date(2027, 4, 4), "starts": "2:30", "ends": "3:30"},
            ["2027-03-21", "2027-04-04"],
            {"2027-03-28": Why.NO_SUCH_TIME},
        ),
    ],
)
def test_a_plan_gives_dates_and_says_what_it_leaves_out(
    database: Database, plan: dict[str, Any], kept: list[str], left_out: dict[str, Why]
) -> None:
    given: dict[str, Any] = {"first": TUESDAY, "starts": "18:00", "ends": "19:00"} | plan
    with database.writing(NOW) as session:
        course = a_course(session)
        found = planned_dates(session, course.id, read_plan(**given))
        made = add_dates(session, PROGRAM, course_id=course.id, **given)
        assert [one.day.isoformat() for one in found if one.why is None] == kept
        assert {one.day.isoformat(): one.why for one in found if one.why} == left_out
        assert [one.starts_at for one in made] == [one.starts_at for one in found if one.why is None]
        again = planned_dates(session, course.id, read_plan(**given))
        assert {one.why for one in again} == {Why.THERE, *left_out.values()}
        with pytest.raises(NoDates):
            add_dates(session, PROGRAM, course_id=course.id, **given)


@pytest.mark.parametrize(("land", "why"), [("", None), ("NW", None), ("BY", Why.HOLIDAY), ("BE", None)])
def test_holidays_are_those_of_the_land(database: Database, land: str, why: Why | None) -> None:
    in_land(database, land)
    with database.writing(NOW) as session:
        plan = read_plan(first=date(2027, 1, 6), starts="18", ends="19")
        [one] = planned_dates(session, a_course(session).id, plan)
        assert (one.why, one.holiday) == (why, "Heilige Drei Könige" if why else "")


def test_the_clock_stays_when_summer_time_comes_and_goes(database: Database) -> None:
    with database.writing(NOW) as session:
        course = a_course(session)
        made = add_dates(
            session, PROGRAM, course_id=course.id, first=date(2027, 3, 23), last=date(2027, 11, 9), starts="18:00",
            ends="19:15", weeks=1,
        )  # fmt: skip
        assert {format_time(one.starts_at) for one in made} == {"18:00"}
        assert {one.starts_at.astimezone(UTC).hour for one in made} == {16, 17}
        assert {one.ends_at - one.starts_at for one in made} == {timedelta(minutes=75)}


@pytest.mark.parametrize(
    ("plan", "refusal", "field"),
    [
        ({"first": None}, Missing, "first"),
        ({"starts": ""}, Missing, "starts"),
        ({"starts": "25:00"}, InvalidTime, "starts"),
        ({"ends": "x" * 5_000}, InvalidTime, "ends"),
        ({"weeks": None}, Missing, "weeks"),
        ({"ends": "18:00"}, EndsBeforeStart, "ends"),
        ({"ends": "1:00"}, EndsBeforeStart, "ends"),
        ({"last": TUESDAY - timedelta(days=1)}, LastBeforeFirst, "last"),
        ({"weeks": 0}, WeeksImpossible, "weeks"),
        ({"weeks": 53}, WeeksImpossible, "weeks"),
        ({"last": date(9999, 12, 31)}, TooManyDates, "last"),
        ({"without": [TUESDAY]}, NoDates, "first"),
    ],
)
def test_a_wrong_plan_names_the_field(
    database: Database, plan: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    given: dict[str, Any] = {"first": TUESDAY, "starts": "18:00", "ends": "19:00"} | plan
    with database.writing(NOW) as session, pytest.raises(Refusal) as caught:
        add_dates(session, PROGRAM, course_id=a_course(session).id, **given)
    problems = caught.value.problems if isinstance(caught.value, InvalidInput) else (caught.value,)
    assert [(type(problem), problem.field) for problem in problems] == [(refusal, field)]


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"name": "  "}, Missing, "name"),
        ({"name": "x" * 121}, TooLong, "name"),
        ({"text": "x" * 20_001}, TooLong, "text"),
        ({"capacity": 0}, CapacityImpossible, "capacity"),
        ({"capacity": 501}, CapacityImpossible, "capacity"),
        ({"capacity": None}, Missing, "capacity"),
        ({"room_id": 4711}, NotAChoice, "room_id"),
        ({"trainer_id": 4711}, NotAChoice, "trainer_id"),
        ({"category_id": 1}, NotAChoice, "category_id"),
    ],
)
def test_a_wrong_course_names_the_field(
    database: Database, given: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with database.writing(NOW) as session, pytest.raises(InvalidInput) as caught:
        add_category(session, PROGRAM, kind=ActivityKind.NOTE, name="Not of courses")
        add_course(session, PROGRAM, **({"name": "Yoga"} | given))
    assert [(type(problem), problem.field) for problem in caught.value.problems] == [(refusal, field)]


def edit(database: Database, date_id: int, **changed: Any) -> Any:
    with database.writing(NOW) as session:
        one = session.get_one(CourseDate, date_id)
        given = {
            "starts_at": one.starts_at,
            "ends": format_time(one.ends_at),
            "room_id": one.room_id,
            "trainer_id": one.trainer_id,
            "capacity": one.capacity,
        }
        return edit_date(session, PROGRAM, date_id=date_id, version=one.version, **(given | changed))


@pytest.mark.parametrize("following", [False, True])
def test_a_date_is_moved_alone_or_with_all_that_follow(database: Database, following: bool) -> None:
    with database.writing(NOW) as session:
        course = a_course(session)
        ids = some_dates(session, course, first=date(2027, 3, 16), last=date(2027, 4, 6))
        [anna] = people(session, 1)
        enrol(session, PROGRAM, contact_id=anna, date_ids=ids)
    # From Tuesday 18:00 to Wednesday 17:30, before the summer time and after it.
    edit(database, ids[1], starts_at=datetime(2027, 3, 24, 16, 30, tzinfo=UTC), ends="18:45", following=following)
    with database.reading(NOW) as session:
        dates = [session.get_one(CourseDate, key) for key in ids]
        moved = [1, 2, 3] if following else [1]
        for place, one in enumerate(dates):
            clock = format_time(one.starts_at), format_time(one.ends_at), one.starts_at.weekday()
            assert clock == (("17:30", "18:45", 2) if place in moved else ("18:00", "19:00", 1))
        entries = session.scalars(select(Enrolment).order_by(Enrolment.course_date_id)).all()
        assert [one.at for one in entries] == [one.starts_at for one in dates]
        assert [one.news for one in entries] == [News.NEW_TIME if place in moved else None for place in range(4)]


def test_what_is_not_changed_in_one_stays_in_those_that_follow(database: Database) -> None:
    with database.writing(NOW) as session:
        ids = some_dates(session, a_course(session), last=FIRST + timedelta(weeks=2))
        [anna] = people(session, 1)
    edit(database, ids[1], capacity=7)
    edit(database, ids[2], starts_at=datetime(2026, 12, 15, 8, tzinfo=UTC), ends="10:00")
    edit(database, ids[0], ends="19:30", following=False)
    edit(database, ids[0], capacity=9, following=True)
    with database.reading(NOW) as session:
        found = [session.get_one(CourseDate, key) for key in ids]
        assert [one.capacity for one in found] == [9, 9, 9]
        assert [format_time(one.starts_at) for one in found] == ["18:00", "18:00", "09:00"]
        assert states(session, ids[0]) == {}
    assert anna


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_at": None}, "starts_at"),
        ({"ends": ""}, "ends"),
        ({"ends": "17:00"}, "ends"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": None}, "capacity"),
        ({"room_id": 99}, "room_id"),
        ({"trainer_id": 99}, "trainer_id"),
    ],
)
def test_a_wrong_change_names_the_field(database: Database, changed: dict[str, Any], field: str) -> None:
    with database.writing(NOW) as session:
        [key] = some_dates(session, a_course(session))
    with pytest.raises(InvalidInput) as caught:
        edit(database, key, **changed)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_only_a_date_without_enrolments_is_removed(database: Database) -> None:
    with database.writing(NOW) as session:
        first, second = some_dates(session, a_course(session), last=FIRST + timedelta(weeks=1))
        [anna] = people(session, 1)
        enrol(session, PROGRAM, contact_id=anna, date_ids=[first])
    with database.writing(NOW) as session, pytest.raises(DateHasEnrolments):
        remove_date(session, PROGRAM, date_id=first)
    with database.writing(NOW) as session:
        remove_date(session, PROGRAM, date_id=second)
    with database.writing(NOW) as session, pytest.raises(Gone):
        remove_date(session, PROGRAM, date_id=second)


def test_a_new_name_of_a_course_finds_its_enrolments(database: Database) -> None:
    with database.writing(NOW) as session:
        course = a_course(session)
        [key] = some_dates(session, course)
        [anna] = people(session, 1)
        enrol(session, PROGRAM, contact_id=anna, date_ids=[key])
    with database.writing(NOW) as session:
        edit_course(session, PROGRAM, course_id=course.id, version=course.version, name="Yoga", capacity=3)
    with database.reading(NOW) as session:
        entry = session.scalars(select(Enrolment)).one()
        assert (entry.title, entry.found_by) == ("Yoga", "yoga")
        assert session.get_one(CourseDate, key).capacity == 2


def test_a_course_is_retired_and_offered_again(database: Database) -> None:
    with database.writing(NOW) as session:
        course = a_course(session).id
        retire_course(session, PROGRAM, course_id=course)
    with database.reading(NOW) as session:
        assert (courses(session), len(courses(session, retired=True))) == ((), 1)
    with database.writing(NOW) as session:
        revive_course(session, PROGRAM, course_id=course)
        with pytest.raises(NotPermitted):
            retire_course(session, Actor(None, "R", Role.READ_ONLY), course_id=course)
    with database.reading(NOW) as session:
        assert [one.name for one in courses(session)] == ["Rückenfit"]


def test_dates_are_listed_with_their_places(database: Database) -> None:
    with database.writing(NOW) as session:
        course = a_course(session)
        ids = some_dates(session, course, last=FIRST + timedelta(weeks=2))
        other = a_course(session, "Yoga", capacity=1)
        some_dates(session, other)
        anna, ben, cem = people(session, 3)
        for one in (anna, ben, cem):
            enrol(session, PROGRAM, contact_id=one, date_ids=ids[:1])

    def listed(**asked: Any) -> list[tuple[str, int, int, int]]:
        with database.reading(NOW) as session:
            rows = dates_page(session, AskedDates(**asked), limit=50, offset=0).rows
        return [(one.course, one.taken, one.free, one.waiting) for one in rows]

    assert listed() == [("Rückenfit", 2, 0, 1), ("Yoga", 0, 1, 0), ("Rückenfit", 0, 2, 0), ("Rückenfit", 0, 2, 0)]
    assert listed(course_id=other.id) == [("Yoga", 0, 1, 0)]
    assert listed(show=DateShow.FULL) == [("Rückenfit", 2, 0, 1)]
    assert len(listed(show=DateShow.FREE)) == 3
    assert listed(show=DateShow.CANCELLED) == []
    assert len(listed(since=FIRST, before=FIRST + timedelta(days=1))) == 2
    assert listed(trainer_id=1) == listed(room_id=1) == []
    with database.reading(FIRST_NIGHT) as session:
        assert dates_page(session, AskedDates(), limit=50, offset=0).total == 2
        assert dates_page(session, AskedDates(course.id), limit=1, offset=40).offset == 1
        assert session.scalars(select(Course.name)).all() == ["Rückenfit", "Yoga"]
        assert State.BOOKED in states(session, ids[0]).values()


FIRST_NIGHT = datetime(2026, 12, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize("taken_by", ["trainer", "room"])
def test_a_trainer_or_room_that_is_taken_is_told_and_planned_only_by_who_says_so(
    database: Database, taken_by: str
) -> None:
    cem = a_user(database, "cem").user_id
    with database.writing(NOW) as session:
        place = {
            "trainer": {"trainer_id": cem},
            "room": {"room_id": add_room(session, PROGRAM, name="Saal").id},
        }[taken_by]
        some_dates(session, a_course(session, "Yoga", **place))
        course = a_course(session, "Pilates", **place)
        with pytest.raises(Taken) as refused:
            some_dates(session, course, starts="18:30", ends="19:30", last=FIRST + timedelta(days=7))
        assert [clash.what for clash in refused.value.data["clashes"]] == ["Yoga"]
        some_dates(session, course, starts="19:00", ends="20:00")
        made = some_dates(session, course, starts="18:30", ends="18:45", clash_accepted=True)
        assert len(made) == 1


def test_a_date_that_moves_is_looked_at_with_those_that_follow_but_not_against_them(database: Database) -> None:
    trainer = a_user(database, "cem").user_id
    with database.writing(NOW) as session:
        week = timedelta(days=7)
        ids = some_dates(session, a_course(session, "Yoga", trainer_id=trainer), last=FIRST + 2 * week)
        some_dates(
            session, a_course(session, "Pilates", trainer_id=trainer), first=FIRST + week, starts="20", ends="21"
        )
        chosen = session.get_one(CourseDate, ids[0])
        to = {"starts_at": chosen.starts_at + timedelta(minutes=90), "ends": "20:30", "trainer_id": trainer}
        asked: dict[str, Any] = to | {"room_id": None}
        assert foreseen_clashes(session, ids[0], following=False, **asked) == ()
        assert [one.what for one in foreseen_clashes(session, ids[0], following=True, **asked)] == ["Pilates"]
        change = {"date_id": ids[0], "version": chosen.version, "capacity": 5, "following": True, **to}
    with pytest.raises(Taken), database.writing(NOW) as session:
        edit_date(session, PROGRAM, **change)
    with database.writing(NOW) as session:
        edit_date(session, PROGRAM, clash_accepted=True, **change)
        assert session.get_one(CourseDate, ids[1]).starts_at == chosen.starts_at + timedelta(days=7, minutes=90)
        free = session.get_one(CourseDate, ids[0])
        # Nothing of trainer, room and time changes: what was accepted is not asked again.
        edit_date(
            session, PROGRAM, date_id=ids[1], version=session.get_one(CourseDate, ids[1]).version, capacity=7,
            trainer_id=trainer, starts_at=free.starts_at + week, ends="20:30",
        )  # fmt: skip


def test_a_cancelled_date_whose_trainer_is_busy_meanwhile_comes_back_only_if_somebody_says_so(
    database: Database,
) -> None:
    trainer = a_user(database, "cem").user_id
    with database.writing(NOW) as session:
        cancelled = some_dates(session, a_course(session, "Yoga", trainer_id=trainer))[0]
        cancel_date(session, PROGRAM, date_id=cancelled, reason="krank")
        assert clashes_of_date(session, cancelled) == ()
        some_dates(session, a_course(session, "Pilates", trainer_id=trainer))
        assert [one.what for one in clashes_of_date(session, cancelled)] == ["Pilates"]
        with pytest.raises(Taken):
            restore_date(session, PROGRAM, date_id=cancelled)
        assert session.get_one(CourseDate, cancelled).cancelled_at is not None
        restore_date(session, PROGRAM, date_id=cancelled, clash_accepted=True)
        assert session.get_one(CourseDate, cancelled).cancelled_at is None
