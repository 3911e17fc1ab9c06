"""Billing: claims follow the facts, however often and late they are made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from actions.billing import begin_run, bill_contact, bill_lot, foresee_lot
from actions.cancellations import cancel_contract, undo_cancellation
from actions.contract_changes import change_payer, change_price
from actions.contracts import sell_contract  # noqa: F401 - registers the actions that undo asks for
from actions.pauses import pause_contract, remove_pause
from actions.payments import record_payment
from actions.quotas import refund_quota, sell_quota
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.claims import ClaimKind
from domain.contracts import CancellationKind, NoticeChannel
from domain.errors import Refusal
from domain.settling import Means
from models.billing_run import BillingRun, ParkedContact
from models.claim import Claim, CounterClaim
from models.contract import Contract
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.ledger import balance, check_sums, credit_cents, live_claims, open_cents
from tests.quotas import a_type
from tests.services import a_contract, a_tariff

START = date(2026, 10, 1)
YEAR_END = date(2026, 12, 31)


@pytest.fixture
def sold(database: Database) -> tuple[int, int]:
    """A contact and its contract over 39.90 a month with 29.00 sign-up fee, since October."""
    with database.writing(NOW) as session:
        contact = a_contact(session)
        return contact.id, a_contract(session, contact.id, term_id=a_tariff(session), start_on=START)


def bill(database: Database, contact_id: int, until: date = YEAR_END) -> tuple[int, int]:
    """Claims made and reversed."""
    with database.writing(NOW) as session:
        outcome = bill_contact(session, PROGRAM, contact_id=contact_id, until=until)
        check_sums(session)
        return outcome.made, outcome.reversed


def claims(database: Database, contact_id: int) -> list[tuple[str, int]]:
    with database.reading(NOW) as session:
        return [(f"{due:%m-%d}", cents) for due, cents, _settled in live_claims(session, contact_id)]


def test_a_month_that_no_run_saw_is_billed_by_the_next(database: Database, sold: tuple[int, int]) -> None:
    assert bill(database, sold[0]) == (4, 0)
    assert claims(database, sold[0]) == [("10-01", 39_90), ("10-01", 29_00), ("11-01", 39_90), ("12-01", 39_90)]
    assert bill(database, sold[0]) == (0, 0)
    assert bill(database, sold[0], date(2026, 11, 1)) == (0, 0), "an earlier day takes nothing away"


def test_a_back_dated_change_is_booked_at_once(database: Database, sold: tuple[int, int]) -> None:
    contact_id, contract_id = sold
    bill(database, contact_id)
    with database.writing(NOW) as session:
        record_payment(session, PROGRAM, contact_id=contact_id, cents=108_80, means=Means.CASH)
    with database.writing(NOW) as session:
        change_price(session, PROGRAM, contract_id=contract_id, valid_from=date(2026, 11, 16), cents=59_90, reason="x")
        check_sums(session)
    assert claims(database, contact_id) == [("10-01", 39_90), ("10-01", 29_00), ("11-01", 49_90), ("12-01", 59_90)]
    with database.reading(NOW) as session:
        assert open_cents(session, contact_id) == 10_00 + 59_90, "what was paid stays paid"
        assert session.scalar(select(func.count()).select_from(CounterClaim)) == 2
    assert bill(database, contact_id) == (0, 0)


def test_a_cancellation_stops_billing_and_undoing_it_goes_on(database: Database, sold: tuple[int, int]) -> None:
    contact_id, contract_id = sold
    bill(database, contact_id)
    with database.writing(NOW) as session:
        cancel_contract(
            session, PROGRAM, contract_id=contract_id, received_on=TODAY, kind=CancellationKind.FOR_CAUSE,
            end_on=TODAY, channel=NoticeChannel.LETTER, reason="Umzug",
        )  # fmt: skip
    days = (TODAY - date(2026, 11, 1)).days + 1
    assert claims(database, contact_id)[2:] == [("11-01", round(39_90 * days / 30))]
    with database.writing(NOW) as session:
        undo_cancellation(session, PROGRAM, contract_id=contract_id)
    assert claims(database, contact_id)[2:] == [("11-01", 39_90), ("12-01", 39_90)] or bill(database, contact_id) == (
        1,
        0,
    )
    bill(database, contact_id)
    assert claims(database, contact_id)[2:] == [("11-01", 39_90), ("12-01", 39_90)]


def test_a_pause_becomes_credit_and_removing_it_restores(database: Database, sold: tuple[int, int]) -> None:
    contact_id, contract_id = sold
    bill(database, contact_id)
    before = claims(database, contact_id)
    with database.writing(NOW) as session:
        record_payment(session, PROGRAM, contact_id=contact_id, cents=148_70, means=Means.TRANSFER)
    with database.writing(NOW) as session:
        contract = pause_contract(
            session, PROGRAM, contract_id=contract_id, starts_on=date(2026, 12, 1), last_day=YEAR_END, reason="Reha"
        )
        pause_id = contract.pauses[0].id
        check_sums(session)
    with database.reading(NOW) as session:
        assert (credit_cents(session, contact_id), balance(session, contact_id)) == (39_90, 39_90)
    with database.writing(NOW) as session:
        remove_pause(session, PROGRAM, contract_id=contract_id, pause_id=pause_id)
    assert claims(database, contact_id) == before
    assert bill(database, contact_id) == (0, 0)
    with database.reading(NOW) as session:
        assert (credit_cents(session, contact_id), open_cents(session, contact_id)) == (0, 0)


def test_undoing_a_deed_by_its_message_brings_the_claims_back(database: Database, sold: tuple[int, int]) -> None:
    contact_id, contract_id = sold
    bill(database, contact_id)
    before = claims(database, contact_id)
    with database.writing(NOW) as session:
        change_price(session, PROGRAM, contract_id=contract_id, valid_from=date(2026, 12, 1), cents=59_90, reason="x")
    entries = tuple(session.info["chained"])
    assert claims(database, contact_id) != before
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
        check_sums(session)
    assert claims(database, contact_id) == before


def test_another_payer_owes_what_is_due_from_then_on(database: Database, sold: tuple[int, int]) -> None:
    contact_id, contract_id = sold
    with database.writing(NOW) as session:
        payer_id = a_contact(session, "Paul", "Zahler").id
    bill(database, contact_id)
    with database.writing(NOW) as session:
        change_payer(
            session, PROGRAM, contract_id=contract_id, payer_id=payer_id, valid_from=date(2026, 12, 1), reason="Vater"
        )
        check_sums(session)
    assert [due for due, _cents in claims(database, contact_id)] == ["10-01", "10-01", "11-01"]
    assert claims(database, payer_id) == [("12-01", 39_90)]


def test_a_contract_that_ran_elsewhere_is_billed_behind_it(database: Database, sold: tuple[int, int]) -> None:
    contact_id, contract_id = sold
    with database.writing(NOW) as session:
        contract = session.get_one(Contract, contract_id)
        contract.billed_until = date(2026, 11, 30)
        past_the_trail(session)
    assert bill(database, contact_id) == (1, 0)
    assert claims(database, contact_id) == [("12-01", 39_90)]


def test_a_sold_quota_is_owed_at_once_and_what_is_paid_back_is_not(database: Database) -> None:
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        kind = a_type(session, price_cents=100_00).id
        quota_id = sell_quota(session, PROGRAM, contact_id=contact_id, quota_type_id=kind).id
        claim = session.scalars(select(Claim)).one()
        assert (claim.kind, claim.cents, claim.due_on) == (ClaimKind.QUOTA, 100_00, TODAY)
        record_payment(session, PROGRAM, contact_id=contact_id, cents=100_00, means=Means.CARD)
    with database.writing(NOW) as session:
        refund_quota(session, PROGRAM, quota_id=quota_id, units=4, cents=40_00, reason="Umzug")
        check_sums(session)
        assert (credit_cents(session, contact_id), open_cents(session, contact_id)) == (40_00, 0)


# --- the run ------------------------------------------------------------------------------------------------
def some_contracts(database: Database, count: int) -> list[int]:
    with database.writing(NOW) as session:
        term = a_tariff(session)
        found = [a_contact(session, "Anna", f"Nr{place}").id for place in range(count)]
        for contact_id in found:
            a_contract(session, contact_id, term_id=term, start_on=START)
        return found


def run_to_the_end(database: Database, *, stop_after: int | None = None, at_once: int = 2) -> BillingRun:
    with database.writing(NOW) as session:
        run = begin_run(session, PROGRAM, until=YEAR_END)
    lots = 0
    while stop_after is None or lots < stop_after:
        with database.writing(NOW) as session:
            ended = bill_lot(session, PROGRAM, run_id=run.id, at_once=at_once).ended
        lots += 1
        if ended:
            break
    with database.reading(NOW) as session:
        return session.get_one(BillingRun, run.id)


def ledger_of(database: Database) -> list[tuple[int, str, int, int]]:
    with database.reading(NOW) as session:
        rows = session.scalars(select(Claim).where(Claim.live).order_by(Claim.debtor_id, Claim.source))
        return [(row.debtor_id, row.source, row.cents, row.revision) for row in rows]


def test_a_run_that_was_killed_goes_on_where_it_stopped(database: Database) -> None:
    people = some_contracts(database, 5)
    first = run_to_the_end(database, stop_after=1)
    assert (first.contacts, first.ended_at) == (2, None)
    again = run_to_the_end(database)
    assert again.id == first.id
    assert (again.contacts, again.made, again.ended_at is not None) == (5, 20, True)
    assert {debtor for debtor, *_rest in ledger_of(database)} == set(people)
    before = ledger_of(database)
    third = run_to_the_end(database, at_once=100)
    assert (third.id != first.id, third.made, third.reversed) == (True, 0, 0)
    assert ledger_of(database) == before


def test_a_preview_says_what_the_run_does_and_keeps_nothing(database: Database) -> None:
    some_contracts(database, 3)

    class Kept(Exception):
        pass

    with pytest.raises(Kept), database.writing(NOW) as session:
        lot = foresee_lot(session, PROGRAM, until=YEAR_END, after=0)
        raise Kept
    assert ledger_of(database) == []
    run = run_to_the_end(database, at_once=100)
    assert (lot.contacts, lot.outcome.made, lot.outcome.made_cents) == (run.contacts, run.made, run.made_cents)


def test_a_contact_whose_data_do_not_fit_is_parked_and_stops_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = some_contracts(database, 3)
    from actions import reconciling

    right = reconciling.expected_claims
    with database.reading(NOW) as session:
        bad = session.scalars(select(Contract).where(Contract.contact_id == people[1])).one().start_on
    assert bad == START

    def broken(facts, *, until):  # type: ignore[no-untyped-def]
        broken.calls += 1
        if broken.calls == 2:
            raise ValueError("no calendar goes on")
        return right(facts, until=until)

    broken.calls = 0
    monkeypatch.setattr(reconciling, "expected_claims", broken)
    run = run_to_the_end(database, at_once=100)
    assert (run.contacts, run.made, run.parked) == (3, 8, 1)
    with database.reading(NOW) as session:
        assert [row.contact_id for row in session.scalars(select(ParkedContact))] == [people[1]]
    monkeypatch.setattr(reconciling, "expected_claims", right)
    assert run_to_the_end(database, at_once=100).made == 4
    with database.reading(NOW) as session:
        assert session.scalars(select(ParkedContact)).all() == []


@pytest.mark.parametrize("until", [TODAY + timedelta(days=365 * 30), date(1890, 1, 1)])
def test_a_day_far_away_is_refused(database: Database, sold: tuple[int, int], until: date) -> None:
    with pytest.raises(Refusal), database.writing(NOW) as session:
        bill_contact(session, PROGRAM, contact_id=sold[0], until=until)
