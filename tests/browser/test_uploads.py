"""Files that are not taken, in Chromium: what is wrong with them is said in words, and a good one comes in after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from config.settings import Settings
from tests.browser.conftest import Visit
from tests.files import a_pdf, a_picture
from web.streamlit_options import HEADROOM

pytestmark = pytest.mark.browser

LIMIT = Settings.model_fields["upload_megabytes"].default
SIZES = {"photo": 30, "paper": 20, "document": 25, "beyond": LIMIT + HEADROOM + 2}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files, few of them good."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "virus.jpg").write_bytes(b"MZ\x90\x00" + bytes(3000))
    (folder / "letter.docx").write_bytes(b"PK\x03\x04" + bytes(300))
    (folder / "good.png").write_bytes(a_picture("PNG", 300))
    (folder / "good.pdf").write_bytes(a_pdf())
    for name, megabytes in SIZES.items():
        with (folder / f"{name}.jpg").open("wb") as file:
            file.truncate(megabytes * 1_048_576 + 1)
    return folder


def chosen(place: Locator, file: Path) -> None:
    """Choose a file, in place of the one before, and wait until it has arrived."""
    place.locator("input[type=file]").set_input_files(file)
    expect(place.get_by_text(file.name).first).to_be_visible()
    expect(place.get_by_test_id("stFileChip")).to_have_count(1)
    expect(place.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)


def cleared(place: Locator) -> None:
    """Take the file away again."""
    place.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").click()
    expect(place.get_by_test_id("stFileChip")).to_have_count(0)


def photo_dialog(page: Page, more: str, photo: str, choose: str) -> Locator:
    """The dialog of the photo, with what its field says."""
    page.get_by_role("button", name=more, exact=True).click()
    page.get_by_role("menuitem", name=photo).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(choose)).to_be_visible()
    return dialog


@pytest.mark.parametrize(
    ("language", "more", "choose", "use", "words"),
    [
        (
            "de-DE",
            ("Mehr", "Foto …"),
            "Bild auswählen (JPEG, PNG, WebP, HEIC; höchstens 30 MB)",
            "Dieses Foto verwenden",
            {
                "empty": "Die Datei ist leer.",
                "virus": "Dieses Bild lässt sich nicht lesen.",
                "photo": "Das Bild ist größer als 30 MB.",
                "beyond": "Die rot markierte Datei wurde nicht angenommen: Möglich sind höchstens 30 MB",
            },
        ),
        (
            "en-GB",
            ("More", "Photo …"),
            "Choose a picture (JPEG, PNG, WebP, HEIC; at most 30 MB)",
            "Use this photo",
            {
                "empty": "The file is empty.",
                "virus": "This is not a picture that can be read.",
                "photo": "The picture is larger than 30 MB.",
                "beyond": "The file marked red was not taken: at most 30 MB",
            },
        ),
    ],
    ids=("german", "english"),
)
def test_photos_that_are_none(
    visit: Callable[..., Visit],
    files: Path,
    language: str,
    more: tuple[str, str],
    choose: str,
    use: str,
    words: dict[str, str],
) -> None:
    tab = visit(language)
    page = tab.sign_in("/overview?contact=10001", "office")
    dialog = photo_dialog(page, *more, choose)
    for name in ("empty", "virus", "photo"):
        chosen(dialog, files / f"{name}.jpg")
        dialog.get_by_role("button", name=use).click()
        expect(dialog.get_by_text(words[name])).to_be_visible()
        expect(dialog.locator(".k-untaken")).to_be_hidden()
        cleared(dialog)
    chosen(dialog, files / "beyond.jpg")
    expect(dialog.get_by_text(words["beyond"])).to_be_visible()
    cleared(dialog)
    expect(dialog.locator(".k-untaken")).to_be_hidden()
    chosen(dialog, files / "good.png")
    dialog.get_by_role("button", name=use).click()
    expect(page.locator("img.k-photo")).to_be_visible()
    assert tab.complaints == []


def test_documents_and_papers_of_a_wrong_kind_or_size(visit: Callable[..., Visit], files: Path) -> None:
    tab = visit("de-DE")
    page = tab.sign_in("/crm?contact=10001&tab=documents", "office")
    page.get_by_role("button", name="Neu: Dokument").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("ODT, ODS; je höchstens 25 MB)")).to_be_visible()
    for name, said in (
        ("document.jpg", "document.jpg ist größer als 25 MB."),
        ("empty.jpg", "empty.jpg ist leer."),
        ("virus.jpg", "virus.jpg ist beschädigt oder nicht das, was der Name sagt."),
    ):
        chosen(dialog, files / name)
        dialog.get_by_role("button", name="Speichern").click()
        expect(dialog.get_by_text(said)).to_be_visible()
        cleared(dialog)
    chosen(dialog, files / "beyond.jpg")
    expect(
        dialog.get_by_text("Die rot markierte Datei wurde nicht angenommen: Möglich sind höchstens 25 MB")
    ).to_be_visible()
    cleared(dialog)
    chosen(dialog, files / "good.pdf")
    dialog.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("1 Dokument hinzugefügt.")).to_be_visible()
    assert tab.complaints == []
