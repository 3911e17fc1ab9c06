"""Tasks: what is refused, where they stand, and those that repeat: exactly one next, from the day, and taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.activities import bin_activity
from actions.steps import take_step
from actions.tasks import add_task, edit_task
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import ActivityKind, Every, InBin, NotFollowing, Priority, State
from domain.clock import start_of
from domain.errors import ChangedMeanwhile, InvalidInput, SavedAtOnce
from domain.tasks import LAST_YEAR, next_due
from models.activity import Task
from queries.activities import ActivityOrder, Asked, activity_page
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.people import a_user

RECEPTION = Actor(None, "Reception", Role.RECEPTION)
DAY = timedelta(days=1)


@pytest.fixture
def anna(database: Database) -> int:
    with database.writing(NOW) as session:
        return a_contact(session).id


def a_task(database: Database, **given: Any) -> int:
    with database.writing(NOW) as session:
        return add_task(session, RECEPTION, **{"title": "Filter reinigen"} | given).id


def step(database: Database, task_id: int, state: State, **more: Any) -> tuple[int, ...]:
    """Take a step; the audit entries of it."""
    with database.writing(NOW) as session:
        take_step(session, RECEPTION, activity_id=task_id, state=state, **more)
    return tuple(session.info.get("chained", ()))


def all_tasks(database: Database) -> list[Task]:
    with database.reading(NOW) as session:
        return list(session.scalars(select(Task).order_by(Task.id)))


def the(database: Database, task_id: int) -> Task:
    with database.reading(NOW) as session:
        return session.get_one(Task, task_id)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"text": "x" * 20_001}, ["text"]),
        ({"due_on": date(1, 1, 1)}, ["due_on"]),
        ({"due_on": date(9999, 12, 31)}, ["due_on"]),
        ({"every": Every.WEEK}, ["due_on"]),
        ({"every": Every.WEEK, "due_on": TODAY, "step": 0}, ["step"]),
        ({"every": Every.WEEK, "due_on": TODAY, "step": -1}, ["step"]),
        ({"every": Every.WEEK, "due_on": TODAY, "step": None}, ["step"]),
        ({"every": Every.WEEK, "due_on": TODAY, "step": 1000}, ["step"]),
        ({"user_id": 4711}, ["user_id"]),
        ({"category_id": 4711}, ["category_id"]),
        ({"title": "", "every": Every.DAY, "step": 0, "user_id": 4711}, ["title", "user_id", "due_on", "step"]),
    ],
)
def test_wrong_input_names_its_fields(database: Database, given: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        a_task(database, **given)
    assert [problem.field for problem in caught.value.problems] == fields
    assert all_tasks(database) == []


def test_a_task_of_a_contact_or_of_the_studio(database: Database, anna: int) -> None:
    ida = a_user(database, "ida").user_id
    due = a_task(
        database, contact_id=anna, due_on=TODAY, priority=Priority.HIGH, user_id=ida, text="one\r\ntwo", step=7
    )
    free = a_task(database)
    one, two = the(database, due), the(database, free)
    assert (one.at, one.state, one.is_open, one.text, one.step) == (start_of(TODAY), State.OPEN, True, "one\ntwo", 1)
    assert (one.contact_id, one.user_id, one.priority, one.version) == (anna, ida, Priority.HIGH, 1)
    assert (two.contact_id, two.due_on, two.at, two.every) == (None, None, NOW, None)


@pytest.mark.parametrize(
    ("due", "state", "overdue"),
    [
        (TODAY - DAY, State.OPEN, True),
        (TODAY - DAY, State.WAITING, True),
        (TODAY - DAY, State.DONE, False),
        (TODAY - DAY, State.DROPPED, False),
        (TODAY, State.OPEN, False),
        (TODAY + DAY, State.OPEN, False),
        (None, State.OPEN, False),
    ],
)
def test_what_is_overdue_follows_from_the_day(
    database: Database, due: date | None, state: State, overdue: bool
) -> None:
    key = a_task(database, due_on=due)
    step(database, key, state)
    for moment, expected in ((NOW, overdue), (NOW + timedelta(days=99), state is State.OPEN and due is not None)):
        with database.reading(moment) as session:
            [row] = activity_page(session, PROGRAM, Asked((ActivityKind.TASK,)), limit=9, offset=0).rows
        assert row.overdue == (expected or (overdue and moment > NOW))


def test_the_list_shows_what_is_open_first(database: Database) -> None:
    for number, days in enumerate((5, -3, None, 1)):
        a_task(database, title=str(number), due_on=None if days is None else TODAY + days * DAY)
    step(database, all_tasks(database)[0].id, State.DONE)
    with database.reading(NOW) as session:
        asked = Asked((ActivityKind.TASK,), order=ActivityOrder.OPEN_FIRST)
        page = activity_page(session, PROGRAM, asked, limit=9, offset=0)
    assert [row.title for row in page.rows] == ["1", "2", "3", "0"]


ALL = list(State)
STEPS = {
    State.OPEN: {State.IN_PROGRESS, State.WAITING, State.DONE, State.DROPPED},
    State.IN_PROGRESS: {State.OPEN, State.WAITING, State.DONE, State.DROPPED},
    State.WAITING: {State.OPEN, State.IN_PROGRESS, State.DONE, State.DROPPED},
    State.DONE: {State.OPEN},
    State.DROPPED: {State.OPEN},
}


@pytest.mark.parametrize("before", list(STEPS))
def test_only_the_steps_of_a_task_are_taken(sqlite_database: Database, before: State) -> None:
    for wanted in ALL:
        key = a_task(sqlite_database)
        step(sqlite_database, key, before)
        allowed = wanted in STEPS[before] | {before}
        if allowed:
            step(sqlite_database, key, wanted)
        else:
            with pytest.raises(NotFollowing):
                step(sqlite_database, key, wanted)
        task = the(sqlite_database, key)
        assert task.state is (wanted if allowed else before)
        assert (task.done_at is not None) == (task.state is State.DONE)


def edited(database: Database, task: Task, **changes: Any) -> Task:
    columns = ("title", "text", "due_on", "priority", "user_id", "state", "category_id", "every", "step")
    given = {name: getattr(task, name) for name in columns} | {"version": task.version} | changes
    with database.writing(NOW) as session:
        edit_task(session, RECEPTION, task_id=task.id, **given)
    return the(database, task.id)


def test_a_task_is_changed_and_done_in_its_form(database: Database) -> None:
    key = a_task(database, due_on=TODAY)
    task = edited(database, the(database, key), title="Neu", due_on=None, state=State.WAITING)
    assert (task.title, task.due_on, task.at, task.state) == ("Neu", None, NOW, State.WAITING)
    task = edited(database, task, state=State.DONE, due_on=TODAY + DAY)
    assert (task.done_at, task.at) == (NOW, start_of(TODAY + DAY))
    with pytest.raises(InvalidInput) as caught:
        edited(database, task, state=State.WAITING)
    assert [(type(one), one.field) for one in caught.value.problems] == [(NotFollowing, "state")]
    with pytest.raises(ChangedMeanwhile):
        edited(database, task, version=1)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        add_task(session, Actor(None, "Reader", Role.READ_ONLY), title="x")


def test_done_brings_the_next_one_once(database: Database, anna: int) -> None:
    ida = a_user(database, "ida").user_id
    given = {"contact_id": anna, "text": "Text", "priority": Priority.LOW, "user_id": ida, "due_on": date(2026, 1, 31)}
    first = a_task(database, every=Every.MONTH, **given)
    step(database, first, State.DONE)
    step(database, first, State.DONE)
    [one, two] = all_tasks(database)
    assert (one.state, one.done_at, one.every) == (State.DONE, NOW, Every.MONTH)
    assert (two.state, two.due_on, two.at) == (State.OPEN, date(2026, 2, 28), start_of(date(2026, 2, 28)))
    assert (two.origin_id, two.anchor_on, two.done_at) == (first, date(2026, 1, 31), None)
    assert {name: getattr(two, name) for name in given if name != "due_on"} == {
        name: value for name, value in given.items() if name != "due_on"
    }
    step(database, two.id, State.DONE)
    assert all_tasks(database)[-1].due_on == date(2026, 3, 31)


def test_two_who_are_done_at_once_bring_one(database: Database) -> None:
    key, both = a_task(database, every=Every.WEEK, due_on=TODAY), Barrier(2)

    def done() -> None:
        both.wait()
        with suppress(ChangedMeanwhile, SavedAtOnce):
            step(database, key, State.DONE)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(done) for _ in range(2)]:
            future.result()
    assert [(one.state, one.due_on) for one in all_tasks(database)] == [
        (State.DONE, TODAY),
        (State.OPEN, TODAY + 7 * DAY),
    ]


def test_dropped_or_binned_ends_the_repetition(database: Database) -> None:
    first = a_task(database, every=Every.DAY, due_on=TODAY)
    step(database, first, State.DROPPED)
    assert len(all_tasks(database)) == 1
    step(database, first, State.OPEN)
    step(database, first, State.DONE)
    [_one, two] = all_tasks(database)
    with database.writing(NOW) as session:
        bin_activity(session, RECEPTION, activity_id=two.id)
    step(database, first, State.OPEN)
    step(database, first, State.DONE)
    assert len(all_tasks(database)) == 2, "what somebody has deleted does not come back by itself"


def test_another_day_counts_anew(database: Database) -> None:
    key = a_task(database, every=Every.WEEK, due_on=date(2026, 11, 23))
    task = edited(database, the(database, key), due_on=date(2026, 11, 25))
    assert task.anchor_on == date(2026, 11, 25)
    task = edited(database, task, title="Nur der Titel")
    step(database, key, State.DONE)
    assert all_tasks(database)[-1].due_on == date(2026, 12, 2)
    assert edited(database, the(database, key), every=None).anchor_on is None


def test_beyond_all_years_nothing_comes(database: Database) -> None:
    key = a_task(database, every=Every.YEAR, due_on=date(LAST_YEAR, 6, 1))
    step(database, key, State.DONE)
    assert len(all_tasks(database)) == 1


def test_undo_of_done_takes_the_next_one_back(database: Database) -> None:
    key = a_task(database, every=Every.WEEK, due_on=TODAY)
    entry = step(database, key, State.DONE)
    with database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entry)
    [task] = all_tasks(database)
    assert (task.state, task.done_at, task.is_open) == (State.OPEN, None, True)
    step(database, key, State.DONE)
    assert [one.due_on for one in all_tasks(database)] == [TODAY, TODAY + 7 * DAY]


@pytest.mark.parametrize("touch", ["edited", "done", "binned"])
def test_a_next_one_that_was_touched_stays(database: Database, touch: str) -> None:
    key = a_task(database, every=Every.WEEK, due_on=TODAY)
    entry = step(database, key, State.DONE)
    following = all_tasks(database)[1]
    if touch == "edited":
        edited(database, following, title="Anders")
    elif touch == "done":
        step(database, following.id, State.DONE)
    else:
        with database.writing(NOW) as session:
            bin_activity(session, RECEPTION, activity_id=following.id)
    count = len(all_tasks(database))
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entry)
    step(database, key, State.OPEN)
    assert len(all_tasks(database)) == count
    step(database, key, State.DONE)
    assert len(all_tasks(database)) == count


def test_reopened_it_takes_an_untouched_next_one_back(database: Database) -> None:
    key = a_task(database, every=Every.WEEK, due_on=TODAY)
    step(database, key, State.DONE)
    entry = step(database, key, State.OPEN)
    assert [one.id for one in all_tasks(database)] == [key]
    with database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entry)
    assert [(one.state, one.due_on) for one in all_tasks(database)] == [
        (State.DONE, TODAY),
        (State.OPEN, TODAY + 7 * DAY),
    ]


WAYS = st.lists(st.sampled_from(["done", "undo", "reopen", "drop", "edit", "bin"]), min_size=1, max_size=12)


@given(
    ways=WAYS,
    anchor=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    every=st.sampled_from(Every),
    steps=st.integers(1, 5),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_there_is_one_next(
    sqlite_database: Database, ways: list[str], anchor: date, every: Every, steps: int
) -> None:
    """A chain: each has one next at most, on the day that the rule says, and what is done has one."""
    with sqlite_database.writing(NOW) as session:
        key = add_task(session, RECEPTION, title="x", due_on=anchor, every=every, step=steps).id
    entries: list[tuple[int, ...]] = []
    for way in ways:
        with sqlite_database.reading(NOW) as session:
            last = session.scalars(select(Task).where(Task.id >= key).order_by(Task.id.desc())).first()
        assert last is not None
        with suppress(ChangedMeanwhile, NotFollowing, InBin):
            if way == "undo" and entries:
                with sqlite_database.writing(NOW) as session:
                    undo(session, RECEPTION, entries=entries.pop())
            elif way == "edit":
                edited(sqlite_database, last, title="y")
            elif way == "bin":
                with sqlite_database.writing(NOW) as session:
                    bin_activity(session, RECEPTION, activity_id=last.id)
            elif way in {"done", "reopen", "drop"}:
                wanted = {"done": State.DONE, "reopen": State.OPEN, "drop": State.DROPPED}[way]
                target = last.origin_id if way == "reopen" and last.origin_id else last.id
                entries.append(step(sqlite_database, target, wanted))
    with sqlite_database.reading(NOW) as session:
        chain = list(session.scalars(select(Task).where(Task.id >= key).order_by(Task.id)))
        origins = [one.origin_id for one in chain if one.origin_id is not None]
        assert len(origins) == len(set(origins)) == len(chain) - 1
        for one in chain:
            following = [after for after in chain if after.origin_id == one.id]
            if one.state is State.DONE and one.deleted_at is None:
                assert [after.due_on for after in following] == [next_due(anchor, every, steps, one.due_on or anchor)]
            assert (one.done_at is not None) == (one.state is State.DONE)
            assert one.is_open == (one.state is State.OPEN)
