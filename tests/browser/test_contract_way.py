"""A contract from its sale to its switch in a real browser: what each preview shows is what is written afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from db.session import Database
from domain.calendar import add_months
from domain.clock import day_of
from domain.contract_claims import expected_claims, preview_until
from domain.contracts import ContractFacts, ContractState, end_of, state_on
from models.contact import Contact
from models.contract import Contract
from tests.browser.conftest import Visit
from tests.services import a_contract, a_tariff, the_contract

pytestmark = pytest.mark.browser
TODAY = day_of(datetime.now(UTC))

Row = tuple[date, tuple[int, ...]]
"""A row of a preview: the day, and its amounts in cents; of a comparison before and after."""


def german(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def from_german(text: str) -> date:
    day, month, year = map(int, text.split("."))
    return date(year, month, day)


def cents(text: str) -> int:
    """What an amount on screen says; a dash is nothing."""
    digits = "".join(sign for sign in text if sign.isdigit())
    assert digits or text.strip() == "–", text
    return int(digits or 0)


def previewed(dialog: Locator) -> list[Row]:
    """The rows of the preview as they stand on screen, once its total has been proved."""
    table = dialog.locator("table.k-claims")
    expect(table).to_have_count(1)
    *lines, last = table.evaluate(
        "table => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    rows = [(from_german(day), tuple(map(cents, amounts))) for day, _what, *amounts in lines]
    totals = tuple(map(sum, zip(*(amounts for _day, amounts in rows), strict=True)))
    assert tuple(map(cents, last[2:])) == totals
    return rows


def written(facts: ContractFacts, until: date) -> Counter[tuple[date, int]]:
    """The claims that the stored facts lead to."""
    return Counter((claim.due_on, claim.cents) for claim in expected_claims(facts, until=until))


def came_true(rows: list[Row], before: ContractFacts, after: ContractFacts) -> None:
    """The claims of before, less what the preview takes away and with what it brings, are those that were written."""
    until = max(preview_until(before), preview_until(after), add_months(TODAY, 12))
    gone = Counter((day, old) for day, (old, _new) in rows if old)
    new = Counter((day, now) for day, (_old, now) in rows if now)
    assert rows
    assert gone <= written(before, until)
    assert written(before, until) - gone + new == written(after, until)


def field(place: Locator, label: str) -> Locator:
    return place.get_by_role("textbox", name=label, exact=True)


class Contracts:
    """The contracts of the house, as they are stored."""

    def __init__(self, house: Database) -> None:
        self._house = house

    def facts(self, key: int) -> ContractFacts:
        with self._house.reading() as session:
            return the_contract(session, key).facts

    def latest(self) -> int:
        with self._house.reading() as session:
            return session.scalars(select(Contract.id).order_by(Contract.id.desc()).limit(1)).one()


def deed(page: Page, name: str) -> Locator:
    """The dialog of a deed."""
    page.locator(f"button[data-press='deed.{name}']").click()
    return page.get_by_role("dialog")


def saved(dialog: Locator) -> list[Row]:
    """What the preview said when it was saved."""
    rows = previewed(dialog)
    dialog.locator("button[kind=primary]").click()
    expect(dialog).to_be_hidden()
    return rows


@pytest.fixture
def sold(people: Database) -> Contracts:
    """The catalogue has two tariffs."""
    with people.writing() as session:
        a_tariff(session, "Fitness", cents=3990, first_months=3)
        a_tariff(session, "Premium", cents=5990, first_months=6)
    return Contracts(people)


def test_each_preview_comes_true(visit: Callable[..., Visit], sold: Contracts) -> None:
    come = visit("de-DE", height=1200)
    page = come.sign_in("/services?contact=10001&tab=contracts")
    key = _sell(page, sold)
    for change in (_pause, _change_price, _cancel, _take_back):
        before = sold.facts(key)
        rows = change(page)
        came_true(rows, before, sold.facts(key))
        page.locator("button[data-press='deed.pause']").wait_for()
    _switch(page, sold, key)
    assert come.complaints == []
    assert come.strangers() == []


def _sell(page: Page, sold: Contracts) -> int:
    page.get_by_test_id("stBaseButton-primary").filter(has_text="Leistung").click()
    dialog = page.get_by_role("dialog")
    field(dialog, "Rabatt in Prozent").fill("10")
    field(dialog, "Für wie viele Monate (leer: dauerhaft)").fill("2")
    # The third month costs the whole price again: both fields have been read.
    expect(dialog.locator("table.k-claims tr", has_text="35,91")).to_have_count(2)
    expect(dialog.get_by_text("Was bis", exact=False)).to_be_visible()
    rows = saved(dialog)
    key = sold.latest()
    facts = sold.facts(key)
    assert Counter((day, amount) for day, (amount,) in rows) == written(facts, preview_until(facts))
    assert [amount for _day, (amount,) in rows] == [3591, 2900, 3591, 3990]
    assert state_on(facts, TODAY) is ContractState.ACTIVE
    return key


def _pause(page: Page) -> list[Row]:
    dialog = deed(page, "pause")
    first = add_months(TODAY, 1) + timedelta(days=5)
    field(dialog, "Erster Tag").fill(german(first))
    field(dialog, "Letzter Tag (leer: bis auf Weiteres)").fill(german(first + timedelta(days=9)))
    # Without a reason there is no preview yet: the days have been read when there is one.
    field(dialog, "Grund").fill("Knie")
    return saved(dialog)


def _change_price(page: Page) -> list[Row]:
    dialog = deed(page, "change_price")
    field(dialog, "Ab").fill(german(add_months(TODAY, 4)))
    dialog.get_by_role("textbox", name="Neuer Preis (jetzt 39,90").fill("44,90")
    field(dialog, "Grund").fill("Kosten")
    return saved(dialog)


def _cancel(page: Page) -> list[Row]:
    dialog = deed(page, "cancel")
    expect(dialog.get_by_text("Kündigung eingegangen am", exact=False)).to_be_visible()
    expect(dialog.get_by_text("kein Ende → ")).to_be_visible()
    return saved(dialog)


def _take_back(page: Page) -> list[Row]:
    dialog = deed(page, "undo_cancellation")
    expect(dialog.get_by_text(" → kein Ende")).to_be_visible()
    return saved(dialog)


def _switch(page: Page, sold: Contracts, key: int) -> None:
    tomorrow = TODAY + timedelta(days=1)
    dialog = deed(page, "switch")
    dialog.get_by_role("combobox", name="Tarif und Laufzeit").click()
    page.get_by_role("option", name="Premium", exact=False).click()
    expect(dialog.locator("table.k-claims tr", has_text="59,90")).to_have_count(6)
    said = f"Der jetzige Vertrag endet am {german(TODAY)}, der neue beginnt am {german(tomorrow)}."
    expect(dialog.get_by_text(said)).to_be_visible()
    rows = saved(dialog)
    new = sold.latest()
    facts = sold.facts(new)
    assert new != key
    assert facts.start_on == tomorrow
    assert end_of(sold.facts(key)) == TODAY
    assert Counter((day, amount) for day, (amount,) in rows) == written(facts, preview_until(facts))


def test_the_main_words_in_english(visit: Callable[..., Visit], sold: Contracts, people: Database) -> None:
    with people.writing() as session:
        contact_id = session.scalars(select(Contact.id).where(Contact.number == "10001")).one()
        term = a_tariff(session, "Studio", cents=3990)
        key = a_contract(session, contact_id, term_id=term, start_on=TODAY - timedelta(days=40))
    page = visit("en-GB", height=1200).sign_in(f"/services?contact=10001&tab=contracts&contract={key}")
    for name in ("Pause", "Cancel", "Change price", "Switch tariff"):
        expect(page.locator("button[data-press^='deed.']", has_text=name).first).to_be_visible()
    dialog = deed(page, "change_price")
    dialog.get_by_role("textbox", name="New price (now €39").fill("44.90")
    field(dialog, "Reason").fill("costs")
    head = dialog.locator("table.k-claims thead")
    for words in ("Due", "What for", "Before", "After"):
        expect(head.get_by_text(words, exact=True)).to_be_visible()
    expect(dialog.locator("tr.k-total")).to_contain_text("Total of what changes")
    dialog.locator("button[kind=primary]").click()
    expect(page.get_by_text("Price changed.")).to_be_visible()
    expect(page.get_by_text("€44.90 monthly", exact=False)).to_be_visible()
