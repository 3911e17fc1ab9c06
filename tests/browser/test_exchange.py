"""A list of contacts leaves the house as a spreadsheet, comes back changed, and the import is undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select

from db.session import Database
from models.contact import Contact
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [contact.first_name for contact in session.scalars(select(Contact).order_by(Contact.id))]


def test_an_exported_list_is_changed_comes_back_and_is_undone(
    visit: Callable[..., Visit], people: Database, tmp_path: Path
) -> None:
    before = names(people)
    tab = visit("de-DE")
    page = tab.sign_in("/contacts?q=Anna")
    expect(page.get_by_text("1 Kontakt", exact=True)).to_be_visible()
    page.get_by_role("button", name="Exportieren …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Datei schreiben").click()
    link = dialog.locator("[data-testid=stDownloadButton] button")
    with page.expect_download() as download:
        link.click()
    file = tmp_path / "kontakte.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    head = [cell.value for cell in book.active[1]]
    row = dict(zip(head, book.active[2], strict=True))
    assert (book.active.max_row, row["Vorname"].value) == (2, "Anna")
    row["Vorname"].value = "Annalena"
    book.save(file)

    page.goto(f"{tab.address}/contacts?tab=import")
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".st-key-import-preview button").click()
    page.get_by_text("Vorhandenen Kontakt aktualisieren", exact=True).click()
    page.locator(".st-key-import-begin button").click()
    expect(page.get_by_role("button", name="Import rückgängig machen")).to_be_visible()
    assert names(people) == ["Annalena", *before[1:]]
    page.get_by_role("button", name="Import rückgängig machen").click()
    page.locator(".st-key-import-undo-go button").click()
    expect(page.get_by_text("1 Kontakt zurückgenommen").first).to_be_visible()
    assert names(people) == before
    assert tab.complaints == []
