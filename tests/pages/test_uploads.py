"""Every field for files: its label says what is allowed, and what is wrong with a file is said in words of ours."""

from __future__ import annotations

import ast
import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from components import catalogue_exchange, consent_dialogs, dialogs, document_dialogs, emails, signed_papers
from config.settings import settings
from db.session import Database
from domain.access import Role
from domain.consents import Channel, Purpose
from exchange.catalogue_book import CardKind
from i18n.texts import Language, speaking
from models.audit import AuditEntry
from pages.contacts import import_tab
from pages.settings import logo
from queries.contacts import contact_header
from queries.contracts import contract_view
from tests.building import a_contact
from tests.files import a_picture, an_open_xml
from tests.pages.conftest import HOME, sent
from tests.pages.test_pages import shown
from tests.people import a_session, a_user
from tests.services import a_contract, a_tariff

PROGRAM_BYTES = b"MZ\x90\x00" + bytes(range(256)) * 4


@dataclass(frozen=True, slots=True)
class Field:
    """A field for files on a page, what its label says, the button that sends, and what is then said."""

    draw: Callable[[int], None]
    limits: str
    program: str
    """Of a program that is called by a name of the right kind."""
    large: tuple[str, str]
    """What sets the limit, and what is said of a file above it."""
    send: str = ""
    name: str = "harmless.jpg"
    empty: str = "The file is empty. Choose another one."


def _header(contact_id: int) -> None:
    from components.perform import reading

    with reading() as session:
        header = contact_header(session, "10001", today=datetime.now(UTC).date())
    assert header is not None
    assert header.contact_id == contact_id
    dialogs._photo(header)


def _signed_contract(contact_id: int) -> None:
    from components.perform import reading, today

    with reading() as session:
        view = contract_view(session, 1, contact_id=contact_id, day=today(), today=today())
    assert view is not None
    signed_papers._dialog(view)


NO_PICTURE = "This is not a picture that can be read. Choose a JPEG, PNG, WebP or HEIC file."
SMALLER = "The picture is larger than 0 MB. Choose a smaller one."
PICTURES = "JPEG, PNG, WebP, HEIC; at most 30 MB"
FIELDS = {
    "photo": Field(_header, PICTURES, NO_PICTURE, ("gateways.photos.LARGEST_BYTES", SMALLER), "photo.use"),
    "logo": Field(
        lambda _key: logo._choose(), PICTURES, NO_PICTURE, ("gateways.photos.LARGEST_BYTES", SMALLER), "logo.use"
    ),
    "consent": Field(
        consent_dialogs._give,
        "PDF, JPEG, PNG, WebP, HEIC; at most 20 MB",
        "This file cannot be read. Choose a PDF or a picture (JPEG, PNG, WebP or HEIC).",
        ("gateways.proofs.LARGEST_BYTES", "The file is larger than 0 MB. Scan it with fewer dots"),
        "consent.give.1.send",
    ),
    "signed contract": Field(
        _signed_contract,
        "PDF, JPG, PNG, WEBP, HEIC, TXT, DOCX, XLSX, ODT, ODS; at most 25 MB",
        "harmless.jpg is damaged, or not what its name says.",
        ("gateways.documents.MEGABYTE", "harmless.jpg is larger than 0 MB. Make it smaller, or split it."),
        "signed_paper.1.2.0.send",
        empty="harmless.jpg is empty.",
    ),
    "documents": Field(
        document_dialogs._add_files,
        "PDF, JPG, PNG, WEBP, HEIC, TXT, DOCX, XLSX, ODT, ODS; at most 25 MB each",
        "harmless.jpg is damaged, or not what its name says.",
        ("gateways.documents.MEGABYTE", "harmless.jpg is larger than 0 MB. Make it smaller, or split it."),
        "document.new.1.send",
        empty="harmless.jpg is empty.",
    ),
    "e-mail": Field(
        emails._import,
        "EML; at most 25 MB",
        "This is no e-mail file.",
        ("exchange.eml.LARGEST_BYTES", "The file is larger than 0 MB."),
        name="harmless.eml",
    ),
    "catalogue": Field(
        lambda _key: catalogue_exchange._import(CardKind.PRODUCTS),
        "XLSX, XLS, ODS; at most 5 MB",
        "The file cannot be read as a spreadsheet.",
        ("components.catalogue_exchange.LARGEST", "The file is larger than 0 MB."),
        name="harmless.xlsx",
    ),
    "contacts": Field(
        lambda _key: import_tab.import_tab(),
        "XLSX, XLS, ODS, CSV, VCF; at most 50 MB",
        "This is not an address book.",
        ("pages.contacts.import_tab.MEGABYTE", "The file is larger than 0 MB."),
        name="harmless.csv",
    ),
}


def _body(name: str, contact_id: int, language: str) -> None:
    from i18n.texts import speaking
    from tests.pages.test_uploads import FIELDS

    with speaking(language):
        FIELDS[name].draw(contact_id)


