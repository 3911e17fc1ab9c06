"""Facts of contracts for tests: what matters is said, the rest is ordinary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.calendar import Span, Unit
from domain.contract_terms import EndRule, Renewal, Terms
from domain.contracts import (
    AddOnFact,
    CancellationFact,
    ContractFacts,
    DiscountFact,
    PauseFact,
    PauseKind,
    PriceFact,
)
from domain.periods import DAY, Period

PRICE = 49_90
A_YEAR = Terms(12)


def on(text: str) -> date:
    """`2026-01-31`."""
    return date.fromisoformat(text)


def days(first: str, last: str | None = None) -> Period:
    """From a first to a last day, both of them within."""
    return Period(on(first), None if last is None else on(last) + DAY)


def agreed(start: str | date, *, price: int = PRICE, **facts: Any) -> ContractFacts:
    """A contract of a year that was signed on the day of its start."""
    start_on = on(start) if isinstance(start, str) else start
    ordinary = {"start_on": start_on, "terms": A_YEAR, "signed_on": start_on, "prices": (PriceFact(start_on, price),)}
    return ContractFacts(**ordinary | facts)


def extends(first: str, last: str | None = None) -> PauseFact:
    """A pause that is appended to the term."""
    return PauseFact(days(first, last), PauseKind.EXTENDS)


def free_pause(first: str, last: str | None = None) -> PauseFact:
    """A pause that costs and appends nothing."""
    return PauseFact(days(first, last), PauseKind.FREE)


def cancelled(received: str, end: str) -> CancellationFact:
    """An ordinary notice."""
    return CancellationFact(on(received), on(end))


# --- any contract ----------------------------------------------------------------------------------------------
_FOUR_YEARS = [date(2023, 1, 1) + n * DAY for n in range(1_461)]
_MONTH_ENDS = [day for day in _FOUR_YEARS if (day + 3 * DAY).month != day.month]
ANY_DAY = st.sampled_from(_FOUR_YEARS + 5 * _MONTH_ENDS)
LENGTHS = st.integers(0, 500).map(lambda days: timedelta(days=days))
NOTICES = st.one_of(
    st.builds(Span, st.integers(0, 60), st.just(Unit.DAYS)),
    st.builds(Span, st.integers(0, 12), st.just(Unit.WEEKS)),
    st.builds(Span, st.integers(0, 6), st.just(Unit.MONTHS)),
)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """Terms with a first term or without, whatever comes after it."""
    renewal = draw(st.sampled_from(Renewal))
    return Terms(
        first_months=draw(st.integers(0 if renewal is Renewal.INDEFINITE else 1, 24)),
        renewal=renewal,
        renewal_months=draw(st.integers(1, 12)) if renewal is Renewal.TERMS else 0,
        notice=draw(NOTICES),
        end_rule=draw(st.sampled_from(EndRule)),
    )


@st.composite
def any_period(draw: st.DrawFn) -> Period:
    """Some days, or until further notice."""
    start = draw(ANY_DAY)
    return Period(start, draw(st.one_of(st.none(), st.integers(1, 200).map(lambda days: start + days * DAY))))


@st.composite
def any_pauses(draw: st.DrawFn, *, may_be_open: bool = True) -> tuple[PauseFact, ...]:
    """Up to three pauses that do not overlap; the last may be without end."""
    start, found = draw(ANY_DAY), []
    many = draw(st.integers(0, 3))
    for place in range(many):
        end = start + draw(st.integers(1, 90)) * DAY
        is_open = may_be_open and place == many - 1 and draw(st.booleans())
        kind = draw(st.sampled_from(PauseKind))
        found.append(PauseFact(Period(start, None if is_open else end), kind, draw(st.sampled_from((0, 5_00, 9_99)))))
        start = end + draw(st.integers(0, 90)) * DAY
    return tuple(draw(st.permutations(found)))


@st.composite
def any_life(draw: st.DrawFn) -> ContractFacts:
    """A contract as it begins, is paused and ends, whatever it costs."""
    start = draw(ANY_DAY)
    received = draw(st.one_of(st.none(), ANY_DAY))
    return ContractFacts(
        start_on=start,
        terms=draw(any_terms()),
        signed_on=start - draw(LENGTHS),
        pauses=draw(any_pauses()),
        cancellation=None if received is None else CancellationFact(received, received + draw(LENGTHS)),
        withdrawn_on=draw(st.one_of(st.none(), st.none(), st.none(), LENGTHS.map(lambda on: start + on))),
    )


@st.composite
def any_contract(draw: st.DrawFn) -> ContractFacts:
    """A contract with anything that may have happened to it."""
    life = draw(any_life())
    start = life.start_on
    cents = st.integers(0, 1_000_00)
    return replace(
        life,
        prices=tuple(
            draw(st.lists(st.builds(PriceFact, ANY_DAY, cents), max_size=3, unique_by=lambda p: p.valid_from))
        ),
        interval_months=draw(st.sampled_from((1, 1, 3, 6, 12))),
        anchor_on=draw(st.one_of(st.none(), LENGTHS.map(lambda on: start + on), LENGTHS.map(lambda on: start - on))),
        in_advance=draw(st.booleans()),
        sign_up_cents=draw(st.sampled_from((0, 39_00))),
        discounts=tuple(
            draw(
                st.lists(
                    st.builds(DiscountFact, any_period(), st.integers(0, 100_00), st.integers(0, 50_00)), max_size=2
                )
            )
        ),
        free=tuple(draw(st.lists(any_period(), max_size=2))),
        add_ons=tuple(
            AddOnFact(key, "Sauna", period, 9_90)
            for key, period in enumerate(draw(st.lists(any_period(), max_size=2)), 1)
        ),
        settles_used_days=draw(st.booleans()),
        billed_until=draw(st.one_of(st.none(), ANY_DAY)),
    )
