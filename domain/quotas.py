"""Quotas: how long they are valid, which one pays for a use, and why one does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.calendar import Span, Unit, add_months, period_end
from domain.catalogue import Clock
from domain.errors import Refusal
from domain.money import round_half_up
from domain.periods import DAY, Period

MOST_UNITS = 10_000
"""Of one entry."""
MOST_DAYS = 3_660
"""Of one extension."""
MOST_AT_ONCE = 5_000
"""Quotas that are extended in one step."""


class EntryKind(StrEnum):
    """What happened to the units of a quota."""

    GRANT = "grant"
    CONSUME = "consume"
    RETURN = "return"
    EXPIRE = "expire"
    EXTEND = "extend"
    CORRECT = "correct"
    TRANSFER = "transfer"
    REFUND = "refund"


class Use(StrEnum):
    """What a unit pays for."""

    CHECK_IN = "check_in"
    APPOINTMENT = "appointment"
    COURSE = "course"


class QuotaState(StrEnum):
    """What a quota is on a day."""

    USABLE = "usable"
    NOT_YET_VALID = "not_yet_valid"
    PAUSED = "paused"
    USED_UP = "used_up"
    EXPIRED = "expired"


class NoneLeft(Refusal):
    """A unit is used only where one is left. Data: `left`."""


class QuotaExpired(Refusal):
    """A unit is used by the last day of its quota. Data: `day`."""


class NotYetValid(Refusal):
    """A unit is used from the first day of its quota on. Data: `day`."""


class QuotaPaused(Refusal):
    """What a contract grants rests while the contract is paused."""


class HouseBan(Refusal):
    """Who has a house ban uses nothing. Data: `day`."""


class DoesNotPay(Refusal):
    """A quota pays only for what it was sold for."""


class NoQuota(Refusal):
    """A use is paid only by a quota that the contact has."""


class PaidAlready(Refusal):
    """A use is paid once."""


class NotPaid(Refusal):
    """Only a unit that was used, and not yet given back, is given back."""


class UnitsImpossible(Refusal):
    """Units are a number of 1 or more. Data: `most`."""


class DaysImpossible(Refusal):
    """An extension is a number of days. Data: `most`."""


class TooManyAtOnce(Refusal):
    """Only so many quotas are extended in one step. Data: `most`."""


class PriceBelowZero(Refusal):
    """Nothing is sold for less than nothing."""


class RefundTooHigh(Refusal):
    """Not more is paid back than was paid. Data: `most` (cents)."""


class NotLater(Refusal):
    """An extension leads to a later last day. Data: `day`."""


class WithoutEnd(Refusal):
    """What has no last day is not extended."""


class NotFamily(Refusal):
    """Units move only to somebody who belongs to the contact."""


class NotOfContact(Refusal):
    """A contact uses only its own quotas."""


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """What decides whether a quota pays."""

    key: int
    starts_on: date
    ends_on: date | None
    """The last day; None: without end, or the clock has not begun."""
    balance: int
    pays: frozenset[Use]
    category_id: int | None = None
    """Only what is of this category."""
    paused: tuple[Period, ...] = ()
    contract_ends_on: date | None = None
    """What a contract grants ends with it."""

    @property
    def last_day(self) -> date | None:
        """The last day on which a unit can be used."""
        return min((day for day in (self.ends_on, self.contract_ends_on) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A use that is to be paid."""

    use: Use
    day: date
    category_id: int | None = None


def last_day_of(start: date, span: Span | None, fixed: date | None) -> date | None:
    """The last day of a quota whose first day is `start`: the first of span and fixed day; § 187 (2) BGB."""
    days = [] if fixed is None else [fixed]
    if span is not None and span.unit is Unit.MONTHS:
        days.append(period_end(start, span.value))
    elif span is not None:
        days.append(start + timedelta(days=span.value * (7 if span.unit is Unit.WEEKS else 1)) - DAY)
    return min(days, default=None)


def end_at_grant(clock: Clock, start: date, span: Span | None, fixed: date | None) -> date | None:
    """The last day of a new quota: where the clock begins with the first use, only a fixed day is known."""
    return last_day_of(start, None if clock is Clock.FIRST_USE else span, fixed)


def end_by_use(first_use: date | None, span: Span | None, fixed: date | None) -> date | None:
    """The last day where the clock begins with the first use; without any use it stands still."""
    return last_day_of(first_use or date.min, None if first_use is None else span, fixed)


def state_of(quota: QuotaFacts, day: date) -> QuotaState:
    """What a quota is on a day."""
    last = quota.last_day
    rules = (
        (QuotaState.EXPIRED, last is not None and last < day),
        (QuotaState.USED_UP, quota.balance <= 0),
        (QuotaState.NOT_YET_VALID, day < quota.starts_on),
        (QuotaState.PAUSED, any(pause.holds_on(day) for pause in quota.paused)),
    )
    return next((state for state, holds in rules if holds), QuotaState.USABLE)


def why_not(quota: QuotaFacts, wanted: Wanted) -> Refusal | None:
    """Why a quota does not pay for a use; None where it does."""
    if wanted.use not in quota.pays or quota.category_id not in {None, wanted.category_id}:
        return DoesNotPay()
    last = quota.last_day
    return {
        QuotaState.EXPIRED: QuotaExpired(day=last),
        QuotaState.USED_UP: NoneLeft(left=quota.balance),
        QuotaState.NOT_YET_VALID: NotYetValid(day=quota.starts_on),
        QuotaState.PAUSED: QuotaPaused(),
    }.get(state_of(quota, wanted.day))


def by_expiry(quotas: Iterable[QuotaFacts]) -> list[QuotaFacts]:
    """The first that expires first; those without end last, the oldest of them first."""
    return sorted(quotas, key=lambda one: (one.last_day or date.max, one.starts_on, one.key))


def usable(quotas: Iterable[QuotaFacts], wanted: Wanted) -> list[QuotaFacts]:
    """Those that pay for a use, in the order in which they should."""
    return by_expiry(one for one in quotas if why_not(one, wanted) is None)


_NEAREST = (QuotaPaused, NotYetValid, NoneLeft, QuotaExpired, DoesNotPay)
"""Of several refusals the one that says most."""


def why_none(quotas: Collection[QuotaFacts], wanted: Wanted) -> Refusal:
    """Why none of these pays."""
    refusals = [refusal for one in quotas if (refusal := why_not(one, wanted)) is not None]
    return min(refusals, key=lambda one: _NEAREST.index(type(one)), default=NoQuota())


def value_of(price_cents: int, bought: int, left: int) -> int:
    """What unused units are worth, in cents: their part of the price."""
    return round_half_up(Fraction(price_cents * left, bought)) if bought else 0


def grant_months(
    start: date,
    last: date,
    *,
    monthly: bool,
    pauses: Collection[Period] = (),
    billed_until: date | None = None,
) -> list[Period]:
    """The months of a contract that have begun by `last` and grant units; without `monthly` the first one alone.

    Counted from the start, so that nothing drifts. A month that a pause covers whole grants nothing, neither does
    one that another system has billed.
    """
    found, count = list[Period](), 0
    while (begins := add_months(start, count)) <= last and (monthly or not count):
        count += 1
        month = Period(begins, add_months(start, count))
        billed = billed_until is not None and begins <= billed_until
        if not billed and not any(_covers(pause, month) for pause in pauses):
            found.append(month)
    return found


def _covers(pause: Period, month: Period) -> bool:
    return pause.start <= month.start and (pause.end is None or (month.end is not None and pause.end >= month.end))
