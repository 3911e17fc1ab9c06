"""Courses through the frame: lists, a date with attendance and waiting list, who is to be told, for every role."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.course_dates import cancel_date
from actions.enrolments import cancel_enrolment, enrol, enrol_in_course
from components import activity_list, course_dates, enrolments
from components import courses as course_dialogs
from components.entry_fields import entry
from components.perform import reading
from components.state import NOTICE
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.activities import State
from domain.clock import day_of
from domain.courses import News
from i18n.texts import speaking
from models.course import CourseDate, Enrolment
from queries.courses import courses, date_row
from tests.building import a_contact
from tests.courses import a_course, some_dates, states, the_enrolment
from tests.pages.conftest import Opener
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_session, a_user


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@dataclass
class Made:
    """A course with two weekly dates from tomorrow on, two places, and who is in the first: two, and one waits."""

    course: int
    dates: list[int]
    people: list[int]


@pytest.fixture
def made(house: Database) -> Made:
    now = datetime.now(UTC)
    tomorrow = day_of(now) + timedelta(days=1)
    with house.writing(now) as session:
        course = a_course(session, HOSTILE, text=HOSTILE)
        dates = some_dates(session, course, first=tomorrow, last=tomorrow + timedelta(weeks=1), on_holidays=True)
        found = [
            a_contact(session, first, "Meyer", phone="0221 998877", email=f"{first.lower()}@example.com").id
            for first in ("Anna", "Ben", "Cem")
        ]
    for key in found:
        with house.writing() as session:
            enrol(session, PROGRAM, contact_id=key, date_ids=dates[:1])
    return Made(course.id, dates, found)


def rows(app: AppTest, key: str) -> list[dict[str, Any]]:
    """The rows of a list that the browser got."""
    found = [element.proto for element in app.get("bidi_component") if element.proto.id.endswith(key)]
    return json.loads(found[0].json)["rows"] if found else []


def press(app: AppTest, key: str, **what: str) -> AppTest:
    """Press a row, or a button of one, as the browser would: it tells so in one run."""
    pending, component = [what], activity_list._component

    def answering(**inputs: Any) -> Any:
        answer = component(**inputs)
        return pending.pop() if inputs["key"] == key and pending else answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(activity_list, "_component", answering)
        return app.run()


def moved(app: AppTest, **query: str) -> AppTest:
    """The same tab at another address."""
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def _date(key: int) -> Any:
    with reading() as session:
        return date_row(session, key)


def _course(key: int) -> Any:
    with reading() as session:
        return courses(session, course_id=key)[0]


DIALOGS: dict[str, Callable[[int], None]] = {
    "enrol": enrolments._enrol,
    "entry": lambda key: enrolments._enrolment(entry(key)),  # type: ignore[arg-type]
    "leave": lambda key: enrolments._leave(key, "Anna", _course(1)),
    "cancel": lambda key: course_dates._cancel(_date(key)),
    "dates": lambda key: course_dialogs._dates(_course(key)),
}


def _body(name: str, key: int) -> None:
    from i18n.texts import speaking
    from tests.pages.test_courses import DIALOGS

    with speaking("en"):
        DIALOGS[name](key)


@pytest.fixture
def dialog(house: Database) -> Callable[[str, int], AppTest]:
    """The body of a dialog, as it is drawn on the page."""

    def draw(name: str, key: int) -> AppTest:
        user = a_user(house, login=name, role=Role.RECEPTION, now=datetime.now(UTC))
        app = AppTest.from_function(_body, default_timeout=30, args=(name, key))
        app.user = {"session": a_session(house, user, now=datetime.now(UTC)).token}
        return app.run()

    return draw


Dialog = Callable[[str, int], AppTest]


def said(app: AppTest) -> str:
    """The message that the frame would show next."""
    return str(app.session_state[NOTICE].text)


def stand(house: Database, made: Made, date: int = 0) -> list[State | None]:
    with house.reading() as session:
        found = states(session, made.dates[date])
    return [found.get(key) for key in made.people]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_courses_and_manages_what_it_may(opened: Opener, made: Made, role: Role) -> None:
    app = opened("courses", role)
    assert not app.exception
    [first, second] = rows(app, "course_dates")
    assert (first["title"], second["title"]) == (HOSTILE, HOSTILE)
    assert [text for text, _color in first["badges"]] == ["2 of 2 places taken", "1 waiting"]
    app = opened("courses", role, date=str(made.dates[0]))
    assert not app.exception
    placed = rows(app, "date_placed")
    assert [row["title"] for row in placed] == ["1. Anna Meyer", "2. Ben Meyer"]
    assert [row["title"] for row in rows(app, "date_waiting")] == ["1. Cem Meyer"]
    labels = {button.label for button in app.button}
    assert ("Cancel the date" in labels) == (Permission.MANAGE_COURSES in ROLES[role])
    assert ("Enrol somebody" in labels) == (Permission.EDIT_ACTIVITIES in ROLES[role])
    assert bool(placed[0]["acts"]) == (Permission.EDIT_ACTIVITIES in ROLES[role])
    for query in ({"course": str(made.course)}, {"tab": "courses"}, {"tab": "tell"}):
        app = moved(app, **query)
        assert not app.exception
        assert ("New dates" in {button.label for button in app.button}) == (
            "course" in query and Permission.MANAGE_COURSES in ROLES[role]
        )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"of": "1"}, 2),
        ({"of": "99"}, 2),
        ({"places": "full"}, 1),
        ({"places": "free"}, 1),
        ({"places": "cancelled"}, 0),
        ({"period": "last30"}, 0),
        ({"period": "next30"}, 2),
        ({"period": "own", "until": "9999-12-31"}, 2),
        ({"period": "own", "from": "'; DROP", "until": "2000-01-01"}, 0),
        ({"trainer": "1", "page": "77"}, 0),
    ],
)
def test_the_address_filters_the_dates(opened: Opener, made: Made, query: dict[str, str], count: int) -> None:
    app = opened("courses", Role.RECEPTION, **query)
    assert not app.exception
    assert len(rows(app, "course_dates")) == count
    assert made.dates


@pytest.mark.parametrize("query", [{"date": "4711"}, {"course": "4711"}, {"date": "x"}, {"course": "9" * 18}])
def test_what_is_not_there_says_so(opened: Opener, query: dict[str, str]) -> None:
    app = opened("courses", Role.RECEPTION, **query)
    assert not app.exception
    assert any("is not there" in one.value for one in app.warning) or "x" in query.values()


def test_who_arrived_by_one_click(house: Database, opened: Opener, made: Made) -> None:
    app = opened("courses", Role.RECEPTION, date=str(made.dates[0]))
    entry = rows(app, "date_placed")[0]["id"]
    app = press(app, "date_placed", act=f"{entry}:arrived")
    assert stand(house, made) == [State.ARRIVED, State.BOOKED, State.WAITLISTED]
    assert "Anna Meyer&#58; Arrived" in shown(app)
    press(app, "date_placed", act=f"{entry}:arrived")
    assert stand(house, made)[0] is State.BOOKED
    press(app, "date_placed", act=f"{entry}:no_show")
    assert stand(house, made)[0] is State.NO_SHOW
    app.button(key="date.all").click().run()
    assert stand(house, made) == [State.NO_SHOW, State.ARRIVED, State.WAITLISTED]


@pytest.mark.parametrize("act", ["4711:arrived", ":", "x:arrived", "1:cancelled' --"])
def test_what_no_button_sends_does_nothing(house: Database, opened: Opener, made: Made, act: str) -> None:
    app = opened("courses", Role.RECEPTION, date=str(made.dates[0]))
    press(app, "date_placed", act=act)
    assert stand(house, made) == [State.BOOKED, State.BOOKED, State.WAITLISTED]


def test_a_cancelled_enrolment_says_who_moved_up(house: Database, dialog: Dialog, made: Made) -> None:
    with house.reading() as session:
        key = the_enrolment(session, made.dates[0], made.people[0]).id
    app = dialog("entry", key)
    app.text_input[0].set_value("ill")
    next(button for button in app.button if button.label == "Cancel the enrolment").click().run()
    assert not app.exception
    assert stand(house, made) == [None, State.BOOKED, State.BOOKED]
    assert said(app) == "Enrolment cancelled. Moved up from the waiting list: Cem Meyer. Please tell them."
    assert app.session_state[NOTICE].undo


def test_a_date_is_cancelled_with_a_reason(house: Database, dialog: Dialog, made: Made) -> None:
    app = dialog("cancel", made.dates[0])
    assert "3 people are enrolled" in shown(app)
    app.button[0].click().run()
    assert any("Please fill this in" in one.value for one in app.markdown)
    app.text_input[0].set_value(HOSTILE)
    app.button[0].click().run()
    assert stand(house, made) == [None, None, None]


def test_a_cancelled_date_shows_whom_to_tell_and_comes_back(house: Database, opened: Opener, made: Made) -> None:
    with house.writing() as session:
        cancel_date(session, PROGRAM, date_id=made.dates[0], reason="ill")
    app = opened("courses", Role.RECEPTION, date=str(made.dates[0]))
    [first, *others] = rows(app, "date_tell.list")
    assert (first["text"], first["facts"]) == ("0221 998877 · anna@example.com", "ill")
    assert len(others) == 2
    app = press(app, "date_tell.list", act=f"{first['id']}:told")
    assert len(rows(app, "date_tell.list")) == 2
    next(button for button in app.button if button.label == "Take back the cancellation").click().run()
    assert not app.exception
    assert stand(house, made) == [State.BOOKED, State.BOOKED, State.WAITLISTED]
    with house.reading() as session:
        told = [the_enrolment(session, made.dates[0], key).news for key in made.people]
    assert told == [News.TAKES_PLACE, None, None]


def test_a_contact_is_enrolled_in_dates(house: Database, dialog: Dialog, made: Made) -> None:
    with house.writing() as session:
        dora = a_contact(session, "Dora", "Meyer").id
    app = dialog("enrol", dora)
    app.selectbox(key=f"enrol.{dora}.course_id").select(made.course).run()
    dates = app.multiselect(key=f"enrol.{dora}.{made.course}.dates")
    assert dates.value == [made.dates[1]], "the first date with a place"
    dates.set_value([]).run()
    app.button(key=f"enrol.{dora}.send").click().run()
    assert "Please choose at least one date" in shown(app)
    app.multiselect(key=f"enrol.{dora}.{made.course}.dates").set_value(made.dates).run()
    app.button(key=f"enrol.{dora}.send").click().run()
    assert not app.exception
    assert said(app) == "Enrolled in 1 date, on the waiting list of 1 date."
    with house.reading() as session:
        found = session.scalars(select(Enrolment.state).where(Enrolment.contact_id == dora)).all()
    assert sorted(found) == [State.BOOKED, State.WAITLISTED]


def test_what_others_did_meanwhile_is_said_in_the_dialog_of_enrolling(
    house: Database, dialog: Dialog, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as session:
        dora = a_contact(session, "Dora", "Meyer").id
        enrol(session, PROGRAM, contact_id=dora, date_ids=made.dates[1:])
    # As if it had been read a moment before.
    monkeypatch.setattr(enrolments, "enrolled_in", lambda *_given: frozenset())
    app = dialog("enrol", dora)
    app.selectbox(key=f"enrol.{dora}.course_id").select(made.course).run()
    app.multiselect(key=f"enrol.{dora}.{made.course}.dates").set_value(made.dates).run()
    app.button(key=f"enrol.{dora}.send").click().run()
    assert not app.exception
    [error] = app.error
    assert "is enrolled" in error.value
    assert app.multiselect(key=f"enrol.{dora}.{made.course}.dates").value == made.dates, "what was chosen stays"
    with house.reading() as session:
        assert len(session.scalars(select(Enrolment).where(Enrolment.contact_id == dora)).all()) == 1


def test_a_whole_course_twice_is_refused_in_the_dialog_of_enrolling(
    house: Database, dialog: Dialog, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolments, "courses_of", lambda *_given: ())
    key = made.people[0]
    app = dialog("enrol", key)
    app.selectbox(key=f"enrol.{key}.course_id").select(made.course).run()
    next(one for one in app.get("button_group") if one.key == f"enrol.{key}.way").set_value("whole").run()
    with house.writing() as session:
        enrol_in_course(session, PROGRAM, contact_id=key, course_id=made.course)
    app.button(key=f"enrol.{key}.send").click().run()
    assert not app.exception
    [error] = app.error
    assert "takes part in the whole course already" in error.value


def test_who_takes_part_in_the_whole_course_leaves_it(
    house: Database, opened: Opener, dialog: Dialog, made: Made
) -> None:
    with house.writing() as session:
        enrol_in_course(session, PROGRAM, contact_id=made.people[0], course_id=made.course)
    app = opened("crm", Role.RECEPTION, contact="10001", tab="courses")
    assert "Takes part in the whole course:" in shown(app)
    assert [row["title"] for row in rows(app, "activities.courses")] == [HOSTILE, HOSTILE]
    app = dialog("leave", made.people[0])
    app.button[0].click().run()
    assert stand(house, made) == [None, State.BOOKED, State.BOOKED]


def test_dates_are_seen_before_they_are_made(house: Database, dialog: Dialog, made: Made) -> None:
    app = dialog("dates", made.course)
    key = f"course_dates.{made.course}"
    for name, typed in {"first": "25.12.2040", "last": "8.1.2041", "starts": "18", "ends": "19"}.items():
        app.text_input(key=f"{key}.{name}").set_value(typed)
    app.run()
    text = shown(app)
    assert "1 date will be made" in text
    assert "public holiday (Christmas Day)" in text
    assert "public holiday (New Year&#x27;s Day)" in text
    app.button(key=f"{key}.send").click().run()
    assert not app.exception
    with house.reading() as session:
        assert len(session.scalars(select(CourseDate.id)).all()) == 3


def test_who_is_to_be_told_stands_in_one_list(house: Database, opened: Opener, made: Made) -> None:
    with house.writing() as session:
        cancel_enrolment(session, PROGRAM, enrolment_id=the_enrolment(session, made.dates[0], made.people[0]).id)
    with house.writing() as session:
        enrol(session, PROGRAM, contact_id=made.people[0], date_ids=made.dates[1:])
        cancel_date(session, PROGRAM, date_id=made.dates[1], reason="ill")
    app = opened("courses", Role.OFFICE, tab="tell")
    assert [(row["title"], row["badges"][0][0]) for row in rows(app, "to_tell.list")] == [
        ("Cem Meyer", "Moved up from the waiting list"),
        ("Anna Meyer", "Cancelled"),
    ]
    app.button(key="to_tell.all").click().run()
    assert rows(app, "to_tell.list") == []
