"""The pictures in `docs/screenshots/`: `python -m tests.browser.screenshots` (needs Chromium).

Serves a demo studio of its own and goes through the pages in German and English, wide and at phone width.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.web.server import HOME, running

TARGET = HOME / "docs" / "screenshots"
WIDE, PHONE = (1400, 900), (390, 844)
WAYS = {
    "overview": "/overview?contact={contact}",
    "master-data": "/master-data?contact={contact}",
    "crm": "/crm?contact={contact}",
    "my-day": "/my-day",
    "calendar": "/calendar",
    "courses": "/courses",
    "contacts": "/contacts",
    "import": "/contacts?tab=import",
    "settings": "/settings",
}
CONFLICTS = (
    ("Dr.", "Meyer", "Maier"),
    ("Prof.", "Mayer", "Meier"),
    ("Dr.", "Thoma", "Thomas"),
    ("Prof.", "Meyer", "Toma"),
)
"""The title and last name that one person saves, and the last name of the other one, for each picture."""
CALM = 1_200
"""Milliseconds until grids have drawn themselves; only pictures hang on it."""


def main() -> int:
    """Write all pictures; 1 when there is no Chromium."""
    if CHROMIUM is None:
        print("There is no Chromium on this machine.")
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.sqlite"
        environment = os.environ | {"DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "tools", "demo"], cwd=HOME, env=environment, check=True)
        with running("uvicorn", url, log=Path(folder) / "log") as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            contact = _somebody(Path(folder) / "demo.sqlite")
            for language in ("de", "en"):
                for size, scheme, names in (
                    (WIDE, "light", tuple(WAYS)),
                    (WIDE, "dark", ("overview",)),
                    (PHONE, "light", ("overview", "master-data", "crm", "my-day", "contacts")),
                ):
                    _take(browser, server.url, contact, language, size, scheme, names)
            for (language, size), names in zip(product(("de", "en"), (WIDE, PHONE)), CONFLICTS, strict=True):
                _take_conflict(browser, server.url, contact, language, size, names)
            browser.close()
    return 0


def _somebody(file: Path) -> str:
    """Number of a contact with photo, doctor and address."""
    with closing(sqlite3.connect(file)) as connection:
        row = connection.execute(
            "SELECT number FROM contact c JOIN contact_address a ON a.contact_id = c.id AND a.is_primary "
            "WHERE photo IS NOT NULL AND archived_on IS NULL AND blocked_on IS NULL AND doctor_id IS NOT NULL "
            "AND payment_method = 'debit' ORDER BY number LIMIT 1"
        ).fetchone()
    return str(row[0])


def _take(
    browser: Browser,
    address: str,
    contact: str,
    language: str,
    size: tuple[int, int],
    scheme: str,
    names: tuple[str, ...],
) -> None:
    page = _come(browser, language, size, scheme)
    kind = "-phone" if size == PHONE else "-dark" if scheme == "dark" else ""
    page.goto(address)
    if not kind:
        page.screenshot(path=TARGET / f"sign-in-{language}.png")
    page.locator("button[name=demo_user]").nth(1).click()  # the office
    _settled(page)
    for name in names:
        page.goto(address + WAYS[name].format(contact=contact))
        _settled(page)
        page.screenshot(path=TARGET / f"{name}-{language}{kind}.png")
    if not kind:
        page.locator("body[data-picker-keys=on]").wait_for(state="attached")
        page.locator(".st-key-picker_box input").press_sequentially("mül")
        page.locator(".st-key-picker_hits button").first.wait_for()
        page.locator(".st-key-picker_hits").get_by_text("Müller").first.wait_for()
        page.screenshot(path=TARGET / f"picker-{language}.png")
    page.context.close()


def _come(browser: Browser, language: str, size: tuple[int, int], scheme: str = "light") -> Page:
    """A tab in a browser profile of its own."""
    context = browser.new_context(
        locale={"de": "de-DE", "en": "en-GB"}[language],
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    return context.new_page()


def _take_conflict(
    browser: Browser, address: str, contact: str, language: str, size: tuple[int, int], names: tuple[str, str, str]
) -> None:
    """Two people at one name: the question that the second one gets."""
    title, theirs, mine = names
    pages = [_come(browser, language, WIDE), _come(browser, language, size)]
    for user, page in enumerate(pages, start=1):
        page.goto(address)
        page.locator("button[name=demo_user]").nth(user).click()
        _settled(page)
        page.goto(address + WAYS["master-data"].format(contact=contact))
        _settled(page)
        page.locator("[data-press='change.identity']").click()
        page.get_by_role("dialog").locator("button[kind=primaryFormSubmit]").wait_for()
    for page, typed in zip(pages, ({0: title, 2: theirs}, {2: mine}), strict=True):
        for place, text in typed.items():
            page.get_by_role("dialog").get_by_role("textbox").nth(place).fill(text)
        page.get_by_role("dialog").locator("button[kind=primaryFormSubmit]").click()
        _settled(page)
    pages[1].screenshot(path=TARGET / f"conflict-{language}{'-phone' if size == PHONE else ''}.png")
    for page in pages:
        page.context.close()


def _settled(page: Page) -> None:
    """Wait until the script has run and the page stands still."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(CALM)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


if __name__ == "__main__":
    sys.exit(main())
