"""Appointments: how long they last, how a series repeats, and what is changed of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.activities import Every
from domain.calendar import add_months
from domain.clock import ZONE
from domain.errors import Refusal

LONGEST_MINUTES = 24 * 60
"""What overlaps a time began at most so long before it: reads look no further back."""
USUAL_MINUTES = 60
MOST_IN_SERIES = 200
LONGEST_STEP = 365
MOST_FEEDS = 10


class Scope(StrEnum):
    """Which appointments of a series a change is about; what is over or settled is never among them."""

    THIS = "this"
    FOLLOWING = "following"
    """This one and those after it."""
    ALL = "all"
    """All that are still to come, this one in any case."""


class WrongLength(Refusal):
    """An appointment lasts at least a minute and at most a day. Data: `most` (minutes)."""


class WrongStep(Refusal):
    """A series goes on every 1 to `most` days, weeks or months. Data: `most`."""


class SeriesEndless(Refusal):
    """A series ends on a day or after a number of times."""


class SeriesTooLong(Refusal):
    """A series has at least one and at most `most` appointments. Data: `most`."""


class TooManyFeeds(Refusal):
    """Nobody has more than `most` links for calendar programs."""


class Taken(Refusal):
    """Who is busy, and a room that is taken, are booked again only by who says so. Data: `clashes`."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every `step` days, weeks or months, up to a day (the last one that counts) or so many times."""

    every: Every
    step: int = 1
    until: date | None = None
    times: int | None = None


def days_of_series(first: date, repeat: Repeat) -> tuple[date, ...]:
    """The days of a series. Each is counted from the first: 31 Jan, 28 Feb, 31 Mar.

    Refuses `WrongStep`, `SeriesEndless` and `SeriesTooLong`.
    """
    if not 1 <= repeat.step <= LONGEST_STEP:
        raise WrongStep(field="step", most=LONGEST_STEP)
    if repeat.until is None and repeat.times is None:
        raise SeriesEndless(field="times")
    if repeat.times is not None and not 1 <= repeat.times <= MOST_IN_SERIES:
        raise SeriesTooLong(field="times", most=MOST_IN_SERIES)
    days: list[date] = []
    while repeat.times is None or len(days) < repeat.times:
        day = _nth(first, repeat, len(days))
        if day is None or (repeat.until is not None and day > repeat.until):
            break
        if len(days) == MOST_IN_SERIES:
            raise SeriesTooLong(field="until", most=MOST_IN_SERIES)
        days.append(day)
    if not days:
        raise SeriesTooLong(field="until", most=MOST_IN_SERIES)
    return tuple(days)


def _nth(first: date, repeat: Repeat, n: int) -> date | None:
    """The day of a series after n steps; None beyond the calendar."""
    steps = n * repeat.step
    try:
        match repeat.every:
            case Every.DAY:
                return first + timedelta(days=steps)
            case Every.WEEK:
                return first + timedelta(weeks=steps)
            case Every.MONTH:
                return add_months(first, steps)
            case Every.YEAR:
                return add_months(first, 12 * steps)
    except (ValueError, OverflowError):
        return None


def wall(instant: datetime) -> datetime:
    """What the clocks of the studio show at an instant, without a zone."""
    return instant.astimezone(ZONE).replace(tzinfo=None)


def minutes_between(at: datetime, ends_at: datetime) -> int:
    """How long an appointment really lasts, whatever the clocks do meanwhile."""
    return round((ends_at - at) / timedelta(minutes=1))


def overlap(at: datetime, ends_at: datetime, other_at: datetime, other_ends_at: datetime) -> bool:
    """Whether two half-open times have a moment in common."""
    return at < other_ends_at and other_at < ends_at
