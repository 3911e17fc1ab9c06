"""The dialog of appointments through the frame: type, clash before saving, series, steps, cancelling."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.activities import bin_activity
from actions.appointments import book_appointment, cancel_appointment
from actions.categories import add_category
from actions.quota_uses import use_for_activity
from actions.rooms import add_room
from actions.studio import StudioCard, edit_studio
from components.state import NOTICE
from db.session import Database
from domain.access import PROGRAM, Actor, Role
from domain.activities import ActivityKind, Every, State
from domain.appointments import Repeat, Scope, wall
from domain.lands import Land
from i18n.texts import speaking
from models.appointment import Appointment
from tests.building import a_contact
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_session, a_user
from tests.quotas import a_quota, a_type

DAY = date(2031, 6, 10)
Opener = Callable[..., AppTest]


def dialog(activity_id: int | None) -> None:
    """The dialog as the page opens it."""
    import streamlit as st

    from components.appointments import _appointment
    from components.entry_fields import entry
    from i18n.texts import speaking

    with speaking("en"):
        if "row" not in st.session_state:
            st.session_state["row"] = entry(activity_id) if activity_id else None
        row = st.session_state["row"]
        _appointment(row.contact_id if row else 1, row)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def cem(house: Database) -> Actor:
    """Who treats; beside him a contact, a room and a type."""
    with house.writing() as session:
        a_contact(session)
        add_room(session, PROGRAM, name="Raum 1")
        add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="Massage", minutes=25)
        add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="Beratung", minutes=45)
    return a_user(house, "cem", name="Cem", now=datetime.now(UTC))


@pytest.fixture
def opened(house: Database, cem: Actor) -> Opener:
    def open_dialog(activity_id: int | None = None, role: Role = Role.RECEPTION) -> AppTest:
        now = datetime.now(UTC)
        app = AppTest.from_function(dialog, kwargs={"activity_id": activity_id}, default_timeout=30)
        app.user = {"session": a_session(house, a_user(house, f"me-{role}", role=role, now=now), now=now).token}
        app.context = {"locale": "en"}
        app.run()
        assert not app.exception
        return app

    return open_dialog


def booked(house: Database, cem: Actor, **more: object) -> Appointment:
    given = {"contact_id": 1, "title": "x", "day": DAY, "clock": time(10), "minutes": 60, "user_id": cem.user_id}
    with house.writing() as session:
        return book_appointment(session, PROGRAM, **given | more)  # type: ignore[arg-type]


def all_of(house: Database) -> list[Appointment]:
    with house.reading() as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.at)))


def field(app: AppTest, name: str) -> object:
    kinds = (app.text_input, app.text_area, app.selectbox, app.checkbox, app.toggle, app.radio)
    return next(one for kind in kinds for one in kind if str(one.key).rpartition(".")[2] == name)


def put(app: AppTest, **values: object) -> AppTest:
    for name, value in values.items():
        field(app, name).set_value(value).run()  # type: ignore[attr-defined]
        assert not app.exception
    return app


def send(app: AppTest) -> AppTest:
    next(one for one in app.button if str(one.key).endswith(".send")).click().run()
    assert not app.exception
    return app


def alert(app: AppTest) -> str:
    return "".join(html.unescape(one.proto.body) for one in app.get("html") if "k-clash" in one.proto.body)


def test_the_type_brings_its_length_until_somebody_types_another(opened: Opener, house: Database) -> None:
    app = opened()
    assert field(app, "minutes").value == "60"  # type: ignore[attr-defined]
    assert field(put(app, category_id=1), "minutes").value == "25"  # type: ignore[attr-defined]
    assert field(put(app, category_id=2), "minutes").value == "45"  # type: ignore[attr-defined]
    assert field(put(app, minutes="30", category_id=1), "minutes").value == "30"  # type: ignore[attr-defined]
    send(put(app, day="10.6.2031", clock="14"))
    [made] = all_of(house)
    assert (wall(made.at), made.ends_at - made.at) == (
        datetime(2031, 6, 10, 14),  # noqa: DTZ001
        datetime(2031, 6, 10, 14, 30) - datetime(2031, 6, 10, 14),  # noqa: DTZ001
    )
    assert (made.category_id, made.contact_id, made.title, made.state) == (1, 1, "", State.BOOKED)


def test_a_clash_is_shown_before_saving_and_needs_a_tick(opened: Opener, house: Database, cem: Actor) -> None:
    booked(house, cem, title=HOSTILE, room_id=1)
    app = put(opened(), day="10.6.2031", clock="10:30", user_id=cem.user_id)
    assert f"Cem: 10 Jun 2031, 10:00–11:00 {HOSTILE} (Müller, Anna)" in alert(app)
    assert HOSTILE not in shown(app)
    assert not alert(put(app, clock="11:00"))
    assert "Cem, Raum 1: 10 Jun 2031" in alert(put(app, clock="9:30", room_id=1))
    send(app)
    assert len(all_of(house)) == 1
    assert any("Already taken" in one.value for one in app.markdown)
    send(put(app, clash_accepted=True))
    assert [one.clash_accepted for one in all_of(house)] == [True, False]


def test_wrong_times_are_said_under_their_fields(opened: Opener, house: Database) -> None:
    app = send(put(opened(), day="31.2.2031", clock="25:00", minutes="x"))
    assert sum(one.value.startswith(":red[:material/error:") for one in app.markdown) >= 3
    assert not all_of(house)


def test_a_series_shows_its_holidays_and_leaves_them_out(opened: Opener, house: Database) -> None:
    with house.writing() as session:
        edit_studio(session, PROGRAM, version=1, card=StudioCard(name="S", land=Land.BAVARIA))
    app = put(opened(), category_id=1, day="22.12.2031", clock="9", series=True, every=Every.DAY, times="5")
    assert "25 Dec 2031 Christmas Day" in html.unescape(shown(app))
    send(app)
    assert [wall(one.at).day for one in all_of(house)] == [22, 23, 24]


def test_a_series_is_moved_from_one_on(opened: Opener, house: Database, cem: Actor) -> None:
    booked(house, cem, repeat=Repeat(Every.WEEK, times=3))
    booked(house, cem, day=date(2031, 6, 24), clock=time(12), title="there")
    second = all_of(house)[1]
    app = put(opened(second.id), clock="11:30")
    assert not alert(app)
    assert "12:00–13:00 there" in alert(put(app, scope=Scope.FOLLOWING))
    send(put(app, clash_accepted=True))
    assert [f"{wall(one.at):%d. %H:%M}" for one in all_of(house)] == [
        "10. 10:00",
        "17. 11:30",
        "24. 11:30",
        "24. 12:00",
    ]


def test_only_allowed_steps_have_a_button(opened: Opener, house: Database, cem: Actor) -> None:
    made = booked(house, cem)
    app = opened(made.id)
    steps = {str(one.key).rpartition(".")[2] for one in app.button if "appointment.step" in str(one.key)}
    assert steps == {"confirmed", "arrived", "no_show"}
    app.button(key="appointment.step.arrived").click().run()
    assert all_of(house)[0].state is State.ARRIVED
    assert app.session_state[NOTICE].text == "Appointment: Arrived."
    assert len(app.session_state[NOTICE].undo) == 1


@pytest.mark.parametrize("meanwhile", [State.CANCELLED, None], ids=["cancelled", "in the bin"])
def test_a_step_after_somebody_else_was_quicker_says_so(
    opened: Opener, house: Database, cem: Actor, meanwhile: State | None
) -> None:
    made = booked(house, cem)
    app = opened(made.id)
    with house.writing() as session:
        if meanwhile is None:
            bin_activity(session, PROGRAM, activity_id=made.id)
        else:
            cancel_appointment(session, PROGRAM, appointment_id=made.id, reason="ill")
    app.button(key="appointment.step.arrived").click().run()
    assert not app.exception
    [error] = app.error
    assert "Somebody else has changed this in the meantime." in html.unescape(error.value)
    assert NOTICE not in app.session_state
    assert all_of(house)[0].state is (meanwhile or State.BOOKED)


def test_a_state_that_cannot_follow_is_named_on_both_sides(opened: Opener, house: Database, cem: Actor) -> None:
    made = booked(house, cem)
    app = opened(made.id)
    with house.writing() as session:
        cancel_appointment(session, PROGRAM, appointment_id=made.id, reason="ill")
    app.session_state["row"] = replace(app.session_state["row"], version=all_of(house)[0].version)
    app.button(key="appointment.step.arrived").click().run()
    [error] = app.error
    said = html.unescape(error.value)
    assert "This is “Cancelled” now and cannot become “Arrived” from there." in said
    assert all_of(house)[0].state is State.CANCELLED


def test_cancelling_asks_for_the_reason(opened: Opener, house: Database, cem: Actor) -> None:
    app = opened(booked(house, cem).id)
    button = next(one for one in app.button if ".cancel." in str(one.key))
    button.click().run()
    assert all_of(house)[0].state is State.BOOKED
    field(app, "reason").set_value("krank")  # type: ignore[attr-defined]
    next(one for one in app.button if ".cancel." in str(one.key)).click().run()
    assert (all_of(house)[0].state, all_of(house)[0].cancelled_reason) == (State.CANCELLED, "krank")


def test_before_and_after_a_paid_one_is_cancelled_it_says_that_the_unit_comes_back(
    opened: Opener, house: Database, cem: Actor
) -> None:
    made = booked(house, cem)
    with house.writing() as session:
        a_quota(session, made.contact_id or 0, a_type(session, valid_value=None))
        use_for_activity(session, PROGRAM, activity_id=made.id)
    app = opened(made.id)
    assert any("1 unit comes back." in one.value for one in app.caption)
    field(app, "reason").set_value("krank")  # type: ignore[attr-defined]
    next(one for one in app.button if ".cancel." in str(one.key)).click().run()
    assert app.session_state[NOTICE].text == "Appointment cancelled. 1 unit comes back."


def test_who_only_reads_changes_nothing(opened: Opener, house: Database, cem: Actor) -> None:
    app = opened(booked(house, cem, text=HOSTILE).id, Role.READ_ONLY)
    assert not app.button
    assert not app.text_input
    assert "Müller, Anna" in shown(app)
    assert HOSTILE not in shown(app)
