"""Which claims a contract leads to: computed from its facts, each with the reasons of its amount.

Due days and intervals are always counted from the anchor, never from the one before: due on 31 Jan, 28 Feb and
31 Mar for 31 Jan to 28 Feb, 1 to 30 Mar, 31 Mar to 30 Apr (§ 188 BGB), so that six intervals are six months. A claim
is rounded once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from domain.calendar import add_months, period_end
from domain.claims import ClaimKind
from domain.contracts import ContractFacts, PauseKind, end_of, first_term_end
from domain.money import round_half_up
from domain.periods import DAY, Period

FULL = 100_00
"""Hundredths of a percent in the whole."""


class PartKind(StrEnum):
    """Why some days of a claim cost what they cost."""

    PRICE = "price"
    DISCOUNT = "discount"
    FREE = "free"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Part:
    """Some days of an interval at one price: of `whole_days` the `days`, at `cents` for the whole interval."""

    kind: PartKind
    period: Period
    days: int
    whole_days: int
    cents: int


@dataclass(frozen=True, slots=True)
class ExpectedClaim:
    """What will be owed for some days, when, and why; the amount is in cents."""

    kind: ClaimKind
    period: Period
    due_on: date
    cents: int
    name: str = ""
    add_on_key: int = 0
    parts: tuple[Part, ...] = ()


def expected_claims(facts: ContractFacts, *, until: date) -> tuple[ExpectedClaim, ...]:
    """All claims due on or before a day, the first due on top; nothing for the days that another system billed."""
    if facts.void or not facts.activated or facts.billed_until == date.max:
        return ()
    claims = [claim for claim in _claims(facts, until) if claim.due_on <= until and claim.cents > 0]
    return tuple(sorted(claims, key=lambda claim: (claim.due_on, claim.kind.value, claim.add_on_key)))


def preview_until(facts: ContractFacts, *, months: int = 12) -> date:
    """Up to when a preview goes: the whole first term, or so many months from the start, and never beyond the end."""
    term_end = first_term_end(facts)
    last = term_end if term_end is not None else period_end(facts.start_on, months)
    end = end_of(facts)
    return last if end is None else min(last, end)


def _claims(facts: ContractFacts, until: date) -> Iterator[ExpectedClaim]:
    first, last = _first_day(facts), _last_day(facts)
    billed = Period(first, None if last in {None, date.max} else last + DAY)
    if last is not None and last < first:
        return
    if facts.sign_up_cents and facts.billed_until is None and facts.withdrawn_on is None:
        day = Period(facts.start_on, facts.start_on + DAY)
        yield ExpectedClaim(ClaimKind.SIGN_UP, day, facts.start_on, facts.sign_up_cents)
    for begins_on, whole in _dated_intervals(facts, first):
        used = whole.common(billed)
        if used is None:
            return
        assert used.end is not None
        due_on = max(begins_on, first) if facts.in_advance else used.end - DAY
        if due_on > until:
            return
        yield from _of_interval(facts, whole, used, due_on)


def intervals(facts: ContractFacts) -> Iterator[Period]:
    """The whole intervals one after the other, from that in which the contract starts."""
    return (whole for _, whole in _dated_intervals(facts, facts.start_on))


def _dated_intervals(facts: ContractFacts, day: date) -> Iterator[tuple[date, Period]]:
    """Each with the day on which it is due in advance, from the interval that holds a day to the end of all years."""
    anchor, months = facts.anchor, facts.interval_months
    if months < 1:
        raise ValueError(months)
    times = (12 * (day.year - anchor.year) + day.month - anchor.month) // months
    while _interval_start(anchor, times * months) > day:
        times -= 1
    while True:
        try:
            start, end = (_interval_start(anchor, n * months) for n in (times, times + 1))
        except ValueError:  # no calendar goes on
            return
        yield add_months(anchor, times * months), Period(start, end)
        times += 1


def _interval_start(anchor: date, months: int) -> date:
    return period_end(anchor, months) + DAY


def _first_day(facts: ContractFacts) -> date:
    """The first day that is billed here."""
    return facts.start_on if facts.billed_until is None else max(facts.start_on, facts.billed_until + DAY)


def _last_day(facts: ContractFacts) -> date | None:
    """The last day that is paid for, None where the contract goes on."""
    end = end_of(facts)
    if facts.withdrawn_on is None:
        return end
    used_until = facts.withdrawn_on if facts.settles_used_days else facts.start_on - DAY
    return used_until if end is None else min(used_until, end)


def _of_interval(facts: ContractFacts, whole: Period, used: Period, due_on: date) -> Iterator[ExpectedClaim]:
    stretches = tuple(_stretches(facts, used))
    fee = tuple(part for stretch in stretches for part in _fee_parts(facts, whole, stretch))
    yield ExpectedClaim(ClaimKind.FEE, used, due_on, _sum(fee), parts=fee)
    for add_on in facts.add_ons:
        parts = tuple(
            _part(PartKind.PRICE, whole, stretch, add_on.cents)
            for stretch in stretches
            if add_on.period.holds_on(stretch.start) and not _paused(facts, stretch.start)
        )
        if parts:
            yield ExpectedClaim(ClaimKind.ADD_ON, used, due_on, _sum(parts), add_on.name, add_on.key, parts)
    parts = tuple(
        _part(PartKind.PAUSE, whole, stretch, pause.fee_cents * facts.interval_months)
        for stretch in stretches
        for pause in facts.pauses
        if pause.kind is PauseKind.FEE and pause.period.holds_on(stretch.start)
    )
    if parts:
        yield ExpectedClaim(ClaimKind.PAUSE_FEE, used, due_on, _sum(parts), parts=parts)


def _stretches(facts: ContractFacts, used: Period) -> Iterator[Period]:
    """The days cut where anything changes."""
    assert used.end is not None
    periods = [
        *(pause.period for pause in facts.pauses),
        *facts.free,
        *(discount.period for discount in facts.discounts),
        *(add_on.period for add_on in facts.add_ons),
    ]
    cuts = {used.start, used.end, *(price.valid_from for price in facts.prices)}
    cuts |= {period.start for period in periods} | {period.end for period in periods if period.end is not None}
    days = sorted(day for day in cuts if used.start <= day <= used.end)
    for start, end in pairwise(days):
        yield Period(start, end)


def _fee_parts(facts: ContractFacts, whole: Period, stretch: Period) -> Iterator[Part]:
    if _paused(facts, stretch.start):
        yield _part(PartKind.PAUSE, whole, stretch, 0)
    elif any(free.holds_on(stretch.start) for free in facts.free):
        yield _part(PartKind.FREE, whole, stretch, 0)
    else:
        price = price_on(facts, stretch.start)
        yield _part(PartKind.PRICE, whole, stretch, price)
        less = _discount(facts, stretch.start, price)
        if less:
            yield _part(PartKind.DISCOUNT, whole, stretch, -less)


def _paused(facts: ContractFacts, day: date) -> bool:
    return any(pause.period.holds_on(day) for pause in facts.pauses)


def price_on(facts: ContractFacts, day: date) -> int:
    """The price of one interval on a day in cents, before discounts; before the first price that one holds."""
    prices = sorted(facts.prices, key=lambda price: price.valid_from)
    held = [price for price in prices if price.valid_from <= day] or prices[:1]
    return held[-1].cents if held else 0


def _discount(facts: ContractFacts, day: date, price: int) -> int:
    """What is taken off the price of a whole interval in cents: percents first, never more than the price."""
    held = [discount for discount in facts.discounts if discount.period.holds_on(day)]
    left = Fraction(price)
    for discount in held:
        left -= left * discount.basis_points / FULL
    return min(price, price - round_half_up(left) + sum(discount.cents for discount in held))


def _part(kind: PartKind, whole: Period, stretch: Period, cents: int) -> Part:
    assert whole.end is not None
    assert stretch.end is not None
    return Part(kind, stretch, (stretch.end - stretch.start).days, (whole.end - whole.start).days, cents)


def _sum(parts: tuple[Part, ...]) -> int:
    """What the parts of one interval cost together: all have its days, so that one division is rounded once."""
    return round_half_up(Fraction(sum(part.cents * part.days for part in parts), parts[0].whole_days))
