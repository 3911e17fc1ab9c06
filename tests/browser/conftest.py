"""The whole program on a server of its own, and tabs of a real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from sqlite3 import connect

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from actions.users import add_user
from db.session import Database
from domain.access import PROGRAM, Role
from tests.building import a_contact
from tests.databases import SqliteTemplate, opened, path_of
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
        # Before its first run the script is not running either.
        self.page.get_by_test_id("stSidebar").get_by_text(login, exact=True).first.wait_for(state="attached")
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


@pytest.fixture(scope="session")
def studio(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """The URL of a database with a user of each role and three contacts, as each test finds it."""
    url = sqlite_template.url()
    with opened(url) as database, database.writing(datetime.now(UTC)) as session:
        for role in Role:
            add_user(session, PROGRAM, login=role.value, name=role.value, role=role, password=PASSWORD)
        a_contact(session, "Anna", "Müller", phone="0221 998877")
        a_contact(session, "Ben", "Groß", email="ben@example.com")
        a_contact(session, "**Müller** <b>x</b>", ":red[y] $z$ =1+1")
    yield url
    sqlite_template.drop(url)


@pytest.fixture(scope="session")
def served(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Server]]:
    """The program on a database whose content is put back before each test."""
    url = sqlite_template.url()
    with running("uvicorn", url, log=tmp_path_factory.mktemp("server") / "log") as server:
        yield url, server
    sqlite_template.drop(url)


@pytest.fixture
def people(studio: str, served: tuple[str, Server]) -> Iterator[Database]:
    """A user of each role and three contacts."""
    url, _server = served
    with closing(connect(path_of(studio))) as source, closing(connect(path_of(url))) as target:
        source.backup(target)
    with opened(url) as database:
        yield database


@pytest.fixture
def house(people: Database, served: tuple[str, Server]) -> Server:
    """The program, served."""
    return served[1]


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
