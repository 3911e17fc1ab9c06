"""What a letter says, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.errors import Refusal

MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Sender:
    """The studio as its letters show it."""

    name: str
    address: tuple[str, ...]
    """Lines below the name."""
    return_line: str
    """Small, above the recipient in the window."""
    facts: tuple[str, ...] = ()
    """Phone, e-mail, website."""
    footer: tuple[str, ...] = ()
    """Lines at the foot of each page."""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to somebody, in the language of the recipient."""

    sender: Sender
    recipient: tuple[str, ...]
    """At most six lines, as they stand in the window."""
    number: str
    """Of the contact."""
    clerk: str
    day: date
    language: str
    subject: str
    text: str


class LetterTooLong(Refusal):
    """A letter has not more pages than `most`."""
