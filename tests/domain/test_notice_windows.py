"""The last day of notice: the vectors of the periods, and what it means for any contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Span, Unit
from domain.contract_terms import EndRule, Regime, Renewal, Terms
from domain.contracts import CancellationFact, ContractFacts, PauseFact, next_possible_end
from domain.notice_windows import NoticeWindow, notice_window
from domain.periods import DAY, Period

YEAR = Terms(
    first_months=12,
    renewal=Renewal.INDEFINITE,
    renewal_months=0,
    notice=Span(1, Unit.MONTHS),
    end_rule=EndRule.ANY_DAY,
    regime=Regime.SINCE_2022_03,
)
OLD = replace(YEAR, renewal=Renewal.TERMS, renewal_months=12, notice=Span(3, Unit.MONTHS), regime=Regime.BEFORE_2022_03)


def contract(start: date, terms: Terms = YEAR) -> ContractFacts:
    return ContractFacts(start_on=start, terms=terms, signed_on=start)


@pytest.mark.parametrize(
    ("facts", "day", "last", "end"),
    [
        (contract(date(2026, 1, 1)), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 31)),
        (contract(date(2026, 3, 1)), date(2026, 11, 1), date(2027, 1, 31), date(2027, 2, 28)),
        (contract(date(2026, 1, 1)), date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 31)),
        (contract(date(2026, 1, 1), OLD), date(2026, 9, 1), date(2026, 9, 30), date(2026, 12, 31)),
        (contract(date(2020, 1, 1), OLD), date(2026, 9, 1), date(2026, 9, 30), date(2026, 12, 31)),
        (contract(date(2020, 1, 1), OLD), date(2026, 10, 1), date(2027, 9, 30), date(2027, 12, 31)),
    ],
)
def test_until_when_notice_ends_the_term(facts: ContractFacts, day: date, last: date, end: date) -> None:
    assert notice_window(facts, day) == NoticeWindow(last, end)


@pytest.mark.parametrize(
    "facts",
    [
        contract(date(2024, 1, 1)),
        contract(date(2026, 1, 1), replace(YEAR, renewal=Renewal.ENDS)),
        replace(contract(date(2026, 1, 1)), cancellation=CancellationFact(date(2026, 5, 1), date(2026, 12, 31))),
        replace(contract(date(2026, 1, 1)), void=True),
        replace(contract(date(2026, 1, 1)), activated=False),
        replace(contract(date(2026, 1, 1)), withdrawn_on=date(2026, 1, 5)),
        contract(date(2026, 1, 1), replace(YEAR, first_months=0)),
    ],
)
def test_no_window_where_nothing_would_go_on(facts: ContractFacts) -> None:
    assert notice_window(facts, date(2026, 11, 1)) is None


TERMS = st.builds(
    lambda months, renewal, notice: replace(YEAR, first_months=months, notice=notice, **renewal),
    st.sampled_from([0, 1, 6, 12, 24]),
    st.sampled_from([{}, {"renewal": Renewal.TERMS, "renewal_months": 12, "regime": Regime.BEFORE_2022_03}]),
    st.sampled_from([Span(1, Unit.MONTHS), Span(3, Unit.MONTHS), Span(4, Unit.WEEKS), Span(14, Unit.DAYS)]),
)


@given(
    terms=TERMS,
    start=st.dates(date(2022, 1, 1), date(2026, 12, 31)),
    later=st.integers(0, 900),
    pause=st.none() | st.tuples(st.integers(0, 300), st.integers(1, 60)),
)
def test_a_day_later_the_end_is_another(terms: Terms, start: date, later: int, pause: tuple[int, int] | None) -> None:
    facts = contract(start, terms)
    if pause is not None:
        begins = start + timedelta(pause[0])
        facts = replace(facts, pauses=(PauseFact(Period(begins, begins + timedelta(pause[1]))),))
    day = start + timedelta(later)
    window = notice_window(facts, day)
    if window is not None:
        assert window.last_notice_on >= day
        assert next_possible_end(facts, window.last_notice_on).day == window.end_on
        assert next_possible_end(facts, window.last_notice_on + DAY).day > window.end_on
