"""What can be sold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.money import round_half_up


class Clock(StrEnum):
    """When the validity of a quota begins."""

    PURCHASE = "purchase"
    FIRST_USE = "first_use"


class ProductKind(StrEnum):
    """What a product is."""

    GOODS = "goods"
    SERVICE = "service"
    ADD_ON = "add_on"


INTERVALS = (1, 3, 6, 12)
"""Months that one price covers."""


@dataclass(frozen=True, slots=True)
class TruePrice:
    """What a tariff costs in its first term, all fees included, and a month of it (§ 3 PAngV); in cents."""

    months: int
    total_cents: int
    monthly_cents: int


def true_price(*, first_months: int, interval_months: int, price_cents: int, fees_cents: int) -> TruePrice:
    """12 x 24.90 + 39.00 + 30.00 = 367.80, which is 30.65 a month. Without a first term, of one interval."""
    months = first_months or interval_months
    total = round_half_up(Fraction(price_cents * months, interval_months)) + fees_cents
    return TruePrice(months, total, round_half_up(Fraction(total, months)))
