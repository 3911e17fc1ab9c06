"""The attendance list of a course date, to be ticked or signed by hand: the data first, the drawing second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.fonts import FAMILY, MARK, add_fonts, fitting, printable

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN = 18.0
"""Millimetres; all measures are."""
ROW = 9.0
BOX = 4.2
NUMBER, NAME, CONTACT = 10.0, 62.0, 24.0
WALK_INS = 3
"""Empty lines for those who come without being on the list."""
LONGEST = 120
"""Characters of a text in a line; more would not fit on any paper."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """A line of the list."""

    name: str
    number: str
    came: bool | None
    """None while nobody knows."""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceWords:
    """The words of the list, in the language of whoever prints it."""

    title: str
    columns: tuple[str, str, str, str]
    """Name, number, came, signature."""
    waiting: str
    page: str
    """With `{page}` and `{pages}`."""
    unprintable: str
    """Explains the mark of what the font lacks."""


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """What is printed."""

    studio: str
    course: str
    when: str
    facts: tuple[str, ...]
    attendees: tuple[Attendee, ...]
    words: AttendanceWords


def attendance_pdf(data: AttendanceList) -> bytes:
    """The list as a PDF: A4, as many pages as it needs, the head of the table on each."""
    pdf = _paper(data)
    _head(pdf, data)
    comes = [one for one in data.attendees if not one.waits]
    waits = [one for one in data.attendees if one.waits]
    _table_head(pdf, data.words)
    for place, one in enumerate(comes, 1):
        _row(pdf, data.words, str(place), one)
    for _turn in range(WALK_INS):
        _row(pdf, data.words, "", Attendee("", "", came=None))
    if waits:
        _heading(pdf, data.words.waiting)
        for place, one in enumerate(waits, 1):
            _row(pdf, data.words, str(place), one)
    if MARK in "".join(printable(one.name) for one in data.attendees):
        pdf.ln(3)
        pdf.set_font(FAMILY, "I", 8)
        pdf.multi_cell(0, 4, printable(f"{MARK}  {data.words.unprintable}"), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _paper(data: AttendanceList) -> FPDF:
    from fpdf import FPDF

    class Paper(FPDF):
        """With the number of the page on each."""

        def footer(self) -> None:
            """At the lower edge."""
            self.set_y(-14)
            self.set_font(FAMILY, "", 8)
            said = data.words.page.format(page=self.page_no(), pages="{nb}")
            self.cell(0, 5, printable(f"{_line(data.course)} · {data.when} · {said}"), align="C")

    pdf = Paper(format="A4")
    add_fonts(pdf)
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(printable(f"{data.words.title} {_line(data.course)}"))
    pdf.set_creator("Kontor")
    pdf.add_page()
    return pdf


def _head(pdf: FPDF, data: AttendanceList) -> None:
    pdf.set_font(FAMILY, "", 9)
    pdf.cell(0, 5, printable(_line(data.studio)), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, "B", 16)
    pdf.multi_cell(
        0, 8, printable(f"{data.words.title}: {_line(data.course)}"), align="L", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.set_font(FAMILY, "", 11)
    for line in (data.when, *data.facts):
        pdf.multi_cell(0, 6, printable(_line(line)), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)


def _heading(pdf: FPDF, text: str) -> None:
    pdf.ln(4)
    pdf.set_font(FAMILY, "B", 11)
    pdf.cell(0, 7, printable(text), new_x="LMARGIN", new_y="NEXT")


def _table_head(pdf: FPDF, words: AttendanceWords) -> None:
    pdf.set_font(FAMILY, "B", 9)
    name, number, came, signature = (printable(word) for word in words.columns)
    pdf.cell(NUMBER, 7, "", border="B")
    pdf.cell(NAME, 7, name, border="B")
    pdf.cell(CONTACT, 7, number, border="B")
    pdf.cell(BOX * 4, 7, came, border="B", align="C")
    pdf.cell(0, 7, f"   {signature}", border="B", new_x="LMARGIN", new_y="NEXT")


def _row(pdf: FPDF, words: AttendanceWords, place: str, one: Attendee) -> None:
    if pdf.get_y() + ROW > pdf.h - MARGIN:
        pdf.add_page()
        _table_head(pdf, words)
    pdf.set_font(FAMILY, "", 10)
    pdf.cell(NUMBER, ROW, place, border="B", align="R")
    pdf.cell(NAME, ROW, fitting(pdf, printable(_line(one.name)), NAME - 3), border="B")
    pdf.cell(CONTACT, ROW, printable(one.number), border="B")
    _box(pdf, one.came)
    pdf.cell(0, ROW, "", border="B", new_x="LMARGIN", new_y="NEXT")


def _box(pdf: FPDF, came: bool | None) -> None:  # noqa: FBT001 - three states, drawn
    left, top = pdf.get_x() + BOX * 1.5, pdf.get_y() + (ROW - BOX) / 2
    pdf.rect(left, top, BOX, BOX)
    if came:
        pdf.line(left, top, left + BOX, top + BOX)
        pdf.line(left, top + BOX, left + BOX, top)
    elif came is not None:
        pdf.line(left, top + BOX / 2, left + BOX, top + BOX / 2)
    pdf.cell(BOX * 4, ROW, "", border="B")


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
