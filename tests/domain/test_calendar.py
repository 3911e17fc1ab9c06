"""Ages, birthdays and periods as German law counts them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import add_months, age_on, born_by, is_minor, last_day_of_month, next_birthday, period_end

DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
LEAP_DAY = date(2000, 2, 29)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 11, 15), 24, date(2028, 11, 14)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 29), 1, date(2026, 2, 28)),
        (date(2026, 1, 28), 1, date(2026, 2, 27)),
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
    ],
)
def test_a_period_whose_first_day_counts_ends(start: date, months: int, end: date) -> None:
    assert period_end(start, months) == end


def test_due_days_are_counted_from_the_anchor() -> None:
    anchor = date(2026, 1, 31)
    assert [add_months(anchor, n) for n in (1, 2, 3)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


@pytest.mark.parametrize(
    ("received_on", "end"), [(date(2026, 11, 30), date(2026, 12, 31)), (date(2027, 1, 31), date(2027, 2, 28))]
)
def test_a_month_of_notice_ends_in_time_on_its_last_day(received_on: date, end: date) -> None:
    assert add_months(received_on, 1) <= end < add_months(received_on + timedelta(days=1), 1)


def test_months_are_added_as_the_vectors_of_temporal_say(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "temporal-month-vectors" / "plaindate_add_subtract.json").read_text())
    checked = 0
    for vector in vectors:
        months = vector["years"] * 12 + vector["months"]
        if vector["weeks"] or vector["days"] or not 1 <= int(vector["start"][:4]) <= 9999:
            continue
        sign = 1 if vector["op"] == "add" else -1
        found = add_months(date.fromisoformat(vector["start"]), sign * months)
        assert found.isoformat() == vector["result"], vector
        checked += 1
    assert checked > 20


@given(DAYS, st.integers(1, 120))
def test_a_period_ends_as_the_law_is_written(start: date, months: int) -> None:
    end = period_end(start, months)
    assert end == _as_written(start, months)
    assert end <= add_months(start, months)


def _as_written(start: date, months: int) -> date:
    """`min(day - 1, last day)` of the target month; for a first the last day of the month before."""
    target = add_months(start.replace(day=1), months)
    if start.day == 1:
        return target - timedelta(days=1)
    return target.replace(day=min(start.day - 1, last_day_of_month(target.year, target.month).day))


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(1980, 12, 31), date(2026, 12, 30), 45),
        (date(1980, 12, 31), date(2026, 12, 31), 46),
        (LEAP_DAY, date(2018, 2, 28), 17),
        (LEAP_DAY, date(2018, 3, 1), 18),
        (LEAP_DAY, date(2020, 2, 28), 19),
        (LEAP_DAY, date(2020, 2, 29), 20),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 23), date(2026, 11, 22), -1),
    ],
)
def test_the_age_changes_on_the_birthday(born_on: date, day: date, age: int) -> None:
    assert age_on(born_on, day) == age


@pytest.mark.parametrize(
    ("born_on", "day", "birthday"),
    [
        (date(1980, 12, 31), date(2026, 12, 31), date(2026, 12, 31)),
        (date(1980, 1, 1), date(2026, 12, 31), date(2027, 1, 1)),
        (LEAP_DAY, date(2026, 2, 28), date(2026, 3, 1)),
        (LEAP_DAY, date(2027, 3, 2), date(2028, 2, 29)),
        (date(2026, 11, 23), date(2020, 1, 1), date(2026, 11, 23)),
    ],
)
def test_the_next_birthday(born_on: date, day: date, birthday: date) -> None:
    assert next_birthday(born_on, day) == birthday


def test_one_is_a_minor_until_the_eighteenth_birthday() -> None:
    assert is_minor(LEAP_DAY, date(2018, 2, 28))
    assert not is_minor(LEAP_DAY, date(2018, 3, 1))


@given(DAYS, st.integers(0, 40_000))
def test_nobody_ages_before_the_next_birthday(born_on: date, days: int) -> None:
    day = born_on + timedelta(days=days)
    birthday = next_birthday(born_on, day)
    assert day <= birthday <= day + timedelta(days=366)
    assert age_on(born_on, birthday) == age_on(born_on, birthday - timedelta(days=1)) + 1


@given(DAYS, st.integers(0, 130), st.integers(-3, 3))
def test_born_by_parts_those_of_an_age_from_the_younger(day: date, age: int, days: int) -> None:
    latest = born_by(age, day)
    born_on = latest + timedelta(days=days)
    assert (age_on(born_on, day) >= age) == (born_on <= latest)


def test_nobody_is_older_than_the_calendar() -> None:
    assert born_by(5_000, date(2026, 11, 23)) == date.min
