"""What a tariff may offer, by § 309 Nr. 9 BGB and by sense, and what it truly costs (§ 3 PAngV)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Span, Unit
from domain.catalogue import (
    INTERVALS,
    AmountBelowZero,
    Clock,
    ClockWithoutTime,
    EndsWithoutTerm,
    LastDayPassed,
    NoTerms,
    Offer,
    OutOfRange,
    QuotaOffer,
    QuotaTwice,
    TermOffer,
    TermTwice,
    TruePrice,
    ValidTwice,
    VersionBegun,
    VersionDayTaken,
    VersionInPast,
    check_begin,
    check_offer,
    check_open,
    check_validity,
    for_buyers,
    true_price,
)
from domain.contract_terms import NoticeTooLong, Renewal, RenewalTooLong, Terms, TermTooLong
from domain.errors import InvalidInput

DAY = date(2026, 12, 1)


def broken(offer: Offer, *, business: bool = False) -> list[tuple[str | None, type]]:
    """The fields of an offer that are refused, and why."""
    try:
        check_offer(for_buyers(offer, business=business))
    except InvalidInput as invalid:
        return [(problem.field, type(problem)) for problem in invalid.problems]
    return []


def an_offer(terms: Terms, cents: int = 24_90, interval: int = 1) -> Offer:
    """One term."""
    return Offer(DAY, (TermOffer(terms, cents, interval),))


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        (Terms(24), []),
        (Terms(25), [("first_months.0", TermTooLong)]),
        (Terms(36), [("first_months.0", TermTooLong)]),
        (Terms(12, notice=Span(0)), []),
        (Terms(12, notice=Span(1)), []),
        (Terms(12, notice=Span(2)), [("notice.0", NoticeTooLong)]),
        (Terms(12, notice=Span(4, Unit.WEEKS)), []),
        (Terms(12, notice=Span(5, Unit.WEEKS)), [("notice.0", NoticeTooLong)]),
        (Terms(12, notice=Span(28, Unit.DAYS)), []),
        (Terms(12, notice=Span(30, Unit.DAYS)), [("notice.0", NoticeTooLong)]),
        (Terms(12, renewal=Renewal.TERMS, renewal_months=1), [("renewal.0", RenewalTooLong)]),
        (Terms(12, renewal=Renewal.TERMS, renewal_months=12), [("renewal.0", RenewalTooLong)]),
        (Terms(12, renewal=Renewal.ENDS), []),
        (
            Terms(36, renewal=Renewal.TERMS, renewal_months=12, notice=Span(3)),
            [("first_months.0", TermTooLong), ("renewal.0", RenewalTooLong), ("notice.0", NoticeTooLong)],
        ),
    ],
)
def test_the_law_of_consumers(terms: Terms, wrong: list[tuple[str, type]]) -> None:
    assert broken(an_offer(terms)) == wrong
    assert broken(an_offer(terms), business=True) == []


@pytest.mark.parametrize(
    ("offer", "wrong"),
    [
        (Offer(DAY, ()), [("price.0", NoTerms)]),
        (an_offer(Terms(0)), []),
        (an_offer(Terms(12), 0), []),
        (an_offer(Terms(12), -1), [("price.0", AmountBelowZero)]),
        (an_offer(Terms(12), interval=2), [("interval.0", OutOfRange)]),
        (an_offer(Terms(-1)), [("first_months.0", OutOfRange)]),
        (an_offer(Terms(0, renewal=Renewal.ENDS)), [("first_months.0", EndsWithoutTerm)]),
        (replace(an_offer(Terms(1)), sign_up_cents=-1), [("sign_up", AmountBelowZero)]),
        (replace(an_offer(Terms(1)), pause_fee_cents=-1), [("pause_fee", AmountBelowZero)]),
        (replace(an_offer(Terms(1)), pause_days_a_year=367), [("pause_days", OutOfRange)]),
        (replace(an_offer(Terms(1)), pause_days_a_year=0), []),
        (
            Offer(DAY, (TermOffer(Terms(12), 1), TermOffer(Terms(12), 2, place=3))),
            [("first_months.3", TermTwice)],
        ),
        (Offer(DAY, (TermOffer(Terms(12), 1), TermOffer(Terms(12), 2, 12, 1))), []),
        (replace(an_offer(Terms(1)), quotas=(QuotaOffer(7, 0),)), [("units.0", OutOfRange)]),
        (
            replace(an_offer(Terms(1)), quotas=(QuotaOffer(7, 1), QuotaOffer(7, 2, place=1))),
            [("quota.1", QuotaTwice)],
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(offer: Offer, wrong: list[tuple[str, type]]) -> None:
    assert broken(offer) == wrong


def test_renewal_by_months_counts_only_where_it_renews_by_them() -> None:
    checked = for_buyers(an_offer(Terms(12, renewal=Renewal.INDEFINITE, renewal_months=99)), business=False)
    assert checked.terms[0].terms.renewal_months == 0
    assert broken(an_offer(Terms(12, renewal=Renewal.TERMS)), business=True) == [("renewal_months.0", OutOfRange)]


@pytest.mark.parametrize(
    ("months", "interval", "cents", "fees", "expected"),
    [
        (12, 1, 24_90, 69_00, TruePrice(12, 367_80, 30_65)),
        (24, 1, 29_90, 39_00, TruePrice(24, 756_60, 31_53)),
        (12, 12, 449_00, 0, TruePrice(12, 449_00, 37_42)),
        (12, 3, 83_70, 0, TruePrice(12, 334_80, 27_90)),
        (0, 1, 54_90, 49_00, TruePrice(1, 103_90, 103_90)),
        (0, 3, 90_00, 0, TruePrice(3, 90_00, 30_00)),
        (4, 3, 100_00, 0, TruePrice(4, 133_33, 33_33)),
    ],
)
def test_the_true_price(months: int, interval: int, cents: int, fees: int, expected: TruePrice) -> None:
    found = true_price(first_months=months, interval_months=interval, price_cents=cents, fees_cents=fees)
    assert found == expected
    assert TermOffer(Terms(months), cents, interval).true_price(fees) == expected


@given(
    months=st.integers(0, 24),
    interval=st.sampled_from(INTERVALS),
    cents=st.integers(0, 1_000_00),
    fees=st.integers(0, 500_00),
)
def test_no_fee_is_left_out_of_the_true_price(months: int, interval: int, cents: int, fees: int) -> None:
    found, free = (
        true_price(first_months=months, interval_months=interval, price_cents=cents, fees_cents=fee)
        for fee in (fees, 0)
    )
    assert found.total_cents - free.total_cents == fees
    assert abs(found.monthly_cents * found.months - found.total_cents) <= found.months / 2


@pytest.mark.parametrize(
    ("begin", "others", "rule"),
    [
        (date(2020, 1, 1), frozenset(), None),
        (date(2026, 11, 30), frozenset({date(2020, 1, 1)}), VersionInPast),
        (DAY, frozenset({date(2020, 1, 1)}), None),
        (DAY, frozenset({DAY}), VersionDayTaken),
        (date(2030, 1, 1), frozenset({date(2029, 1, 1)}), None),
    ],
)
def test_when_a_version_begins(begin: date, others: frozenset[date], rule: type[Exception] | None) -> None:
    if rule is None:
        check_begin(begin, DAY, others)
        return
    with pytest.raises(rule):
        check_begin(begin, DAY, others)


def test_a_version_can_be_put_right_on_its_first_day_and_not_after() -> None:
    check_open(DAY, DAY)
    check_open(date(2027, 1, 1), DAY)
    with pytest.raises(VersionBegun):
        check_open(date(2026, 11, 30), DAY)


@pytest.mark.parametrize(
    ("value", "until", "clock", "wrong"),
    [
        (None, None, Clock.PURCHASE, []),
        (6, None, Clock.FIRST_USE, []),
        (None, date(2026, 12, 31), Clock.PURCHASE, []),
        (None, DAY, Clock.PURCHASE, []),
        (0, None, Clock.PURCHASE, [("valid_value", OutOfRange)]),
        (6, date(2026, 12, 31), Clock.PURCHASE, [("valid_until", ValidTwice)]),
        (None, date(2026, 11, 30), Clock.PURCHASE, [("valid_until", LastDayPassed)]),
        (None, None, Clock.FIRST_USE, [("clock", ClockWithoutTime)]),
        (None, date(2026, 12, 31), Clock.FIRST_USE, [("clock", ClockWithoutTime)]),
    ],
)
def test_how_long_a_quota_is_valid(
    value: int | None, until: date | None, clock: Clock, wrong: list[tuple[str, type]]
) -> None:
    if not wrong:
        check_validity(value, until, clock, DAY)
        return
    with pytest.raises(InvalidInput) as caught:
        check_validity(value, until, clock, DAY)
    assert [(problem.field, type(problem)) for problem in caught.value.problems] == wrong
