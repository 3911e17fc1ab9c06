"""Money: whole euro cents, and the one way to round."""

from __future__ import annotations

from fractions import Fraction

CENTS_PER_EURO = 100


def round_half_up(amount: Fraction | int) -> int:
    """The nearest whole number; halves go away from zero, so that a counter-entry mirrors its entry."""
    doubled = abs(amount) * 2
    rounded = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return rounded if amount >= 0 else -rounded
