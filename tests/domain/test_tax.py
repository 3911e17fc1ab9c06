"""Which rate of tax a day of supply has."""

from __future__ import annotations

from datetime import date

import pytest

from domain.tax import TaxKind, rate_on


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
