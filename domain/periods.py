"""Days from one on and before another: half-open inside the program, inclusive on screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import Refusal

EVER = date.min
"""As a start: since always, as far as anybody knows."""
DAY = timedelta(days=1)


class EndBeforeStart(Refusal):
    """A period has at least one day."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` on and before `end`; without `end` it goes on."""

    start: date
    end: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day that belongs to it, as people say it."""
        return None if self.end is None else self.end - DAY

    def holds_on(self, day: date) -> bool:
        """Whether the day belongs to it."""
        return self.start <= day and (self.end is None or day < self.end)

    def holds_after(self, day: date) -> bool:
        """Whether the day or a later one belongs to it."""
        return self.end is None or day < self.end

    def common(self, other: Period) -> Period | None:
        """The days that belong to both."""
        start = max(self.start, other.start)
        end = min((end for end in (self.end, other.end) if end is not None), default=None)
        return None if end is not None and end <= start else Period(start, end)


def checked_period(start: date | None, end: date | None) -> Period:
    """The period as it was entered, without a start since always; refuses `EndBeforeStart`."""
    period = Period(start or EVER, end)
    if period.end is not None and period.end <= period.start:
        raise EndBeforeStart(field="valid_until")
    return period


def day_after(last_day: date | None) -> date | None:
    """The end of a period whose last day people named."""
    return None if last_day is None else last_day + DAY
