"""Documents are told by their content; what lies, is damaged, too large or runs something is refused by name."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from config.settings import settings as settings_now
from domain.documents import (
    MEDIA_TYPES,
    MOST_AT_ONCE,
    DocumentEmpty,
    DocumentTooLarge,
    Infected,
    KindNotAllowed,
    NoFile,
    NotScanned,
    NotWhatItSays,
    RunsPrograms,
    TooManyFiles,
    ending_of,
)
from domain.errors import InvalidInput, Refusal
from gateways.documents import Rules, checked_document, checked_documents, rules_of_studio, sorted_out
from gateways.preview import pages_of, picture_of
from gateways.scan import ScanFailed, scan_by
from tests.files import a_package, a_pdf, a_picture, an_open_document, an_open_xml
from tests.gateways.test_photos import heic

ALL = Rules(100_000, tuple(MEDIA_TYPES))
SHEET = Image.new("RGB", (60, 90), "white")


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("Attest.pdf", a_pdf(), "Attest.pdf"),
        ("ATTEST.PDF", a_pdf(), "ATTEST.pdf"),
        ("Foto.jpeg", a_picture("JPEG"), "Foto.jpg"),
        ("Foto.png", a_picture("PNG"), "Foto.png"),
        ("Foto.webp", a_picture("WEBP"), "Foto.webp"),
        ("IMG_1.HEIC", heic(SHEET), "IMG_1.heic"),
        ("IMG_1.heif", heic(SHEET), "IMG_1.heic"),
        ("Notiz.txt", "Grüße".encode(), "Notiz.txt"),
        ("Notiz.txt", "Grüße".encode("cp1252"), "Notiz.txt"),
        ("Notiz.txt", "Grüße".encode("utf-16"), "Notiz.txt"),
        ("Brief.docx", an_open_xml("docx"), "Brief.docx"),
        ("Plan.xlsx", an_open_xml("xlsx"), "Plan.xlsx"),
        ("Folien.pptx", an_open_xml("pptx"), "Folien.pptx"),
        ("Brief.odt", an_open_document("odt"), "Brief.odt"),
        ("Plan.ods", an_open_document("ods"), "Plan.ods"),
        ("Folien.odp", an_open_document("odp"), "Folien.odp"),
        ("Anmeldung 1.2.2026", a_pdf(), "Anmeldung 1.2.2026.pdf"),
        ("scan", a_picture("PNG"), "scan.png"),
        ("../../etc/passwd", b"root:x:0:0", "passwd.txt"),
        ("C:\\x\\Brief.pdf", a_pdf(), "Brief.pdf"),
        ("**Müller** <b>x</b>.pdf", a_pdf(), "b.pdf"),
        ("a\r\nSet-Cookie: x.pdf", a_pdf(), "a Set-Cookie x.pdf"),
    ],
)
def test_good_files_are_kept_as_they_came(name: str, data: bytes, kept: str) -> None:
    file = checked_document(data, name, ALL)
    assert (file.data, file.name, file.media_type) == (data, kept, MEDIA_TYPES[kept.rpartition(".")[2]])


@pytest.mark.parametrize(
    ("name", "data", "refused"),
    [
        ("leer.pdf", b"", DocumentEmpty),
        ("groß.pdf", a_pdf() + b"x" * 100_000, DocumentTooLarge),
        ("virus.exe", b"MZ\x90\x00", KindNotAllowed),
        ("seite.html", b"<html><script>alert(1)</script>", KindNotAllowed),
        ("bild.svg", b"<svg onload='alert(1)'/>", KindNotAllowed),
        ("Makro.docm", an_open_xml("docx"), KindNotAllowed),
        ("alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, KindNotAllowed),
        ("Attest.pdf", b"MZ\x90\x00" + b"\x00" * 600, NotWhatItSays),
        ("Notiz.txt", b"MZ not text", NotWhatItSays),
        ("Notiz.txt", b"#!/bin/sh\nrm -rf /", NotWhatItSays),
        ("Notiz.txt", b"one\x00two", NotWhatItSays),
        ("Attest.pdf", a_picture("PNG"), NotWhatItSays),
        ("Foto.jpg", a_picture("PNG"), NotWhatItSays),
        ("Foto.png", a_pdf(), NotWhatItSays),
        ("Attest.pdf", a_pdf()[:300], NotWhatItSays),
        ("Attest.pdf", b" " + a_pdf(), NotWhatItSays),
        ("Foto.jpg", a_picture("JPEG")[:200], NotWhatItSays),
        ("Foto.png", a_picture("GIF"), NotWhatItSays),
        ("Brief.docx", an_open_xml("xlsx"), NotWhatItSays),
        ("Brief.odt", an_open_document("ods"), NotWhatItSays),
        ("Brief.docx", a_package(**{"x.txt": "x"}), NotWhatItSays),
        ("Brief.docx", an_open_xml("docx")[:150], NotWhatItSays),
        ("Brief.docx", an_open_xml("docx") * 2 + b"x" * 70_000, NotWhatItSays),
        ("Brief.docx", an_open_xml("docx", **{"word/vbaProject.bin": b"x"}), RunsPrograms),
        ("Plan.xlsx", an_open_xml("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), RunsPrograms),
        ("Plan.xlsx", an_open_xml("xlsx", **{"xl/activeX/activeX1.bin": b"x"}), RunsPrograms),
        ("Brief.odt", an_open_document("odt", **{"Basic/Standard/Module1.xml": b"x"}), RunsPrograms),
        ("Brief.odt", an_open_document("odt", **{"Scripts/python/x.py": b"x"}), RunsPrograms),
        ("Attest.pdf", a_pdf() + b"<< /S /Launch /F (calc.exe) >>\n%%EOF", RunsPrograms),
        ("Brief.docx", a_package(**{"[Content_Types].xml": b" " * 2_000_000}), NotWhatItSays),
    ],
)
def test_bad_files_are_refused_by_name(name: str, data: bytes, refused: type[Refusal]) -> None:
    with pytest.raises(refused) as caught:
        checked_document(data, name, ALL)
    assert caught.value.data["name"] == name


def test_a_kind_that_the_studio_does_not_keep_is_refused_whatever_its_name_says() -> None:
    only = Rules(100_000, ("pdf",))
    for name in ("Foto.jpg", "Foto"):
        with pytest.raises(KindNotAllowed) as caught:
            checked_document(a_picture(), name, only)
        assert caught.value.data["allowed"] == ("pdf",)


def test_all_files_of_an_upload_are_looked_at_and_none_is_kept_if_one_is_bad() -> None:
    files = [("a.pdf", a_pdf), ("b.pdf", lambda: b""), ("c.exe", lambda: b"MZ")]
    with pytest.raises(InvalidInput) as caught:
        checked_documents(files, ALL)
    assert [(type(one), one.field) for one in caught.value.problems] == [
        (DocumentEmpty, "files"),
        (KindNotAllowed, "files"),
    ]
    assert [one.name for one in checked_documents(files[:1], ALL)] == ["a.pdf"]
    with pytest.raises(NoFile):
        checked_documents([], ALL)
    with pytest.raises(TooManyFiles):
        checked_documents(files[:1] * (MOST_AT_ONCE + 1), ALL)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=600), st.sampled_from([b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
)
def test_any_bytes_are_kept_or_refused_in_words(data: bytes, start: bytes) -> None:
    for kind in MEDIA_TYPES:
        try:
            file = checked_document(start + data, f"x.{kind}", ALL)
        except Refusal:
            continue
        assert file.kind == kind == ending_of(file.name)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_name_becomes_one_that_leads_nowhere(name: str) -> None:
    try:
        kept = checked_document(a_pdf(), name, ALL).name
    except (KindNotAllowed, NotWhatItSays):
        return
    assert kept.endswith(".pdf")
    assert len(kept) <= 200
    assert not set(kept) & set('/\\<>:"|?*\r\n\x00')


# --- the virus scanner ---------------------------------------------------------------------------------------
CLEAN = f"{sys.executable} -c pass"
FINDS = f"{sys.executable} -c \"import sys; d = sys.stdin.buffer.read(); print('stream: Eicar FOUND'); sys.exit(1)\""
BREAKS = f'{sys.executable} -c "import sys; sys.exit(2)"'


def test_without_a_command_nothing_is_scanned() -> None:
    assert scan_by("") is None


def test_a_scanner_that_finds_nothing_lets_a_file_pass() -> None:
    rules = Rules(100_000, ("pdf",), scan_by(CLEAN))
    assert checked_document(a_pdf(), "a.pdf", rules).name == "a.pdf"


def test_what_a_scanner_finds_is_refused_with_its_words() -> None:
    with pytest.raises(Infected) as caught:
        checked_document(a_pdf(), "a.pdf", Rules(100_000, ("pdf",), scan_by(FINDS)))
    assert caught.value.data == {"name": "a.pdf", "found": "stream: Eicar FOUND"}


@pytest.mark.parametrize("command", [BREAKS, "/no/such/scanner --x"])
def test_what_a_scanner_could_not_look_at_is_refused(command: str) -> None:
    with pytest.raises(NotScanned):
        checked_document(a_pdf(), "a.pdf", Rules(100_000, ("pdf",), scan_by(command)))


def test_a_scanner_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateways.scan.SECONDS", 0.3)
    scan = scan_by(f'{sys.executable} -c "import time; time.sleep(60)"')
    assert scan is not None
    with pytest.raises(ScanFailed):
        scan(b"x")


def test_a_scanner_sees_the_bytes_of_the_file_and_bad_files_never_reach_it() -> None:
    seen: list[bytes] = []

    def scan(data: bytes) -> str:
        seen.append(data)
        return ""

    rules = Rules(100_000, ("pdf",), scan)
    checked_document(a_pdf(), "a.pdf", rules)
    with pytest.raises(NotWhatItSays):
        checked_document(b"MZ", "a.pdf", rules)
    assert seen == [a_pdf()]


def test_the_settings_give_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_DOCUMENT_MEGABYTES", "3")
    monkeypatch.setenv("KONTOR_DOCUMENT_TYPES", " PDF, jpeg,pdf ")
    monkeypatch.setenv("KONTOR_SCAN_COMMAND", CLEAN)
    settings_now.cache_clear()
    rules = rules_of_studio()
    assert (rules.largest, rules.kinds) == (3_000_000, ("pdf", "jpg"))
    assert rules.scan is not None
    assert rules.scan(b"x") == ""
    settings_now.cache_clear()


# --- pictures of pages --------------------------------------------------------------------------------------
def test_pages_of_a_pdf_become_pictures() -> None:
    data = a_pdf(3)
    assert pages_of(data, "pdf") == 3
    for page, there in ((0, False), (1, True), (3, True), (4, False), (-1, False), (10**6, False)):
        picture = picture_of(data, "pdf", page)
        assert (picture is not None) is there
        assert picture is None or picture[:4] + picture[8:12] == b"RIFFWEBP"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%%EOF", b"", b"%PDF-" + bytes(range(256)) * 40 + b"%%EOF"])
def test_what_cannot_be_drawn_has_no_pages(data: bytes) -> None:
    assert pages_of(data, "pdf") == 0
    assert picture_of(data, "pdf", 1) is None


def test_a_reader_of_pdfs_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateways.preview.SECONDS", 0.001)
    assert pages_of(a_pdf(), "pdf") == 0


def test_pictures_are_made_small_and_office_files_have_none() -> None:
    picture = picture_of(a_picture("PNG", 2_000), "png", 1)
    assert picture is not None
    assert max(Image.open(io.BytesIO(picture)).size) == 1_400
    assert picture_of(a_picture("PNG"), "png", 2) is None
    assert pages_of(an_open_xml("docx"), "docx") == 0


def test_of_what_came_along_the_good_is_kept_and_the_rest_is_named() -> None:
    found = sorted_out([("Attest.pdf", a_pdf()), ("virus.exe", b"MZ"), ("leer.pdf", b"")], ALL)
    assert [file.name for file in found.kept] == ["Attest.pdf"]
    assert [(type(one), one.data["name"]) for one in found.left_out] == [
        (KindNotAllowed, "virus.exe"),
        (DocumentEmpty, "leer.pdf"),
    ]
