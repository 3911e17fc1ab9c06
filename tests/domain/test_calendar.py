"""Ages, birthdays and periods as German law counts them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    Span,
    Unit,
    add_days,
    add_months,
    add_span,
    age_on,
    born_by,
    is_minor,
    last_day_of_month,
    next_birthday,
    period_end,
)

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


@pytest.mark.parametrize(
    ("received_on", "span", "reached"),
    [
        (date(2026, 4, 3), Span(1), date(2026, 5, 3)),
        (date(2026, 1, 31), Span(1), date(2026, 2, 28)),
        (date(2024, 1, 31), Span(1), date(2024, 2, 29)),
        (date(2026, 2, 28), Span(1), date(2026, 3, 28)),
        (date(2026, 11, 30), Span(3), date(2027, 2, 28)),
        (date(2026, 12, 31), Span(0), date(2026, 12, 31)),
        (date(2026, 3, 29), Span(14, Unit.DAYS), date(2026, 4, 12)),
        (date(2026, 10, 25), Span(6, Unit.WEEKS), date(2026, 12, 6)),
        (date(2024, 2, 28), Span(1, Unit.DAYS), date(2024, 2, 29)),
        (date(2025, 2, 28), Span(1, Unit.DAYS), date(2025, 3, 1)),
        (date(2026, 11, 24), Span(0, Unit.WEEKS), date(2026, 11, 24)),
    ],
)
def test_the_day_of_the_event_does_not_count(received_on: date, span: Span, reached: date) -> None:
    assert add_span(received_on, span) == reached


@pytest.mark.parametrize("value", [8_000 * 366, 10**9, 10**30, -(10**9)])
@pytest.mark.parametrize("unit", Unit)
def test_no_span_leads_beyond_the_calendar(value: int, unit: Unit) -> None:
    with pytest.raises(ValueError):
        add_span(date(2026, 11, 24), Span(value, unit))


def test_the_calendar_goes_to_its_last_day() -> None:
    assert add_months(date(9998, 12, 31), 12) == date.max == add_days(date(9999, 12, 30), 1)
    assert period_end(date(9999, 1, 31), 11) == date(9999, 12, 30)
    with pytest.raises(ValueError):
        period_end(date(9999, 1, 1), 12)


@given(DAYS, st.integers(0, 4), st.integers(0, 200), st.sampled_from((Unit.DAYS, Unit.WEEKS)))
def test_what_counts_as_within_months_is_so_from_any_day(day: date, months: int, value: int, unit: Unit) -> None:
    span = Span(value, unit)
    if span.within_months(months):
        assert add_span(day, span) <= add_months(day, months)


@pytest.mark.parametrize(("months", "days"), [(0, 0), (1, 28), (2, 59), (3, 89)])
def test_the_shortest_months_are_found(months: int, days: int) -> None:
    found = min(add_months(date(2023, 1, 1) + timedelta(days=n), months) - date(2023, 1, 1) - timedelta(days=n)
                for n in range(365))  # fmt: skip
    assert found.days == days
    assert Span(days, Unit.DAYS).within_months(months)
    assert not Span(days + 1, Unit.DAYS).within_months(months)


def test_months_are_added_as_the_vectors_of_temporal_say(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "temporal-month-vectors" / "plaindate_add_subtract.json").read_text())
    checked = 0
    for vector in vectors:
        months = vector["years"] * 12 + vector["months"]
        if not 1 <= int(vector["start"][:4]) <= 9999:
            continue
        sign = 1 if vector["op"] == "add" else -1
        rest = 7 * vector["weeks"] + vector["days"]
        found = add_days(add_months(date.fromisoformat(vector["start"]), sign * months), sign * rest)
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
