"""What the law lets a consumer agree to (§ 309 Nr. 9 BGB), before March 2022, since, and for companies."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import Span, Unit
from domain.contract_terms import (
    EndRule,
    NoticeTooLong,
    Regime,
    Renewal,
    RenewalTooLong,
    Terms,
    TermTooLong,
    broken_law,
    regime_of,
)

OLD, NEW, FIRM = Regime.BEFORE_2022_03, Regime.SINCE_2022_03, Regime.BUSINESS


@pytest.mark.parametrize(
    ("signed_on", "business", "regime"),
    [
        (date(2022, 2, 28), False, OLD),
        (date(2022, 3, 1), False, NEW),
        (date(2026, 11, 24), False, NEW),
        (date.min, False, OLD),
        (date(2022, 2, 28), True, FIRM),
        (date(2026, 11, 24), True, FIRM),
    ],
)
def test_the_day_of_signing_says_which_law_holds(signed_on: date, business: bool, regime: Regime) -> None:
    assert regime_of(signed_on, business=business) is regime


def notice(value: int, unit: Unit = Unit.MONTHS) -> Span:
    return Span(value, unit)


@pytest.mark.parametrize(
    ("regime", "terms", "broken"),
    [
        (NEW, {"first_months": 24}, []),
        (NEW, {"first_months": 25}, [TermTooLong]),
        (OLD, {"first_months": 24}, []),
        (OLD, {"first_months": 25}, [TermTooLong]),
        (FIRM, {"first_months": 60}, []),
        (NEW, {"first_months": 0}, []),
        (NEW, {"renewal": Renewal.ENDS}, []),
        (NEW, {"renewal": Renewal.TERMS, "renewal_months": 1}, [RenewalTooLong]),
        (NEW, {"renewal": Renewal.TERMS, "renewal_months": 12}, [RenewalTooLong]),
        (OLD, {"renewal": Renewal.TERMS, "renewal_months": 12}, []),
        (OLD, {"renewal": Renewal.TERMS, "renewal_months": 13}, [RenewalTooLong]),
        (FIRM, {"renewal": Renewal.TERMS, "renewal_months": 24}, []),
        (NEW, {"notice": notice(1)}, []),
        (NEW, {"notice": notice(2)}, [NoticeTooLong]),
        (NEW, {"notice": notice(0)}, []),
        (NEW, {"notice": notice(4, Unit.WEEKS)}, []),
        (NEW, {"notice": notice(5, Unit.WEEKS)}, [NoticeTooLong]),
        (NEW, {"notice": notice(6, Unit.WEEKS)}, [NoticeTooLong]),
        (NEW, {"notice": notice(28, Unit.DAYS)}, []),
        # In February 29 days are more than a month.
        (NEW, {"notice": notice(29, Unit.DAYS)}, [NoticeTooLong]),
        (OLD, {"notice": notice(3)}, []),
        (OLD, {"notice": notice(4)}, [NoticeTooLong]),
        (OLD, {"notice": notice(6, Unit.WEEKS)}, []),
        (OLD, {"notice": notice(12, Unit.WEEKS)}, []),
        (OLD, {"notice": notice(13, Unit.WEEKS)}, [NoticeTooLong]),
        (OLD, {"notice": notice(89, Unit.DAYS)}, []),
        (OLD, {"notice": notice(90, Unit.DAYS)}, [NoticeTooLong]),
        (FIRM, {"notice": notice(366, Unit.DAYS)}, []),
        # "At any time with a month's notice": waiting for the month's end would make it up to two months.
        (NEW, {"end_rule": EndRule.MONTH_END}, [NoticeTooLong]),
        (NEW, {"end_rule": EndRule.MONTH_END, "notice": notice(0)}, []),
        (NEW, {"end_rule": EndRule.MONTH_END, "notice": notice(2)}, [NoticeTooLong]),
        # Nothing is renewed where there is no first term.
        (NEW, {"end_rule": EndRule.MONTH_END, "first_months": 0}, []),
        (OLD, {"end_rule": EndRule.MONTH_END}, []),
        (FIRM, {"end_rule": EndRule.MONTH_END}, []),
        (
            NEW,
            {"first_months": 36, "renewal": Renewal.TERMS, "renewal_months": 12, "notice": notice(3)},
            [TermTooLong, RenewalTooLong, NoticeTooLong],
        ),
        (FIRM, {"first_months": 36, "renewal": Renewal.TERMS, "renewal_months": 12, "notice": notice(3)}, []),
    ],
)
def test_terms_that_a_consumer_need_not_accept(
    regime: Regime, terms: dict[str, object], broken: list[type[Exception]]
) -> None:
    found = broken_law(Terms(**{"first_months": 12, "regime": regime} | terms))  # type: ignore[arg-type]
    assert [type(refusal) for refusal in found] == broken


def test_a_refusal_names_its_field_and_what_the_law_allows() -> None:
    terms = Terms(36, Renewal.TERMS, 24, notice(4), regime=OLD)
    assert [(refusal.field, refusal.data) for refusal in broken_law(terms)] == [
        ("first_months", {"months": 36, "most": 24}),
        ("renewal", {"months": 24, "most": 12}),
        ("notice", {"most": 3}),
    ]
    assert [refusal.field for refusal in broken_law(Terms(12, end_rule=EndRule.MONTH_END))] == ["end_rule"]
