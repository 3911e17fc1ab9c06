"""Quotas and check-in through the frame: the tab with its filters, a ledger, the desk, by role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from actions.check_in import check_in, give_card
from actions.quota_uses import use_for_activity
from db.session import Database
from domain.access import Role
from domain.clock import day_of
from models.catalogue import QuotaType
from models.contact import Contact
from queries.check_ins import visits_of_day
from tests.building import a_contact
from tests.pages.conftest import Opener, pressable, sent
from tests.quotas import MANAGER, a_quota, a_type, an_appointment

NOW = datetime.now(UTC)
TODAY = day_of(NOW)
HOSTILE = "<b>:red[x]</b> 50% $a$"


@pytest.fixture
def anna(house: Database) -> Contact:
    """A contact with a quota of which one unit is used, and an expired one with a hostile name."""
    with house.writing(NOW) as session:
        contact = a_contact(session)
        a_quota(session, contact.id, a_type(session))
        use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact.id, TODAY))
        a_quota(session, contact.id, a_type(session, HOSTILE), starts_on=TODAY - timedelta(400))
        give_card(session, MANAGER, contact_id=contact.id, number="AB 12")
    return contact


def button_keys(app: AppTest) -> set[str]:
    return {button.key or "" for button in app.button}


def names(app: AppTest) -> str:
    return sent(app)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_tab_lists_all_quotas_with_what_is_left(anna: Contact, opened: Opener, language: str) -> None:
    app = opened("services", contact=anna.number, language=language, tab="quotas")
    assert not app.exception
    said = names(app)
    assert ("9 von 10 " if language == "de" else "9 of 10 left") in said
    assert HOSTILE in said
    assert ("Verfallen" if language == "de" else "Expired") in said
    assert {"quotas.sell", "quotas.grant", "quotas.extend"} <= button_keys(app)


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ({"q": "zehner"}, (True, False)),
        ({"state": "expired"}, (False, True)),
        ({"period": "today"}, (True, False)),
        ({"q": "nonsense"}, (False, False)),
        ({"state": "nonsense"}, (True, True)),
    ],
)
def test_filters_stand_in_the_address(
    anna: Contact, opened: Opener, query: dict[str, str], there: tuple[bool, bool]
) -> None:
    said = names(opened("services", contact=anna.number, tab="quotas", **query))
    assert ("Zehnerkarte" in said, HOSTILE in said) == there


def test_a_quota_opens_into_its_ledger(anna: Contact, opened: Opener) -> None:
    app = opened("services", contact=anna.number, tab="quotas", quota="1")
    assert not app.exception
    said = names(app)
    assert all(word in said for word in ("Credited", "Used: KG", "9 left", "10 left", "Give back"))
    assert {"quota.extend", "quota.correct", "quota.transfer", "quota.refund"} <= button_keys(app)


@pytest.mark.parametrize("quota", ["999", "3"])
def test_what_is_no_quota_of_the_contact_does_not_open(
    anna: Contact, house: Database, opened: Opener, quota: str
) -> None:
    with house.writing(NOW) as session:
        a_quota(session, a_contact(session, "Ute").id, a_type(session, "Ihre"))
    said = names(opened("services", contact=anna.number, tab="quotas", quota=quota))
    assert "no longer there" in said
    assert "Ihre" not in said


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.READ_ONLY])
def test_who_may_not_see_money_sees_none_and_who_may_not_sell_has_no_button(
    anna: Contact, opened: Opener, role: Role
) -> None:
    app = opened("services", role, contact=anna.number, tab="quotas", quota="1")
    assert "100.00" not in names(app)
    assert not button_keys(app) & {"quota.extend", "quota.correct", "quota.transfer", "quota.refund"}
    app = opened("services", role, contact=anna.number, tab="quotas")
    assert not button_keys(app) & {"quotas.sell", "quotas.grant", "quotas.extend"}


def test_the_dialog_of_a_sale_proposes_what_the_catalogue_says(anna: Contact, opened: Opener, house: Database) -> None:
    with house.writing(NOW) as session:
        session.execute(update(QuotaType).where(QuotaType.name == HOSTILE).values(retired_on=TODAY))
    app = opened("services", contact=anna.number, tab="quotas")
    app.button(key="quotas.sell").click().run()
    assert not app.exception
    form = f"quota.sell.{anna.id}"
    assert app.text_input(key=f"{form}.units.1").value == "10"
    assert app.text_input(key=f"{form}.price.1").value == "€100.00"
    assert f"{form}.send" in button_keys(app)


def test_the_desk_finds_by_card_lets_in_and_shows_who_is_here(anna: Contact, opened: Opener, house: Database) -> None:
    app = opened("check_in", Role.RECEPTION)
    assert "0 people are here" in names(app)
    app.text_input(key="desk.card").set_value("nonsense").run()
    assert "is not known or is blocked" in names(app)
    app.text_input(key="desk.card").set_value("ab12").run()
    assert not app.exception
    assert "A unit of a quota pays." in names(app)
    app.button(key=f"check_in.{anna.id}.quota.send").click().run()
    assert not app.exception
    assert "1 person is here" in names(app)
    with house.reading() as session:
        assert [visit.name for visit in visits_of_day(session, TODAY)] == ["Anna Müller"]
    assert "Is here already." in names(app)


def test_who_has_nothing_comes_in_only_with_a_reason(house: Database, opened: Opener) -> None:
    with house.writing(NOW) as session:
        guest = a_contact(session, "Gast")
        give_card(session, MANAGER, contact_id=guest.id, number="7")
    app = opened("check_in", Role.RECEPTION)
    app.text_input(key="desk.card").set_value("7").run()
    send = f"check_in.{guest.id}.nothing_bought.send"
    app.button(key=send).click().run()
    assert "enter why" in names(app)
    app.text_input(key=f"check_in.{guest.id}.nothing_bought.override_reason").set_value("Probetraining")
    app.button(key=send).click().run()
    assert not app.exception
    assert "Probetraining" in names(app)


def test_the_header_offers_check_in_to_the_desk_alone(anna: Contact, opened: Opener) -> None:
    assert "head.check_in" in pressable(opened("overview", Role.RECEPTION, contact=anna.number))
    assert "head.check_in" not in pressable(opened("overview", Role.READ_ONLY, contact=anna.number))


def test_a_visit_stands_in_the_ledger(anna: Contact, house: Database, opened: Opener) -> None:
    with house.writing(NOW) as session:
        check_in(session, MANAGER, contact_id=anna.id)
    assert "Used: Visit" in names(opened("services", contact=anna.number, tab="quotas", quota="1"))
