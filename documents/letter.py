"""Business letters as PDF by DIN 5008, form B, one or many in one file; each in the language of who receives it."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf.enums import XPos, YPos

from documents.fonts import FAMILY, printable
from documents.letterhead import LEFT, LINE, SUBJECT_TOP, TEXT_SIZE, WIDTH, BusinessPaper, as_printed
from domain.letters import MOST_PAGES, Letter, LetterTooLong
from i18n.formatting import format_day
from i18n.texts import Language, _, speaking


def letter_pdf(letter: Letter) -> bytes:
    """The letter as PDF, the same bytes each time; refuses `LetterTooLong`."""
    return letters_pdf([letter])


def letters_pdf(letters: Sequence[Letter], drawn: type[LetterPaper] | None = None) -> bytes:
    """Letters as one PDF to print at once: each begins on a page of its own and counts its own pages."""
    if not letters:
        raise ValueError("no letters")
    kind = drawn or LetterPaper
    counts = kind(letters[0]).write_all(letters, [0] * len(letters))
    if max(counts) > MOST_PAGES:
        raise LetterTooLong(field="text", most=MOST_PAGES)
    paper = kind(letters[0])
    paper.write_all(letters, counts)
    return bytes(paper.output())


class LetterPaper(BusinessPaper):
    """Draws letters, one after the other."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(
            letter.sender, letter.recipient, title=letter.subject, day=letter.day, spoken=_spoken_in(letter)
        )
        self._letter, self._before, self._count = letter, 0, 0

    def write_all(self, letters: Sequence[Letter], counts: Sequence[int]) -> list[int]:
        """All letters; how many pages each has, which has to be known before the first foot is drawn."""
        drawn: list[int] = []
        for letter, count in zip(letters, counts, strict=True):
            self.add_page()  # draws the last foot of the letter before, so that only now the next may begin
            self._letter, self._spoken, self._count = letter, _spoken_in(letter), count
            self._sender, self._recipient = as_printed(letter.sender), tuple(map(printable, letter.recipient))
            self._before = self.pages_count - 1
            with speaking(self._spoken):
                self.write()
            drawn.append(self.pages_count - self._before)
        return drawn

    def write(self) -> None:  # type: ignore[override]
        """The letter, on the page that is open."""
        letter = self._letter
        rows = [(_("Customer number"), letter.number), (_("Contact person"), letter.clerk)]
        rows += [("", fact) for fact in letter.sender.facts]
        self.head([*rows, (_("Date"), format_day(letter.day, self._spoken))])
        self.set_xy(LEFT, SUBJECT_TOP)
        self.body()

    def body(self) -> None:
        """What stands below the window."""
        self.set_font(FAMILY, "B", TEXT_SIZE)
        subject = printable(self._letter.subject)
        self.multi_cell(WIDTH, LINE, subject, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(LINE)
        self.set_font(FAMILY, "", TEXT_SIZE)
        self.text_lines(self._letter.text)

    def footer(self) -> None:
        """The foot of a page, in the language of its letter."""
        with speaking(self._spoken):
            super().footer()

    def place(self) -> tuple[int, str]:
        """The page within its letter, and how many that has."""
        return self.page_no() - self._before, str(self._count)


def _spoken_in(letter: Letter) -> Language:
    return "en" if letter.language == "en" else "de"
