"""Periods: half-open inside, inclusive on screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import EVER, EndBeforeStart, Period, checked_period, day_after

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
DAYS = st.integers(0, 60).map(lambda days: JAN + timedelta(days=days))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(DAYS), draw(st.none() | DAYS)
    return Period(start, end if end is None or end > start else start + timedelta(days=1))


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (Period(JAN, FEB), Period(FEB, MAR), None),
        (Period(JAN, MAR), Period(FEB), Period(FEB, MAR)),
        (Period(JAN), Period(FEB), Period(FEB)),
        (Period(EVER), Period(EVER, JAN), Period(EVER, JAN)),
    ],
)
def test_what_two_periods_have_in_common(one: Period, other: Period, common: Period | None) -> None:
    assert one.common(other) == common
    assert other.common(one) == common


def test_people_name_the_last_day() -> None:
    assert Period(JAN, FEB).last_day == date(2026, 1, 31)
    assert Period(JAN).last_day is None
    assert day_after(date(2026, 1, 31)) == FEB
    assert day_after(None) is None


@pytest.mark.parametrize("end", [JAN, date(2025, 12, 31)])
def test_a_period_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(EndBeforeStart) as refused:
        checked_period(JAN, end)
    assert refused.value.field == "valid_until"


def test_without_a_start_it_holds_since_always() -> None:
    assert checked_period(None, JAN) == Period(EVER, JAN)


@given(periods(), periods(), DAYS)
def test_a_day_is_common_when_both_hold_on_it(one: Period, other: Period, day: date) -> None:
    common = one.common(other)
    assert (common is not None and common.holds_on(day)) == (one.holds_on(day) and other.holds_on(day))
