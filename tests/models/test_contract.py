"""The facts that the rows of a contract tell to the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.calendar import Span, Unit
from domain.contract_claims import expected_claims
from domain.contract_terms import EndRule, Regime, Renewal, Terms
from domain.contracts import (
    AddOnFact,
    CancellationFact,
    CancellationKind,
    ContractFacts,
    DiscountFact,
    PauseFact,
    PauseKind,
    PriceFact,
)
from domain.periods import Period
from models.catalogue import TariffTerm
from models.contract import AddOn, Cancellation, Contract, ContractDiscount, ContractPrice, FreeTime, Pause

START = date(2026, 3, 1)
LATER = date(2026, 5, 1)
TERMS = Terms(12, Renewal.TERMS, 6, Span(6, Unit.WEEKS), EndRule.MONTH_END, Regime.BUSINESS)


def a_contract(terms: Terms = TERMS) -> Contract:
    """As it is before anything happens to it."""
    contract = Contract(
        number="v-1",
        name="Jahresvertrag",
        regime=terms.regime,
        signed_on=date(2026, 2, 1),
        activated=True,
        start_on=START,
        anchor_on=date(2026, 3, 15),
        interval_months=3,
        in_advance=False,
        sign_up_cents=39_00,
        settles_used_days=False,
        void=False,
        prices=[ContractPrice(valid_from=START, cents=99_00)],
    )
    contract.agree(terms)
    return contract


PLAIN = ContractFacts(
    start_on=START,
    terms=TERMS,
    prices=(PriceFact(START, 99_00),),
    signed_on=date(2026, 2, 1),
    interval_months=3,
    anchor_on=date(2026, 3, 15),
    in_advance=False,
    sign_up_cents=39_00,
    settles_used_days=False,
)


def test_a_contract_tells_what_was_agreed() -> None:
    assert a_contract().facts == PLAIN


def test_each_part_that_came_later_is_told() -> None:
    contract = a_contract()
    contract.discounts = [ContractDiscount(starts_on=START, ends_before=LATER, basis_points=10_00, cents=1_00)]
    contract.free_times = [FreeTime(starts_on=START, ends_before=LATER)]
    contract.add_ons = [AddOn(id=7, name="Sauna", starts_on=START, ends_before=None, cents=9_90)]
    contract.pauses = [Pause(starts_on=LATER, ends_before=None, kind=PauseKind.FEE, fee_cents=5_00)]
    contract.billed_until, contract.withdrawn_on, contract.void = LATER, LATER, True
    while_both = Period(START, LATER)
    assert contract.facts == replace(
        PLAIN,
        discounts=(DiscountFact(while_both, 10_00, 1_00),),
        free=(while_both,),
        add_ons=(AddOnFact(7, "Sauna", Period(START), 9_90),),
        pauses=(PauseFact(Period(LATER), PauseKind.FEE, 5_00),),
        billed_until=LATER,
        withdrawn_on=LATER,
        void=True,
    )


def test_only_a_notice_that_was_not_taken_back_counts_and_the_end_follows_it() -> None:
    contract = a_contract()
    contract.derive()
    assert contract.ends_on is None
    taken_back = Cancellation(
        kind=CancellationKind.ORDINARY, received_on=START, end_on=LATER, undone_on=date(2026, 3, 20)
    )
    counts = Cancellation(kind=CancellationKind.FOR_CAUSE, received_on=LATER, end_on=date(2026, 6, 30))
    contract.cancellations = [taken_back]
    contract.derive()
    assert (contract.facts.cancellation, contract.ends_on) == (None, None)
    contract.cancellations = [taken_back, counts]
    contract.derive()
    assert contract.facts.cancellation == CancellationFact(LATER, date(2026, 6, 30), CancellationKind.FOR_CAUSE)
    assert contract.ends_on == date(2026, 6, 30)


def test_what_ends_by_itself_keeps_its_end_with_its_pauses() -> None:
    contract = a_contract(Terms(12, Renewal.ENDS))
    contract.derive()
    assert contract.ends_on == date(2027, 2, 28)
    contract.pauses = [Pause(starts_on=LATER, ends_before=date(2026, 5, 11), kind=PauseKind.EXTENDS)]
    contract.derive()
    assert contract.ends_on == date(2027, 3, 10)
    contract.pauses = []
    contract.derive()
    assert contract.ends_on == date(2027, 2, 28)


def test_a_change_of_the_tariff_changes_nothing_that_was_sold() -> None:
    sold = TariffTerm(interval_months=1, price_cents=49_90)
    sold.agree(Terms(12))
    contract = a_contract(sold.terms(Regime.SINCE_2022_03))
    contract.prices = [ContractPrice(valid_from=START, cents=sold.price_cents)]
    before = contract.facts
    claims = expected_claims(before, until=date(2027, 12, 31))
    sold.agree(Terms(24, Renewal.ENDS))
    sold.price_cents, sold.interval_months = 99_90, 12
    assert contract.facts == before
    assert expected_claims(contract.facts, until=date(2027, 12, 31)) == claims
