"""Days and months as German law counts them (§§ 187, 188 BGB)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

ADULT_AT = 18
"""Years (§ 2 BGB)."""

SHORTEST_MONTH = 28
"""Days."""


class Unit(StrEnum):
    """In what a span of time is counted."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time as people agree on it: six weeks, one month."""

    value: int
    unit: Unit = Unit.MONTHS

    @property
    def days(self) -> int:
        """The days of a span that is counted in days or weeks."""
        return self.value * (7 if self.unit is Unit.WEEKS else 1)

    def within_months(self, months: int) -> bool:
        """Whether it is never longer than so many months, whichever they are."""
        if self.unit is Unit.MONTHS:
            return self.value <= months
        shortest = {0: 0, 1: SHORTEST_MONTH, 2: 59, 3: 89}.get(months, months * SHORTEST_MONTH)
        return self.days <= shortest


def last_day_of_month(year: int, month: int) -> date:
    """The 28th to 31st of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day some months on (or back), clipped to the month's end. § 188 (2), (3) BGB for events.

    Always add to the anchor: 31 Jan, 28 Feb, 31 Mar. Results outside the years 1 to 9999 raise `ValueError`.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """How many months of the calendar lie between two days, whatever the days in them."""
    return (end.year - start.year) * 12 + end.month - start.month


def add_span(day: date, span: Span) -> date:
    """The last day of a span that begins with an event on `day`, such as a notice (§ 187 (1), § 188 BGB).

    Results outside the years 1 to 9999 raise `ValueError`.
    """
    if span.unit is Unit.MONTHS:
        return add_months(day, span.value)
    return add_days(day, span.days)


def add_days(day: date, days: int) -> date:
    """The day so many days on (or back); outside the years 1 to 9999 `ValueError`, as with months."""
    try:
        return day + timedelta(days=days)
    except OverflowError as beyond:
        raise ValueError(days) from beyond


def period_end(start: date, months: int) -> date:
    """The last day of a period whose first day counts. § 187 (2), § 188 (2), (3) BGB.

    Not `add_months(start, months) - 1 day`: from 31 Jan a month lasts to 28 Feb, not to 27 Feb.
    """
    target = add_months(start, months)
    if start.day in {1, target.day}:
        return add_days(target, -1)
    return target


def birthday_in(born_on: date, year: int) -> date:
    """The birthday in a year; who was born on 29 February turns on 1 March where there is no 29th."""
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(born_on: date, day: date) -> int:
    """Full years of life; the birthday counts as the first day (§ 187 (2) BGB). Below zero before birth."""
    return day.year - born_on.year - (day < birthday_in(born_on, day.year))


def born_by(age: int, day: date) -> date:
    """The latest birthday of those who are of this age or older on a day."""
    year = day.year - age
    if year < date.min.year:
        return date.min
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def next_birthday(born_on: date, day: date) -> date:
    """The first birthday on or after a day, never before the first one."""
    year = max(day.year, born_on.year)
    birthday = birthday_in(born_on, year)
    return birthday if birthday >= day else birthday_in(born_on, year + 1)


def is_minor(born_on: date, day: date) -> bool:
    """Whether the person is not yet 18."""
    return age_on(born_on, day) < ADULT_AT
