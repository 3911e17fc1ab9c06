"""A real browser: all of Streamlit works within the security policy, and nothing asks another host."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from db.session import Database
from models.user import UserSession
from tests.people import PASSWORD, a_user
from tests.web.server import Server
from tests.web.server import running as running_server

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
]


@pytest.fixture
def people(sqlite_database: Database) -> Database:
    """A database with one user."""
    a_user(sqlite_database)
    return sqlite_database


@pytest.fixture
def screens(people: Database, tmp_path: Path) -> Iterator[Server]:
    """The application with throwaway screens."""
    url = people.engine.url.render_as_string(hide_password=False)
    with running_server("screens", url, log=tmp_path / "log") as server:
        yield server


@pytest.fixture
def tab() -> Iterator[Page]:
    """A tab of a fresh browser that speaks English."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(locale="en-GB").new_page()
        browser.close()


def sign_in(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.get_by_label("User name").fill("anna")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.get_by_text("inside as anna").wait_for()


def test_everything_works_within_the_policy_and_asks_no_other_host(screens: Server, tab: Page) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    sign_in(tab, f"{screens.url}/?all=1")
    assert tab.url == f"{screens.url}/?all=1"
    tab.get_by_text("script ran").wait_for()
    tab.locator(".js-plotly-plot .bars path").first.wait_for()
    tab.get_by_test_id("stDataFrame").locator("canvas").first.wait_for()
    tab.frame_locator("iframe[title*='st_aggrid']").get_by_text("123.45 euros").wait_for()
    tab.get_by_role("button", name="again").wait_for()
    assert complaints == []
    own = (screens.url, screens.url.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def test_an_open_page_shows_nothing_more_once_its_session_has_ended(
    people: Database, screens: Server, tab: Page
) -> None:
    sign_in(tab, screens.url)
    with people.writing() as session:
        session.query(UserSession).update({"ended_at": session.info["now"]})
    tab.get_by_role("button", name="again").click()
    tab.get_by_text("nobody is signed in").wait_for()
    tab.goto(screens.url)
    tab.get_by_label("User name").wait_for()


def test_the_sign_in_page_fits_a_phone(screens: Server, tab: Page) -> None:
    tab.set_viewport_size({"width": 320, "height": 560})
    tab.goto(f"{screens.url}/sign-in")
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    assert tab.evaluate("document.activeElement.id") == "login"
    tab.keyboard.type("anna")
    tab.keyboard.press("Tab")
    tab.keyboard.type("wrong")
    tab.keyboard.press("Enter")
    tab.get_by_role("alert").or_(tab.locator("#password-problem")).wait_for()
    assert tab.get_by_label("User name").input_value() == "anna"
