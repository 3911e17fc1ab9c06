"""Money at the desk: sold for later, claims made, a part paid as its preview says, reversed; the strip follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from db.session import Database
from domain.calendar import add_months
from domain.catalogue import ProductKind
from domain.clock import day_of
from i18n.service_words import money
from i18n.texts import speaking
from models.catalogue import Product
from models.contact import Contact
from models.payment import Allocation
from tests.browser.conftest import Visit
from tests.building import past_the_trail
from tests.services import a_contract, a_tariff

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC)
HOSTILE = "Riegel-Set <b>x</b> :red[y] $z$"
EACH, FEES = 9_99, 29_00 + 4 * 39_90
"""What one costs, and what the contract claims up to the first of the next month."""

WORDS = {
    "de-DE": {
        "what": "Was verkauft wird",
        "many": "Menge",
        "paid": "Zahlungsart",
        "later": "Später (bleibt offen)",
        "sell": "Verkaufen",
        "make": "Erstellen",
        "amount": "Betrag (€)",
        "record": "Buchen",
        "undo": "Stornieren",
        "why": "Grund",
        "open": "Offen",
        "missing": "Bitte ausfüllen.",
        "reversed": "storniert",
    },
    "en-GB": {
        "what": "What is sold",
        "many": "Quantity",
        "paid": "Paid by",
        "later": "Later (stays open)",
        "sell": "Sell",
        "make": "Make claims",
        "amount": "Amount (€)",
        "record": "Record",
        "undo": "Reverse",
        "why": "Reason",
        "open": "Open",
        "missing": "Please fill this in.",
        "reversed": "reversed",
    },
}


@pytest.fixture
def number(people: Database) -> str:
    """The number of a contact with a contract that was never billed; there is something to sell."""
    with people.writing(NOW) as session:
        anna = session.scalars(select(Contact).where(Contact.first_name == "Anna")).one()
        start = add_months(day_of(NOW).replace(day=1), -2)
        a_contract(session, anna.id, term_id=a_tariff(session), start_on=start)
        session.add(Product(name=HOSTILE, kind=ProductKind.GOODS, price_cents=EACH))
        past_the_trail(session)
        return anna.number


def opened(page: Page, key: str) -> Locator:
    """The dialog behind a button."""
    page.locator(f".st-key-{key} button").click()
    return page.get_by_role("dialog")


def typed(dialog: Locator, label: str, text: str) -> None:
    field = dialog.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


@pytest.mark.parametrize("language", WORDS)
def test_from_the_sale_to_the_reversal(
    people: Database, number: str, visit: Callable[..., Visit], language: str
) -> None:
    words = WORDS[language]

    def euros(cents: int) -> str:
        with speaking("de" if language == "de-DE" else "en"):
            return money(cents)

    def strip_says(cents: int) -> None:
        expect(page.locator(".k-figure", has_text=words["open"])).to_have_text(f"{words['open']} {euros(cents)}")

    tab = visit(language)
    page = tab.sign_in(f"/billing?contact={number}&tab=purchases", "manager")
    dialog = opened(page, "purchases-sell")
    dialog.get_by_label(words["what"]).click()
    page.get_by_role("option", name=f"{HOSTILE} · {euros(EACH)}", exact=True).click()
    typed(dialog, words["many"], "2")
    expect(dialog.get_by_text(euros(2 * EACH))).to_be_visible()
    dialog.get_by_label(words["paid"]).click()
    page.get_by_role("option", name=words["later"]).click()
    tab.settled()
    dialog.get_by_role("button", name=words["sell"]).click()
    expect(dialog).to_have_count(0)
    strip_says(2 * EACH)

    page.locator("[data-press='tab.account']").click()
    dialog = opened(page, "account-bill")
    expect(dialog.locator(".k-money").first).to_have_text(euros(FEES))
    dialog.get_by_role("button", name=words["make"]).click()
    expect(dialog).to_have_count(0)
    strip_says(FEES + 2 * EACH)

    dialog = opened(page, "account-pay")
    typed(dialog, words["amount"], "50")
    expect(dialog.locator(".k-rows td").last).to_contain_text(euros(10_10))
    foreseen = dialog.locator(".k-rows td").all_inner_texts()
    dialog.get_by_role("button", name=words["record"]).click()
    expect(dialog).to_have_count(0)
    strip_says(FEES + 2 * EACH - 50_00)

    page.locator("[data-press='tab.transactions']").click()
    expect(page.get_by_text(" · ".join(foreseen))).to_be_visible()
    page.get_by_role("button", name=words["undo"]).click()
    dialog = page.get_by_role("dialog")
    send = dialog.get_by_role("button", name=words["undo"], exact=True)
    send.click()
    expect(dialog).to_contain_text(words["missing"])
    dialog.get_by_label(words["why"]).fill("<b>falsch</b> :red[x]")
    send.click()
    expect(dialog).to_have_count(0)
    strip_says(FEES + 2 * EACH)
    expect(page.get_by_text(words["reversed"], exact=True)).to_be_visible()
    expect(page.get_by_text("<b>falsch</b> :red[x]")).to_be_visible()
    with people.reading() as session:
        assert session.scalar(select(func.sum(Allocation.cents))) == 0, "what was settled is released to the cent"
    assert tab.complaints == []
