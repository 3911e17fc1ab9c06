"""Calls: what is refused, whom to call back, and the task that follows in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity
from actions.calls import FollowUp, add_call, edit_call
from actions.steps import take_step
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import ActivityKind, CallOutcome, Direction, NotFollowing, State
from domain.calls import CallBackInPast, CallInFuture, CallTooLong
from domain.clock import start_of
from domain.errors import ChangedMeanwhile, InvalidInput, Missing, NotAChoice, TooLong
from models.activity import Activity, Call, Task
from queries.activities import Asked, activity_page
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.people import a_user

RECEPTION = Actor(None, "Reception", Role.RECEPTION)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAIN = {"direction": Direction.OUTGOING, "outcome": CallOutcome.REACHED}
AGAIN = {"direction": Direction.INCOMING, "outcome": CallOutcome.CALL_BACK}


@pytest.fixture
def anna(database: Database) -> int:
    with database.writing(NOW) as session:
        return a_contact(session).id


def a_call(database: Database, contact_id: int | None, **given: Any) -> int:
    with database.writing(NOW) as session:
        return add_call(session, RECEPTION, contact_id=contact_id, **PLAIN | given).id


def edited(database: Database, call_id: int, *, at: datetime = NOW, **changes: Any) -> Call:
    call = the(database, call_id)
    back = call.outcome is CallOutcome.CALL_BACK
    columns = ("version", "direction", "outcome", "number", "minutes", "title", "text", "category_id", "user_id")
    given = {name: getattr(call, name) for name in columns}
    given |= {"called_at": call.called_at or call.at, "call_back_at": call.at if back else None}
    with database.writing(at) as session:
        edit_call(session, RECEPTION, call_id=call_id, **given | changes)
    return the(database, call_id)


def the(database: Database, call_id: int) -> Call:
    with database.reading(NOW) as session:
        return session.get_one(Call, call_id)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0221 998877", "+49221998877"),
        ("+43 660 1234567", "+436601234567"),
        ("tel:+49221998877", "+49221998877"),
        (" intern  12 ", "intern 12"),
        ("110", "110"),
        ("0711 123 ext. 5", "0711 123 ext. 5"),
        ("anonym", "anonym"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_one_dials_it_or_as_it_was_typed(
    sqlite_database: Database, typed: str, stored: str
) -> None:
    key = a_call(sqlite_database, None, number=typed)
    assert the(sqlite_database, key).number == stored


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"number": "x" * 41}, [(TooLong, "number")]),
        ({"minutes": 1441}, [(CallTooLong, "minutes")]),
        ({"minutes": -1}, [(CallTooLong, "minutes")]),
        ({"called_at": NOW + HOUR}, [(CallInFuture, "called_at")]),
        (AGAIN, [(Missing, "call_back_at")]),
        (AGAIN | {"call_back_at": NOW - DAY}, [(CallBackInPast, "call_back_at")]),
        ({"title": "x" * 201}, [(TooLong, "title")]),
        ({"text": "x" * 20_001}, [(TooLong, "text")]),
        ({"category_id": 4711}, [(NotAChoice, "category_id")]),
        ({"user_id": 4711}, [(NotAChoice, "user_id")]),
        ({"follow_up": FollowUp("")}, [(Missing, "task_title")]),
        (
            {"number": "x" * 41, "follow_up": FollowUp("x" * 201, None, 4711)},
            [(TooLong, "number"), (TooLong, "task_title"), (NotAChoice, "task_user_id")],
        ),
    ],
)
def test_wrong_input_names_its_fields(database: Database, anna: int, given: dict[str, Any], problems: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        a_call(database, anna, **given)
    assert [(type(one), one.field) for one in caught.value.problems] == problems
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 0


def test_a_call_that_was_made(database: Database, anna: int) -> None:
    key = a_call(database, anna, number="0221 998877", minutes=5, text="Fragt nach\r\nRabatt", called_at=NOW - HOUR)
    call = the(database, key)
    assert (call.at, call.called_at, call.state, call.is_open) == (NOW - HOUR, None, State.NONE, False)
    assert (call.minutes, call.text, call.version) == (5, "Fragt nach\nRabatt", 1)
    with database.reading(NOW) as session:
        asked = Asked((ActivityKind.CALL,), anna, typed="998877")
        assert activity_page(session, PROGRAM, asked, limit=9, offset=0).total == 1
    with pytest.raises(NotFollowing), database.writing(NOW) as session:
        take_step(session, RECEPTION, activity_id=key, state=State.DONE)


def test_a_call_back_stays_open_until_it_is_done(database: Database, anna: int) -> None:
    key = a_call(database, anna, **AGAIN, call_back_at=NOW + DAY)
    call = the(database, key)
    assert (call.at, call.called_at, call.state, call.is_open) == (NOW + DAY, NOW, State.OPEN, True)
    for moment, overdue in ((NOW + DAY, False), (NOW + 2 * DAY, True)):
        with database.reading(moment) as session:
            [row] = activity_page(session, PROGRAM, Asked((ActivityKind.CALL,)), limit=9, offset=0).rows
            assert row.overdue is overdue
    with database.writing(NOW + 2 * DAY) as session:
        take_step(session, RECEPTION, activity_id=key, state=State.DONE)
        entries = session.info
    call = the(database, key)
    assert (call.state, call.is_open, call.at) == (State.DONE, False, NOW + DAY)
    with database.writing(NOW + 2 * DAY) as session:
        undo(session, RECEPTION, entries=entries["chained"])
    assert the(database, key).is_open


def test_another_outcome_opens_and_closes(database: Database, anna: int) -> None:
    key = a_call(database, anna, called_at=NOW - HOUR)
    call = edited(database, key, outcome=CallOutcome.CALL_BACK, call_back_at=NOW + HOUR)
    assert (call.state, call.at, call.called_at) == (State.OPEN, NOW + HOUR, NOW - HOUR)
    call = edited(database, key, at=NOW + 3 * DAY, text="Niemand da")
    assert (call.at, call.text) == (NOW + HOUR, "Niemand da"), "what is late can be written on"
    with pytest.raises(InvalidInput) as caught:
        edited(database, key, at=NOW + 3 * DAY, call_back_at=NOW + DAY)
    assert isinstance(caught.value.problems[0], CallBackInPast)
    call = edited(database, key, outcome=CallOutcome.MESSAGE_LEFT)
    assert (call.state, call.at, call.called_at, call.is_open) == (State.NONE, NOW - HOUR, None, False)


def test_what_was_done_stays_so_when_it_is_edited(database: Database, anna: int) -> None:
    key = a_call(database, anna, **AGAIN, call_back_at=NOW)
    with database.writing(NOW) as session:
        take_step(session, RECEPTION, activity_id=key, state=State.DONE)
    assert edited(database, key, text="erledigt").state is State.DONE


def test_the_follow_up_comes_with_the_call_and_goes_with_it(database: Database, anna: int) -> None:
    ida = a_user(database, "ida").user_id
    with database.writing(NOW) as session:
        follow_up = FollowUp(" Vertrag  schicken ", TODAY + DAY, ida)
        add_call(session, RECEPTION, contact_id=anna, **PLAIN, follow_up=follow_up)
    entries = session.info["chained"]
    with database.reading(NOW) as session:
        [call], [task] = session.scalars(select(Call)).all(), session.scalars(select(Task)).all()
        assert (task.title, task.due_on, task.user_id) == ("Vertrag schicken", TODAY + DAY, ida)
        assert (task.contact_id, task.origin_id, task.at) == (anna, call.id, start_of(TODAY + DAY))
        assert (call.version, task.version, task.state) == (1, 1, State.OPEN)
    assert len(entries) == 1, "one step, one undo"
    with database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entries)
        assert session.scalar(select(func.count()).select_from(Activity)) == 0


def test_a_later_task_follows_too_and_outlives_the_call(database: Database, anna: int) -> None:
    key = a_call(database, anna)
    edited(database, key, follow_up=FollowUp("Nachfassen"))
    with database.writing(NOW) as session:
        bin_activity(session, RECEPTION, activity_id=key)
    with database.reading(NOW) as session:
        [task] = session.scalars(select(Task)).all()
        assert (task.origin_id, task.deleted_at, task.due_on) == (key, None, None)


def test_a_stale_form_and_a_role_without_leave_are_refused(database: Database, anna: int) -> None:
    key = a_call(database, anna)
    edited(database, key, text="neu")
    with pytest.raises(ChangedMeanwhile):
        edited(database, key, version=1)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        add_call(session, Actor(None, "Reader", Role.READ_ONLY), contact_id=anna, **PLAIN)


def test_the_hour_that_comes_twice_and_the_days_of_summer_time(database: Database, anna: int) -> None:
    """A call back in the night of 25 October 2026 is due on that day of the studio."""
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with database.writing(night) as session:
        add_call(session, RECEPTION, contact_id=anna, **AGAIN, call_back_at=night + HOUR)
    for moment, overdue in ((datetime(2026, 10, 25, 22, 59, tzinfo=UTC), False), (night + DAY, True)):
        with database.reading(moment) as session:
            [row] = activity_page(session, PROGRAM, Asked((ActivityKind.CALL,)), limit=9, offset=0).rows
            assert row.overdue is overdue
