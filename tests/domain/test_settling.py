"""Which money settles which claim: tables of cases, and that no cent is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.settling import Credit, OpenItem, Share, credit_used, proposed

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
ITEMS = (
    OpenItem(1, FEB, 40_00, ("R-00002",)),
    OpenItem(2, JAN, 40_00, ("R-00001",)),
    OpenItem(3, MAR, 40_00),
)


@pytest.mark.parametrize(
    ("cents", "reference", "first", "expected"),
    [
        (40_00, "", (), [(2, 40_00)]),
        (50_00, "", (), [(2, 40_00), (1, 10_00)]),
        (200_00, "", (), [(2, 40_00), (1, 40_00), (3, 40_00)]),
        (40_00, "Rechnung R-00002 danke", (), [(1, 40_00)]),
        (40_00, "re r-00002", (), [(1, 40_00)]),
        (40_00, "R-000021", (), [(2, 40_00)]),
        (40_00, "", (3,), [(3, 40_00)]),
        (50_00, "R-00002", (3,), [(3, 40_00), (1, 10_00)]),
        (1, "", (), [(2, 1)]),
    ],
)
def test_how_an_amount_is_shared_out(
    cents: int, reference: str, first: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    shares = proposed(cents, ITEMS, reference=reference, first=first)
    assert [(share.claim_id, share.cents) for share in shares] == expected


def test_two_claims_of_one_day_and_amount_stay_two() -> None:
    items = (OpenItem(7, JAN, 25_00), OpenItem(8, JAN, 25_00))
    assert proposed(50_00, items) == (Share(7, 25_00), Share(8, 25_00))


ITEM = st.builds(
    OpenItem,
    claim_id=st.integers(1, 10_000),
    due_on=st.dates(JAN, MAR),
    open_cents=st.integers(1, 500_00),
    words=st.lists(st.sampled_from(["R-1", "R-2", "", "1"]), max_size=2).map(tuple),
)
ITEMS_ANY = st.lists(ITEM, max_size=8, unique_by=lambda item: item.claim_id)


@given(cents=st.integers(0, 3_000_00), items=ITEMS_ANY, reference=st.sampled_from(["", "R-1", "R-2 R-1", "x"]))
def test_all_of_it_is_used_as_far_as_something_is_open(cents: int, items: list[OpenItem], reference: str) -> None:
    shares = proposed(cents, items, reference=reference)
    assert sum(share.cents for share in shares) == min(cents, sum(item.open_cents for item in items))
    left = {item.claim_id: item.open_cents for item in items}
    assert all(0 < share.cents <= left[share.claim_id] for share in shares)


@given(free=st.lists(st.integers(1, 300_00), max_size=5), items=ITEMS_ANY)
def test_credit_settles_the_claim_due_first(free: list[int], items: list[OpenItem]) -> None:
    used = credit_used([Credit(place, cents) for place, cents in enumerate(free)], items)
    assert sum(share.cents for _key, share in used) == min(sum(free), sum(item.open_cents for item in items))
    settled: dict[int, int] = {}
    for _key, share in used:
        settled[share.claim_id] = settled.get(share.claim_id, 0) + share.cents
    in_turn = sorted(items, key=lambda item: (item.due_on, item.claim_id))
    whole = [settled.get(item.claim_id, 0) == item.open_cents for item in in_turn]
    assert whole == sorted(whole, reverse=True)
