"""Papers at the desk, in German: a wrong file is refused by name, good ones are kept, looked at and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from db.session import Database
from models.document import Document
from tests.browser.conftest import Visit
from tests.files import a_pdf, a_picture

pytestmark = pytest.mark.browser


def loaded(page: Page, place: int) -> bool:
    """Whether a picture of a page has come and can be seen."""
    picture = page.locator(".k-paper img").nth(place)
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    return bool(picture.evaluate("picture => picture.naturalWidth > 100"))


def test_upload_preview_download_and_bin(visit: Callable[..., Visit], people: Database, tmp_path: Path) -> None:
    (tmp_path / "Attest Müller.pdf").write_bytes(a_pdf(2, "Attest"))
    (tmp_path / "Foto.png").write_bytes(a_picture("PNG", 300))
    (tmp_path / "falsch.pdf").write_bytes(b"MZ\x90\x00" + b"\x00" * 300)
    tab = visit(language="de-DE")
    page = tab.sign_in("/crm?contact=10001&tab=documents", "reception")
    page.get_by_role("button", name="Neu: Dokument").click()
    dialog = page.get_by_role("dialog")
    files = dialog.locator("input[type=file]")
    (tmp_path / "boese.exe").write_bytes(b"MZ" + b"\x00" * 300)
    files.set_input_files([tmp_path / "boese.exe"])
    expect(dialog.get_by_text("boese.exe")).to_be_visible()
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog.get_by_text("Dateien wie boese.exe werden nicht gespeichert. Möglich sind: PDF")).to_be_visible()
    dialog.get_by_role("button", name="Remove boese.exe").or_(
        dialog.locator("[data-testid=stFileChip], [data-testid=stFileUploaderFile]")
        .filter(has_text="boese")
        .locator("button")
    ).first.click()
    files.set_input_files([tmp_path / "Attest Müller.pdf", tmp_path / "falsch.pdf"])
    expect(dialog.get_by_text("falsch.pdf")).to_be_visible()
    dialog.get_by_label("Titel").fill("Sporttauglich")
    dialog.get_by_label("Gültig bis").fill("31.2.2027")
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog.get_by_text("falsch.pdf ist beschädigt oder nicht das, was der Name sagt.")).to_be_visible()
    expect(dialog.get_by_label("Titel")).to_have_value("Sporttauglich")
    dialog.get_by_role("button", name="Remove falsch.pdf").or_(
        dialog.locator("[data-testid=stFileChip], [data-testid=stFileUploaderFile]")
        .filter(has_text="falsch")
        .locator("button")
    ).first.click()
    files.set_input_files([tmp_path / "Foto.png"])
    expect(dialog.get_by_text("Foto.png")).to_be_visible()
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog.get_by_text("Diesen Tag gibt es im Kalender nicht.")).to_be_visible()
    dialog.get_by_label("Gültig bis").fill("28.2.2027")
    dialog.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("2 Dokumente hinzugefügt.")).to_be_visible()
    expect(page.locator(".k-entry-open")).to_have_count(2)
    expect(page.locator(".k-entries")).to_contain_text("gültig bis 28.02.2027")

    page.locator(".k-entry-open", has_text="Attest Müller.pdf").click()
    expect(page.locator(".k-paper img")).to_have_count(2)
    assert loaded(page, 0)
    assert loaded(page, 1)
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("link", name="Herunterladen").click()
    assert download.value.suggested_filename == "Attest Müller.pdf"
    assert Path(download.value.path()).read_bytes() == a_pdf(2, "Attest")
    page.get_by_role("dialog").get_by_role("button", name="Löschen").click()
    expect(page.get_by_text("In den Papierkorb gelegt.")).to_be_visible()
    expect(page.locator(".k-entry-open")).to_have_count(1)

    page.locator(".k-entry-open", has_text="Foto.png").click()
    expect(page.locator(".k-paper img")).to_have_count(1)
    assert loaded(page, 0)
    assert tab.strangers() == []
    assert tab.complaints == []
    with people.reading() as session:
        found = session.scalars(select(Document).order_by(Document.id)).all()
        assert [(one.file_name, one.title, one.deleted_at is None) for one in found] == [
            ("Attest Müller.pdf", "Sporttauglich", False),
            ("Foto.png", "Sporttauglich", True),
        ]


def test_a_letter_is_written_looked_at_and_kept(visit: Callable[..., Visit], people: Database) -> None:
    tab = visit(language="de-DE")
    page = tab.sign_in("/overview?contact=10001", "office")
    page.get_by_role("button", name="Dokument", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Brief schreiben").click()
    expect(dialog.get_by_text("Es gibt keine Anschrift")).to_be_visible()
    dialog.get_by_role("button", name="Als PDF ablegen").click()
    expect(dialog.get_by_text("Bitte ausfüllen.").first).to_be_visible()
    dialog.get_by_label("Betreff").fill("Ihre Frage")
    dialog.get_by_label("Text").fill("Sehr geehrte Frau Müller,\n\n**danke** <b>sehr</b>.")
    dialog.get_by_text("Vorschau der Seiten").click()
    assert loaded(page, 0)
    dialog.get_by_role("button", name="Als PDF ablegen").click()
    expect(page.get_by_text("Brief als Dokument abgelegt.")).to_be_visible()
    with people.reading() as session:
        document = session.scalars(select(Document)).one()
        assert (document.title, document.direction.value, document.media_type) == (
            "Ihre Frage", "outgoing", "application/pdf",
        )  # fmt: skip
    assert tab.complaints == []
