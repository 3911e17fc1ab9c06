"""What a tariff costs in truth, and which tax its service bears."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import INTERVALS, TruePrice, true_price
from domain.tax import TaxKind, rate_on


@pytest.mark.parametrize(
    ("first_months", "interval", "price", "fees", "found"),
    [
        # 12 x 24.90 + 39.00 + 2 x 15.00.
        (12, 1, 24_90, 69_00, TruePrice(12, 367_80, 30_65)),
        (24, 1, 49_90, 0, TruePrice(24, 1_197_60, 49_90)),
        (12, 3, 99_00, 0, TruePrice(12, 396_00, 33_00)),
        (12, 12, 499_00, 39_00, TruePrice(12, 538_00, 44_83)),
        (0, 1, 49_90, 39_00, TruePrice(1, 88_90, 88_90)),
        (0, 6, 240_00, 0, TruePrice(6, 240_00, 40_00)),
        # A month of a quarter's price, half up.
        (1, 3, 100_00, 0, TruePrice(1, 33_33, 33_33)),
        (1, 6, 3, 0, TruePrice(1, 1, 1)),
        (12, 1, 0, 0, TruePrice(12, 0, 0)),
    ],
)
def test_the_true_price_counts_all_fees(
    first_months: int, interval: int, price: int, fees: int, found: TruePrice
) -> None:
    assert true_price(first_months=first_months, interval_months=interval, price_cents=price, fees_cents=fees) == found


@given(st.integers(0, 24), st.sampled_from(INTERVALS), st.integers(0, 1_000_00), st.integers(0, 1_000_00))
def test_a_month_is_the_total_spread_evenly(months: int, interval: int, price: int, fees: int) -> None:
    found = true_price(first_months=months, interval_months=interval, price_cents=price, fees_cents=fees)
    assert abs(found.monthly_cents * found.months - found.total_cents) * 2 <= found.months
    assert found.total_cents >= fees


@pytest.mark.parametrize(
    ("kind", "day", "rate"),
    [
        (TaxKind.STANDARD, date(2020, 6, 30), 19_00),
        (TaxKind.STANDARD, date(2020, 7, 1), 16_00),
        (TaxKind.STANDARD, date(2020, 12, 31), 16_00),
        (TaxKind.STANDARD, date(2021, 1, 1), 19_00),
        (TaxKind.STANDARD, date.max, 19_00),
        (TaxKind.REDUCED, date(2020, 6, 30), 7_00),
        (TaxKind.REDUCED, date(2020, 7, 1), 5_00),
        (TaxKind.REDUCED, date(2021, 1, 1), 7_00),
        (TaxKind.EXEMPT_TREATMENT, date(2026, 11, 24), 0),
        (TaxKind.EXEMPT_COURSE, date(2026, 11, 24), 0),
        (TaxKind.NONE, date(2026, 11, 24), 0),
    ],
)
def test_the_rate_is_that_of_the_day_of_supply(kind: TaxKind, day: date, rate: int) -> None:
    assert rate_on(kind, day) == rate
