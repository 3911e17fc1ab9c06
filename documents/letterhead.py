"""What all business papers by DIN 5008, form B, share: head, window of the envelope, facts at its right, foot.

All measures are millimetres from the upper left corner of an A4 page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from documents.fonts import FAMILY, add_fonts, fitting, printable
from domain.letters import Sender
from i18n.texts import Language, _

LEFT, RIGHT, WIDTH = 25.0, 20.0, 165.0
HEAD_TOP, HEAD_HEIGHT = 12.0, 30.0
WINDOW_TOP, WINDOW_WIDTH = 45.0, 80.0
"""The window: 45 high from here, its text within 80."""
RETURN_TOP, RECIPIENT_TOP, RECIPIENT_LINE = 57.7, 62.7, 4.5
INFO_LEFT, INFO_TOP, INFO_WIDTH, INFO_LINE = 125.0, 50.0, 65.0, 4.6
INFO_LABEL = 27.0
SUBJECT_TOP = 98.5
FOLDS, HOLE = (105.0, 210.0), 148.5
MARK_LEFT, MARK_LENGTH = 5.0, 4.0
NEXT_TOP, FOOT = 25.0, 28.0
"""Where the text of further pages begins, and how high the foot of each page is."""
TEXT_SIZE, LINE = 11.0, 5.0
SMALL, TINY = 8.0, 7.0
LOGO_WIDTH, LOGO_HEIGHT = 60.0, 26.0
GREY = 90


class BusinessPaper(FPDF):
    """A paper with the head of the studio; the same data are the same bytes."""

    def __init__(
        self, sender: Sender, recipient: Sequence[str], *, title: str, day: date, spoken: Language, **more: Any
    ) -> None:
        super().__init__(format="A4", **more)
        self._sender, self._recipient, self._spoken = as_printed(sender), tuple(map(printable, recipient)), spoken
        add_fonts(self)
        self.set_margins(LEFT, NEXT_TOP, RIGHT)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=FOOT)
        self.alias_nb_pages("{{pages}}")
        self.set_title(printable(title))
        self.set_author(self._sender.name)
        self.set_lang(spoken)
        self.set_creation_date(datetime.combine(day, time(), UTC))

    def begin(self, subject: str, rows: Sequence[tuple[str, str]]) -> None:
        """The first page as far as its subject; `rows` stand at the right of the window."""
        self.add_page()
        self.head(rows)
        self.set_xy(LEFT, SUBJECT_TOP)
        self.set_font(FAMILY, "B", TEXT_SIZE)
        self.multi_cell(WIDTH, LINE, printable(subject), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(LINE)
        self.set_font(FAMILY, "", TEXT_SIZE)

    def head(self, rows: Sequence[tuple[str, str]]) -> None:
        """All above the subject, on the page that is open."""
        self._head()
        self._window()
        self._info(rows)

    def place(self) -> tuple[int, str]:
        """The number of the open page, and how many there are."""
        return self.page_no(), "{{pages}}"

    def text_lines(self, text: str, height: float = LINE) -> None:
        """A text with its line breaks."""
        for line in printable(text).split("\n"):
            if line.strip():
                self.multi_cell(WIDTH, height, line, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            else:
                self.ln(height)

    def footer(self) -> None:
        """Fold marks, the lines of the studio, the number of the page."""
        self.set_draw_color(GREY)
        self.set_line_width(0.1)
        at_page, count = self.place()
        if at_page == 1:
            for at in (*FOLDS, HOLE):
                self.line(MARK_LEFT, at, MARK_LEFT + MARK_LENGTH, at)
        self.set_text_color(GREY)
        self.set_font(FAMILY, "", SMALL)
        page = _("Page {page} of {count}").format(page=at_page, count=count)
        self.set_xy(LEFT, self.h - FOOT + 3)
        self.cell(WIDTH, 4, page, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FAMILY, "", TINY)
        self.line(LEFT, self.get_y() + 1, LEFT + WIDTH, self.get_y() + 1)
        self.set_y(self.get_y() + 2)
        for line in self._sender.footer[:4]:
            self.cell(WIDTH, 3.2, fitting(self, line, WIDTH), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)

    def _head(self) -> None:
        """The logo and the name of the studio."""
        sender = self._sender
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
            if self.get_string_width(self._sender.return_line) <= WINDOW_WIDTH:
                break
        self.cell(WINDOW_WIDTH, 4, fitting(self, self._sender.return_line, WINDOW_WIDTH), border="B")
        self.set_text_color(0)
        self.set_xy(LEFT, RECIPIENT_TOP)
        self.set_font(FAMILY, "", 10.5)
        for line in self._recipient:
            self.cell(
                WINDOW_WIDTH, RECIPIENT_LINE, fitting(self, line, WINDOW_WIDTH), new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    def _info(self, rows: Sequence[tuple[str, str]]) -> None:
        """At the right of the window: a label, what it says; without a label over the whole width."""
        self.set_xy(INFO_LEFT, INFO_TOP)
        for label, value in rows:
            if not value:
                continue
            self.set_x(INFO_LEFT)
            self.set_font(FAMILY, "", SMALL)
            self.set_text_color(GREY)
            used = INFO_LABEL if label else 0
            if label:
                self.cell(used, INFO_LINE, fitting(self, label, used - 1))
            self.set_text_color(0)
            self.set_font(FAMILY, "", 9)
            room = INFO_WIDTH - used
            self.cell(room, INFO_LINE, fitting(self, printable(value), room), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def as_printed(sender: Sender) -> Sender:
    """With all texts as the font prints them."""
    return replace(
        sender,
        name=printable(sender.name),
        address=tuple(map(printable, sender.address)),
        return_line=printable(sender.return_line),
        facts=tuple(map(printable, sender.facts)),
        footer=tuple(map(printable, sender.footer)),
    )


def _shape(picture: bytes) -> float:
    """Width of a picture by its height."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        return opened.width / opened.height
