"""What a browser keeps in the address: links from one language to another, reloads, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from db.session import Database
from tests.browser.conftest import Visit
from tests.building import a_contact

pytestmark = pytest.mark.browser


def path(url: str) -> str:
    """The address without its host."""
    return "/" + url.split("/", 3)[3]


def test_a_link_made_in_german_shows_the_same_in_english(visit: Callable[..., Visit]) -> None:
    german = visit("de-DE").sign_in("/master-data?contact=10001")
    german.get_by_role("tab", name="Verlauf").click()
    german.wait_for_url("**/master-data?contact=10001&tab=history")
    link = path(german.url)
    english = visit("en-GB")
    page = english.sign_in(link)
    expect(page.get_by_role("tab", name="History")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".k-log")).to_be_visible()
    german.goto(f"{english.address}/contacts")
    german.locator(".st-key-status input").click()
    german.get_by_role("option", name="Archiviert").click()
    german.wait_for_url("**status=archived**")
    page.goto(english.address + path(german.url))
    expect(page.get_by_text("0 contacts")).to_be_visible()
    expect(page.locator(".st-key-status input")).to_have_value("Archived")


def test_search_and_page_survive_reload_and_back(visit: Callable[..., Visit], people: Database) -> None:
    with people.writing(datetime.now(UTC)) as session:
        for place in range(120):
            a_contact(session, "Zora", f"Zander{place:03}")
    tab = visit()
    page = tab.sign_in("/contacts")
    page.locator(".st-key-q input").press_sequentially("zander", delay=60)
    expect(page.get_by_text("120 contacts")).to_be_visible()
    expect(page.locator(".st-key-q input")).to_have_value("zander")
    page.wait_for_url("**q=zander**")
    rows = page.frame_locator("iframe")
    page.locator("[data-testid=stPagination]").get_by_role("button", name="3").click()
    page.wait_for_url("**page=3**")
    expect(rows.get_by_text("Zander119, Zora")).to_be_visible()
    page.reload()
    tab.settled()
    expect(page.locator(".st-key-q input")).to_have_value("zander")
    expect(rows.get_by_text("Zander119, Zora")).to_be_visible()
    page.go_back()
    expect(rows.get_by_text("Zander000, Zora")).to_be_visible()
    page.go_forward()
    expect(rows.get_by_text("Zander119, Zora")).to_be_visible()
    page.goto(f"{tab.address}/contacts?q=zander&page=99")
    expect(rows.get_by_text("Zander119, Zora")).to_be_visible()


def test_tabs_are_walked_with_the_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/master-data?contact=10001")
    data, past = page.get_by_role("tab", name="Data", exact=True), page.get_by_role("tab", name="History")
    data.focus()
    page.keyboard.press("ArrowRight")
    expect(past).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**tab=history**")
    expect(past).to_have_attribute("aria-selected", "true")
    expect(past).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.wait_for_url(lambda url: "tab=" not in url)
    expect(data).to_have_attribute("aria-selected", "true")
    expect(data).to_be_focused()