@pytest.fixture
def drawn(house: Database) -> Callable[..., AppTest]:
    """The field as a page of its own."""
    with house.writing() as session:
        contact_id = a_contact(session, "Anna", "Müller").id
        a_contract(session, contact_id, term_id=a_tariff(session), start_on=datetime.now(UTC).date())
    now = datetime.now(UTC)
    token = a_session(house, a_user(house, login="me", role=Role.ADMIN, now=now), now=now).token

    def draw(name: str, language: Language = "en") -> AppTest:
        app = AppTest.from_function(_body, default_timeout=30, args=(name, contact_id, language))
        app.user = {"session": token}
        app.run()
        assert not app.exception
        return app

    return draw


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def said_of(app: AppTest, name: str, file: str, data: bytes) -> str:
    """All that can be read once this file was chosen and sent."""
    field = FIELDS[name]
    chosen = (file, data, "application/octet-stream")
    app.get("file_uploader")[0].set_value([chosen] if name == "documents" else chosen)
    if name == "consent":
        for key, value in (("consent.ways.1", [Channel.EMAIL]), ("consent.purposes.1", [Purpose.OFFERS])):
            next(one for one in app.get("button_group") if one.key == key).set_value(value)  # type: ignore[attr-defined]
    if field.send not in {button.key for button in app.button}:
        app.run()
    if field.send:
        app.button(key=field.send).click().run()
    assert not app.exception
    return html.unescape(shown(app))


def written(house: Database) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_files_are_taken_by_the_one_field_only() -> None:
    places = {
        path.relative_to(HOME).as_posix()
        for folder in ("components", "pages")
        for path in (HOME / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "file_uploader"
    }
    assert places == {"components/uploads.py"}


@pytest.mark.parametrize("name", FIELDS)
def test_the_label_says_what_is_allowed(drawn: Callable[..., AppTest], name: str) -> None:
    [field] = drawn(name).get("file_uploader")
    assert f"({FIELDS[name].limits})" in field.proto.label
    assert list(field.proto.type) == [], "the framework would refuse other kinds without words"
    [field] = drawn(name, "de").get("file_uploader")
    assert "höchstens" in field.proto.label


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_wrong_with_a_file_is_said_in_our_words(
    drawn: Callable[..., AppTest], house: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, field = written(house), FIELDS[name]
    assert field.program in said_of(drawn(name), name, field.name, PROGRAM_BYTES)
    assert field.empty in said_of(drawn(name), name, field.name, b"")
    place, words = field.large
    monkeypatch.setattr(place, 10)
    large = a_picture() if field.name.endswith(".jpg") else b"x" * 501
    assert words in said_of(drawn(name), name, field.name, large)
    assert written(house) == before


@pytest.mark.parametrize(
    ("name", "file", "data", "words"),
    [
        ("photo", "paper.docx", an_open_xml("docx"), NO_PICTURE),
        ("photo", "tiny.png", a_picture("PNG", 4), "The picture has too few pixels."),
        ("photo", "half.jpg", a_picture("JPEG", 400)[:700], "The file is damaged and cannot be read."),
        ("logo", "list.txt", b"just a text", NO_PICTURE),
        ("consent", "half.pdf", b"%PDF-1.7\n1 0 obj", "The file is damaged and cannot be read."),
        ("consent", "letter.docx", an_open_xml("docx"), "Choose a PDF or a picture"),
        ("documents", "evil.exe", PROGRAM_BYTES, "Files such as evil.exe are not kept. Choose one of these kinds: PDF"),
        ("contacts", "photo.jpg", a_picture(), "This is not an address book."),
        ("catalogue", "list.csv", b"Name;Price\nSauna;1\n", "The file cannot be read as a spreadsheet."),
        ("catalogue", "letter.docx", an_open_xml("docx"), "The file cannot be read as a spreadsheet."),
        ("e-mail", "photo.jpg", a_picture(), "This is no e-mail file."),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_a_file_of_another_kind(
    drawn: Callable[..., AppTest], house: Database, name: str, file: str, data: bytes, words: str
) -> None:
    before = written(house)
    assert words in said_of(drawn(name), name, file, data)
    assert written(house) == before


def test_the_limits_of_the_settings_count_on_the_page(
    drawn: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_DOCUMENT_MEGABYTES", "3")
    monkeypatch.setenv("KONTOR_DOCUMENT_TYPES", "pdf,txt")
    settings.cache_clear()
    app = drawn("documents")
    assert "(PDF, TXT; at most 3 MB each)" in app.get("file_uploader")[0].proto.label
    said = said_of(app, "documents", "long.txt", b"x" * 3_000_001)
    assert "long.txt is larger than 3 MB. Make it smaller, or split it." in said
    monkeypatch.setenv("KONTOR_UPLOAD_MEGABYTES", "2")
    settings.cache_clear()
    assert "at most 2 MB each" in drawn("documents").get("file_uploader")[0].proto.label
    assert "at most 2 MB)" in drawn("photo").get("file_uploader")[0].proto.label


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The file marked red was not taken: at most 30 MB"), ("de", "rot markierte Datei wurde nicht angenommen")],
)
def test_what_never_arrives_has_its_words_ready(drawn: Callable[..., AppTest], language: Language, words: str) -> None:
    assert words in sent(drawn("photo", language))
