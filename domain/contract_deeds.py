"""What is refused when staff sell a contract or change one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from domain.contracts import ContractFacts, end_of
from domain.errors import Refusal
from domain.periods import DAY, Period

EARLIEST = date(1950, 1, 1)
YEARS_AHEAD = 20
MOST_FREE_MONTHS = 36
LARGEST_PRICE = 100_000_00
WHOLE = 100_00
"""Hundredths of a percent."""


class Receipt(StrEnum):
    """What became of the confirmation of a notice that came through the website."""

    QUEUED = "queued"
    NO_MAIL = "no_mail"
    NO_ADDRESS = "no_address"
    IN_THE_WAY = "in_the_way"


class ContractDayImpossible(Refusal):
    """A day of a contract lies between 1950 and twenty years ahead. Data: `day`."""


class TariffNotOffered(Refusal):
    """Only what is offered on the day of the sale is sold."""

    field = "term_id"


class ForCompaniesOnly(Refusal):
    """A tariff that leaves the law of consumers is sold to companies only."""

    field = "term_id"


class GuardianConsentMissing(Refusal):
    """A minor's contract is not in force without the consent of a guardian (§ 107 BGB)."""

    field = "guardian_consent_on"


class DiscountImpossible(Refusal):
    """A discount is more than nothing and at most the whole."""

    field = "discount"


class MonthsImpossible(Refusal):
    """A number of months is from 1 to `most`."""


class NotInFuture(Refusal):
    """What has happened did not happen after today. Data: `day`."""


class BeforeStart(Refusal):
    """What happens to a contract does not lie before its start. Data: `start`."""


class AfterEnd(Refusal):
    """What happens to a contract does not lie after its end. Data: `end`."""


class BilledAlready(Refusal):
    """Days that another system has billed stay as they are. Data: `until`."""


class EndTooEarly(Refusal):
    """An ordinary notice ends a contract at the next possible end or later. Data: `earliest`."""

    field = "end_on"


class EndBeforeNotice(Refusal):
    """A contract does not end before the notice came. Data: `received`."""

    field = "end_on"


class EarlierNotice(Refusal):
    """A contract that is cancelled can only end sooner, for cause or by the studio. Data: `end`."""

    field = "end_on"


class PausesOverlap(Refusal):
    """Two pauses of a contract have no day in common. Data: `period`."""

    field = "starts_on"


class TooManyPauseDays(Refusal):
    """A contract allows only so many days of pause in a year. Data: `most`, `year`."""

    field = "last_day"


class PauseNeedsEnd(Refusal):
    """Where days of pause are counted, a pause has a last day. Data: `most`."""

    field = "last_day"


class LastBeforeStart(Refusal):
    """A last day does not come before the first."""

    field = "last_day"


class PriceChangeWaits(Refusal):
    """At most one change of the price is to come. Data: `day`."""

    field = "valid_from"


class PriceStays(Refusal):
    """A change of the price changes it."""

    field = "cents"


class PricePromised(Refusal):
    """The price was promised for good."""

    field = "cents"


class SwitchTooEarly(Refusal):
    """A new tariff begins after the old contract began, and not in the past. Data: `earliest`."""

    field = "start_on"


class WithdrawnTooEarly(Refusal):
    """A withdrawal comes within fourteen days after the signature, never before it. Data: `first`, `last`."""

    field = "on"


def check_day(day: date, today: date) -> date:
    """The day as it came; refuses `ContractDayImpossible`."""
    if not day >= EARLIEST or day.year > today.year + YEARS_AHEAD:
        raise ContractDayImpossible(day=day)
    return day


def check_within(facts: ContractFacts, day: date, today: date) -> None:
    """Refuse a day before the start, after the end, or among those that another system has billed."""
    check_day(day, today)
    if day < facts.start_on:
        raise BeforeStart(start=facts.start_on)
    if facts.billed_until is not None and day <= facts.billed_until:
        raise BilledAlready(until=facts.billed_until)
    end = end_of(facts)
    if end is not None and day > end:
        raise AfterEnd(end=end)


def check_price_day(facts: ContractFacts, day: date, today: date) -> None:
    """Refuse a day on which the price cannot change; at most one change is to come (`PriceChangeWaits`)."""
    check_within(facts, day, today)
    waiting = next((price for price in facts.prices if price.valid_from > max(today, facts.start_on)), None)
    if waiting is not None or any(price.valid_from == day for price in facts.prices):
        raise PriceChangeWaits(day=waiting.valid_from if waiting else day)


def check_last_day(last_day: date | None, starts_on: date, today: date) -> None:
    """Refuse a last day that is impossible, or comes before the first (`LastBeforeStart`); None: none was named."""
    if last_day is not None and check_day(last_day, today) < starts_on:
        raise LastBeforeStart


def check_pauses(pauses: Sequence[Period]) -> None:
    """Refuse `PausesOverlap`."""
    ordered = sorted(pauses, key=lambda one: one.start)
    for one, following in pairwise(ordered):
        if one.common(following) is not None:
            raise PausesOverlap(period=one)


def check_pause_days(pauses: Iterable[Period], changed: Period, most: int | None) -> None:
    """Refuse a pause with which a year of the calendar had more days of pause than agreed; None: as many as granted."""
    if most is None:
        return
    if changed.end is None:
        raise PauseNeedsEnd(most=most)
    for year in range(changed.start.year, (changed.end - DAY).year + 1):
        whole = Period(date(year, 1, 1), date(year + 1, 1, 1))
        parts = (pause.common(whole) for pause in pauses)
        days = sum((_length(part) for part in parts if part is not None), timedelta())
        if days.days > most:
            raise TooManyPauseDays(most=most, year=year)


def _length(part: Period) -> timedelta:
    assert part.end is not None
    return part.end - part.start
