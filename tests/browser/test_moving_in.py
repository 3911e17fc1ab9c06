"""Contracts of another system in German: the file is looked at, comes in, and the import is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from db.session import Database
from domain.clock import day_of
from models.contact import Contact
from models.contract import Contract
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
TODAY = day_of(datetime.now(UTC))


def contracts(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Contract)) or 0


def test_contracts_come_in_and_the_whole_import_is_undone(
    visit: Callable[..., Visit], people: Database, tmp_path: Path
) -> None:
    with people.reading() as session:
        anna, ben = (
            session.scalars(select(Contact.number).where(Contact.first_name == name)).one() for name in ("Anna", "Ben")
        )
    start = TODAY.replace(year=TODAY.year - 1, day=1)
    rows = (
        "Mitgliedsnummer;Tarif;Beitrag;Vertragsbeginn;Bezahlt bis",
        f"{anna};Fit;39,90;{start:%d.%m.%Y};{TODAY:%d.%m.%Y}",
        f"{ben};Fit;29,90;{start:%d.%m.%Y};{TODAY:%d.%m.%Y}",
        f"999999;Fit;39,90;{start:%d.%m.%Y};{TODAY:%d.%m.%Y}",
    )
    file = tmp_path / "alt.csv"
    file.write_text("\n".join(rows), encoding="cp1252")
    tab = visit("de-DE")
    page = tab.sign_in("/contacts?tab=import")
    page.get_by_role("radio", name="Laufende Verträge").click()
    expect(page.get_by_text("Forderungen beginnen erst danach").first).to_be_visible()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Zeile 4, Spalte „Mitgliedsnummer“").first).to_be_visible()
    expect(page.get_by_text("Die ersten Forderungen").first).to_be_visible()
    assert contracts(people) == 0
    page.get_by_role("button", name="2 Verträge übernehmen").click()
    expect(page.get_by_text("2 Verträge übernommen.").first).to_be_visible()
    assert contracts(people) == 2

    page.get_by_role("button", name="Import rückgängig machen").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 Verträge")
    dialog.locator(".st-key-import-undo-go button").click()
    expect(page.get_by_text("2 Verträge zurückgenommen").first).to_be_visible()
    assert contracts(people) == 0
    page.goto(f"{tab.address}/contacts?tab=import")
    expect(page.get_by_text("2 Verträge · 2 zurückgenommen").first).to_be_visible()
    assert tab.complaints == []
