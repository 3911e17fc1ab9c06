"""Deep links lead nobody past the role: no import, no contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from actions.tasks import add_task
from components.navigation import Room
from db.session import Database
from domain import access
from domain.access import PROGRAM, Permission, Role
from domain.clock import day_of
from i18n.texts import speaking
from tests.pages.conftest import HOME, Opener, tab_words
from tests.pages.test_pages import PAGES, shown, somebody
from tests.people import a_session, a_user

SIGNS = ("Müller", "998877", "Ring 1", "1 contact", "1 due today", "Calendar", "Courses")
"""What only a page about contacts shows, or the calendar or the courses."""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """`AppTest` asks for the words of tabs and boxes outside of the page."""
    with speaking("en"):
        yield


@pytest.mark.parametrize(
    ("role", "imports"),
    [(Role.READ_ONLY, False), (Role.THERAPIST, False), (Role.RECEPTION, False), (Role.OFFICE, True)],
)
def test_a_link_to_the_import_shows_it_only_to_who_may(
    house: Database, opened: Opener, role: Role, imports: bool
) -> None:
    somebody(house)
    app = opened("contacts", role, tab="import")
    assert not app.exception
    assert bool(app.get("file_uploader")) == imports
    assert ("Import" in tab_words(app)) == imports


def a_busy_day(house: Database) -> None:
    """A contact, and something to do that nobody is responsible for."""
    somebody(house)
    with house.writing() as session:
        add_task(session, PROGRAM, title="x", due_on=day_of(datetime.now(UTC)))


def linked(house: Database, room: Room) -> AppTest:
    """A page opened by its link by somebody who only reads (`switch_page` opens only what is in the menu)."""
    now = datetime.now(UTC)
    app = AppTest.from_file(str(HOME / "components" / "frame.py"), default_timeout=10)
    app.user = {"session": a_session(house, a_user(house, role=Role.READ_ONLY, now=now), now=now).token}
    app.context = {"locale": "en"}
    app.query_params["contact"] = "10001"
    app._page_hash = calc_hash(room.address)
    return app.run()


@pytest.mark.parametrize("room", PAGES, ids=lambda room: room.folder)
def test_a_link_opens_its_page(house: Database, room: Room) -> None:
    a_busy_day(house)
    app = linked(house, room)
    assert not app.exception
    assert any(sign in shown(app) for sign in SIGNS) == (room.permission is not Permission.OWN_ACCOUNT)


@pytest.mark.parametrize(
    "room",
    [pytest.param(room, id=room.folder) for room in PAGES],
)
def test_a_role_that_may_not_see_contacts_sees_none_by_any_link(
    house: Database, monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    monkeypatch.setitem(access.ROLES, Role.READ_ONLY, frozenset({Permission.OWN_ACCOUNT}))
    a_busy_day(house)
    app = linked(house, room)
    assert not app.exception
    assert shown(app)
    assert not [sign for sign in SIGNS if sign in shown(app)]
