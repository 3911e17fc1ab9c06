"""The attendance list on paper, read by another library."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from documents.attendance_list import AttendanceList, AttendanceWords, Attendee, attendance_pdf
from documents.fonts import MARK
from tests.documents.test_fonts import NAMES

WORDS = AttendanceWords(
    "Teilnahmeliste", ("Name", "Nummer", "Da", "Unterschrift"), "Warteliste", "Seite {page} von {pages}", "Fehlt"
)


def pages(*attendees: Attendee, course: str = "Rückenfit", studio: str = "Studio") -> list[str]:
    data = AttendanceList(studio, course, "Di 01.12.2026, 18:00–19:00", ("Kursraum 1 · Jana",), attendees, WORDS)
    return [page.extract_text() for page in PdfReader(io.BytesIO(attendance_pdf(data))).pages]


def test_everybody_stands_on_the_list_and_waits_below() -> None:
    [text] = pages(Attendee("Anna Müller", "10001", came=True), Attendee("Ben Groß", "10002", came=None, waits=True))
    for part in ("Studio", "Teilnahmeliste: Rückenfit", "Di 01.12.2026, 18:00–19:00", "Kursraum 1 · Jana", "10001"):
        assert part in text
    assert text.index("Anna Müller") < text.index("Warteliste") < text.index("Ben Groß")
    assert "Seite 1 von 1" in text


def test_a_long_list_has_its_head_on_each_page_and_loses_nobody() -> None:
    found = pages(*(Attendee(f"Gast {number}.", str(number), came=None) for number in range(1, 101)))
    assert len(found) == 4
    assert all("Unterschrift" in text and f"Seite {page} von 4" in text for page, text in enumerate(found, 1))
    assert all(sum(f"Gast {number}." in text for text in found) == 1 for number in range(1, 101))


@pytest.mark.parametrize("name", NAMES)
def test_names_of_europe(name: str) -> None:
    [text] = pages(Attendee(name, "1", came=None))
    assert name in text
    assert "Fehlt" not in text


@pytest.mark.parametrize("name", ["გიორგი", "محمد", "李娜"])
def test_what_cannot_be_printed_is_marked_and_explained(name: str) -> None:
    [text] = pages(Attendee(f"Anna {name}", "1", came=None))
    assert f"Anna {MARK * len(name)}" in text
    assert "Fehlt" in text


@pytest.mark.parametrize(
    "text", ["x" * 5_000, "**a** <b>b</b> {pages} $1$", "a\nb\r\nc\td\x00e", "\u202eabc", "W" * 60]
)
def test_hostile_texts_stay_texts_and_on_the_paper(text: str) -> None:
    found = pages(Attendee(text, text[:12], came=False), course=text, studio=text)
    assert len(found) == 1
    assert "Seite 1 von 1" in found[0]


def test_an_empty_list_has_lines_to_write_on() -> None:
    [text] = pages()
    assert "Warteliste" not in text
