"""Tax on invoices: by sum and rate, spread over the lines; papers as JSON; what a correction takes back."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.invoice_papers import correction, read, written
from domain.invoices import InvoiceKind, credit_taxes, line_taxes, spread, tax_in, tax_sums
from domain.tax import TaxKind
from tests.invoices import a_paper

RATES = [(TaxKind.STANDARD, 19_00), (TaxKind.STANDARD, 16_00), (TaxKind.REDUCED, 7_00), (TaxKind.EXEMPT_COURSE, 0)]
LINES = st.lists(st.tuples(st.sampled_from(RATES), st.integers(1, 500_00)), min_size=1, max_size=12).map(
    lambda lines: [(kind, rate, cents) for (kind, rate), cents in lines]
)


@pytest.mark.parametrize(
    ("gross", "rate", "tax"),
    [(49_90, 19_00, 7_97), (0, 19_00, 0), (1, 19_00, 0), (3, 19_00, 0), (4, 19_00, 1), (107, 7_00, 7), (49_90, 0, 0)],
)
def test_the_tax_in_a_gross_sum(gross: int, rate: int, tax: int) -> None:
    assert tax_in(gross, rate) == tax
    assert tax_in(-gross, rate) == -tax


@given(LINES)
def test_the_lines_of_a_rate_add_up_to_the_tax_of_its_sum(lines: list[tuple[TaxKind, int, int]]) -> None:
    taxes = line_taxes(lines)
    for group in tax_sums(lines):
        of = [at for at, line in enumerate(lines) if line[:2] == (group.tax, group.rate)]
        assert sum(taxes[at] for at in of) == group.tax_cents == tax_in(group.gross_cents, group.rate)
        assert all(abs(taxes[at] - tax_in(lines[at][2], group.rate)) <= 1 for at in of)
    assert sum(group.gross_cents for group in tax_sums(lines)) == sum(cents for _kind, _rate, cents in lines)


@given(st.integers(0, 1_000), st.lists(st.integers(0, 1_000), max_size=9))
def test_what_is_spread_is_all_there(total: int, shares: list[int]) -> None:
    assert sum(spread(total, shares)) == (total if sum(shares) else 0)


@given(LINES, st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_credits_in_parts_take_back_the_tax_of_the_invoice(
    lines: list[tuple[TaxKind, int, int]], percents: list[int]
) -> None:
    left = [cents for _kind, _rate, cents in lines]
    taken = 0
    for percent in [*accumulate(percents, max), 100]:
        credit = [cents * percent // 100 for cents in left]
        taxes = credit_taxes([(*line[:2], rest, part) for line, rest, part in zip(lines, left, credit, strict=True)])
        assert all(0 <= tax <= part for tax, part in zip(taxes, credit, strict=True))
        taken += sum(taxes)
        left = [rest - part for rest, part in zip(left, credit, strict=True)]
    assert taken == sum(line_taxes(lines))


def test_a_paper_comes_back_from_its_json() -> None:
    paper = a_paper(recipient=("Łucja „X“ Müller\\n", "</b>"), corrects_of=date(2026, 1, 1), due_on=None)
    assert read(written(paper)) == paper
    assert written(read(written(paper))) == written(paper)


def test_a_cancellation_and_its_invoice_are_nothing() -> None:
    paper = a_paper()
    cents = [(place, line.gross_cents, line.tax_cents) for place, line in enumerate(paper.lines)]
    back = correction(paper, InvoiceKind.CANCELLATION, cents, number="R-2", day=date(2026, 12, 1), reason="x")
    assert (back.gross_cents, back.tax_cents) == (-paper.gross_cents, -paper.tax_cents)
    for one, other in zip(paper.sums, back.sums, strict=True):
        assert (one.tax, one.rate) == (other.tax, other.rate)
        assert (one.gross_cents + other.gross_cents, one.net_cents + other.net_cents) == (0, 0)
    assert (back.corrects, back.corrects_of, back.due_on) == ("R-00017", paper.issued_on, None)
