"""Quotas: how long they are valid, which pays first, and every reason why one does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Span, Unit, add_months
from domain.catalogue import Clock
from domain.errors import Refusal
from domain.periods import Period
from domain.quotas import (
    DoesNotPay,
    NoneLeft,
    NoQuota,
    NotYetValid,
    QuotaExpired,
    QuotaFacts,
    QuotaPaused,
    QuotaState,
    Use,
    Wanted,
    end_at_grant,
    end_by_use,
    grant_months,
    last_day_of,
    state_of,
    usable,
    value_of,
    why_none,
    why_not,
)

DAY = date(2026, 11, 23)
QUOTA = QuotaFacts(1, date(2026, 11, 1), date(2027, 1, 31), 5, frozenset({Use.CHECK_IN}))
VISIT = Wanted(Use.CHECK_IN, DAY)


@pytest.mark.parametrize(
    ("start", "span", "fixed", "last"),
    [
        (date(2026, 1, 31), Span(1, Unit.MONTHS), None, date(2026, 2, 28)),
        (date(2024, 1, 31), Span(1, Unit.MONTHS), None, date(2024, 2, 29)),
        (date(2026, 1, 15), Span(1, Unit.MONTHS), None, date(2026, 2, 14)),
        (date(2026, 1, 1), Span(12, Unit.MONTHS), None, date(2026, 12, 31)),
        (date(2024, 2, 29), Span(12, Unit.MONTHS), None, date(2025, 2, 28)),
        (date(2026, 3, 28), Span(1, Unit.DAYS), None, date(2026, 3, 28)),
        (date(2026, 3, 28), Span(2, Unit.DAYS), None, date(2026, 3, 29)),
        (date(2026, 3, 28), Span(2, Unit.WEEKS), None, date(2026, 4, 10)),
        (date(2026, 3, 28), None, None, None),
        (date(2026, 3, 28), None, date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 3, 28), Span(1, Unit.MONTHS), date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 3, 28), Span(1, Unit.MONTHS), date(2026, 12, 31), date(2026, 4, 27)),
    ],
)
def test_the_last_day_follows_from_the_first(
    start: date, span: Span | None, fixed: date | None, last: date | None
) -> None:
    assert last_day_of(start, span, fixed) == last
    assert end_at_grant(Clock.PURCHASE, start, span, fixed) == last
    assert end_by_use(start, span, fixed) == last


@pytest.mark.parametrize(("fixed", "last"), [(None, None), (date(2026, 12, 31), date(2026, 12, 31))])
def test_before_the_first_use_only_a_fixed_day_is_known(fixed: date | None, last: date | None) -> None:
    assert end_at_grant(Clock.FIRST_USE, DAY, Span(1), fixed) == last
    assert end_by_use(None, Span(1), fixed) == last


@pytest.mark.parametrize(
    ("change", "day", "state", "refusal"),
    [
        ({}, DAY, QuotaState.USABLE, None),
        ({}, date(2026, 10, 31), QuotaState.NOT_YET_VALID, NotYetValid),
        ({}, date(2026, 11, 1), QuotaState.USABLE, None),
        ({}, date(2027, 1, 31), QuotaState.USABLE, None),
        ({}, date(2027, 2, 1), QuotaState.EXPIRED, QuotaExpired),
        ({"ends_on": None}, date(2099, 1, 1), QuotaState.USABLE, None),
        ({"balance": 0}, DAY, QuotaState.USED_UP, NoneLeft),
        ({"balance": 0}, date(2027, 2, 1), QuotaState.EXPIRED, QuotaExpired),
        ({"paused": (Period(DAY, None),)}, DAY, QuotaState.PAUSED, QuotaPaused),
        ({"paused": (Period(DAY, DAY + timedelta(1)),)}, DAY + timedelta(1), QuotaState.USABLE, None),
        ({"contract_ends_on": DAY}, DAY, QuotaState.USABLE, None),
        ({"contract_ends_on": DAY}, DAY + timedelta(1), QuotaState.EXPIRED, QuotaExpired),
        ({"contract_ends_on": date.min}, DAY, QuotaState.EXPIRED, QuotaExpired),
        ({"pays": frozenset({Use.COURSE})}, DAY, QuotaState.USABLE, DoesNotPay),
        ({"category_id": 7}, DAY, QuotaState.USABLE, DoesNotPay),
    ],
)
def test_each_reason_is_told_apart(
    change: dict[str, object], day: date, state: QuotaState, refusal: type[Refusal] | None
) -> None:
    quota = replace(QUOTA, **change)  # type: ignore[arg-type]
    assert state_of(quota, day) is state
    assert type(why_not(quota, replace(VISIT, day=day))) is (refusal or type(None))


def test_a_category_must_be_the_same() -> None:
    quota = replace(QUOTA, pays=frozenset({Use.APPOINTMENT}), category_id=7)
    assert why_not(quota, Wanted(Use.APPOINTMENT, DAY, 7)) is None
    assert isinstance(why_not(quota, Wanted(Use.APPOINTMENT, DAY, 8)), DoesNotPay)


def test_the_first_that_expires_pays_first() -> None:
    late, soon = replace(QUOTA, key=2, ends_on=date(2027, 6, 1)), replace(QUOTA, key=3, ends_on=DAY)
    endless, used_up = replace(QUOTA, key=4, ends_on=None), replace(QUOTA, key=5, ends_on=DAY, balance=0)
    by_contract = replace(endless, key=6, contract_ends_on=date(2026, 12, 1))
    assert [one.key for one in usable([endless, late, used_up, QUOTA, by_contract, soon], VISIT)] == [3, 6, 1, 2, 4]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ([], NoQuota),
        ([{"balance": 0}, {"ends_on": date(2026, 11, 2)}], NoneLeft),
        ([{"ends_on": date(2026, 11, 2)}, {"pays": frozenset()}], QuotaExpired),
        ([{"balance": 0}, {"starts_on": date(2026, 12, 1)}], NotYetValid),
        ([{"pays": frozenset()}], DoesNotPay),
        ([{"balance": 0}, {"paused": (Period(DAY, None),)}], QuotaPaused),
    ],
)
def test_of_several_refusals_the_one_that_says_most(changes: list[dict[str, object]], refusal: type[Refusal]) -> None:
    assert type(why_none([replace(QUOTA, **one) for one in changes], VISIT)) is refusal  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("price", "bought", "left", "value"), [(10_000, 10, 3, 3_000), (100, 3, 1, 33), (100, 3, 2, 67), (500, 0, 0, 0)]
)
def test_what_is_left_is_worth_its_part(price: int, bought: int, left: int, value: int) -> None:
    assert value_of(price, bought, left) == value


def test_months_are_counted_from_the_start() -> None:
    months = grant_months(date(2026, 1, 31), date(2026, 4, 30), monthly=True)
    assert [one.start for one in months] == [
        *(date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)),
    ]
    assert grant_months(date(2026, 1, 31), date(2026, 4, 30), monthly=False) == months[:1]
    assert grant_months(date(2026, 5, 1), date(2026, 4, 30), monthly=True) == []


def test_a_month_that_is_paused_whole_or_was_billed_elsewhere_grants_nothing() -> None:
    start, last = date(2026, 1, 1), date(2026, 5, 31)
    pauses = [Period(date(2026, 2, 1), date(2026, 3, 1)), Period(date(2026, 4, 2), date(2026, 5, 2))]
    months = grant_months(start, last, monthly=True, pauses=pauses, billed_until=date(2026, 1, 31))
    assert [one.start.month for one in months] == [3, 4, 5]


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(start=DAYS, today=st.integers(0, 800), later=st.integers(0, 100), monthly=st.booleans())
def test_later_runs_only_add_months(start: date, today: int, later: int, monthly: bool) -> None:
    first = grant_months(start, start + timedelta(today), monthly=monthly)
    then = grant_months(start, start + timedelta(today + later), monthly=monthly)
    assert then[: len(first)] == first
    assert [one.start for one in then] == [add_months(start, n) for n in range(len(then))]
