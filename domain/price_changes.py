"""A change of the prices of many contracts: what each would cost, and what keeps one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.claims import ClaimKind, InvoicedAlready
from domain.contract_claims import expected_claims, price_on
from domain.contract_deeds import LARGEST_PRICE, WHOLE, PricePromised, PriceStays, check_day, check_price_day
from domain.contracts import ContractFacts, ContractState, Deed, PriceFact, check_deed, state_on
from domain.errors import Refusal
from domain.money import round_half_up

RUNS = frozenset({ContractState.ACTIVE, ContractState.PAUSED, ContractState.CANCELLED})
"""A contract in one of these states has a price to change."""
TEN = 10


class ChangeBy(StrEnum):
    """How prices of many contracts change."""

    PERCENT = "percent"
    AMOUNT = "amount"


class NotRunningThen(Refusal):
    """Only what runs on the day has a price that changes. Data: `day`, `state`."""


class PriceImpossible(Refusal):
    """A price lies between nothing and the largest. Data: `cents`."""


class PricesOfThePast(Refusal):
    """Prices of many contracts change from today on. Data: `today`."""

    field = "valid_from"


class NoPriceChange(Refusal):
    """A change of prices changes them."""

    field = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Prices change from a day on: by hundredths of a percent, then by cents a month."""

    valid_from: date
    basis_points: int = 0
    month_cents: int = 0
    tens: bool = False
    """Whether the new prices are whole tens of cents."""

    def applied(self, cents: int, interval_months: int) -> int:
        """The new price of an interval, rounded once."""
        wanted = Fraction(cents * (WHOLE + self.basis_points), WHOLE) + self.month_cents * interval_months
        return TEN * round_half_up(wanted / TEN) if self.tens else round_half_up(wanted)


@dataclass(frozen=True, slots=True)
class InvoicedFee:
    """A fee that stands on a live invoice: the first day of its interval, when it was due, and the invoice."""

    starts_on: date
    due_on: date
    number: str


def check_revision(revision: Revision, today: date) -> None:
    """Refuse a change that changes nothing, or of prices of the past."""
    if not (revision.basis_points or revision.month_cents):
        raise NoPriceChange
    if check_day(revision.valid_from, today) < today:
        raise PricesOfThePast(today=today)


def revised(
    facts: ContractFacts,
    revision: Revision,
    today: date,
    *,
    never_revise: bool = False,
    invoiced: Sequence[InvoicedFee] = (),
) -> int:
    """The new price of an interval of a contract; refuses what keeps the contract out."""
    day = revision.valid_from
    check_deed(facts, Deed.CHANGE_PRICE, today)
    if never_revise:
        raise PricePromised
    state = state_on(facts, day)
    if state not in RUNS:
        raise NotRunningThen(day=day, state=state)
    check_price_day(facts, day, today)
    before = price_on(facts, day)
    cents = revision.applied(before, facts.interval_months)
    if not 0 <= cents <= LARGEST_PRICE:
        raise PriceImpossible(cents=cents)
    if cents == before:
        raise PriceStays
    _check_invoiced(facts, PriceFact(day, cents), invoiced)
    return cents


def month_cents(cents: int, interval_months: int) -> Fraction:
    """What an interval costs a month."""
    return Fraction(cents, interval_months)


def _check_invoiced(facts: ContractFacts, price: PriceFact, invoiced: Sequence[InvoicedFee]) -> None:
    if not invoiced:
        return
    until = max(fee.due_on for fee in invoiced)
    new = replace(facts, prices=(*facts.prices, price))
    before, after = (
        {claim.period.start: claim.cents for claim in expected_claims(one, until=until) if claim.kind is ClaimKind.FEE}
        for one in (facts, new)
    )
    for fee in invoiced:
        if before.get(fee.starts_on) != after.get(fee.starts_on):
            raise InvoicedAlready(number=fee.number)
