"""The one way to round."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import round_half_up


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(49, 100), 0),
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Fraction(49_90 * 19, 119), 7_97),
        (7, 7),
        (10**30, 10**30),
    ],
)
def test_halves_go_away_from_zero(amount: Fraction | int, rounded: int) -> None:
    assert round_half_up(amount) == rounded


@given(st.fractions())
def test_rounding_moves_by_half_a_cent_at_most_and_mirrors(amount: Fraction) -> None:
    assert abs(round_half_up(amount) - amount) <= Fraction(1, 2)
    assert round_half_up(-amount) == -round_half_up(amount)
