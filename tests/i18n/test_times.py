"""Times of the clock as people type them, in winter, in summer and in the nights between."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import ZONE
from domain.errors import InvalidDay, InvalidTime, Missing, Refusal
from i18n.texts import Language
from i18n.times import at_clock, format_moment, parse_moment, parse_time


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("930", time(9, 30)),
        ("9", time(9)),
        ("09:05", time(9, 5)),
        (" 14 : 30 Uhr ", time(14, 30)),
        ("14 Uhr", time(14)),
        ("14h30", time(14, 30)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_typed_time_is_read(typed: str, clock: time) -> None:
    assert parse_time(typed) == clock


@pytest.mark.parametrize(
    "typed", ["24:00", "12:60", "noon", "12:5", "-1", "1:2:3", "١٢:٣٠", "=1+1", "9" * 10_000, "14:30x"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InvalidTime):
        parse_time(typed)


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_empty_time_is_missing(typed: str) -> None:
    with pytest.raises(Missing):
        parse_time(typed)
    with pytest.raises(Missing):
        parse_moment(typed, "de")


@pytest.mark.parametrize(
    ("typed", "language", "instant"),
    [
        ("31.12.2026 14:30", "de", datetime(2026, 12, 31, 13, 30, tzinfo=UTC)),
        ("31.12.2026, 14:30 Uhr", "de", datetime(2026, 12, 31, 13, 30, tzinfo=UTC)),
        ("1.7.2026 0930", "de", datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
        ("31 Dec 2026 14:30", "en", datetime(2026, 12, 31, 13, 30, tzinfo=UTC)),
        ("2026-12-31 14:30", "en", datetime(2026, 12, 31, 13, 30, tzinfo=UTC)),
        ("25.10.2026 02:30", "de", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_typed_moment_is_read(typed: str, language: Language, instant: datetime) -> None:
    assert parse_moment(typed, language) == instant


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("31.12.2026", InvalidTime),
        ("31.12.2026 25:00", InvalidTime),
        ("29.03.2026 02:30", InvalidTime),
        ("14:30", InvalidDay),
        ("31.02.2026 10:00", InvalidDay),
        ("x" * 5_000, InvalidDay),
    ],
)
def test_what_is_no_moment_is_refused(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        parse_moment(typed, "de")


def test_the_hour_that_the_summer_time_leaves_out_is_none() -> None:
    with pytest.raises(InvalidTime):
        at_clock(date(2026, 3, 29), time(2, 30))
    assert at_clock(date(2026, 3, 29), time(3, 0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@given(
    st.integers(0, 52_000_000).map(lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from(["de", "en"]),
)
def test_a_shown_moment_reads_back(instant: datetime, language: Language) -> None:
    """But for the second of two equal hours in autumn."""
    read = parse_moment(format_moment(instant, language), language)
    assert read.astimezone(ZONE).replace(tzinfo=None) == instant.astimezone(ZONE).replace(tzinfo=None)
