"""What a contact may be asked and told, on which way and for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Refusal
from domain.periods import Period


class Channel(StrEnum):
    """The way on which the studio turns to somebody."""

    EMAIL = "email"
    PHONE = "phone"
    MESSAGE = "message"
    """SMS and messengers."""
    POST = "post"


class Purpose(StrEnum):
    """What for."""

    APPOINTMENTS = "appointments"
    NEWS = "news"
    OFFERS = "offers"
    SURVEYS = "surveys"


class ConsentSource(StrEnum):
    """How the consent came."""

    PAPER = "paper"
    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in_person"
    IMPORT = "import"


class ConsentInFuture(Refusal):
    """A consent was given, and withdrawn, today or earlier. Data: `day`."""


class ConsentBeforeBirth(Refusal):
    """Nobody consents before being born. Data: `day` (of birth)."""


class AlreadyGiven(Refusal):
    """A consent is given once until it is withdrawn. Data: `channel`, `purpose`, `day` (since when)."""


class NotGiven(Refusal):
    """Only what was given is withdrawn. Data: `channel`, `purpose`."""


class WithdrawnBeforeGiven(Refusal):
    """A consent is withdrawn on the day it was given, or later. Data: `day` (when it was given)."""


class NothingChosen(Refusal):
    """A consent is for at least one way and one purpose."""


class NotAProof(Refusal):
    """What proves a consent is a PDF or a picture that can be read. Data: `reason`."""


class ProofTooLarge(Refusal):
    """A proof has not more bytes than the limit. Data: `largest` (bytes)."""


Cell = tuple[Channel, Purpose]
"""What a consent is for: a way and a purpose."""


class Answer(StrEnum):
    """What somebody said to one way and purpose."""

    NEVER = "never"
    YES = "yes"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Term:
    """A consent, from the day it was given before the day it was withdrawn."""

    given_on: date
    withdrawn_on: date | None = None

    @property
    def period(self) -> Period:
        """The days on which it holds; none at all when it was withdrawn on its own day."""
        return Period(self.given_on, self.withdrawn_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds on a day for one way and purpose, and since when."""

    answer: Answer
    since: date | None = None


def standing_on(terms: Iterable[Term], day: date) -> Standing:
    """What holds on a day: the running consent, else the last withdrawal."""
    known = [term for term in terms if term.given_on <= day]
    running = [term.given_on for term in known if term.period.holds_on(day)]
    if running:
        return Standing(Answer.YES, min(running))
    ended = [term.withdrawn_on for term in known if term.withdrawn_on is not None]
    return Standing(Answer.WITHDRAWN, max(ended)) if ended else Standing(Answer.NEVER)


def ensure_may_be_given(terms: Iterable[Term], cell: Cell, day: date) -> None:
    """Refuse (`AlreadyGiven`) a consent from a day on where one of that day or later is there."""
    for term in terms:
        if term.withdrawn_on is None or day < term.withdrawn_on:
            raise AlreadyGiven(field="given_on", channel=cell[0], purpose=cell[1], day=term.given_on)
