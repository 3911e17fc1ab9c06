"""A business letter as PDF by DIN 5008, form B: what is to be read through the window of an envelope lies there.

All measures are millimetres from the upper left corner of an A4 page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from documents.fonts import FAMILY, add_fonts, fitting, printable
from domain.letters import MOST_PAGES, Letter, LetterTooLong
from i18n.formatting import format_day
from i18n.texts import Language, _, speaking

LEFT, RIGHT, WIDTH = 25.0, 20.0, 165.0
HEAD_TOP, HEAD_HEIGHT = 12.0, 30.0
WINDOW_TOP, WINDOW_WIDTH = 45.0, 80.0
"""The window: 45 high from here, its text within 80."""
RETURN_TOP, RECIPIENT_TOP, RECIPIENT_LINE = 57.7, 62.7, 4.5
INFO_LEFT, INFO_TOP, INFO_WIDTH, INFO_LINE = 125.0, 50.0, 65.0, 4.6
SUBJECT_TOP = 98.5
FOLDS, HOLE = (105.0, 210.0), 148.5
MARK_LEFT, MARK_LENGTH = 5.0, 4.0
NEXT_TOP, FOOT = 25.0, 28.0
"""Where the text of further pages begins, and how high the foot of each page is."""
TEXT_SIZE, LINE = 11.0, 5.0
SMALL, TINY = 8.0, 7.0
LOGO_WIDTH, LOGO_HEIGHT = 60.0, 26.0
GREY = 90


def letter_pdf(letter: Letter) -> bytes:
    """The letter as PDF, the same bytes each time; refuses `LetterTooLong`."""
    return letters_pdf([letter])


def letters_pdf(letters: Sequence[Letter], drawn: type[LetterPaper] | None = None) -> bytes:
    """Letters as one PDF to print at once: each begins on a page of its own and counts its own pages."""
    if not letters:
        raise ValueError("no letters")
    printed, kind = [as_printed(letter) for letter in letters], drawn or LetterPaper
    counts = kind(printed[0]).write_all(printed, [0] * len(printed))
    if max(counts) > MOST_PAGES:
        raise LetterTooLong(field="text", most=MOST_PAGES)
    paper = kind(printed[0])
    paper.write_all(printed, counts)
    return bytes(paper.output())


def as_printed(letter: Letter) -> Letter:
    """With all texts as the font prints them."""

    def lines(some: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(printable, some))

    sender = letter.sender
    return replace(
        letter,
        sender=replace(
            sender,
            name=printable(sender.name),
            address=lines(sender.address),
            return_line=printable(sender.return_line),
            facts=lines(sender.facts),
            footer=lines(sender.footer),
        ),
        recipient=lines(letter.recipient),
        clerk=printable(letter.clerk),
        subject=printable(letter.subject),
        text=printable(letter.text),
    )


class LetterPaper(FPDF):
    """Draws letters, one after the other."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(format="A4")
        self._letter, self._spoken, self._before, self._count = letter, _spoken(letter), 0, 0
        add_fonts(self)
        self.set_margins(LEFT, NEXT_TOP, RIGHT)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=FOOT)
        self.set_title(letter.subject)
        self.set_author(letter.sender.name)
        self.set_lang(self._spoken)
        self.set_creation_date(datetime.combine(letter.day, time(), UTC))

    def write_all(self, letters: Sequence[Letter], counts: Sequence[int]) -> list[int]:
        """All letters; how many pages each has, which has to be known before the first foot is drawn."""
        drawn: list[int] = []
        for letter, count in zip(letters, counts, strict=True):
            self.add_page()  # draws the last foot of the letter before, so that only now the next may begin
            self._letter, self._spoken, self._count = letter, _spoken(letter), count
            self._before = self.pages_count - 1
            with speaking(self._spoken):
                self.write()
            drawn.append(self.pages_count - self._before)
        return drawn

    def write(self) -> None:  # type: ignore[override]
        """The letter, on the page that is open."""
        self._head()
        self._window()
        self._info()
        self.set_xy(LEFT, SUBJECT_TOP)
        self.body()

    def body(self) -> None:
        """What stands below the window."""
        self.set_font(FAMILY, "B", TEXT_SIZE)
        self.multi_cell(WIDTH, LINE, self._letter.subject, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(LINE)
        self.set_font(FAMILY, "", TEXT_SIZE)
        for line in self._letter.text.split("\n"):
            if line.strip():
                self.multi_cell(WIDTH, LINE, line, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            else:
                self.ln(LINE)

    def footer(self) -> None:
        """The foot of a page, in the language of its letter."""
        with speaking(self._spoken):
            self._foot()

    def _foot(self) -> None:
        """Fold marks, the lines of the studio, the number of the page."""
        self.set_draw_color(GREY)
        self.set_line_width(0.1)
        at_page = self.page_no() - self._before
        if at_page == 1:
            for at in (*FOLDS, HOLE):
                self.line(MARK_LEFT, at, MARK_LEFT + MARK_LENGTH, at)
        self.set_text_color(GREY)
        self.set_font(FAMILY, "", SMALL)
        page = _("Page {page} of {count}").format(page=at_page, count=self._count)
        self.set_xy(LEFT, self.h - FOOT + 3)
        self.cell(WIDTH, 4, page, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FAMILY, "", TINY)
        self.line(LEFT, self.get_y() + 1, LEFT + WIDTH, self.get_y() + 1)
        self.set_y(self.get_y() + 2)
        for line in self._letter.sender.footer[:4]:
            self.cell(WIDTH, 3.2, fitting(self, line, WIDTH), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)

    def _head(self) -> None:
        """The logo and the name of the studio."""
        sender = self._letter.sender
        if sender.logo:
            width = min(LOGO_WIDTH, LOGO_HEIGHT * _shape(sender.logo))
            self.image(io.BytesIO(sender.logo), LEFT + WIDTH - width, HEAD_TOP, w=width)
        self.set_xy(LEFT, HEAD_TOP)
        self.set_font(FAMILY, "B", 15)
        width = WIDTH - LOGO_WIDTH - 5 if sender.logo else WIDTH
        self.multi_cell(width, 6.5, sender.name, align="L", max_line_height=6.5, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FAMILY, "", 9)
        for line in sender.address:
            if self.get_y() < HEAD_TOP + HEAD_HEIGHT - 4:
                self.cell(width, 4.2, fitting(self, line, width), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _window(self) -> None:
        """Return line and recipient, where the window of the envelope is."""
        self.set_xy(LEFT, RETURN_TOP)
        self.set_font(FAMILY, "", TINY)
        self.set_text_color(GREY)
        for size in (TINY, 6.5, 6.0):  # smaller is too small for the post
            self.set_font(FAMILY, "", size)
            if self.get_string_width(self._letter.sender.return_line) <= WINDOW_WIDTH:
                break
        self.cell(WINDOW_WIDTH, 4, fitting(self, self._letter.sender.return_line, WINDOW_WIDTH), border="B")
        self.set_text_color(0)
        self.set_xy(LEFT, RECIPIENT_TOP)
        self.set_font(FAMILY, "", 10.5)
        for line in self._letter.recipient:
            self.cell(
                WINDOW_WIDTH, RECIPIENT_LINE, fitting(self, line, WINDOW_WIDTH), new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    def _info(self) -> None:
        """At the right of the window: number, who writes, how to answer, the day."""
        letter = self._letter
        rows = [(_("Customer number"), letter.number), (_("Contact person"), letter.clerk)]
        rows += [("", fact) for fact in letter.sender.facts]
        rows += [(_("Date"), format_day(letter.day, self._spoken))]
        self.set_xy(INFO_LEFT, INFO_TOP)
        for label, value in rows:
            if not value:
                continue
            self.set_x(INFO_LEFT)
            self.set_font(FAMILY, "", SMALL)
            self.set_text_color(GREY)
            used = 27 if label else 0
            if label:
                self.cell(used, INFO_LINE, label)
            self.set_text_color(0)
            self.set_font(FAMILY, "", 9)
            room = INFO_WIDTH - used
            self.cell(room, INFO_LINE, fitting(self, value, room), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _spoken(letter: Letter) -> Language:
    return "en" if letter.language == "en" else "de"


def _shape(picture: bytes) -> float:
    """Width of a picture by its height."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        return opened.width / opened.height
