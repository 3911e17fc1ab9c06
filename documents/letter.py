"""A business letter as PDF by DIN 5008, form B: what is to be read through the window of an envelope lies there."""

from __future__ import annotations

from documents.letterhead import BusinessPaper
from domain.letters import MOST_PAGES, Letter, LetterTooLong
from i18n.formatting import format_day
from i18n.texts import Language, _, speaking


def letter_pdf(letter: Letter) -> bytes:
    """The letter as PDF, the same bytes each time; refuses `LetterTooLong`."""
    spoken: Language = "en" if letter.language == "en" else "de"
    with speaking(spoken):
        paper = BusinessPaper(letter.sender, letter.recipient, title=letter.subject, day=letter.day, spoken=spoken)
        rows = [(_("Customer number"), letter.number), (_("Contact person"), letter.clerk)]
        rows += [("", fact) for fact in letter.sender.facts]
        paper.begin(letter.subject, [*rows, (_("Date"), format_day(letter.day, spoken))])
        paper.text_lines(letter.text)
        if paper.pages_count > MOST_PAGES:
            raise LetterTooLong(field="text", most=MOST_PAGES)
        return bytes(paper.output())
