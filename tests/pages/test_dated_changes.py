"""Changes from a day on, on the screens: entered in the forms, listed, cancelled, and the master data of any day."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.contact_details import add_address, edit_address
from actions.payment_data import set_payment_data
from actions.relationships import add_relationship
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.clock import day_of
from domain.contacts import AddressKind, PaymentMethod
from domain.relationships import Relation
from i18n.formatting import format_day
from i18n.texts import speaking
from models.contact import ContactAddress
from models.dated import DatedFact
from models.relationship import Relationship
from tests.building import a_contact
from tests.pages.conftest import Opener, Presser
from tests.pages.test_pages import shown as escaped
from tests.people import a_session, a_user

IBAN = "DE89370400440532013000"


def shown(app: AppTest) -> str:
    """The texts of a page as people read them."""
    return html.unescape(escaped(app))


def today() -> date:
    return day_of(datetime.now(UTC))


def planned(house: Database, town: str = "Bonn") -> date:
    """A contact whose town changes in a week, and whose account does; the day."""
    day = today() + timedelta(days=7)
    with house.writing() as session:
        contact = a_contact(session)
        address = add_address(
            session,
            PROGRAM,
            contact_id=contact.id,
            kind=AddressKind.HOME,
            street="Ring 1",
            postcode="50667",
            town="Köln",
        )
        edit_address(
            session,
            PROGRAM,
            address_id=address.id,
            version=1,
            kind=AddressKind.HOME,
            street="Ring 1",
            postcode="53111",
            town=town,
            country="DE",
            extra="",
            primary=True,
            valid_from=day,
        )
        set_payment_data(
            session,
            PROGRAM,
            contact_id=contact.id,
            version=contact.version,
            method=PaymentMethod.DEBIT,
            holder="",
            iban=IBAN,
            valid_from=day,
        )
    return day


def button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def address_form() -> None:
    """What the dialog of the address shows."""
    import streamlit as st

    from components import address_dialogs
    from components.perform import reading
    from i18n.texts import resolve_language_with
    from models.contact import ContactAddress

    resolve_language_with(lambda: "en")
    with reading() as session:
        address = session.get_one(ContactAddress, 1)
    if "notice" in st.session_state:
        st.text(st.session_state["notice"].text)
    else:
        address_dialogs._edit(address.contact_id, address)


def sent(house: Database, *, town: str, valid_from: str) -> AppTest:
    """The form of the address, filled in and sent."""
    now = datetime.now(UTC)
    app = AppTest.from_function(address_form, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, now=now), now=now).token}
    with speaking("en"):  # AppTest formats the options of select boxes outside the run
        app.run()
        field = {text.label: text for text in app.text_input}
        field["Town"].input(town)
        field["In force from (empty: today)"].input(valid_from)
        return button(app, "Save").click().run()


@pytest.mark.parametrize("folder", ["overview", "master_data"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_planned_changes_are_listed_with_their_day(house: Database, opened: Opener, folder: str, language: Any) -> None:
    day = planned(house)
    text = shown(opened(folder, Role.OFFICE, language, contact="10001"))
    assert format_day(day, language) in text
    assert "Köln → Bonn" in text


@pytest.mark.parametrize("role", list(Role))
def test_planned_bank_data_only_for_roles_that_may_see_them(house: Database, opened: Opener, role: Role) -> None:
    day = planned(house)
    pages = [opened(folder, role, contact="10001") for folder in ("overview", "master_data")]
    pages.append(opened("master_data", role, contact="10001", tab="history"))
    pages.append(opened("master_data", role, contact="10001", on=day.isoformat(), again="1"))
    visible = any("3704 0044" in shown(page) or "3000" in shown(page) for page in pages)
    assert visible == (Permission.SEE_BANK_DATA in ROLES[role])


def test_a_planned_change_is_cancelled_by_its_button(house: Database, opened: Opener, press: Presser) -> None:
    planned(house)
    app = opened("overview", Role.OFFICE, contact="10001")
    with house.reading() as session:
        waits = session.scalars(select(DatedFact.id).where(DatedFact.pending).order_by(DatedFact.id)).first()
    press(app, f"planned.{waits}")
    assert not app.exception
    with house.reading() as session:
        towns = [fact.values for fact in session.scalars(select(DatedFact).where(DatedFact.pending))]
    assert len(towns) == 1


@pytest.mark.parametrize("folder", ["overview", "master_data"])
def test_who_pays_from_a_day_on_is_listed_and_cancelled(
    house: Database, opened: Opener, press: Presser, folder: str
) -> None:
    day = today() + timedelta(days=7)
    with house.writing() as session:
        anna, ben = a_contact(session, "Anna"), a_contact(session, "Ben", "Groß")
        tie = add_relationship(
            session, PROGRAM, contact_id=anna.id, other_id=ben.id, seen=Relation.PAYER, valid_from=day
        )
    app = opened(folder, Role.RECEPTION, contact="10001")
    assert f"From {format_day(day, 'en')}" in shown(app)
    assert "Payer: Ben Groß" in shown(app)
    press(app, f"planned.tie.{tie.id}")
    assert "The planned change is cancelled." in shown(app)
    with house.reading() as session:
        assert session.scalars(select(Relationship)).all() == []


def test_the_master_data_of_any_day(house: Database, opened: Opener) -> None:
    day = planned(house)
    before = shown(opened("master_data", Role.OFFICE, contact="10001", on=(day - timedelta(days=1)).isoformat()))
    after = shown(opened("master_data", Role.OFFICE, contact="10001", on=day.isoformat(), again="1"))
    assert "Köln" in before
    assert "Bonn" not in before
    assert "53111 Bonn" in after
    assert "DE89 3704" in after


@pytest.mark.parametrize("text", ["gestern", "2026-13-45", "0001-01-01", "9999-12-31", "<b>", "x" * 900])
def test_a_day_in_the_address_that_is_none_is_today(house: Database, opened: Opener, text: str) -> None:
    planned(house)
    app = opened("master_data", Role.OFFICE, contact="10001", on=text)
    assert not app.exception
    assert "Köln" in shown(app)


def test_the_form_enters_a_change_for_a_day_and_says_so(house: Database) -> None:
    day = planned(house) + timedelta(days=30)
    app = sent(house, town="Hürth", valid_from=day.isoformat())
    assert not app.exception
    assert f"Address changed. In force from {format_day(day, 'en')}." in shown(app)
    with house.reading() as session:
        assert session.scalar(select(ContactAddress.town)) == "Köln"
        newest = session.scalars(select(DatedFact).order_by(DatedFact.id.desc())).first()
    assert newest is not None
    assert (newest.valid_from, newest.values) == (day, {"town": "Hürth"})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31.02.2027", "This day is not in the calendar."),
        ("1.1.1850", "is too far away"),
        ("morgen", "Please enter a date"),
    ],
)
def test_a_day_that_is_none_is_refused_and_nothing_is_lost(house: Database, typed: str, words: str) -> None:
    planned(house)
    app = sent(house, town="Hürth", valid_from=typed)
    assert words in shown(app)
    assert {text.label: text.value for text in app.text_input}["Town"] == "Hürth"
    with house.reading() as session:
        assert session.scalar(select(ContactAddress.town)) == "Köln"


def test_the_history_of_the_fields_and_taking_an_entry_back(house: Database, opened: Opener, press: Presser) -> None:
    day = planned(house, "**Bonn** <b>")
    app = opened("master_data", Role.OFFICE, contact="10001")
    press(app, "fields.history")
    assert "&lt;b&gt;" in escaped(app)
    assert "**Bonn** <b>" not in escaped(app)
    assert format_day(day, "en") in shown(app)
    assert "ever since" in shown(app)
