"""Money: whole euro cents, and the one way to round."""

from __future__ import annotations

from fractions import Fraction


def round_half_up(amount: Fraction | int) -> int:
    """The nearest whole number; halves go away from zero, so that a counter-entry mirrors its entry."""
    size = abs(Fraction(amount))
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return rounded if amount >= 0 else -rounded
