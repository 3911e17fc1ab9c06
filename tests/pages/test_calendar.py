"""The calendar through the frame: what stands in it for whom, its ways, and what a click begins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.appointments import book_appointment, cancel_appointment
from actions.calendar_feeds import make_calendar_feed
from actions.categories import add_category
from actions.rooms import add_room
from actions.studio import StudioCard, edit_studio
from db.session import Database
from domain.access import PROGRAM, Role
from domain.activities import ActivityKind
from domain.lands import Land
from i18n.texts import speaking
from models.appointment import CalendarFeed
from models.course import Course, CourseDate
from models.user import UserAccount
from pages.settings.calendar_feeds import MADE
from tests.building import a_contact, past_the_trail
from tests.pages.conftest import Opener, sent
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_user

DAY = date(2026, 6, 4)
"""Corpus Christi, a Thursday."""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def studio(house: Database) -> Database:
    """Two appointments of Cem, one of them cancelled, one of nobody, and a course date of Dora."""
    cem, dora = (a_user(house, name, name=name.title(), now=datetime.now(UTC)) for name in ("cem", "dora"))
    with house.writing() as session:
        edit_studio(session, PROGRAM, version=1, card=StudioCard(name="S", land=Land.BAVARIA))
        anna = a_contact(session, HOSTILE, "Zander")
        room = add_room(session, PROGRAM, name="Raum 1")
        kind = add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="Massage", color="green")
        given: dict[str, Any] = {"day": DAY, "minutes": 60, "category_id": kind.id}
        own: dict[str, Any] = {"contact_id": anna.id, "user_id": cem.user_id, "room_id": room.id}
        book_appointment(session, PROGRAM, clock=time(9), **own, **given)
        gone = book_appointment(session, PROGRAM, clock=time(11), **own, **given)
        cancel_appointment(session, PROGRAM, appointment_id=gone.id, reason="krank")
        book_appointment(session, PROGRAM, contact_id=None, clock=time(22, 30), title="Inventur", **given)
        course = Course(name="Yoga", capacity=12)
        session.add(course)
        session.flush()
        start = datetime(2026, 6, 4, 16, tzinfo=UTC)
        ends_at = start + timedelta(hours=1)
        dated = CourseDate(course_id=course.id, starts_at=start, ends_at=ends_at, capacity=12, trainer_id=dora.user_id)
        session.add(dated)
        past_the_trail(session)
    return house


def grid(app: AppTest) -> dict[str, Any]:
    """What the browser gets to draw."""
    assert not app.exception
    for element in app.main:
        found = _data(element)
        if found is not None:
            return found
    raise AssertionError("no grid")


def _data(block: Any) -> dict[str, Any] | None:
    proto = getattr(block, "proto", None)
    text = getattr(getattr(proto, "bidi_component", proto), "json", "") or ""
    if isinstance(text, str) and '"columns"' in text:
        data: dict[str, Any] = json.loads(text)
        return data
    for child in getattr(block, "children", {}).values():
        found = _data(child)
        if found is not None:
            return found
    return None


def on(opened: Opener, role: Role = Role.RECEPTION, **query: str) -> dict[str, Any]:
    return grid(opened("calendar", role, on=DAY.isoformat(), **query))


def test_a_day_has_a_column_for_each_person_and_for_nobody(studio: Database, opened: Opener) -> None:
    data = on(opened)
    columns = [column["label"] for column in data["columns"]]
    assert {"Cem", "Dora"} < set(columns)
    assert columns[-1] == "Nobody"
    found = {(columns[one["column"]], one["time"], one["title"], one["state"]) for one in data["entries"]}
    assert found == {
        ("Cem", "09:00", f"Zander, {HOSTILE}", ""),
        ("Cem", "11:00", f"Zander, {HOSTILE}", "Cancelled"),
        ("Dora", "18:00", "Yoga", ""),
        ("Nobody", "22:30", "Inventur", ""),
    }
    assert (data["first"], data["last"]) == (7, 24)
    assert {one["color"] for one in data["entries"]} == {"green", "violet"}
    assert any("0/12" in one["sub"] for one in data["entries"])


def test_a_week_has_its_days_and_names_the_holidays(studio: Database, opened: Opener) -> None:
    data = on(opened, view="week")
    assert [column["key"] for column in data["columns"]] == [f"2026-06-0{n}" for n in range(1, 8)]
    assert [column["sub"] for column in data["columns"]] == ["", "", "", "Corpus Christi", "", "", ""]
    assert len(data["entries"]) == 4


def test_by_room_and_of_one_alone(studio: Database, opened: Opener) -> None:
    data = on(opened, by="room")
    assert [column["label"] for column in data["columns"]] == ["Raum 1", "No room"]
    data = on(opened, by="room", who="1")
    assert [one["time"] for one in data["entries"]] == ["09:00", "11:00"]
    assert len(data["columns"]) == 1


@pytest.mark.parametrize("query", [{"on": "soon"}, {"on": "0001-01-01"}, {"on": "9999-12-31", "view": "week"},
                                   {"view": "<b>", "by": "x", "who": "9" * 30}])  # fmt: skip
def test_a_wrong_address_breaks_nothing(studio: Database, opened: Opener, query: dict[str, str]) -> None:
    grid(opened("calendar", Role.RECEPTION, **query))


def test_the_ways_through_the_days_stand_in_the_address(studio: Database, opened: Opener) -> None:
    app = opened("calendar", Role.RECEPTION, on=DAY.isoformat(), view="week")
    app.button(key="calendar.on").click().run()
    assert app.query_params["on"] in ("2026-06-11", ["2026-06-11"])
    app.button(key="calendar.back").click().run()
    app.button(key="calendar.back").click().run()
    assert app.query_params["on"] in ("2026-05-28", ["2026-05-28"])
    app.button(key="calendar.today").click().run()
    assert "on" not in app.query_params


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_book_cannot_begin(studio: Database, opened: Opener, role: Role) -> None:
    app = opened("calendar", role, on=DAY.isoformat())
    may = role is not Role.READ_ONLY
    assert grid(app)["may"] is may
    assert any(str(one.key) == "calendar.new" for one in app.button) is may


def test_names_show_literally(studio: Database, opened: Opener) -> None:
    app = opened("calendar", Role.RECEPTION, on=DAY.isoformat())
    assert HOSTILE not in shown(app)
    assert "Zander" in sent(app)


def test_a_link_for_calendar_programs_is_shown_once_and_ended(house: Database, opened: Opener) -> None:
    app = opened("settings", Role.THERAPIST, tab="account")
    with house.writing() as session:
        user = session.scalars(select(UserAccount).where(UserAccount.role == Role.THERAPIST)).one()
        app.session_state[MADE] = made = make_calendar_feed(session, user.actor)
    app.run()
    assert [one.value for one in app.code] == [made.path]
    app.run()
    assert not app.code
    app.button(key="feed.1").click().run()
    assert not app.exception
    with house.reading() as session:
        assert session.get_one(CalendarFeed, 1).revoked_at is not None
