"""What a contract costs, for which days and due when: by hand, day by day, and whatever happens to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import add_months, last_day_of_month
from domain.catalogue import INTERVALS, true_price
from domain.claims import ClaimKind
from domain.contract_claims import PartKind, expected_claims, intervals, preview_until, price_on
from domain.contract_terms import Renewal, Terms
from domain.contracts import (
    AddOnFact,
    ContractFacts,
    DiscountFact,
    PauseFact,
    PauseKind,
    PriceFact,
    end_of,
)
from domain.money import round_half_up
from domain.periods import DAY, Period
from tests.agreements import ANY_DAY, agreed, any_contract, cancelled, days, extends, free_pause, on

YEAR = Terms(12, Renewal.ENDS)
THREE = Terms(3, Renewal.ENDS)
UNTIL = on("2026-04-30")


def fee_pause(first: str, last: str | None, cents: int) -> PauseFact:
    return PauseFact(days(first, last), PauseKind.FEE, cents)


def prices(*since: tuple[str, int]) -> tuple[PriceFact, ...]:
    return tuple(PriceFact(on(day), cents) for day, cents in since)


def sauna(first: str, last: str | None = None, cents: int = 10_00, key: int = 1) -> AddOnFact:
    return AddOnFact(key, "Sauna", days(first, last), cents)


def told(facts: ContractFacts, until: date = UNTIL) -> list[tuple[str, str, str, str, int]]:
    """Kind, first and last day, due day and cents of each claim."""
    return [
        (
            claim.kind.value,
            claim.period.start.isoformat(),
            "" if claim.period.last_day is None else claim.period.last_day.isoformat(),
            claim.due_on.isoformat(),
            claim.cents,
        )
        for claim in expected_claims(facts, until=until)
    ]


def fees(*claims: tuple[str, str, str, int]) -> list[tuple[str, str, str, str, int]]:
    return [("fee", *claim) for claim in claims]


JAN = ("2026-01-01", "2026-01-31", "2026-01-01", 31_00)
FEB = ("2026-02-01", "2026-02-28", "2026-02-01", 31_00)
MAR = ("2026-03-01", "2026-03-31", "2026-03-01", 31_00)
APR = ("2026-04-01", "2026-04-30", "2026-04-01", 31_00)


def monthly(**others: Any) -> ContractFacts:
    """From 1 January 2026 on, 31.00 a month: a euro for each day of January."""
    return agreed("2026-01-01", price=31_00, **others)


@pytest.mark.parametrize(
    ("facts", "claims"),
    [
        (monthly(), fees(JAN, FEB, MAR, APR)),
        (monthly(activated=False), []),
        (monthly(void=True), []),
        (monthly(prices=()), []),
        (monthly(terms=THREE), fees(JAN, FEB, MAR)),
        # The anchor stays on the 31st.
        (
            agreed("2026-01-31", price=30_00),
            fees(
                ("2026-01-31", "2026-02-28", "2026-01-31", 30_00),
                ("2026-03-01", "2026-03-30", "2026-02-28", 30_00),
                ("2026-03-31", "2026-04-30", "2026-03-31", 30_00),
                ("2026-05-01", "2026-05-30", "2026-04-30", 30_00),
            ),
        ),
        (
            agreed("2026-01-29", price=30_00, terms=THREE),
            fees(
                ("2026-01-29", "2026-02-28", "2026-01-29", 30_00),
                ("2026-03-01", "2026-03-28", "2026-02-28", 30_00),
                ("2026-03-29", "2026-04-28", "2026-03-29", 30_00),
            ),
        ),
        # A shorter first period up to the anchor: 15 of 30 days, half up; 16 of 31 with an anchor long ago.
        (
            agreed("2025-11-16", price=49_90, anchor_on=on("2025-12-01"), terms=Terms(2, Renewal.ENDS)),
            fees(
                ("2025-11-16", "2025-11-30", "2025-11-16", 24_95),
                ("2025-12-01", "2025-12-31", "2025-12-01", 49_90),
                ("2026-01-01", "2026-01-15", "2026-01-01", 24_15),
            ),
        ),
        (
            monthly(start_on=on("2026-01-16"), anchor_on=on("2020-06-01"), terms=Terms(1, Renewal.ENDS)),
            fees(("2026-01-16", "2026-01-31", "2026-01-16", 16_00), ("2026-02-01", "2026-02-15", "2026-02-01", 16_61)),
        ),
        # In arrears: due on the last day.
        (
            monthly(in_advance=False, terms=THREE),
            fees(
                ("2026-01-01", "2026-01-31", "2026-01-31", 31_00),
                ("2026-02-01", "2026-02-28", "2026-02-28", 31_00),
                ("2026-03-01", "2026-03-31", "2026-03-31", 31_00),
            ),
        ),
        (
            monthly(in_advance=False, cancellation=cancelled("2026-01-02", "2026-01-10")),
            fees(("2026-01-01", "2026-01-10", "2026-01-10", 10_00)),
        ),
        # A quarter, half a year, a year.
        (
            monthly(interval_months=3),
            fees(("2026-01-01", "2026-03-31", "2026-01-01", 31_00), ("2026-04-01", "2026-06-30", "2026-04-01", 31_00)),
        ),
        (monthly(interval_months=6), fees(("2026-01-01", "2026-06-30", "2026-01-01", 31_00))),
        (monthly(interval_months=12), fees(("2026-01-01", "2026-12-31", "2026-01-01", 31_00))),
        (
            agreed("2026-03-15", price=365_00, interval_months=12, anchor_on=on("2027-01-01")),
            fees(("2026-03-15", "2026-12-31", "2026-03-15", 292_00)),
        ),
        # A leap year's day is one of 366.
        (
            agreed("2023-06-01", price=366_00, interval_months=12, anchor_on=on("2024-01-01"),
                   cancellation=cancelled("2023-12-01", "2024-02-29")),
            fees(("2023-06-01", "2023-12-31", "2023-06-01", 214_59), ("2024-01-01", "2024-02-29", "2024-01-01", 60_00)),
        ),
        # Prices: from a day within an interval on, and before the first.
        (
            monthly(prices=prices(("2026-01-01", 31_00), ("2026-01-11", 62_00)), terms=Terms(1, Renewal.ENDS)),
            fees(("2026-01-01", "2026-01-31", "2026-01-01", 52_00)),
        ),
        (
            monthly(prices=prices(("2026-02-01", 40_00), ("2026-01-01", 31_00)), terms=THREE),
            fees(JAN, FEB[:3] + (40_00,), MAR[:3] + (40_00,)),  # noqa: RUF005
        ),
        (monthly(prices=prices(("2026-06-01", 31_00)), terms=THREE), fees(JAN, FEB, MAR)),
        # Discounts: percents first, then cents, never more than the price.
        (
            monthly(discounts=(DiscountFact(days("2026-01-01"), 10_00),), terms=Terms(1, Renewal.ENDS)),
            fees(("2026-01-01", "2026-01-31", "2026-01-01", 27_90)),
        ),
        (
            monthly(discounts=(DiscountFact(days("2026-01-01"), 10_00, 1_00),), terms=Terms(1, Renewal.ENDS)),
            fees(("2026-01-01", "2026-01-31", "2026-01-01", 26_90)),
        ),
        (
            monthly(
                discounts=(DiscountFact(days("2026-01-01"), 0, 1_00), DiscountFact(days("2026-01-01"), 50_00)),
                terms=Terms(1, Renewal.ENDS),
            ),
            fees(("2026-01-01", "2026-01-31", "2026-01-01", 14_50)),
        ),
        (
            monthly(discounts=(DiscountFact(days("2026-01-01"), 0, 99_00),), sign_up_cents=1_00, terms=THREE),
            [("sign_up", "2026-01-01", "2026-01-01", "2026-01-01", 1_00)],
        ),
        (monthly(discounts=(DiscountFact(days("2026-01-01"), 100_00),), terms=THREE), []),
        (
            monthly(discounts=(DiscountFact(days("2026-01-22"), 0, 99_00),), terms=Terms(1, Renewal.ENDS)),
            fees(JAN[:3] + (21_00,)),  # noqa: RUF005
        ),
        (
            monthly(discounts=(DiscountFact(days("2026-01-22", "2026-02-28"), 50_00),), terms=THREE),
            fees(JAN[:3] + (26_00,), FEB[:3] + (15_50,), MAR),  # noqa: RUF005
        ),
        # Free time is not owed, and what was agreed comes back after it.
        (monthly(free=(days("2026-02-01", "2026-02-28"),), terms=THREE), fees(JAN, MAR)),
        (monthly(free=(days("2026-01-11", "2026-02-28"),), terms=THREE), fees(JAN[:3] + (10_00,), MAR)),  # noqa: RUF005
        (monthly(free=(days("2026-02-01"),)), fees(JAN)),
        # Pauses: exact to the day, two in a month, without end, appended, for a fee.
        (
            monthly(pauses=(free_pause("2026-01-11", "2026-01-20"),), terms=Terms(1, Renewal.ENDS)),
            fees(("2026-01-01", "2026-01-31", "2026-01-01", 21_00)),
        ),
        (
            monthly(
                pauses=(free_pause("2026-01-03", "2026-01-04"), free_pause("2026-01-20", "2026-01-22")),
                terms=Terms(1, Renewal.ENDS),
            ),
            fees(("2026-01-01", "2026-01-31", "2026-01-01", 26_00)),
        ),
        (monthly(pauses=(free_pause("2026-01-11"),)), fees(JAN[:3] + (10_00,))),  # noqa: RUF005
        (
            monthly(pauses=(extends("2026-02-01", "2026-02-28"),), terms=THREE),
            fees(JAN, MAR, ("2026-04-01", "2026-04-28", "2026-04-01", 28_93)),
        ),
        (
            monthly(pauses=(fee_pause("2026-02-01", "2026-02-14", 5_00),), terms=THREE),
            [
                ("fee", *JAN),
                ("fee", *FEB[:3], 15_50),
                ("pause_fee", *FEB[:3], 2_50),
                ("fee", *MAR),
            ],
        ),
        (
            monthly(interval_months=3, pauses=(fee_pause("2026-01-01", "2026-03-31", 5_00),), terms=THREE),
            [("pause_fee", "2026-01-01", "2026-03-31", "2026-01-01", 15_00)],
        ),
        (monthly(pauses=(free_pause("2025-12-01", "2025-12-31"),), terms=THREE), fees(JAN, FEB, MAR)),
        # Add-ons: for their days, not while paused, and while the rest is free.
        (
            monthly(add_ons=(sauna("2026-01-17", "2026-01-31", 3_10),), terms=Terms(1, Renewal.ENDS)),
            [("add_on", *JAN[:3], 1_50), ("fee", *JAN)],
        ),
        (
            monthly(add_ons=(sauna("2026-01-01"),), pauses=(free_pause("2026-02-01", "2026-02-28"),), terms=THREE),
            [
                ("add_on", *JAN[:3], 10_00), ("fee", *JAN), ("add_on", *MAR[:3], 10_00), ("fee", *MAR),
            ],
        ),
        (
            monthly(add_ons=(sauna("2026-01-01"),), free=(days("2026-01-01"),), terms=Terms(1, Renewal.ENDS)),
            [("add_on", *JAN[:3], 10_00)],
        ),
        # The sign-up fee: once, and not where another system billed.
        (
            monthly(sign_up_cents=39_00, terms=Terms(1, Renewal.ENDS)),
            [("fee", *JAN), ("sign_up", "2026-01-01", "2026-01-01", "2026-01-01", 39_00)],
        ),
        (monthly(sign_up_cents=39_00, billed_until=on("2025-12-31"), terms=Terms(1, Renewal.ENDS)), fees(JAN)),
        # Moved in: the past is not billed again.
        (monthly(billed_until=on("2026-02-28")), fees(MAR, APR)),
        (
            monthly(billed_until=on("2026-02-14"), terms=THREE),
            fees(("2026-02-15", "2026-02-28", "2026-02-15", 15_50), MAR),
        ),
        (monthly(billed_until=on("2025-12-15"), terms=THREE), fees(JAN, FEB, MAR)),
        (monthly(billed_until=on("2026-03-31"), terms=THREE), []),
        (monthly(billed_until=date.max), []),
        (
            agreed("2026-01-31", price=30_00, billed_until=on("2026-02-28"), terms=Terms(2, Renewal.ENDS)),
            fees(("2026-03-01", "2026-03-30", "2026-03-01", 30_00)),
        ),
        # Cancelled: billed to the last day and not a day longer, whatever was changed before.
        (monthly(cancellation=cancelled("2026-01-10", "2026-02-28")), fees(JAN, FEB)),
        (
            monthly(
                cancellation=cancelled("2026-01-10", "2026-02-14"),
                prices=prices(("2026-01-01", 31_00), ("2026-02-01", 56_00)),
            ),
            fees(JAN, ("2026-02-01", "2026-02-14", "2026-02-01", 28_00)),
        ),
        (monthly(cancellation=cancelled("2025-12-01", "2025-12-31"), sign_up_cents=39_00), []),
        # Withdrawn: the days used, if they are paid at all; no sign-up fee.
        (
            monthly(withdrawn_on=on("2026-01-10"), sign_up_cents=39_00),
            fees(("2026-01-01", "2026-01-10", "2026-01-01", 10_00)),
        ),
        (monthly(withdrawn_on=on("2026-01-10"), settles_used_days=False, sign_up_cents=39_00), []),
        (monthly(withdrawn_on=on("2025-12-30"), signed_on=on("2025-12-20"), sign_up_cents=39_00), []),
        (
            monthly(withdrawn_on=on("2026-01-10"), cancellation=cancelled("2026-01-02", "2026-01-05")),
            fees(("2026-01-01", "2026-01-05", "2026-01-01", 5_00)),
        ),
    ],
)  # fmt: skip
def test_the_claims_of_a_contract(facts: ContractFacts, claims: list[tuple[str, str, str, str, int]]) -> None:
    assert told(facts) == claims


@pytest.mark.parametrize(
    ("day", "cents"), [("2025-01-01", 31_00), ("2026-01-31", 31_00), ("2026-02-01", 40_00), ("2030-01-01", 40_00)]
)
def test_the_price_of_a_day(day: str, cents: int) -> None:
    assert price_on(monthly(prices=prices(("2026-02-01", 40_00), ("2026-01-01", 31_00))), on(day)) == cents


def test_each_part_says_why_it_costs_what_it_costs() -> None:
    facts = monthly(
        terms=Terms(1, Renewal.ENDS),
        free=(days("2026-01-01", "2026-01-05"),),
        pauses=(free_pause("2026-01-06", "2026-01-10"),),
        discounts=(DiscountFact(days("2026-01-22"), 50_00),),
    )
    (claim,) = expected_claims(facts, until=UNTIL)
    assert [(part.kind, part.days, part.whole_days, part.cents) for part in claim.parts] == [
        (PartKind.FREE, 5, 31, 0),
        (PartKind.PAUSE, 5, 31, 0),
        (PartKind.PRICE, 11, 31, 31_00),
        (PartKind.PRICE, 10, 31, 31_00),
        (PartKind.DISCOUNT, 10, 31, -15_50),
    ]
    assert claim.cents == 16_00


# --- day by day ------------------------------------------------------------------------------------------------
HORIZON = on("2027-06-30")
FAR = HORIZON + 800 * DAY
"""So far that no interval due by the horizon is cut."""


def _boundary(facts: ContractFacts, times: int) -> date:
    """The first day of an interval as § 188 (2), (3) BGB are written: the day after the last of those before."""
    month = add_months(facts.anchor.replace(day=1), times * facts.interval_months)
    last = last_day_of_month(month.year, month.month).day
    return month + (last if facts.anchor.day > last else facts.anchor.day - 1) * DAY


def _last_paid(facts: ContractFacts) -> date:
    ends = [end_of(facts) or FAR]
    if facts.withdrawn_on is not None:
        ends.append(facts.withdrawn_on if facts.settles_used_days else facts.start_on - DAY)
    return min(*ends, FAR)


def _cost(facts: ContractFacts, day: date) -> dict[tuple[ClaimKind, int], int]:
    """What a whole interval costs if all its days are like this one."""
    cost: dict[tuple[ClaimKind, int], int] = {}
    pause = next((pause for pause in facts.pauses if pause.period.holds_on(day)), None)
    if pause is not None:
        if pause.kind is PauseKind.FEE:
            cost[ClaimKind.PAUSE_FEE, 0] = pause.fee_cents * facts.interval_months
        return cost
    for one in facts.add_ons:
        if one.period.holds_on(day):
            cost[ClaimKind.ADD_ON, one.key] = one.cents
    if not any(free.holds_on(day) for free in facts.free):
        since = [price for price in facts.prices if price.valid_from <= day]
        chosen = (
            max(since, key=lambda p: p.valid_from)
            if since
            else min(facts.prices, key=lambda p: p.valid_from, default=None)
        )
        price = chosen.cents if chosen else 0
        less = [one for one in facts.discounts if one.period.holds_on(day)]
        left = Fraction(price)
        for one in less:
            left *= 1 - Fraction(one.basis_points, 100_00)
        cost[ClaimKind.FEE, 0] = max(0, round_half_up(left) - sum(one.cents for one in less))
    return cost


def _day_by_day(facts: ContractFacts) -> set[tuple[ClaimKind, int, Period, date, int]]:
    """The same claims, each day counted by itself."""
    first = facts.start_on if facts.billed_until is None else max(facts.start_on, facts.billed_until + DAY)
    last = _last_paid(facts)
    times = next(n for n in range(999, -999, -1) if _boundary(facts, n) <= first)
    found: set[tuple[ClaimKind, int, Period, date, int]] = set()
    if facts.sign_up_cents and facts.billed_until is None and facts.withdrawn_on is None and last >= first:
        found.add((ClaimKind.SIGN_UP, 0, Period(first, first + DAY), first, facts.sign_up_cents))
    while (start := max(first, _boundary(facts, times))) <= last:
        whole = (_boundary(facts, times + 1) - _boundary(facts, times)).days
        used = Period(start, min(last + DAY, _boundary(facts, times + 1)))
        due_on = max(first, add_months(facts.anchor, times * facts.interval_months))
        sums: dict[tuple[ClaimKind, int], Fraction] = defaultdict(Fraction)
        assert used.end is not None
        for n in range((used.end - start).days):
            for key, cents in _cost(facts, start + n * DAY).items():
                sums[key] += Fraction(cents, whole)
        found |= {
            (kind, key, used, due_on if facts.in_advance else used.end - DAY, round_half_up(total))
            for (kind, key), total in sums.items()
        }
        times += 1
    return {claim for claim in found if claim[4] > 0 and claim[3] <= HORIZON}


@settings(max_examples=80)
@given(any_contract())
def test_claims_are_what_their_days_cost(facts: ContractFacts) -> None:
    assert {
        (claim.kind, claim.add_on_key, claim.period, claim.due_on, claim.cents)
        for claim in expected_claims(facts, until=HORIZON)
    } == _day_by_day(facts)


@settings(max_examples=40)
@given(any_contract())
def test_claims_of_a_kind_never_overlap_and_their_parts_hold_each_day_once(facts: ContractFacts) -> None:
    kinds: dict[tuple[ClaimKind, int], list[Period]] = defaultdict(list)
    for claim in expected_claims(facts, until=HORIZON):
        kinds[claim.kind, claim.add_on_key].append(claim.period)
        if claim.kind is ClaimKind.FEE:
            stretches = [part.period for part in claim.parts if part.kind is not PartKind.DISCOUNT]
            assert stretches[0].start == claim.period.start
            assert stretches[-1].end == claim.period.end
            assert all(one.end == following.start for one, following in pairwise(stretches))
            assert claim.period.end is not None
            assert sum((part.end - part.start).days for part in stretches if part.end) == sum(
                part.days for part in claim.parts if part.kind is not PartKind.DISCOUNT
            )
    for periods in kinds.values():
        ordered = sorted(periods, key=lambda period: period.start)
        assert all(one.end is not None and one.end <= following.start for one, following in pairwise(ordered))


@settings(max_examples=40)
@given(any_contract(), st.dates(date(2023, 1, 1), HORIZON))
def test_a_shorter_look_sees_the_first_of_the_claims(facts: ContractFacts, until: date) -> None:
    longer = expected_claims(facts, until=HORIZON)
    assert expected_claims(facts, until=until) == tuple(claim for claim in longer if claim.due_on <= until)


@settings(max_examples=40)
@given(any_contract(), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_claim(facts: ContractFacts, random: Any) -> None:
    parts: dict[str, Any] = {}
    for name in ("pauses", "free", "prices", "add_ons"):
        shuffled = list(getattr(facts, name))
        random.shuffle(shuffled)
        parts[name] = tuple(shuffled)
    assert expected_claims(replace(facts, **parts), until=HORIZON) == expected_claims(facts, until=HORIZON)


# --- due days, sums --------------------------------------------------------------------------------------------
@given(ANY_DAY, st.sampled_from(INTERVALS), st.booleans())
def test_due_days_never_drift(start: date, months: int, in_advance: bool) -> None:
    facts = agreed(start, interval_months=months, terms=Terms(0), in_advance=in_advance)
    dues = [claim.due_on for claim in expected_claims(facts, until=add_months(start, 96))]
    if in_advance:
        assert dues == [add_months(start, n * months) for n in range(96 // months + 1)]
    else:
        ends = [whole.last_day for whole in islice(intervals(facts), 96 // months)]
        assert dues[: len(ends)] == ends


def test_the_31st_comes_back() -> None:
    claims = expected_claims(agreed("2026-01-31"), until=on("2026-08-30"))
    assert [(claim.due_on.month, claim.due_on.day) for claim in claims] == [
        (1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31),
    ]  # fmt: skip


@given(ANY_DAY, st.sampled_from(INTERVALS), st.integers(1, 4), st.integers(1, 500_00), st.booleans())
def test_a_first_term_costs_what_the_catalogue_says(
    start: date, interval: int, times: int, price: int, in_advance: bool
) -> None:
    months = interval * times
    facts = agreed(
        start,
        price=price,
        terms=Terms(months, Renewal.ENDS),
        interval_months=interval,
        in_advance=in_advance,
        sign_up_cents=39_00,
    )
    claims = expected_claims(facts, until=date(2040, 1, 1))
    total = true_price(first_months=months, interval_months=interval, price_cents=price, fees_cents=39_00).total_cents
    assert sum(claim.cents for claim in claims) == total
    assert expected_claims(facts, until=preview_until(facts)) == claims


@given(ANY_DAY, st.integers(1, 90), st.integers(1, 500_00), st.sampled_from(INTERVALS))
def test_an_interval_in_two_parts_costs_the_whole(start: date, after: int, price: int, interval: int) -> None:
    cut = start + after * DAY
    facts = agreed(start, price=price, terms=Terms(6, Renewal.ENDS), interval_months=interval)
    whole = expected_claims(facts, until=HORIZON + 999 * DAY)
    # The same price said anew, and a free time that begins and ends on one day's eve, change nothing.
    again = replace(facts, prices=(*facts.prices, PriceFact(cut, price)))
    assert [c.cents for c in expected_claims(again, until=HORIZON + 999 * DAY)] == [claim.cents for claim in whole]
    # Billed in part by another system: each part is rounded once, so that a cent at most lies between.
    before = replace(facts, cancellation=cancelled(start.isoformat(), (cut - DAY).isoformat()))
    rest = replace(facts, billed_until=cut - DAY)
    parts = [*expected_claims(before, until=HORIZON), *expected_claims(rest, until=HORIZON + 999 * DAY)]
    assert abs(sum(claim.cents for claim in parts) - sum(claim.cents for claim in whole)) <= 1


@settings(max_examples=40)
@given(ANY_DAY, st.integers(0, 11), st.integers(1, 6), st.sampled_from(PauseKind))
def test_whole_months_of_a_pause_or_free_time_cost_nothing_and_the_others_what_they_did(
    start: date, after: int, months: int, kind: PauseKind
) -> None:
    facts = agreed(start, terms=Terms(0))
    wholes = list(islice(intervals(facts), after + months))
    gap = Period(wholes[after].start, wholes[-1].end)
    plain = expected_claims(facts, until=HORIZON)
    left = [claim for claim in plain if gap.common(claim.period) is None]
    paused = expected_claims(replace(facts, pauses=(PauseFact(gap, kind, 5_00),)), until=HORIZON)
    free = expected_claims(replace(facts, free=(gap,)), until=HORIZON)
    assert [(c.due_on, c.cents) for c in paused if c.kind is ClaimKind.FEE] == [(c.due_on, c.cents) for c in left]
    assert [(c.due_on, c.cents) for c in free] == [(c.due_on, c.cents) for c in left]
    fees_of_pause = [claim.cents for claim in paused if claim.kind is ClaimKind.PAUSE_FEE]
    within = [claim for claim in plain if claim not in left]
    assert fees_of_pause == ([5_00] * len(within) if kind is PauseKind.FEE else [])


@settings(max_examples=40)
@given(any_contract(), ANY_DAY, st.integers(1, 60))
def test_a_pause_ended_on_its_first_day_or_taken_back_leaves_no_trace(
    facts: ContractFacts, start: date, length: int
) -> None:
    facts = replace(facts, pauses=())
    paused = replace(facts, pauses=(PauseFact(Period(start, start + length * DAY), PauseKind.EXTENDS),))
    assert expected_claims(replace(paused, pauses=()), until=HORIZON) == expected_claims(facts, until=HORIZON)
    # What came before the pause is as it was.
    before = [
        claim for claim in expected_claims(facts, until=HORIZON) if claim.period.end and claim.period.end <= start
    ]
    if end_of(facts) is None:
        assert before == [
            claim for claim in expected_claims(paused, until=HORIZON) if claim.period.end and claim.period.end <= start
        ]


# --- mistakes of other systems ---------------------------------------------------------------------------------
def test_a_recorded_notice_stops_the_billing_and_taking_it_back_bills_on() -> None:
    going_on = monthly()
    noticed = replace(going_on, cancellation=cancelled("2026-01-10", "2026-02-28"))
    assert max(claim.period.last_day or date.max for claim in expected_claims(noticed, until=HORIZON)) == on(
        "2026-02-28"
    )
    assert expected_claims(replace(noticed, cancellation=None), until=UNTIL) == expected_claims(going_on, until=UNTIL)


@settings(max_examples=40)
@given(any_contract())
def test_no_claim_is_for_a_day_after_the_end_or_before_the_start(facts: ContractFacts) -> None:
    end = end_of(facts)
    for claim in expected_claims(facts, until=HORIZON):
        assert claim.period.start >= facts.start_on
        assert end is None or claim.period.last_day is not None
        if end is not None and claim.period.last_day is not None:
            assert claim.period.last_day <= end


def test_two_equal_add_ons_are_two_claims() -> None:
    facts = monthly(add_ons=(sauna("2026-01-01", key=1), sauna("2026-01-01", key=2)), terms=Terms(1, Renewal.ENDS))
    assert [(claim.add_on_key, claim.cents) for claim in expected_claims(facts, until=UNTIL)] == [
        (1, 10_00), (2, 10_00), (0, 31_00),
    ]  # fmt: skip


# --- how far a preview looks -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "until"),
    [
        (agreed("2026-01-01", terms=Terms(24)), "2027-12-31"),
        (agreed("2026-01-01", terms=Terms(0)), "2026-12-31"),
        (agreed("2024-02-29", terms=Terms(0)), "2025-02-28"),
        (agreed("2026-01-01", pauses=(extends("2026-02-01", "2026-02-10"),)), "2027-01-10"),
        (agreed("2026-01-01", pauses=(extends("2026-02-01"),)), "2026-12-31"),
        (agreed("2026-01-01", cancellation=cancelled("2026-02-01", "2026-05-31")), "2026-05-31"),
    ],
)
def test_a_preview_goes_to_the_end_of_the_first_term(facts: ContractFacts, until: str) -> None:
    assert preview_until(facts) == on(until)


# --- hostile ---------------------------------------------------------------------------------------------------
def test_the_calendar_ends_and_so_do_the_claims() -> None:
    facts = agreed("9999-10-15", price=1_00)
    assert [claim.due_on.month for claim in expected_claims(facts, until=date.max)] == [10, 11]
    assert [claim.cents for claim in expected_claims(replace(facts, interval_months=12), until=date.max)] == []
    ended = agreed("2026-01-01", price=1_00, interval_months=12,
                   cancellation=cancelled("2026-01-02", "9999-12-31"))  # fmt: skip
    assert len(expected_claims(ended, until=date.max)) == 9999 - 2026


@pytest.mark.parametrize("months", [0, -1])
@pytest.mark.parametrize("anchor", [None, date(2030, 1, 1)])
def test_an_interval_has_a_month_at_least(months: int, anchor: date | None) -> None:
    with pytest.raises(ValueError):
        expected_claims(monthly(interval_months=months, anchor_on=anchor), until=UNTIL)


def test_old_contracts_with_a_far_anchor_are_quick_to_bill() -> None:
    facts = agreed("1950-01-01", anchor_on=on("1900-01-31"), billed_until=on("2026-01-30"), price=1_00)
    assert [claim.due_on for claim in expected_claims(facts, until=on("2026-03-30"))] == [
        on("2026-01-31"), on("2026-02-28"),
    ]  # fmt: skip
    assert next(intervals(facts)).holds_on(facts.start_on)


@given(ANY_DAY, st.integers(-900, 900), st.sampled_from(INTERVALS))
def test_the_first_interval_holds_the_start_and_each_follows_the_one_before(
    start: date, away: int, months: int
) -> None:
    facts = agreed(start, interval_months=months, anchor_on=start + away * DAY)
    found = list(islice(intervals(facts), 8))
    assert found[0].holds_on(start)
    assert all(one.end == following.start for one, following in pairwise(found))
