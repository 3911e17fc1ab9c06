"""The list of contacts as people use it: filter, sort, tick, tag, undo, save; and from a gap to its mending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from sqlalchemy import select

from actions.contact_details import add_address
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import AddressKind
from models.contact import Contact, ContactEmail, ContactTag, Tag
from tests.browser.conftest import Visit
from tests.building import a_contact

pytestmark = pytest.mark.browser


@pytest.fixture
def people(people: Database) -> Database:
    """Three more from two towns."""
    with people.writing(datetime.now(UTC)) as session:
        for name, town in (("Zoe", "Köln"), ("Yan", "Köln"), ("Xaver", "Bonn")):
            contact = a_contact(session, name, "Zander", born_on=date(1990, 3, 1))
            add_address(
                session,
                PROGRAM,
                contact_id=contact.id,
                kind=AddressKind.HOME,
                street="Ring 1",
                postcode="50667",
                town=town,
            )
    return people


def grid(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def tick(page: Page, name: str) -> None:
    grid(page).locator(".ag-row", has_text=name).locator(".ag-checkbox-input").click()


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=option, exact=True).click()


def carried(database: Database) -> dict[str, list[str]]:
    """Tags by the first name of those who carry them."""
    with database.reading() as session:
        rows = session.execute(
            select(Tag.name, Contact.first_name)
            .join(ContactTag, ContactTag.tag_id == Tag.id)
            .join(Contact, Contact.id == ContactTag.contact_id)
            .order_by(Contact.first_name)
        ).all()
    return {tag: [name for other, name in rows if other == tag] for tag, _name in rows}


def tag_the_ticked(page: Page, tag: str) -> None:
    page.get_by_role("button", name="Tags …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Add tags").fill(tag)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Change tags").click()


def test_filter_sort_tick_tag_undo_save_and_open_elsewhere(visit: Callable[..., Visit], people: Database) -> None:
    tab = visit()
    page = tab.sign_in("/contacts")
    expect(page.get_by_text("6 contacts")).to_be_visible()
    page.get_by_role("button", name="More filters").click()
    page.locator(".st-key-town input").fill("köln")
    expect(page.get_by_text("2 contacts")).to_be_visible()
    page.wait_for_url("**town=k%C3%B6ln**")
    page.keyboard.press("Escape")
    choose(page, "order", "Newest first")
    expect(grid(page).locator(".ag-row").first).to_contain_text("Zander, Yan")

    tick(page, "Zoe")
    tick(page, "Yan")
    expect(page.get_by_text("2 contacts chosen")).to_be_visible()
    tag_the_ticked(page, "Reha")
    expect(page.get_by_text("Tags of 2 contacts changed.")).to_be_visible()
    assert carried(people) == {"Reha": ["Yan", "Zoe"]}
    page.locator(".st-key-undo").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert carried(people) == {}

    page.get_by_role("button", name="Saved selections").click()
    page.get_by_role("button", name="Save as new selection").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("People of Köln")
    dialog.get_by_text("For all who use Kontor").click()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="People of Köln").first).to_be_visible()
    page.wait_for_url("**view=1**")
    link = "/" + page.url.split("/", 3)[3]

    other = visit()
    page = other.sign_in(link, "reception")
    expect(page.get_by_text("2 contacts")).to_be_visible()
    expect(page.get_by_role("button", name="Town: köln")).to_be_visible()
    page.get_by_role("button", name="Reset filters").click()
    expect(page.get_by_text("6 contacts")).to_be_visible()
    page.get_by_role("button", name="Saved selections").click()
    page.get_by_role("button", name="People of Köln").click()
    expect(page.get_by_text("2 contacts")).to_be_visible()
    expect(grid(page).locator(".ag-row").first).to_contain_text("Zander, Yan")
    assert other.complaints == []


def test_what_is_ticked_on_one_page_is_not_ticked_on_the_next(visit: Callable[..., Visit], people: Database) -> None:
    with people.writing(datetime.now(UTC)) as session:
        for place in range(60):
            a_contact(session, "Same", f"Person {place:02}")
    page = visit().sign_in("/contacts?q=same")
    tick(page, "Person 00")
    expect(page.get_by_text("1 contact chosen")).to_be_visible()
    page.locator("[data-testid=stPagination]").get_by_role("button", name="2").click()
    expect(grid(page).get_by_text("Person 50")).to_be_visible()
    expect(page.get_by_text("60 contacts")).to_be_visible()
    expect(grid(page).locator(".ag-row-selected")).to_have_count(0)
    page.get_by_role("button", name="Choose all that match").click()
    expect(page.get_by_text("All that match are chosen.")).to_be_visible()
    tag_the_ticked(page, "All of them")
    expect(page.get_by_text("Tags of 60 contacts changed.")).to_be_visible()
    assert len(carried(people)["All of them"]) == 60


def test_from_a_gap_in_the_data_to_its_mending(visit: Callable[..., Visit], people: Database) -> None:
    page = visit().sign_in("/data-quality")
    page.get_by_role("button", name="1 contact No e-mail address").click()
    page.wait_for_url("**/contacts?**gap=no_email**")
    expect(page.get_by_text("1 contact", exact=True)).to_be_visible()
    grid(page).get_by_text("Add e-mail …").click()
    page.wait_for_url("**/master-data?contact=10001**")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail address", exact=True).fill("anna@example.com")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("E-mail address added.")).to_be_visible()
    with people.reading() as session:
        assert session.scalars(select(ContactEmail.address)).all() == ["ben@example.com", "anna@example.com"]
    page.get_by_role("link", name="Data quality").click()
    expect(page.locator(".k-done", has_text="No e-mail address.")).to_be_visible()


def test_a_click_on_a_name_opens_the_contact_and_coming_back_opens_nobody(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/contacts?town=bonn")
    grid(page).get_by_text("Zander, Xaver").click()
    expect(page.locator(".k-name")).to_have_text("Xaver Zander")
    page.go_back()
    expect(page.get_by_text("1 contact", exact=True)).to_be_visible()
    tick(page, "Xaver")
    expect(page.get_by_text("1 contact chosen")).to_be_visible()


def test_on_a_phone_names_can_be_read_and_nothing_sticks_out(visit: Callable[..., Visit]) -> None:
    page = visit(width=390, height=844).sign_in("/contacts")
    name = grid(page).get_by_text("Zander, Xaver")
    expect(name).to_be_visible()
    assert name.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
