"""What is to be booked so that the ledger says what it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.claims import ClaimKind, Held, Wanted, difference
from domain.periods import Period
from domain.tax import TaxKind

DAY = date(2026, 1, 1)
PERIOD = Period(DAY, date(2026, 2, 1))
WANTED = Wanted("contract:1:fee:0:2026-01-01", ClaimKind.FEE, 1, 1, PERIOD, DAY, 39_90, TaxKind.STANDARD, "Fitness")
HELD = Held(9, WANTED.key, 1, PERIOD, DAY, 39_90, TaxKind.STANDARD)


def test_what_is_right_stays() -> None:
    assert difference([WANTED], [HELD]) == difference([], [])


@pytest.mark.parametrize(
    "wrong",
    [
        replace(HELD, cents=49_90),
        replace(HELD, debtor_id=2),
        replace(HELD, period=Period(DAY, date(2026, 1, 16))),
        replace(HELD, due_on=date(2026, 1, 3)),
        replace(HELD, tax=TaxKind.REDUCED),
        replace(HELD, cents=0),
    ],
)
def test_what_is_wrong_is_reversed_and_made_anew(wrong: Held) -> None:
    found = difference([WANTED], [wrong])
    assert (found.missing, found.wrong) == ((WANTED,), (wrong,))


def test_what_should_not_be_is_reversed() -> None:
    assert difference([], [HELD]).wrong == (HELD,)


def test_what_was_credited_wholly_and_is_not_wanted_any_more_stays() -> None:
    assert difference([], [replace(HELD, cents=0)]).wrong == ()


KEYS = st.sampled_from(["a", "b", "c", "d"])
WANTS = st.lists(
    st.builds(lambda key, cents: replace(WANTED, key=key, cents=cents), KEYS, st.integers(1, 5)), max_size=4
)


@given(before=WANTS, after=WANTS)
def test_booking_the_difference_leaves_none(before: list[Wanted], after: list[Wanted]) -> None:
    before, after = ([*{one.key: one for one in some}.values()] for some in (before, after))
    held = {one.key: replace(HELD, claim_id=place, key=one.key, cents=one.cents) for place, one in enumerate(before)}
    found = difference(after, held.values())
    for wrong in found.wrong:
        del held[wrong.key]
    for place, one in enumerate(found.missing):
        assert one.key not in held, "never two live claims of one source"
        held[one.key] = replace(HELD, claim_id=100 + place, key=one.key, cents=one.cents)
    assert {key: claim.cents for key, claim in held.items()} == {one.key: one.cents for one in after}
    assert difference(after, held.values()) == difference([], [])
