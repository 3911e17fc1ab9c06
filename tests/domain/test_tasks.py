"""On which day a task that repeats is due again: counted from its anchor, clipped at ends of months, never drifting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities import Every
from domain.calendar import add_months, last_day_of_month
from domain.calls import usual_call_back
from domain.clock import ZONE
from domain.tasks import LAST_YEAR, MOST_STEPS, next_due

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
STEPS = st.integers(1, 40)
SPANS = {Every.DAY: (1, 1), Every.WEEK: (7, 7), Every.MONTH: (28, 31), Every.YEAR: (365, 366)}
"""Days that one step lasts, at least and at most."""


@pytest.mark.parametrize(
    ("anchor", "every", "step", "due", "expected"),
    [
        (date(2026, 1, 31), Every.MONTH, 1, date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 1, 31), Every.MONTH, 1, date(2026, 2, 28), date(2026, 3, 31)),
        (date(2024, 1, 31), Every.MONTH, 1, date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 1, 30), Every.MONTH, 2, date(2026, 11, 30), date(2027, 1, 30)),
        (date(2024, 2, 29), Every.YEAR, 1, date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 2, 29), Every.YEAR, 1, date(2027, 2, 28), date(2028, 2, 29)),
        (date(2026, 12, 31), Every.DAY, 1, date(2026, 12, 31), date(2027, 1, 1)),
        (date(2026, 3, 23), Every.WEEK, 1, date(2026, 3, 23), date(2026, 3, 30)),
        (date(2026, 11, 23), Every.WEEK, 2, date(2026, 12, 7), date(2026, 12, 21)),
        (date(2026, 11, 23), Every.WEEK, 2, date(2026, 12, 9), date(2026, 12, 21)),
        (date(LAST_YEAR, 12, 31), Every.DAY, 1, date(LAST_YEAR, 12, 31), None),
        (date(LAST_YEAR, 12, 1), Every.MONTH, 1, date(LAST_YEAR, 12, 1), None),
        (date(2026, 1, 1), Every.YEAR, MOST_STEPS, date(2026, 1, 1), None),
    ],
)
def test_when_it_is_due_again(anchor: date, every: Every, step: int, due: date, expected: date | None) -> None:
    assert next_due(anchor, every, step, due) == expected


@given(anchor=DAYS, every=st.sampled_from(Every), step=STEPS, times=st.integers(1, 30))
def test_the_days_never_drift(anchor: date, every: Every, step: int, times: int) -> None:
    """Each is a whole number of steps behind the anchor, however many came before it."""
    days = [anchor]
    while len(days) <= times and (following := next_due(anchor, every, step, days[-1])):
        days.append(following)
    low, high = (step * days_of for days_of in SPANS[every])
    assert all(low <= (after - before).days <= high for before, after in pairwise(days))
    for place, day in enumerate(days):
        if every in {Every.DAY, Every.WEEK}:
            assert (day - anchor).days == place * low
        else:
            assert day == add_months(anchor, place * step * (12 if every is Every.YEAR else 1))
            assert day.day == min(anchor.day, last_day_of_month(day.year, day.month).day)


@given(anchor=DAYS, every=st.sampled_from(Every), step=STEPS, late=st.integers(0, 900))
def test_it_is_the_first_one_behind_any_day(anchor: date, every: Every, step: int, late: int) -> None:
    due = date.fromordinal(anchor.toordinal() + late)
    found, day = next_due(anchor, every, step, due), anchor
    while day <= due:
        following = next_due(anchor, every, step, day)
        assert following is not None
        day = following
    assert found == day


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24T08:10", "2026-11-24T09:00"),
        ("2026-11-24T05:10", "2026-11-24T09:00"),
        ("2026-11-24T10:00", "2026-11-24T11:00"),
        ("2026-11-24T17:30", "2026-11-24T18:00"),
        ("2026-11-24T18:05", "2026-11-25T09:00"),
        ("2026-12-31T23:30", "2027-01-01T09:00"),
        ("2026-10-24T20:00", "2026-10-25T09:00"),
    ],
)
def test_when_a_call_back_is_suggested(now: str, expected: str) -> None:
    found = usual_call_back(datetime.fromisoformat(now).replace(tzinfo=ZONE).astimezone(UTC))
    assert found.replace(tzinfo=None) == datetime.fromisoformat(expected)
    assert found.tzinfo is ZONE
