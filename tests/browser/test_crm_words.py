"""The main way through the CRM in both languages: note, call and task, a clash of appointments, filter, export."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from db.session import Database
from domain.activities import ActivityKind, CallOutcome, State
from i18n.texts import _, speaking
from i18n.words import word
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

LOCALES = {"de": "de-DE", "en": "en-GB"}


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The words that the test looks for are those of the catalogue."""
    with speaking(request.param):
        yield request.param


def begun(page: Page, kind: ActivityKind) -> Locator:
    """The dialog of a new entry, from the tab of its kind."""
    page.get_by_role("button", name=_("New: {kind}").format(kind=word(kind))).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("button[kind^=primary]")).to_be_visible()
    return dialog


def saved(page: Page, dialog: Locator, said: str) -> None:
    """Send the dialog by its one primary button."""
    dialog.locator("button[kind^=primary]").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text(said)).to_be_visible()


def to_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")


def test_the_main_way(visit: Callable[..., Visit], people: Database, language: str) -> None:
    come = visit(LOCALES[language])
    page = come.sign_in("/crm?contact=10001&tab=notes", "reception")
    rows = page.locator(".k-entries")

    dialog = begun(page, ActivityKind.NOTE)
    dialog.get_by_label(_("Text"), exact=True).fill("Two\nlines")
    saved(page, dialog, _("Note saved."))
    expect(rows).to_contain_text("Two")

    to_tab(page, _("Calls"))
    dialog = begun(page, ActivityKind.CALL)
    dialog.get_by_role("radio", name=word(CallOutcome.NOT_REACHED), exact=True).click()
    dialog.get_by_text(_("Set a task that follows from it")).click()
    dialog.get_by_label(_("What is to be done?"), exact=True).fill("Ring again")
    saved(page, dialog, _("Call saved."))

    to_tab(page, _("Tasks"))
    row = rows.locator("li", has_text="Ring again")
    row.get_by_role("button", name=f"✓ {word(State.DONE)}").click()
    expect(row).to_contain_text(word(State.DONE))
    expect(page.get_by_text(f"{word(ActivityKind.TASK)}: {word(State.DONE)}.")).to_be_visible()
    page.get_by_role("button", name=_("Undo"), exact=True).click()
    expect(row).to_contain_text(word(State.OPEN))

    to_tab(page, _("Appointments"))
    for title in ("First", "Second"):
        dialog = begun(page, ActivityKind.APPOINTMENT)
        dialog.get_by_label(_("Title"), exact=True).fill(title)
        if title == "Second":
            expect(dialog.get_by_role("alert")).to_contain_text(_("Already taken"))
            dialog.get_by_text(_("Book all the same")).click()
        saved(page, dialog, _("Appointment booked."))
    expect(rows.locator(".k-entry")).to_have_count(2)

    page.get_by_label(_("Search"), exact=True).last.fill("Second")
    expect(rows.locator(".k-entry")).to_have_count(1)
    assert "q=Second" in page.url
    page.get_by_role("button", name=_("Export …")).click()
    page.get_by_role("button", name=_("Write {format}").format(format="CSV")).click()
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").last.click()
    lines = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [len(lines), lines[0][0], lines[1][2]] == [2, _("Time"), "Second"]
    assert come.complaints == []
    assert come.strangers() == []
