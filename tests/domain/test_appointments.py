"""Series: each day is counted from the first, and none goes on for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities import Every
from domain.appointments import (
    MOST_IN_SERIES,
    Repeat,
    SeriesEndless,
    SeriesTooLong,
    WrongStep,
    days_of_series,
)
from domain.calendar import last_day_of_month

CASES = [
    (date(2026, 11, 24), Repeat(Every.WEEK, times=3), ["2026-11-24", "2026-12-01", "2026-12-08"]),
    (date(2026, 11, 24), Repeat(Every.WEEK, 2, until=date(2026, 12, 22)), ["2026-11-24", "2026-12-08", "2026-12-22"]),
    (date(2026, 11, 24), Repeat(Every.DAY, 3, until=date(2026, 11, 29)), ["2026-11-24", "2026-11-27"]),
    (date(2027, 1, 31), Repeat(Every.MONTH, times=4), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
    (date(2028, 2, 29), Repeat(Every.YEAR, times=3), ["2028-02-29", "2029-02-28", "2030-02-28"]),
    (date(2026, 11, 24), Repeat(Every.WEEK, until=date(2026, 12, 8), times=2), ["2026-11-24", "2026-12-01"]),
    (date(9999, 12, 30), Repeat(Every.DAY, times=9), ["9999-12-30", "9999-12-31"]),
]


@pytest.mark.parametrize(("first", "repeat", "days"), CASES)
def test_the_days_of_a_series(first: date, repeat: Repeat, days: list[str]) -> None:
    assert [day.isoformat() for day in days_of_series(first, repeat)] == days


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        (Repeat(Every.WEEK), SeriesEndless),
        (Repeat(Every.WEEK, 0, times=2), WrongStep),
        (Repeat(Every.WEEK, 366, times=2), WrongStep),
        (Repeat(Every.WEEK, times=0), SeriesTooLong),
        (Repeat(Every.WEEK, times=201), SeriesTooLong),
        (Repeat(Every.DAY, until=date(2999, 1, 1)), SeriesTooLong),
        (Repeat(Every.DAY, until=date(2026, 11, 23)), SeriesTooLong),
    ],
)
def test_a_series_has_an_end(repeat: Repeat, rule: type[Exception]) -> None:
    with pytest.raises(rule):
        days_of_series(date(2026, 11, 24), repeat)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from(Every),
    st.integers(1, 12),
    st.integers(1, MOST_IN_SERIES),
)
def test_a_series_never_drifts(first: date, every: Every, step: int, times: int) -> None:
    days = days_of_series(first, Repeat(every, step, times=times))
    assert days[0] == first
    assert len(days) == times
    assert list(days) == sorted(set(days))
    for n, day in enumerate(days):
        if every in {Every.DAY, Every.WEEK}:
            assert day - first == n * step * timedelta(days=1 if every is Every.DAY else 7)
        else:
            months = (day.year - first.year) * 12 + day.month - first.month
            assert months == n * step * (1 if every is Every.MONTH else 12)
            assert day.day == min(first.day, last_day_of_month(day.year, day.month).day)
