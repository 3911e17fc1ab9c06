"""Prices of many contracts change at once: what each becomes, what is left out and why, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions import bulk
from actions.billing import bill_contact
from actions.bulk import change_many, undo_many
from actions.cancellations import cancel_contract
from actions.contract_changes import change_price
from actions.pauses import pause_contract
from actions.price_changes import change_prices, promise_price
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.claims import ClaimKind, InvoicedAlready
from domain.contract_deeds import BilledAlready, PriceChangeWaits, PricePromised, PriceStays
from domain.contracts import CancellationKind, ContractFacts, ContractState, DeedNotAllowed
from domain.errors import InvalidInput, Missing, Refusal
from domain.price_changes import NoPriceChange, NotRunningThen, PriceImpossible, PricesOfThePast, Revision
from domain.tax import TaxKind
from models.audit import AuditEntry
from models.claim import Claim
from models.contract import Contract, ContractPrice
from models.invoice import Invoice, InvoiceLine
from queries.price_changes import contracts_in, foreseen_prices, tariffs_sold
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.ledger import check_sums, live_claims
from tests.services import a_contract, a_tariff, the_contract

START, NEW_YEAR, LETTER = date(2026, 10, 1), date(2027, 1, 1), date(2026, 11, 20)
TEN_PERCENT = Revision(valid_from=NEW_YEAR, basis_points=10_00)


def writing(database: Database, actor: Actor = PROGRAM) -> Any:
    @contextmanager
    def write() -> Iterator[tuple[Any, Actor]]:
        with database.writing(NOW) as session:
            yield session, actor

    return write


def sold(database: Database, *prices: int, **tariff: Any) -> list[int]:
    """A contract of a contact of its own for each price, since October."""
    keys = []
    with database.writing(NOW) as session:
        for place, cents in enumerate(prices):
            term = a_tariff(session, f"{tariff} {cents} {place}", cents=cents, sign_up_cents=0, **tariff)
            keys.append(a_contract(session, a_contact(session).id, term_id=term, start_on=START))
    return keys


def change(database: Database, keys: list[int], revision: Revision = TEN_PERCENT, **more: Any) -> int:
    with database.writing(NOW) as session:
        inputs = {"revision": revision, "reason": "costs", "letter_on": LETTER} | more
        return change_prices(session, PROGRAM, contract_ids=keys, **inputs)


def facts(database: Database, keys: list[int]) -> dict[int, ContractFacts]:
    with database.reading(NOW) as session:
        return {key: the_contract(session, key).facts for key in keys}


def prices(database: Database, key: int) -> list[tuple[date, int]]:
    return [(price.valid_from, price.cents) for price in facts(database, [key])[key].prices]


def why(database: Database, key: int, revision: Revision = TEN_PERCENT) -> Refusal | None:
    with database.reading(NOW) as session:
        [found] = foreseen_prices(session, [key], revision, TODAY)
    assert (found.after is None) == (found.refusal is not None)
    return found.refusal


def on_an_invoice(database: Database, contract_id: int, due_on: date) -> None:
    """A fee stands on a live invoice."""
    with database.writing(NOW) as session:
        query = select(Claim).where(Claim.contract_id == contract_id, Claim.due_on == due_on)
        claim = session.scalars(query.where(Claim.kind == ClaimKind.FEE)).one()
        amounts = {"gross_cents": claim.cents, "net_cents": claim.cents, "tax_cents": 0}
        invoice = Invoice(contact_id=claim.contact_id, number="R-1", issued_on=TODAY, language="de", **amounts)
        invoice.paper, invoice.file = "{}", "0" * 64
        line = InvoiceLine(claim_id=claim.id, place=1, text="x", tax=TaxKind.NONE, rate=0, live=True, **amounts)
        line.starts_on, line.ends_before = claim.starts_on, claim.ends_before
        invoice.lines.append(line)
        session.add(invoice)
        past_the_trail(session)


# --- what changes -------------------------------------------------------------------------------------------
def test_each_contract_gets_its_new_price_with_reason_and_letter(database: Database) -> None:
    one, quarterly = *sold(database, 39_90), *sold(database, 119_70, interval_months=3)
    assert change(database, [one, quarterly]) == 2
    assert prices(database, one) == [(START, 39_90), (NEW_YEAR, 43_89)]
    assert prices(database, quarterly) == [(START, 119_70), (NEW_YEAR, 131_67)]
    with database.reading(NOW) as session:
        query = select(ContractPrice.reason, ContractPrice.letter_on).where(ContractPrice.valid_from == NEW_YEAR)
        assert set(session.execute(query).tuples()) == {("costs", LETTER)}
        entries = session.scalars(select(AuditEntry.contact_id).where(AuditEntry.action == "change_prices")).all()
        assert len(set(entries)) == 2, "each contact has an entry of its own"


def test_an_amount_is_for_a_month(database: Database) -> None:
    keys = sold(database, 39_90) + sold(database, 119_70, interval_months=3)
    assert change(database, keys, Revision(valid_from=NEW_YEAR, month_cents=2_00, tens=True)) == 2
    assert [prices(database, key)[-1][1] for key in keys] == [41_90, 125_70]


def test_what_was_billed_follows_at_once_and_undo_brings_it_back(database: Database) -> None:
    [key] = sold(database, 40_00)
    with database.writing(NOW) as session:
        contact_id = the_contract(session, key).contact_id
        bill_contact(session, PROGRAM, contact_id=contact_id, until=NEW_YEAR)
        before = live_claims(session, contact_id)
    with database.writing(NOW) as session:
        change_prices(session, PROGRAM, contract_ids=[key], revision=TEN_PERCENT, reason="x")
        assert [cents for due, cents, _ in live_claims(session, contact_id) if due == NEW_YEAR] == [44_00]
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
        assert live_claims(session, contact_id) == before
        check_sums(session)


def test_what_comes_out_otherwise_than_it_was_seen_is_left_out(database: Database) -> None:
    keys = sold(database, 40_00, 50_00)
    assert change(database, keys, seen={keys[0]: 44_00, keys[1]: 54_00}) == 1
    assert [len(prices(database, key)) for key in keys] == [2, 1]


# --- what is left out ---------------------------------------------------------------------------------------
def test_what_keeps_a_contract_out_is_named_and_it_stays_as_it_is(database: Database) -> None:
    promised, waits, ends, later, elsewhere, over, free = sold(database, 40_00, 41_00, 42_00, 43_00, 44_00, 45_00, 0)
    with database.writing(NOW) as session:
        promise_price(session, PROGRAM, contract_id=promised, never_revise=True, reason="agreed")
    with database.writing(NOW) as session:
        change_price(session, PROGRAM, contract_id=waits, valid_from=TODAY + timedelta(days=9), cents=50_00, reason="x")
    for key, end in ((ends, date(2026, 12, 31)), (over, TODAY)):
        with database.writing(NOW) as session:
            how = {"kind": CancellationKind.BY_STUDIO, "received_on": TODAY, "end_on": end, "reason": "x"}
            cancel_contract(session, PROGRAM, contract_id=key, **how)  # type: ignore[arg-type]
    with database.writing(NOW) as session:
        the_contract(session, later).start_on = date(2027, 2, 1)
        the_contract(session, elsewhere).billed_until = date(2027, 1, 31)
        past_the_trail(session)
    expected: dict[int, type[Refusal]] = {
        promised: PricePromised,
        waits: PriceChangeWaits,
        ends: NotRunningThen,
        over: NotRunningThen,
        later: NotRunningThen,
        elsewhere: BilledAlready,
        free: PriceStays,
    }
    before = facts(database, list(expected))
    assert {key: type(why(database, key)) for key in expected} == expected
    assert change(database, list(expected)) == 0
    assert facts(database, list(expected)) == before


def test_a_draft_and_a_price_below_zero_are_left_out(database: Database) -> None:
    draft, cheap = sold(database, 40_00, 1_00)
    with database.writing(NOW) as session:
        the_contract(session, draft).activated = False
        past_the_trail(session)
    assert isinstance(why(database, draft), DeedNotAllowed)
    less = Revision(valid_from=NEW_YEAR, month_cents=-2_00)
    assert isinstance(why(database, cheap, less), PriceImpossible)
    assert change(database, [draft, cheap], less) == 0


def test_what_a_live_invoice_says_keeps_out_only_what_it_concerns(database: Database) -> None:
    one, other = sold(database, 40_00, 40_00)
    for key in (one, other):
        with database.writing(NOW) as session:
            contact_id = the_contract(session, key).contact_id
            bill_contact(session, PROGRAM, contact_id=contact_id, until=NEW_YEAR)
    on_an_invoice(database, one, NEW_YEAR)
    refusal = why(database, one)
    assert isinstance(refusal, InvoicedAlready)
    assert refusal.data["number"] == "R-1"
    assert change(database, [one, other]) == 1
    assert prices(database, one) == [(START, 40_00)]
    after = Revision(valid_from=date(2027, 2, 1), basis_points=10_00)
    assert change(database, [one], after) == 1, "the invoice says nothing of February"


REFUSED: list[tuple[dict[str, Any], type[Refusal]]] = [
    ({"revision": Revision(valid_from=NEW_YEAR)}, NoPriceChange),
    ({"revision": Revision(valid_from=TODAY - timedelta(days=1), basis_points=1)}, PricesOfThePast),
    ({"reason": " "}, Missing),
]


@pytest.mark.parametrize(("inputs", "rule"), REFUSED)
def test_what_is_asked_for_is_refused_as_a_whole(
    sqlite_database: Database, inputs: dict[str, Any], rule: type[Refusal]
) -> None:
    keys = sold(sqlite_database, 40_00)
    with pytest.raises(InvalidInput) as refused:
        change(sqlite_database, keys, **inputs)
    assert [type(problem) for problem in refused.value.problems] == [rule]


def test_only_who_edits_contracts_changes_prices(sqlite_database: Database) -> None:
    keys = sold(sqlite_database, 40_00)
    with pytest.raises(NotPermitted), sqlite_database.writing(NOW) as session:
        desk = Actor(None, "Rita", Role.RECEPTION)
        change_prices(session, desk, contract_ids=keys, revision=TEN_PERCENT, reason="x")


# --- which contracts ----------------------------------------------------------------------------------------
def test_contracts_are_chosen_by_tariff_and_state(database: Database) -> None:
    active, paused, cancelled, pending = sold(database, 1, 2, 3, 4)
    with database.writing(NOW) as session:
        pause_contract(session, PROGRAM, contract_id=paused, starts_on=TODAY, reason="x")
        cancel_contract(session, PROGRAM, contract_id=cancelled, received_on=TODAY)
        the_contract(session, pending).start_on = NEW_YEAR
    with database.reading(NOW) as session:
        tariffs = {key: session.get_one(Contract, key).tariff_id or 0 for key in (active, paused)}
        assert set(tariffs_sold(session)) >= set(tariffs.values())
        assert contracts_in(session, TODAY) == (active, paused, cancelled, pending)
        for key, state in (
            (active, ContractState.ACTIVE),
            (paused, ContractState.PAUSED),
            (cancelled, ContractState.CANCELLED),
            (pending, ContractState.PENDING),
        ):
            assert contracts_in(session, TODAY, states=[state]) == (key,)
        assert contracts_in(session, TODAY, tariffs=[tariffs[active]], states=[ContractState.PAUSED]) == ()
        assert contracts_in(session, TODAY, tariffs=tariffs.values()) == (active, paused)


def test_a_promise_holds_until_it_is_taken_back(database: Database) -> None:
    [key] = sold(database, 40_00)
    with database.writing(NOW) as session:
        promise_price(session, PROGRAM, contract_id=key, never_revise=True, reason="agreed")
    entries = tuple(session.info["chained"])
    assert isinstance(why(database, key), PricePromised)
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert why(database, key) is None
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        promise_price(session, PROGRAM, contract_id=key, never_revise=True, reason="")


# --- the way back -------------------------------------------------------------------------------------------
@pytest.fixture
def crowd(database: Database) -> tuple[Database, list[int]]:
    """Contracts of many prices and intervals; of every second one the claims up to March are made."""
    keys = sold(database, 0, 1, 19_99, 39_90, 100_000_00) + sold(database, 119_70, 33_33, interval_months=3)
    with database.writing(NOW) as session:
        for key in keys[::2]:
            contact_id = the_contract(session, key).contact_id
            bill_contact(session, PROGRAM, contact_id=contact_id, until=date(2027, 3, 1))
        pause_contract(session, PROGRAM, contract_id=keys[3], starts_on=NEW_YEAR, reason="x")
        promise_price(session, PROGRAM, contract_id=keys[6], never_revise=True, reason="x")
    return database, keys


revisions = st.builds(
    Revision,
    valid_from=st.integers(0, 200).map(lambda days: TODAY + timedelta(days=days)),
    basis_points=st.integers(-100_00, 100_00),
    month_cents=st.integers(-50_00, 50_00),
    tens=st.booleans(),
).filter(lambda one: bool(one.basis_points or one.month_cents))


@given(revision=revisions, at_once=st.integers(1, 4))
@example(revision=Revision(valid_from=TODAY, basis_points=-100_00), at_once=3)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_a_change_of_many_restores_every_price(
    crowd: tuple[Database, list[int]], revision: Revision, at_once: int
) -> None:
    database, keys = crowd
    before, claimed = facts(database, keys), _claimed(database, keys)
    with database.reading(NOW) as session:
        foreseen = {one.contract_id: one.after for one in foreseen_prices(session, keys, revision, TODAY)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "AT_ONCE", at_once)
        inputs: dict[str, Any] = {"of": "contract_ids", "revision": revision, "reason": "x"}
        *_, last = change_many(change_prices, keys, writing=writing(database), **inputs)
        after = {
            key: next((p.cents for p in one.prices if p.valid_from == revision.valid_from), None)
            for key, one in facts(database, keys).items()
        }
        assert after == foreseen
        assert last.changed == sum(cents is not None for cents in after.values())
        undone = list(undo_many(last.entries, writing=writing(database)))
        assert all(progress.changed == progress.done for progress in undone)
        assert bool(undone) == bool(last.entries)
    assert facts(database, keys) == before
    assert _claimed(database, keys) == claimed


def _claimed(database: Database, keys: list[int]) -> dict[int, list[tuple[date, int, int]]]:
    with database.reading(NOW) as session:
        check_sums(session)
        return {key: live_claims(session, the_contract(session, key).contact_id) for key in keys}
