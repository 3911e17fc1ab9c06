"""The price change of many contracts through the frame: what is asked for, its preview, and what is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.session import Database
from domain.access import ROLES, Permission, Role
from domain.clock import day_of
from domain.price_changes import ChangeBy
from i18n.formatting import format_day
from i18n.texts import speaking
from tests.building import a_contact, past_the_trail
from tests.pages.conftest import Opener, sent, tab_words
from tests.pages.test_pages import HOSTILE, shown
from tests.services import a_contract, a_tariff, the_contract

TODAY = day_of(datetime.now(UTC))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def sold(house: Database) -> list[int]:
    """Three contracts, the price of the last of which was promised for good."""
    keys = []
    with house.writing(datetime.now(UTC)) as session:
        for cents in (39_90, 50_00, 60_00):
            term = a_tariff(session, f"{HOSTILE[:40]} {cents}", cents=cents)
            contact = a_contact(session, "<b>x</b>", f"Nr {cents}").id
            keys.append(a_contract(session, contact, term_id=term, start_on=TODAY - timedelta(days=40)))
        the_contract(session, keys[-1]).never_revise = True
        past_the_trail(session)
    return keys


def put(app: AppTest, **values: str) -> AppTest:
    for name, value in values.items():
        app.text_input(key=f"prices.{name}").set_value(value).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def prices(house: Database, keys: list[int]) -> list[list[int]]:
    with house.reading() as session:
        return [[price.cents for price in the_contract(session, key).prices] for key in keys]


def opened_tab(opened: Opener, role: Role = Role.OFFICE, **query: Any) -> AppTest:
    app = opened("catalogue", role, tab="prices", **query)
    assert not app.exception
    return app


@pytest.mark.parametrize("role", Role)
def test_the_tab_is_there_for_who_edits_contracts(opened: Opener, sold: list[int], role: Role) -> None:
    app = opened_tab(opened, role)
    may = Permission.EDIT_CONTRACTS in ROLES[role]
    assert ("Price change" in tab_words(app)) == may
    assert ("prices.send" in {button.key for button in app.button}) == may


def test_a_preview_then_the_change(house: Database, opened: Opener, sold: list[int]) -> None:
    app = press(put(opened_tab(opened), amount="10", reason="costs"), "prices.send")
    said, raw = shown(app), sent(app)
    for words in ("€39.90", "€43.90", "€50.00", "€55.00", "€89.90 → €98.90 (+€9.00)", "promised for good"):
        assert words in said, words
    assert "<b>x</b>" not in "".join(one.proto.body for one in app.get("html"))
    assert "Change the prices of 2 contracts" in raw
    assert prices(house, sold) == [[39_90], [50_00], [60_00]], "a preview changes nothing"
    app = press(app, "prices.go")
    assert prices(house, sold) == [[39_90, 43_90], [50_00, 55_00], [60_00]]
    assert "The prices of 2 contracts change" in sent(app)
    assert any(str(button.key).startswith("undo.") for button in app.button)


def test_an_amount_a_month_unrounded(house: Database, opened: Opener, sold: list[int]) -> None:
    app = opened_tab(opened)
    app.segmented_control(key="prices.by").set_value(ChangeBy.AMOUNT).run()
    app.checkbox(key="prices.tens").set_value(False).run()
    app = press(put(app, amount="1.23", reason="costs", letter_on=format_day(TODAY, "en")), "prices.send")
    press(app, "prices.go")
    assert prices(house, sold)[:2] == [[39_90, 41_13], [50_00, 51_23]]


def test_what_is_wrong_is_said_under_its_field_and_nothing_is_shown(opened: Opener, sold: list[int]) -> None:
    app = press(put(opened_tab(opened), amount="much", valid_from="31.2."), "prices.send")
    assert sum(":material/error:" in one.value for one in app.markdown) == 2
    assert app.text_input(key="prices.amount").value == "much"
    yesterday = format_day(TODAY - timedelta(days=1), "en")
    app = press(put(app, amount="0", valid_from=yesterday), "prices.send")
    assert sum(":material/error:" in one.value for one in app.markdown) == 2
    assert "prices.go" not in {button.key for button in app.button}


def test_another_choice_needs_another_preview(opened: Opener, sold: list[int]) -> None:
    app = press(put(opened_tab(opened), amount="10", reason="costs"), "prices.send")
    assert "prices.go" in {button.key for button in app.button}
    app.multiselect(key="state").set_value(["paused"]).run()
    assert "No contract matches" in shown(app)
    app.multiselect(key="state").set_value(["active", "paused"]).run()
    assert "prices.go" in {button.key for button in app.button}, "the same contracts as in the preview"
    app.multiselect(key="of").set_value(app.multiselect(key="of").options[:1]).run()
    assert "prices.go" not in {button.key for button in app.button}
