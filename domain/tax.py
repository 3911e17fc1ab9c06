"""Which tax a service or product bears; the rate is chosen by the day of supply."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class TaxKind(StrEnum):
    """How a line is taxed; it belongs to what is sold, never to the customer."""

    STANDARD = "standard"
    REDUCED = "reduced"
    EXEMPT_TREATMENT = "exempt_treatment"
    """Treatment on prescription, § 4 Nr. 14 Buchst. a UStG."""
    EXEMPT_COURSE = "exempt_course"
    """Courses and sport of charities, § 4 Nr. 22 UStG."""
    NONE = "none"
    """Not taxable: compensation, deposits."""


RATES: dict[TaxKind, tuple[tuple[date, int], ...]] = {
    TaxKind.STANDARD: (
        (date(2007, 1, 1), 19_00),
        (date(2020, 7, 1), 16_00),
        (date(2021, 1, 1), 19_00),
    ),
    TaxKind.REDUCED: (
        (date(1983, 7, 1), 7_00),
        (date(2020, 7, 1), 5_00),
        (date(2021, 1, 1), 7_00),
    ),
}
"""From which day on which rate holds, in hundredths of a percent (§ 12, § 28 (1) to (3) UStG)."""


def rate_on(kind: TaxKind, day: date) -> int:
    """The rate on the day of supply in hundredths of a percent; 0 for what bears no tax."""
    held = [rate for since, rate in RATES.get(kind, ()) if since <= day]
    return held[-1] if held else 0
