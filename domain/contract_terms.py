"""The terms of a contract: length, renewal and notice, and what the law lets a consumer agree to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendar import Span, Unit
from domain.errors import Refusal

RENEWAL_REFORM = date(2022, 3, 1)
"""Contracts signed from this day on renew without term (§ 309 Nr. 9 BGB, Art. 229 § 60 EGBGB)."""
LONGEST_FIRST_TERM = 24
"""Months (§ 309 Nr. 9 Buchst. a BGB)."""
ONE_MONTH = Span(1, Unit.MONTHS)


class Regime(StrEnum):
    """The law that a contract stands under."""

    BEFORE_2022_03 = "before_2022_03"
    SINCE_2022_03 = "since_2022_03"
    BUSINESS = "business"


class Renewal(StrEnum):
    """What comes after the first term."""

    INDEFINITE = "indefinite"
    TERMS = "terms"
    ENDS = "ends"


class EndRule(StrEnum):
    """On which days a contract without term can end."""

    ANY_DAY = "any_day"
    MONTH_END = "month_end"


class TermTooLong(Refusal):
    """The first term of a consumer's contract has at most 24 months (§ 309 Nr. 9 a BGB). Data: `months`, `most`."""

    field = "first_months"


class RenewalTooLong(Refusal):
    """A consumer's contract signed since 1 March 2022 renews without term only (§ 309 Nr. 9 b BGB); an older one by
    at most twelve months. Data: `months`, `most` (0: none at all).
    """

    field = "renewal"


class NoticeTooLong(Refusal):
    """A consumer's notice is at most one month, in a contract from before March 2022 three (§ 309 Nr. 9 c BGB).

    Data: `most` (months).
    """

    field = "notice"


@dataclass(frozen=True, slots=True)
class Terms:
    """Length, renewal and notice, as agreed."""

    first_months: int
    """0: without a first term."""
    renewal: Renewal = Renewal.INDEFINITE
    renewal_months: int = 0
    notice: Span = ONE_MONTH
    end_rule: EndRule = EndRule.ANY_DAY
    regime: Regime = Regime.SINCE_2022_03


def regime_of(signed_on: date, *, business: bool = False) -> Regime:
    """The law by the day of signing."""
    if business:
        return Regime.BUSINESS
    return Regime.SINCE_2022_03 if signed_on >= RENEWAL_REFORM else Regime.BEFORE_2022_03


def broken_law(terms: Terms) -> tuple[Refusal, ...]:
    """What in the terms a consumer need not accept (§ 309 Nr. 9 BGB); nothing for businesses."""
    if terms.regime is Regime.BUSINESS:
        return ()
    reformed = terms.regime is Regime.SINCE_2022_03
    most_notice, most_renewal = (1, 0) if reformed else (3, 12)
    broken: list[Refusal] = []
    if terms.first_months > LONGEST_FIRST_TERM:
        broken.append(TermTooLong(months=terms.first_months, most=LONGEST_FIRST_TERM))
    if terms.renewal is Renewal.TERMS and terms.renewal_months > most_renewal:
        broken.append(RenewalTooLong(months=terms.renewal_months, most=most_renewal))
    if not terms.notice.within_months(most_notice):
        broken.append(NoticeTooLong(most=most_notice))
    elif reformed and terms.first_months and terms.end_rule is EndRule.MONTH_END and terms.notice.value:
        # Once renewed it can be ended at any time: waiting for the month's end makes a notice longer.
        broken.append(NoticeTooLong(field="end_rule", most=most_notice))
    return tuple(broken)
