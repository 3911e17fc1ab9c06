"""Letters by DIN 5008, form B, read back by a reader that is not ours: what stands where, on which page."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date

import pytest
from pypdf import PdfReader

from actions.contact_details import add_address
from actions.contacts import create_contact
from actions.studio import edit_studio
from actions.undeliverable import mark_undeliverable
from db.session import Database
from documents.fonts import MARK
from documents.letter import letter_pdf
from domain.access import PROGRAM
from domain.contacts import AddressKind, ContactKind, Identity, Salutation, Way
from domain.letters import MOST_PAGES, Letter, LetterTooLong, Sender
from queries.letters import letter_draft
from tests.conftest import NOW
from tests.files import a_picture
from tools.demo_studio import studio_card

SENDER = Sender(
    "Studio Süd",
    ("Ringstraße 1", "50667 Köln"),
    "Studio Süd · Ringstraße 1 · 50667 Köln",
    ("0221 123456", "hallo@example.de"),
    ("Studio Süd GmbH", "IBAN DE89 3704 0044 0532 0130 00"),
)
LETTER = Letter(
    SENDER,
    ("Frau Dr. Łucja Müller", "Hinterhaus", "Große Straße 5", "50999 Köln"),
    "10023",
    "Jana Becker",
    date(2026, 11, 23),
    "de",
    "Ihre Kündigung",
    "Sehr geehrte Frau Dr. Müller,\n\nwir bestätigen Ihre Kündigung.\n\nMit freundlichen Grüßen",
)
MILLIMETRE = 72 / 25.4


@dataclass(frozen=True)
class Piece:
    """Some text and where its base line begins, in millimetres from the upper left corner."""

    page: int
    x: float
    y: float
    text: str


def pieces(data: bytes) -> list[Piece]:
    found: list[Piece] = []
    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages, 1):
        height = float(page.mediabox.height)

        def visit(text: str, cm: list[float], tm: list[float], *_: object, at: int = number, h: float = height) -> None:
            if text.strip():
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                found.append(Piece(at, x / MILLIMETRE, (h - y) / MILLIMETRE, text.strip()))

        page.extract_text(visitor_text=visit)
    return found


def where(data: bytes, text: str) -> Piece:
    [piece] = [one for one in pieces(data) if one.text.startswith(text)]
    return piece


def test_the_recipient_stands_in_the_window_of_the_envelope() -> None:
    data = letter_pdf(LETTER)
    lines = [where(data, line) for line in LETTER.recipient]
    assert all(line.x == pytest.approx(25, abs=0.5) for line in lines)
    assert all(62.7 < line.y < 90 for line in lines)
    assert [line.y for line in lines] == sorted(line.y for line in lines)
    returned = where(data, SENDER.return_line)
    assert returned.x == pytest.approx(25, abs=0.5)
    assert 57.7 < returned.y < 62.7


def test_six_lines_of_any_length_stay_in_the_window() -> None:
    data = letter_pdf(replace(LETTER, recipient=tuple(f"{line} " + "Wort " * 40 for line in "ABCDEF")))
    lines = [where(data, f"{line} Wort") for line in "ABCDEF"]
    assert all(62.7 < line.y < 90 for line in lines)
    assert all(line.text.endswith("…") for line in lines)
    assert all(len(line.text) < 60 for line in lines)


def test_subject_text_day_and_number_stand_where_one_looks_for_them() -> None:
    data = letter_pdf(LETTER)
    assert where(data, "Ihre Kündigung").y == pytest.approx(102, abs=1)
    assert where(data, "wir bestätigen").y > where(data, "Ihre Kündigung").y
    for text in ("10023", "Jana Becker", "23.11.2026", "hallo@example.de"):
        assert where(data, text).x >= 124.9
        assert 50 < where(data, text).y < 90
    assert where(data, "Seite 1 von 1").y > 269


def test_the_letter_speaks_the_language_of_the_recipient() -> None:
    german, english = pieces(letter_pdf(LETTER)), pieces(letter_pdf(replace(LETTER, language="en")))
    assert {"Kundennummer", "Datum", "23.11.2026"} <= {one.text for one in german}
    assert {"Customer number", "Date", "23 Nov 2026", "Page 1 of 1"} <= {one.text for one in english}
    assert PdfReader(io.BytesIO(letter_pdf(LETTER))).metadata.title == "Ihre Kündigung"  # type: ignore[union-attr]


def test_a_long_letter_goes_on_below_the_head_and_counts_its_pages() -> None:
    data = letter_pdf(replace(LETTER, text="\n".join(f"Zeile {n}." for n in range(1, 121))))
    found = pieces(data)
    pages = max(one.page for one in found)
    assert pages == 3
    for page in range(1, pages + 1):
        assert sum(one.text == f"Seite {page} von {pages}" for one in found if one.page == page) == 1
        body = [one for one in found if one.page == page and one.text.startswith("Zeile")]
        assert all(one.y < 297 - 28 for one in body)
        assert page == 1 or min(one.y for one in body) == pytest.approx(29, abs=2)
    assert [one.text for one in found if one.text.startswith("Zeile")] == [f"Zeile {n}." for n in range(1, 121)]


def test_a_letter_without_end_is_refused() -> None:
    with pytest.raises(LetterTooLong) as caught:
        letter_pdf(replace(LETTER, text="x\n" * 60 * MOST_PAGES))
    assert (caught.value.field, caught.value.data) == ("text", {"most": MOST_PAGES})


@pytest.mark.parametrize(
    "text", ["**fett** <b>x</b> $a$ {{pages}} {{name}}", "x" * 5_000, "", "\n\n\n", "=1+1 &amp; %d %s \\n"]
)
def test_hostile_texts_are_printed_as_they_are(text: str) -> None:
    data = letter_pdf(replace(LETTER, text=text, subject=text[:150]))
    printed = "".join("".join(one.text.split()) for one in pieces(data))
    if "{{pages}}" not in text:
        assert "".join(text.split()) in printed or printed.count("x") >= len(text)
    assert "Seite1von" in printed


def test_what_the_font_lacks_shows_a_mark() -> None:
    data = letter_pdf(replace(LETTER, recipient=("李娜", "გიორგი Müller"), text="Grüße, Ελένη Щербакова 💪"))
    texts = [one.text for one in pieces(data)]
    assert MARK * 2 in texts
    assert f"{MARK * 6} Müller" in texts
    assert f"Grüße, Ελένη Щербакова {MARK}" in texts


def test_the_same_letter_is_the_same_bytes_with_a_logo_too() -> None:
    with_logo = replace(LETTER, sender=replace(SENDER, logo=a_picture("PNG", 300)))
    assert letter_pdf(with_logo) == letter_pdf(with_logo)
    assert len(PdfReader(io.BytesIO(letter_pdf(with_logo))).pages[0].images) == 1


# --- what a letter to a contact says --------------------------------------------------------------------------
def a_letter(database: Database, identity: Identity, *, language: str = "de", **address: str) -> Letter:
    with database.writing(NOW) as session:
        edit_studio(session, PROGRAM, version=1, card=studio_card())
        contact = create_contact(session, PROGRAM, identity=identity, language=language)
        if address:
            add_address(session, PROGRAM, contact_id=contact.id, kind=AddressKind.HOME, **address)  # type: ignore[arg-type]
    with database.reading(NOW) as session:
        return letter_draft(session, contact.id, subject="S", text="T", clerk="Jana").letter


ANNA = Identity(ContactKind.PERSON, Salutation.MS, "Dr.", "Anna", "Müller")
OTTO = Identity(ContactKind.PERSON, Salutation.MR, "", "Otto", "Groß")
RING = {"street": "Ring 1", "postcode": "50667", "town": "Köln"}


@pytest.mark.parametrize(
    ("identity", "language", "address", "lines"),
    [
        (ANNA, "de", RING, ("Frau Dr. Anna Müller", "Ring 1", "50667 Köln")),
        (OTTO, "de", RING, ("Herrn Otto Groß", "Ring 1", "50667 Köln")),
        (ANNA, "en", RING, ("Ms Dr. Anna Müller", "Ring 1", "50667 Köln")),
        (ANNA, "de", {}, ("Frau Dr. Anna Müller",)),
        (
            ANNA,
            "de",
            {"street": "Rue 1", "postcode": "75001", "town": "Paris", "country": "FR"},
            ("Frau Dr. Anna Müller", "Rue 1", "75001 Paris", "FRANKREICH"),
        ),
        (
            Identity(ContactKind.COMPANY, company_name="Muster GmbH"),
            "de",
            {**RING, "extra": "Haus 2"},
            ("Muster GmbH", "Haus 2", "Ring 1", "50667 Köln"),
        ),
    ],
)
def test_the_recipient_is_written_as_the_post_wants_it(
    database: Database, identity: Identity, language: str, address: dict[str, str], lines: tuple[str, ...]
) -> None:
    letter = a_letter(database, identity, language=language, **address)
    assert letter.recipient == lines
    assert (letter.language, letter.day, letter.number) == (language, date(2026, 11, 23), "10001")
    assert letter.sender.return_line.endswith("Subbelrather Straße 201 · 50823 Köln")
    assert letter_pdf(letter).startswith(b"%PDF-")


def test_no_address_and_one_that_comes_back_are_known(database: Database) -> None:
    with database.writing(NOW) as session:
        bare = create_contact(session, PROGRAM, identity=ANNA)
        moved = create_contact(session, PROGRAM, identity=OTTO)
        address = add_address(session, PROGRAM, contact_id=moved.id, kind=AddressKind.HOME, **RING)
        mark_undeliverable(
            session,
            PROGRAM,
            way=Way.ADDRESS,
            detail_id=address.id,
            undeliverable_on=NOW.date(),
            undeliverable_reason="unbekannt verzogen",
        )
    with database.reading(NOW) as session:
        drafts = [letter_draft(session, one.id, subject="", text="", clerk="") for one in (bare, moved)]
    assert [(draft.has_address, draft.comes_back) for draft in drafts] == [(False, False), (True, True)]
