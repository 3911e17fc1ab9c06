"""The last day on which a notice still ends a contract at the end of its term: the desk talks to people before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.contract_terms import Renewal
from domain.contracts import ContractFacts, ContractState, PauseKind, first_term_end, next_possible_end, state_on
from domain.errors import Refusal
from domain.periods import DAY

WINDOW = timedelta(days=90)
"""So far ahead the desk looks."""


class WinBackPlanned(Refusal):
    """One open task to win somebody back is enough. Data: `title`."""


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """Notice until `last_notice_on` ends the contract on `end_on`; after that it goes on."""

    last_notice_on: date
    end_on: date


def notice_window(facts: ContractFacts, day: date) -> NoticeWindow | None:
    """The window that a contract is in on a day; None where it has none: cancelled, over, or free to end any day."""
    if state_on(facts, day) not in {ContractState.ACTIVE, ContractState.PAUSED, ContractState.PENDING}:
        return None
    if facts.cancellation is not None or facts.terms.renewal is Renewal.ENDS:
        return None
    if any(pause.kind is PauseKind.EXTENDS and pause.period.end is None for pause in facts.pauses):
        return None  # the end moves on with each day: nothing closes
    end = next_possible_end(facts, day).day
    if facts.terms.renewal is Renewal.INDEFINITE and end != first_term_end(facts, known_until=day):
        return None
    return NoticeWindow(_last_day_for(facts, end, day), end)


def _last_day_for(facts: ContractFacts, end: date, day: date) -> date:
    """The latest day whose notice still leads to this end; the end never moves back as days go on."""
    least, beyond = day, end + DAY
    while beyond - least > DAY:
        middle = least + (beyond - least) // 2
        if next_possible_end(facts, middle).day <= end:
            least = middle
        else:
            beyond = middle
    return least
