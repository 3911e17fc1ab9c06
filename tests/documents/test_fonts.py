"""The font of the papers prints European names, and shows where it cannot."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF
from pypdf import PdfReader

from documents.fonts import FAMILY, MARK, STYLES, add_fonts, printable

NAMES = (
    "Müller-Lüdenscheidt", "Straẞe", "Ærøskøbing", "Þórður", "Łukasz Żółć", "Dvořák", "Đoković", "Ştefan Țăranu",
    "Gülşen İnci Işık", "Őrsi Űrmös", "Ģertrūde Ķēniņš", "Ħamrun Żejtun", "Seán Ó Ḋuḃṫaiġ", "Ŵyn Ŷnys", "Əliyev",
    "Áŋŋel Ǥuoládat", "Σωκράτης Παπαδόπουλος", "Юлия Щербакова", "Ґалаґан Їжакевич", "Љубица Ћирић", "Ѓорѓи Ќосе",
    "Nguyễn Thị Ngọc Ánh", "d’Hondt", "L’Hôpital", "Renée", "Åsa Öberg", "Strauß", "Peña", "Ñíguez", "Çelik",
)  # fmt: skip
UNPRINTABLE = {"გიორგი": MARK * 6, "محمد": MARK * 4, "李娜": MARK * 2, "Ana 💪": f"Ana {MARK}"}


def printed(texts: list[str], style: str = "") -> list[str]:
    pdf = FPDF()
    add_fonts(pdf)
    pdf.add_page()
    pdf.set_font(FAMILY, style, 11)
    for text in texts:
        pdf.cell(text=printable(text), new_x="LMARGIN", new_y="NEXT")
    return PdfReader(io.BytesIO(bytes(pdf.output()))).pages[0].extract_text().splitlines()


@pytest.mark.parametrize("style", list(STYLES))
def test_names_of_europe_are_printed(style: str) -> None:
    assert printed(list(NAMES), style) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_europe_needs_no_mark(name: str) -> None:
    assert printable(name) == name


@pytest.mark.parametrize(("name", "shown"), UNPRINTABLE.items())
def test_what_it_cannot_print_shows_a_mark(name: str, shown: str) -> None:
    assert printable(name) == shown
    assert printed([name]) == [shown]


def test_letters_are_composed_and_control_characters_left_out() -> None:
    assert printable("Mu\u0308ller\x07\u200b") == "Müller"
    assert printable("12\u202f345\u00a0€\nx") == "12\u00a0345\u00a0€\nx"
