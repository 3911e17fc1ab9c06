"""What can be sold: the rules of tariffs with their dated versions, of types of quotas and of products."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.contract_terms import Regime, Renewal, Terms, broken_law
from domain.contracts import PauseKind
from domain.errors import InvalidInput, Problems, Refusal
from domain.money import round_half_up
from domain.tax import TaxKind


class Clock(StrEnum):
    """When the validity of a quota begins."""

    PURCHASE = "purchase"
    FIRST_USE = "first_use"


class ProductKind(StrEnum):
    """What a product is."""

    GOODS = "goods"
    SERVICE = "service"
    ADD_ON = "add_on"


INTERVALS = (1, 3, 6, 12)
"""Months that one price covers."""
MOST_TERMS = 12
MOST_QUOTAS = 12
MOST_UNITS = 10_000
LONGEST_FIRST_TERM = 120
LONGEST_RENEWAL = 60
LONGEST_NOTICE = 366
MOST_PAUSE_DAYS = 366


@dataclass(frozen=True, slots=True)
class TruePrice:
    """What a tariff costs in its first term, all fees included, and a month of it (§ 3 PAngV); in cents."""

    months: int
    total_cents: int
    monthly_cents: int


def true_price(*, first_months: int, interval_months: int, price_cents: int, fees_cents: int) -> TruePrice:
    """12 x 24.90 + 39.00 + 30.00 = 367.80, which is 30.65 a month. Without a first term, of one interval."""
    months = first_months or interval_months
    total = round_half_up(Fraction(price_cents * months, interval_months)) + fees_cents
    return TruePrice(months, total, round_half_up(Fraction(total, months)))


@dataclass(frozen=True, slots=True)
class TermOffer:
    """One of the lengths that a version is sold for; the price is for one interval, in cents, gross."""

    terms: Terms
    price_cents: int
    interval_months: int = 1
    place: int = 0
    """Where it stands in the list; what is wrong with it is said there."""

    def true_price(self, fees_cents: int) -> TruePrice:
        """The total of the first term and the monthly price, all fees included."""
        return true_price(
            first_months=self.terms.first_months,
            interval_months=self.interval_months,
            price_cents=self.price_cents,
            fees_cents=fees_cents,
        )


@dataclass(frozen=True, slots=True)
class QuotaOffer:
    """A quota that a version includes."""

    quota_type_id: int
    units: int
    monthly: bool = True
    name: str = field(default="", compare=False)
    """Of its type, where it was read."""
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a tariff offers from a day on."""

    valid_from: date
    terms: tuple[TermOffer, ...]
    sign_up_cents: int = 0
    tax: TaxKind = TaxKind.STANDARD
    in_advance: bool = True
    pause_days_a_year: int | None = None
    """None: as many as the staff grant; 0: none."""
    pause_kind: PauseKind = PauseKind.EXTENDS
    pause_fee_cents: int = 0
    quotas: tuple[QuotaOffer, ...] = ()


# --- broken rules -------------------------------------------------------------------------------------------
class OutOfRange(Refusal):
    """A number lies between two others. Data: `least`, `most`."""


class AmountBelowZero(Refusal):
    """A price or fee is not below zero."""


class NoTerms(Refusal):
    """A tariff is sold for at least one term."""


class TooManyTerms(Refusal):
    """A version holds not more terms, and not more quotas, than the limit. Data: `most`."""


class TermTwice(Refusal):
    """A version offers each first term once for each interval and each way on. Data: `months`."""


class EndsWithoutTerm(Refusal):
    """What ends with its first term has one."""


class QuotaTwice(Refusal):
    """A version includes each type of quota once."""


class VersionBegun(Refusal):
    """What was sold on days that have passed is kept; the way on is a new version. Data: `day`."""


class VersionInPast(Refusal):
    """A further version begins today at the earliest. Data: `day`."""


class VersionDayTaken(Refusal):
    """Of a tariff only one version begins on a day. Data: `day`."""


class OnlyVersion(Refusal):
    """A tariff keeps at least one version; the way on is to retire it."""


class PaysNothing(Refusal):
    """A quota pays for something."""


class ValidTwice(Refusal):
    """A quota is valid for a time or to a fixed day, not both."""


class ClockWithoutTime(Refusal):
    """Only a validity that is a time can begin with the first use."""


class LastDayPassed(Refusal):
    """The fixed last day of a quota that is sold is still to come. Data: `day`."""


class ColumnsMissing(Refusal):
    """A table of the catalogue has the columns without which nothing can be sold. Data: `columns` (their names)."""


class NotAWord(Refusal):
    """A cell of few values holds one of their words. Data: `text`, `words`."""


class LineRefused(Refusal):
    """A line of a file cannot become a card. Data: `line`, `why` (`Refusal`)."""


# --- the rules ----------------------------------------------------------------------------------------------
def in_range(number: int | None, least: int, most: int) -> int:
    """The number; refuses `OutOfRange`, also where there is none."""
    if number is None or not least <= number <= most:
        raise OutOfRange(least=least, most=most)
    return number


