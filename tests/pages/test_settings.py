"""The settings through the frame: tabs by role, names shown literally, an invitation shown once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from actions.categories import add_category
from actions.doctors import DoctorCard, add_doctor
from actions.rooms import add_room
from actions.studio import StudioCard, edit_studio
from actions.tags import add_tag
from actions.templates import add_template
from actions.users import Invitation, invite_user
from db.session import Database
from domain.access import PROGRAM, Role
from domain.activities import ActivityKind
from domain.templates import TemplateKind
from i18n.texts import speaking
from pages.settings.users_tab import INVITATION
from tests.building import a_contact
from tests.conftest import NOW
from tests.pages.conftest import Opener, tab_words
from tests.pages.test_pages import HOSTILE, shown

EVERYBODY = ["My account"]
DESK = [*EVERYBODY, "Tags", "Categories", "Rooms", "Texts", "Outbox", "Doctors"]
CODES = {
    "My account": "account",
    "Studio": "studio",
    "Users": "users",
    "Number ranges": "numbers",
    "Tags": "tags",
    "Categories": "categories",
    "Rooms": "rooms",
    "Texts": "texts",
    "Outbox": "outbox",
    "Doctors": "doctors",
    "Audit trail": "trail",
}
ADMIN = list(CODES)
MANAGER = [tab for tab in ADMIN if tab != "Users"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The test itself asks the page's fields for their words, outside of the page's run."""
    with speaking("en"):
        yield


def tab_of(opened: Opener, role: Role, tab: str, **query: str) -> AppTest:
    """The settings with this tab open."""
    return opened("settings", role, tab=CODES[tab], **query)


def hostile_studio(house: Database) -> None:
    with house.writing() as session:
        edit_studio(session, PROGRAM, version=1, card=StudioCard(name=HOSTILE, letterhead=HOSTILE))
        add_tag(session, PROGRAM, name=HOSTILE)
        add_category(session, PROGRAM, kind=ActivityKind.NOTE, name=HOSTILE)
        add_room(session, PROGRAM, name=HOSTILE)
        add_doctor(session, PROGRAM, card=DoctorCard(last_name=HOSTILE, practice=HOSTILE))
        add_template(session, PROGRAM, kind=TemplateKind.EMAIL, name=HOSTILE, subject=HOSTILE, text=HOSTILE)
        invite_user(session, PROGRAM, login="olga", name=HOSTILE, role=Role.OFFICE)
        a_contact(session, HOSTILE)


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (Role.READ_ONLY, EVERYBODY),
        (Role.THERAPIST, DESK),
        (Role.RECEPTION, DESK),
        (Role.OFFICE, DESK),
        (Role.MANAGER, MANAGER),
        (Role.ADMIN, ADMIN),
    ],
)
def test_a_role_sees_its_tabs_and_no_others(house: Database, opened: Opener, role: Role, tabs: list[str]) -> None:
    app = opened("settings", role)
    assert tab_words(app) == tabs


@pytest.mark.parametrize("tab", ADMIN)
def test_every_tab_shows_names_literally(house: Database, opened: Opener, tab: str) -> None:
    hostile_studio(house)
    app = tab_of(opened, Role.ADMIN, tab)
    text = shown(app)
    assert not app.exception
    assert HOSTILE not in text
    assert "<b>x</b>" not in text
    assert ("Müller" in text) == (tab not in {"My account", "Number ranges", "Outbox"})


@pytest.mark.parametrize(
    "query",
    [
        {"about": "99999"},
        {"about": "<b>", "before": "x"},
        {"before": "-1"},
        {"before": "9" * 30},
        {"before": "1"},
        {"since": "2026-13-45", "until": "soon"},
        {"by": "nobody", "step": "' OR 1=1 --"},
    ],
)
def test_a_wrong_filter_in_the_address_breaks_nothing(house: Database, opened: Opener, query: dict[str, str]) -> None:
    app = tab_of(opened, Role.MANAGER, "Audit trail", **query)
    assert not app.exception
    assert ["There is no contact" in error.value for error in app.error] == ([True] if "about" in query else [])


def test_a_link_that_was_just_made_is_shown_once(house: Database, opened: Opener) -> None:
    app = tab_of(opened, Role.ADMIN, "Users")
    app.session_state[INVITATION] = Invitation(1, "/invitation/abc", NOW)
    app.run()
    assert app.code[0].value.endswith("/invitation/abc")
    app.run()
    assert not app.code


def test_the_chain_is_checked(house: Database, opened: Opener) -> None:
    app = tab_of(opened, Role.MANAGER, "Audit trail")
    app.button(key="trail.check").click().run()
    assert ["The chain is whole" in success.value for success in app.success] == [True]
