"""The whole program on a server of its own, and tabs of a real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from actions.users import add_user
from db.session import Database
from domain.access import PROGRAM, Role
from tests.building import a_contact
from tests.databases import SqliteTemplate, opened
from tests.people import PASSWORD
from tests.web.server import Server, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
WAIT = 20_000
"""Milliseconds: only how long a broken page is waited for."""

expect.set_options(timeout=WAIT)


@dataclass
class Visit:
    """A tab and what it said and asked for."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def sign_in(self, path: str = "/", login: str = "office") -> Page:
        """Come by a link, sign in, and be where the link leads."""
        self.page.goto(self.address + path)
        self.page.locator("input[name=login]").fill(login)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until the script has run."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def strangers(self) -> list[str]:
        """Addresses of other hosts that the tab has asked."""
        own = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium without a window; closed with its module, since other tests want a loop of their own."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def people(sqlite_template: SqliteTemplate) -> Iterator[Database]:
    """A user of each role and three contacts."""
    url = sqlite_template.url()
    with opened(url) as database:
        with database.writing(datetime.now(UTC)) as session:
            for role in Role:
                add_user(session, PROGRAM, login=role.value, name=role.value, role=role, password=PASSWORD)
            a_contact(session, "Anna", "Müller", phone="0221 998877")
            a_contact(session, "Ben", "Groß", email="ben@example.com")
            a_contact(session, "**Müller** <b>x</b>", ":red[y] $z$ =1+1")
        yield database
    sqlite_template.drop(url)


@pytest.fixture
def house(people: Database, tmp_path: Path) -> Iterator[Server]:
    """The program, served."""
    url = people.engine.url.render_as_string(hide_password=False)
    with running("uvicorn", url, log=tmp_path / "log") as server:
        yield server


@pytest.fixture
def visit(chromium: Browser, house: Server) -> Iterator[Callable[..., Visit]]:
    """Opens tabs, each in a browser profile of its own."""
    contexts = []

    def come(language: str = "en-GB", width: int = 1400, height: int = 900) -> Visit:
        context = chromium.new_context(locale=language, viewport={"width": width, "height": height})
        context.set_default_timeout(WAIT)
        contexts.append(context)
        visit = Visit(context.new_page(), house.url)
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        return visit

    yield come
    for context in contexts:
        context.close()
