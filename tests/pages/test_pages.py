"""Every page through the frame, for every role: it draws without error and shows only what the role may."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.contact_details import add_address
from actions.payment_data import set_payment_data
from actions.sign_in import end_all_sessions
from components.navigation import ROOMS, Room
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.clock import day_of
from domain.contacts import AddressKind, PaymentMethod
from models.contact import Contact
from models.user import UserAccount
from queries.contact_search import recent_contacts
from tests.building import a_contact, past_the_trail
from tests.pages.conftest import HOME, Opener, pressable

PAGES = [room for _group, rooms in ROOMS for room in rooms]
HOSTILE = "**Müller** <b>x</b> :red[y] $z$ =1+1"
IBAN = "DE89370400440532013000"


def shown(app: AppTest) -> str:
    """All texts of a page as the browser gets them."""
    kinds = ("markdown", "caption", "error", "warning", "info", "title", "text", "button", "html")
    return "\n".join(
        str(getattr(element, "value", None) or getattr(element, "label", None) or getattr(element.proto, "body", ""))
        for kind in kinds
        for element in app.get(kind)
    )


def somebody(house: Database, first_name: str = "Anna", last_name: str = "Müller") -> Contact:
    """A contact with an address and payment data."""
    with house.writing() as session:
        contact = a_contact(session, first_name, last_name, phone="0221 998877")
        add_address(
            session,
            PROGRAM,
            contact_id=contact.id,
            kind=AddressKind.HOME,
            street="Ring 1",
            postcode="50667",
            town="Köln",
        )
        set_payment_data(
            session,
            PROGRAM,
            contact_id=contact.id,
            version=contact.version,
            method=PaymentMethod.DEBIT,
            holder="",
            iban=IBAN,
        )
    return contact


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("room", PAGES, ids=lambda room: room.folder)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_for_every_role(house: Database, opened: Opener, room: Room, role: Role, language: str) -> None:
    somebody(house)
    if room.permission not in ROLES[role]:
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            opened(room.folder, role, language, contact="10001")
        return
    app = opened(room.folder, role, language, contact="10001")
    assert not app.exception
    assert "signed out" not in shown(app)


@pytest.mark.parametrize("room", PAGES, ids=lambda room: room.folder)
def test_nobody_sees_anything_but_the_way_in(house: Database, opened: Opener, room: object) -> None:
    somebody(house)
    app = opened(room.folder, None, contact="10001")  # type: ignore[attr-defined]
    assert not app.exception
    assert "You are signed out." in shown(app)
    assert "Müller" not in shown(app)
    assert not app.button


@pytest.mark.parametrize("session", ["", "forged", "x" * 5000, "../../etc/passwd"])
def test_a_forged_session_is_nobody(house: Database, session: str) -> None:
    somebody(house)
    app = AppTest.from_file(str(HOME / "components" / "frame.py"), default_timeout=30)
    app.user = {"session": session}
    app.query_params["contact"] = "10001"
    app.run()
    assert "Müller" not in shown(app)
    assert not app.button


@pytest.mark.parametrize("folder", ["overview", "master_data"])
def test_names_show_literally(house: Database, opened: Opener, folder: str) -> None:
    somebody(house, HOSTILE, "Z")
    text = shown(opened(folder, contact="10001"))
    assert html.escape(HOSTILE) in text
    assert HOSTILE not in text


@pytest.mark.parametrize("role", list(Role))
def test_bank_data_only_for_roles_that_may_see_them(house: Database, opened: Opener, role: Role) -> None:
    somebody(house)
    pages = shown(opened("master_data", role, contact="10001")) + shown(opened("overview", role, contact="10001"))
    visible = "DE89 3704" in pages or "0532 0130" in pages or IBAN in pages
    assert visible == (Permission.SEE_BANK_DATA in ROLES[role])


def test_buttons_follow_the_role(house: Database, opened: Opener) -> None:
    somebody(house)
    reader, office = (opened("master_data", role, contact="10001") for role in (Role.READ_ONLY, Role.OFFICE))
    assert "New contact" in {button.label for button in office.button}
    assert "New contact" not in {button.label for button in reader.button}
    assert {"head.note", "head_more.phone"} <= pressable(office)
    assert not [key for key in pressable(reader) if key.startswith("head")]


@pytest.mark.parametrize("number", ["99999", "x" * 500, "<script>", "10001' OR 1=1", "\u0000"])
def test_an_unknown_number_says_so(house: Database, opened: Opener, number: str) -> None:
    somebody(house)
    app = opened("overview", contact=number)
    assert not app.exception
    assert "There is no contact" in shown(app)
    assert "Müller" not in shown(app)


def test_without_a_contact_the_page_says_what_to_do(house: Database, opened: Opener) -> None:
    assert "No contact is chosen" in shown(opened("overview"))


def test_the_contact_survives_the_change_of_page(house: Database, opened: Opener) -> None:
    somebody(house)
    app = opened("overview", contact="10001")
    app.query_params.clear()
    app.switch_page(str(HOME / "pages" / "master_data" / "page.py")).run()
    assert "Müller" in shown(app)
    assert app.query_params["contact"] in ("10001", ["10001"])


def test_the_address_wins_over_what_the_tab_remembers(house: Database, opened: Opener) -> None:
    somebody(house)
    somebody(house, "Ben", "Groß")
    app = opened("overview", contact="10001")
    app.query_params["contact"] = "10002"
    app.run()
    assert "Ben Groß" in shown(app)


@pytest.mark.parametrize("how", ["signed out everywhere", "disabled"])
def test_an_open_page_gets_nothing_more_after_the_end_of_the_session(house: Database, opened: Opener, how: str) -> None:
    somebody(house)
    app = opened("overview", Role.OFFICE, contact="10001")
    assert "Müller" in shown(app)
    with house.writing() as session:
        user = session.query(UserAccount).one()
        if how == "disabled":
            user.disabled_at = datetime.now(UTC)
            past_the_trail(session)
        else:
            end_all_sessions(session, user.id)
    app.run()
    assert "You are signed out." in shown(app)
    assert "Müller" not in shown(app)


def test_opening_a_contact_is_remembered_for_the_picker(house: Database, opened: Opener) -> None:
    somebody(house)
    opened("overview", Role.OFFICE, contact="10001")
    with house.reading() as session:
        user_id = session.scalars(select(UserAccount.id).where(UserAccount.role == Role.OFFICE)).one()
        recent = recent_contacts(session, user_id, today=day_of(datetime.now(UTC)))
    assert [hit.number for hit in recent] == ["10001"]


def test_the_picker_finds_while_typing_and_shows_names_literally(house: Database, opened: Opener) -> None:
    somebody(house, HOSTILE, "Zebra")
    app = opened("settings", Role.OFFICE)
    app.sidebar.text_input[0].input("zebra").run()
    hits = json.loads(app.sidebar.get("bidi_component")[0].proto.json)["hits"]
    assert [(hit["number"], hit["name"]) for hit in hits] == [("10001", f"{HOSTILE} Zebra")]


@pytest.mark.parametrize("room", PAGES, ids=lambda room: room.folder)
def test_every_page_on_postgresql(
    postgres_database: Database, opened: Opener, monkeypatch: pytest.MonkeyPatch, room: object
) -> None:
    from config.settings import settings
    from db.session import database

    monkeypatch.setenv("DATABASE_URL", postgres_database.engine.url.render_as_string(hide_password=False))
    settings.cache_clear()
    database.cache_clear()
    somebody(database())
    app = opened(room.folder, database=database(), contact="10001")  # type: ignore[attr-defined]
    assert not app.exception
    assert "signed out" not in shown(app)
    database().engine.dispose()
