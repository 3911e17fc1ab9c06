"""Quotas and check-in through the frame: the tab with its filters, a ledger, the desk, by role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from actions.check_in import check_in, give_card
from actions.quota_uses import use_for_activity
from components.state import NOTICE
from db.session import Database
from domain.access import Role
from domain.clock import day_of
from i18n.texts import speaking
from models.catalogue import QuotaType
from models.contact import Contact
from models.quota import Quota
from queries.check_ins import visits_of_day
from tests.building import a_contact
from tests.pages.conftest import Opener, pressable, sent
from tests.people import a_session, a_user
from tests.quotas import MANAGER, a_quota, a_type, an_appointment

NOW = datetime.now(UTC)
TODAY = day_of(NOW)
HOSTILE = "<b>:red[x]</b> 50% $a$"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


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


@pytest.mark.parametrize(("language", "left"), [("de", "noch 9"), ("en", "9 left")])
def test_the_overview_says_what_is_left(anna: Contact, opened: Opener, language: str, left: str) -> None:
    app = opened("overview", contact=anna.number, language=language)
    assert not app.exception
    assert left in names(app)


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


# --- the quotas of all contacts ---------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_the_list_of_all_contacts_is_seen_by_everybody_and_extended_by_who_may_correct(
    anna: Contact, opened: Opener, role: Role
) -> None:
    app = opened("catalogue", role, tab="sold")
    assert not app.exception
    said = names(app)
    assert anna.number in said
    assert HOSTILE[:20] in said or "Zehnerkarte" in said
    assert ("sold.extend" in button_keys(app)) == (role in {Role.OFFICE, Role.MANAGER, Role.ADMIN})


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, "1 quota"),
        ({"state": "usable.expired"}, "2 quotas"),
        ({"state": "usable"}, "1 quota"),
        ({"state": "expired"}, "1 quota"),
        ({"type": "1"}, "1 quota"),
        ({"type": "999", "state": "nonsense", "ends_from": "x", "page": "99"}, "1 quota"),
        ({"ends_from": "2100-01-01"}, ""),
    ],
)
def test_filters_of_all_quotas_stand_in_the_address(
    anna: Contact, opened: Opener, query: dict[str, str], count: str
) -> None:
    app = opened("catalogue", tab="sold", **query)
    assert not app.exception
    assert (count in [one.value for one in app.caption]) if count else "Nothing matches" in names(app)


def test_the_button_opens_the_dialog_for_all_that_match(anna: Contact, opened: Opener) -> None:
    app = opened("catalogue", Role.MANAGER, tab="sold")
    app.button(key="sold.extend").click().run()
    assert not app.exception
    assert "quota.extend_all.1.send" in button_keys(app)


def extension_body() -> None:
    from components.quota_extension import _extend_several
    from i18n.texts import speaking

    with speaking("en"):
        _extend_several((1, 2))


def test_all_that_match_are_extended_with_one_reason_as_the_preview_says(anna: Contact, house: Database) -> None:
    app = AppTest.from_function(extension_body, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, "me", role=Role.OFFICE, now=NOW), now=NOW).token}
    app.context = {"locale": "en"}
    app.run()
    form = "quota.extend_all.2"
    app.text_input(key=f"{form}.days").set_value("21").run()
    assert "2 quotas end later, of 1 contact." in "".join(one.proto.body for one in app.get("html"))
    app.button(key=f"{form}.send").click().run()
    assert any("fill this in" in one.value for one in app.markdown)
    with house.reading() as session:
        before = dict(session.execute(select(Quota.id, Quota.ends_on)).tuples().all())
    app.text_input(key=f"{form}.reason").set_value("Umbau").run()
    app.button(key=f"{form}.send").click().run()
    assert not app.exception
    with house.reading() as session:
        after = dict(session.execute(select(Quota.id, Quota.ends_on)).tuples().all())
    assert {key: end and end + timedelta(days=21) for key, end in before.items()} == after
    assert len(app.session_state[NOTICE].undo) == 1