def not_below_zero(cents: int) -> int:
    """The amount; refuses `AmountBelowZero`."""
    if cents < 0:
        raise AmountBelowZero
    return cents


def for_buyers(offer: Offer, *, business: bool) -> Offer:
    """The offer under the law of those who buy it, in which renewal takes months only where it goes by terms."""
    regime = Regime.BUSINESS if business else Regime.SINCE_2022_03
    return replace(offer, terms=tuple(replace(one, terms=_under(one.terms, regime)) for one in offer.terms))


def _under(terms: Terms, regime: Regime) -> Terms:
    months = terms.renewal_months if terms.renewal is Renewal.TERMS else 0
    return replace(terms, regime=regime, renewal_months=months)


def check_offer(offer: Offer) -> None:
    """Refuse with all that is wrong, each under its field: `price.0` is the price of the first term.

    What breaks § 309 Nr. 9 BGB is refused unless the terms are for businesses.
    """
    problems = Problems()
    with problems.field("sign_up"):
        not_below_zero(offer.sign_up_cents)
    with problems.field("pause_days"):
        if offer.pause_days_a_year is not None:
            in_range(offer.pause_days_a_year, 0, MOST_PAUSE_DAYS)
    with problems.field("pause_fee"):
        not_below_zero(offer.pause_fee_cents)
    if not offer.terms:
        problems.note(NoTerms(field="price.0"))
    if len(offer.terms) > MOST_TERMS or len(offer.quotas) > MOST_QUOTAS:
        problems.note(TooManyTerms(most=MOST_TERMS))
    for term in offer.terms:
        _check_term(problems, term)
    _check_twice(problems, offer)
    for quota in offer.quotas:
        with problems.field(f"units.{quota.place}"):
            in_range(quota.units, 1, MOST_UNITS)
    problems.raise_if_any()


def _check_term(problems: Problems, term: TermOffer) -> None:
    terms, place = term.terms, term.place
    with problems.field(f"price.{place}"):
        not_below_zero(term.price_cents)
    with problems.field(f"interval.{place}"):
        if term.interval_months not in INTERVALS:
            raise OutOfRange(least=INTERVALS[0], most=INTERVALS[-1])
    with problems.field(f"first_months.{place}"):
        in_range(terms.first_months, 0, LONGEST_FIRST_TERM)
        if terms.renewal is Renewal.ENDS and not terms.first_months:
            raise EndsWithoutTerm
    with problems.field(f"renewal_months.{place}"):
        if terms.renewal is Renewal.TERMS:
            in_range(terms.renewal_months, 1, LONGEST_RENEWAL)
    with problems.field(f"notice.{place}"):
        in_range(terms.notice.value, 0, LONGEST_NOTICE)
    for broken in broken_law(terms):
        broken.field = f"{broken.field}.{place}"
        problems.note(broken)


def _check_twice(problems: Problems, offer: Offer) -> None:
    seen: set[object] = set()
    for term in offer.terms:
        # A course may be sold to end by itself or to go on, for the same months.
        key = (term.terms.first_months, term.interval_months, term.terms.renewal)
        if key in seen:
            problems.note(TermTwice(field=f"first_months.{term.place}", months=term.terms.first_months))
        seen.add(key)
    kinds: set[int] = set()
    for quota in offer.quotas:
        if quota.quota_type_id in kinds:
            problems.note(QuotaTwice(field=f"quota.{quota.place}"))
        kinds.add(quota.quota_type_id)


def broken_for_consumers(offer: Offer) -> tuple[Refusal, ...]:
    """What in an offer no consumer need accept."""
    try:
        check_offer(for_buyers(offer, business=False))
    except InvalidInput as invalid:
        return invalid.problems
    return ()


def check_begin(valid_from: date, today: date, others: frozenset[date]) -> None:
    """Refuse the first day of a further version that has passed or is taken; the first version begins on any day."""
    if valid_from in others:
        raise VersionDayTaken(day=valid_from)
    if others and valid_from < today:
        raise VersionInPast(day=valid_from)


def check_open(valid_from: date, today: date) -> None:
    """Refuse to change a version that was in force before today; on its first day it can still be put right."""
    if valid_from < today:
        raise VersionBegun(day=valid_from)


def check_validity(valid_value: int | None, valid_until: date | None, clock: Clock, today: date) -> None:
    """Refuse a validity that is both a time and a fixed day, none to begin, or over."""
    problems = Problems()
    with problems.field("valid_value"):
        if valid_value is not None:
            in_range(valid_value, 1, LONGEST_NOTICE)
    with problems.field("valid_until"):
        if valid_value is not None and valid_until is not None:
            raise ValidTwice
        if valid_until is not None and valid_until < today:
            raise LastDayPassed(day=valid_until)
    with problems.field("clock"):
        if clock is Clock.FIRST_USE and valid_value is None:
            raise ClockWithoutTime
    problems.raise_if_any()
