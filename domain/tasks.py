"""Tasks: on which day one that repeats is due again."""

from __future__ import annotations

from datetime import date, timedelta

from domain.activities import Every
from domain.calendar import add_months, months_between
from domain.errors import Refusal

MOST_STEPS = 999
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A task is due in one of these years; no repetition goes beyond."""

_DAYS = {Every.DAY: 1, Every.WEEK: 7}
_MONTHS = {Every.MONTH: 1, Every.YEAR: 12}


class StepImpossible(Refusal):
    """What repeats does so every 1 to `most` days, weeks, months or years. Data: `most`."""


class RepeatsWithoutDay(Refusal):
    """What repeats has a day from which its repetition is counted."""


class DueFarAway(Refusal):
    """A task is due in a year that can be meant."""


def next_due(anchor: date, every: Every, step: int, due: date) -> date | None:
    """The first day behind `due` that lies a whole number of steps behind `anchor`; None beyond `LAST_YEAR`.

    Months are counted from the anchor and clipped to their ends: 31 Jan, 28 Feb, 31 Mar.
    """
    if every in _DAYS:
        days = _DAYS[every] * step
        found = anchor + timedelta(days=((due - anchor).days // days + 1) * days)
        return found if found.year <= LAST_YEAR else None
    months = _MONTHS[every] * step
    apart = months_between(anchor, due)
    times = max(apart // months, 1)
    while anchor.year * 12 + anchor.month + times * months <= LAST_YEAR * 12 + 12:
        found = add_months(anchor, times * months)
        if found > due:
            return found
        times += 1
    return None
