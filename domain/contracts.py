"""What a contract is on a day: its state, its end with the reasons, and what may be done with it.

Everything is computed from dated facts, so that any past or future day can be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import add_days, add_span, last_day_of_month, period_end
from domain.contract_terms import EndRule, Renewal, Terms
from domain.errors import Refusal
from domain.holidays import holiday
from domain.periods import DAY, Period

WITHDRAWAL = timedelta(days=14)
"""For contracts at a distance (§ 355 (2) BGB)."""
UNDERWAY = timedelta(days=30)
"""So long after its last day a withdrawal that was sent in time may still come in and be recorded (§ 355 (1) BGB)."""
FRIDAY = 5


class PauseKind(StrEnum):
    """What a pause does: free and appended to the first term, free, or for a fee."""

    EXTENDS = "extends"
    FREE = "free"
    FEE = "fee"


class CancellationKind(StrEnum):
    """Who ends a contract, and how."""

    ORDINARY = "ordinary"
    FOR_CAUSE = "for_cause"
    BY_STUDIO = "by_studio"


class NoticeChannel(StrEnum):
    """How a notice came in; the button on the website is § 312k BGB."""

    LETTER = "letter"
    EMAIL = "email"
    WEB = "web"
    DESK = "desk"


class ContractState(StrEnum):
    """What a contract is on a day."""

    DRAFT = "draft"
    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class Deed(StrEnum):
    """What staff can do with a contract."""

    EDIT = "edit"
    ACTIVATE = "activate"
    DELETE = "delete"
    CHANGE_START = "change_start"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    UNDO_CANCELLATION = "undo_cancellation"
    PAUSE = "pause"
    CHANGE_PRICE = "change_price"
    ADD_FREE_TIME = "add_free_time"
    ADD_ON = "add_on"
    CHANGE_PAYER = "change_payer"
    SWITCH = "switch"
    REACTIVATE = "reactivate"
    VOID = "void"


_RUNNING = frozenset({Deed.CHANGE_PRICE, Deed.ADD_FREE_TIME, Deed.ADD_ON, Deed.CHANGE_PAYER, Deed.PAUSE, Deed.VOID})
ALLOWED: dict[ContractState, frozenset[Deed]] = {
    ContractState.DRAFT: frozenset({Deed.EDIT, Deed.ACTIVATE, Deed.DELETE}),
    ContractState.PENDING: _RUNNING | {Deed.CHANGE_START, Deed.WITHDRAW, Deed.CANCEL},
    ContractState.ACTIVE: _RUNNING | {Deed.WITHDRAW, Deed.CANCEL, Deed.SWITCH},
    ContractState.PAUSED: _RUNNING | {Deed.WITHDRAW, Deed.CANCEL},
    ContractState.CANCELLED: _RUNNING | {Deed.UNDO_CANCELLATION, Deed.CANCEL},
    ContractState.ENDED: frozenset({Deed.REACTIVATE}),
    ContractState.WITHDRAWN: frozenset({Deed.REACTIVATE}),
    ContractState.VOID: frozenset(),
}
"""What each state allows; the screen shows these buttons and the actions refuse all others."""


class DeedNotAllowed(Refusal):
    """A contract allows only what its state allows. Data: `deed`, `state`."""


@dataclass(frozen=True, slots=True)
class PriceFact:
    """The price of one interval from a day on, in cents."""

    valid_from: date
    cents: int


@dataclass(frozen=True, slots=True)
class DiscountFact:
    """Less for some time: hundredths of a percent, then cents of each interval."""

    period: Period
    basis_points: int = 0
    cents: int = 0


@dataclass(frozen=True, slots=True)
class AddOnFact:
    """Something more for some time, at a price for each interval in cents."""

    key: int
    name: str
    period: Period
    cents: int


@dataclass(frozen=True, slots=True)
class PauseFact:
    """Days without service; the fee is for one month, in cents."""

    period: Period
    kind: PauseKind = PauseKind.FREE
    fee_cents: int = 0


@dataclass(frozen=True, slots=True)
class CancellationFact:
    """A notice that was received, and the last day that follows from it."""

    received_on: date
    end_on: date
    kind: CancellationKind = CancellationKind.ORDINARY


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """The dated facts of one contract."""

    start_on: date
    terms: Terms
    prices: tuple[PriceFact, ...] = ()
    signed_on: date | None = None
    activated: bool = True
    interval_months: int = 1
    anchor_on: date | None = None
    """The first day of the first whole interval; None for the start."""
    in_advance: bool = True
    sign_up_cents: int = 0
    discounts: tuple[DiscountFact, ...] = ()
    free: tuple[Period, ...] = ()
    add_ons: tuple[AddOnFact, ...] = ()
    pauses: tuple[PauseFact, ...] = ()
    cancellation: CancellationFact | None = None
    withdrawn_on: date | None = None
    settles_used_days: bool = True
    """Whether the days used before a withdrawal are paid (§ 357a BGB)."""
    void: bool = False
    billed_until: date | None = None
    """The last day that another system has billed."""

    @property
    def anchor(self) -> date:
        """The day from which intervals are counted."""
        return self.anchor_on or self.start_on


# --- the state ----------------------------------------------------------------------------------------------
def state_on(facts: ContractFacts, day: date) -> ContractState:
    """The state on a day: what was entered by mistake never was, and a pause shows before a cancellation."""
    end = end_known_on(facts, day)
    rules = (
        (ContractState.VOID, facts.void),
        (ContractState.DRAFT, not facts.activated or (facts.signed_on is not None and day < facts.signed_on)),
        (ContractState.WITHDRAWN, facts.withdrawn_on is not None and facts.withdrawn_on <= day),
        (ContractState.ENDED, end is not None and end < day),
        (ContractState.PENDING, day < facts.start_on),
        (ContractState.PAUSED, any(pause.period.holds_on(day) for pause in facts.pauses)),
        (ContractState.CANCELLED, cancelled_by(facts, day)),
    )
    return next((state for state, holds in rules if holds), ContractState.ACTIVE)


def cancelled_by(facts: ContractFacts, day: date) -> bool:
    """Whether a notice had been received by the end of the day."""
    return facts.cancellation is not None and facts.cancellation.received_on <= day


def end_of(facts: ContractFacts) -> date | None:
    """The last day, None where the contract goes on; a notice never lengthens what ends by itself."""
    itself = first_term_end(facts) if facts.terms.renewal is Renewal.ENDS else None
    if facts.cancellation is None:
        return itself
    end_on = facts.cancellation.end_on
    return end_on if itself is None else min(end_on, itself)


def end_known_on(facts: ContractFacts, day: date) -> date | None:
    """The last day as it was known on a day: a notice that came later does not count yet."""
    return end_of(facts if cancelled_by(facts, day) else replace(facts, cancellation=None))


def allowed(facts: ContractFacts, day: date) -> frozenset[Deed]:
    """What may be done on a day."""
    state = state_on(facts, day)
    deeds = ALLOWED[state]
    if cancelled_by(facts, day) and state in {ContractState.PENDING, ContractState.PAUSED}:
        deeds |= {Deed.UNDO_CANCELLATION}
    if facts.signed_on is not None and day > last_day_to_record(facts.signed_on):
        deeds -= {Deed.WITHDRAW}
    return deeds


def last_day_to_withdraw(signed_on: date) -> date:
    """The end of the fortnight, which is no weekend and no holiday of all Germany (§ 355 (2), § 193 BGB)."""
    try:
        last = signed_on + WITHDRAWAL
        while _at_rest(last):
            last += DAY
    except OverflowError:
        return date.max
    return last


def last_day_to_record(signed_on: date) -> date:
    """How long a withdrawal that was sent by its last day is recorded."""
    return min(last_day_to_withdraw(signed_on), date.max - UNDERWAY) + UNDERWAY


def _at_rest(day: date) -> bool:
    return day.isoweekday() > FRIDAY or holiday(day, "") is not None


def check_deed(facts: ContractFacts, deed: Deed, day: date) -> None:
    """Refuse with `DeedNotAllowed` what the state on a day does not allow."""
    if deed not in allowed(facts, day):
        raise DeedNotAllowed(deed=deed, state=state_on(facts, day))


# --- the end ------------------------------------------------------------------------------------------------
class Because(StrEnum):
    """Why a day is what it is."""

    RECEIVED = "received"
    NOTICE = "notice"
    FIRST_TERM = "first_term"
    PAUSES = "pauses"
    RENEWED = "renewed"
    MONTH_END = "month_end"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: the day that it leads to, and a number where the reason has one."""

    because: Because
    day: date
    count: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A day with the steps that lead to it; the last step is the day itself."""

    day: date
    steps: tuple[Step, ...] = field(default=())


def first_term_end(facts: ContractFacts, *, known_until: date | None = None) -> date | None:
    """The last day of the first term with its pauses; None without one, or while a pause without end moves it.

    With `known_until` a pause without end counts up to that day.
    """
    if not facts.terms.first_months:
        return None
    return _term_end(facts, facts.terms.first_months, known_until)


def next_possible_end(facts: ContractFacts, received_on: date) -> Explained:
    """The last day that an ordinary notice received on a day leads to, step by step."""
    terms = facts.terms
    reached = add_span(received_on, terms.notice)
    steps = [Step(Because.RECEIVED, received_on), Step(Because.NOTICE, reached)]
    if terms.renewal is Renewal.ENDS and terms.first_months:
        # It ends by itself whatever the notice: the first term was agreed.
        return _through_terms(facts, received_on, date.min, steps)
    if terms.renewal is Renewal.TERMS and terms.renewal_months:
        return _through_terms(facts, received_on, reached, steps)
    term_end = first_term_end(facts, known_until=received_on)
    if term_end is not None:
        steps += _first_term_steps(facts, term_end)
        if reached <= term_end:
            return Explained(term_end, (*steps, Step(Because.END, term_end)))
    end = reached
    if end < facts.start_on:
        end = facts.start_on
        steps.append(Step(Because.START, end))
    if terms.end_rule is EndRule.MONTH_END:
        end = last_day_of_month(end.year, end.month)
        steps.append(Step(Because.MONTH_END, end))
    return Explained(end, (*steps, Step(Because.END, end)))


def _through_terms(facts: ContractFacts, received_on: date, reached: date, steps: list[Step]) -> Explained:
    """The end of the first term that the notice reaches, counted from the start so that nothing drifts."""
    terms, times = facts.terms, 0
    months = _first_months(facts)
    end = _term_end(facts, months, received_on)
    assert end is not None
    steps = [*steps, *_first_term_steps(facts, end)]
    while end < reached:
        times += 1
        later = _term_end(facts, months + times * terms.renewal_months, received_on)
        assert later is not None
        end = later
    if times:
        steps.append(Step(Because.RENEWED, end, times))
    return Explained(end, (*steps, Step(Because.END, end)))


def _first_months(facts: ContractFacts) -> int:
    """Where a contract has terms and no longer first one, the first is as long as all."""
    return facts.terms.first_months or facts.terms.renewal_months


def _first_term_steps(facts: ContractFacts, term_end: date) -> list[Step]:
    agreed = period_end(facts.start_on, _first_months(facts))
    steps = [Step(Because.FIRST_TERM, agreed, _first_months(facts))]
    if term_end != agreed:
        steps.append(Step(Because.PAUSES, term_end, (term_end - agreed).days))
    return steps


def _term_end(facts: ContractFacts, months: int, known_until: date | None) -> date | None:
    end = period_end(facts.start_on, months)
    for pause in sorted(facts.pauses, key=lambda pause: pause.period.start):
        start = max(pause.period.start, facts.start_on)
        if pause.kind is not PauseKind.EXTENDS or start > end:
            continue
        until = pause.period.end or (known_until and known_until + DAY)
        if until is None:
            return None
        end = add_days(end, max((until - start).days, 0))
    return end
