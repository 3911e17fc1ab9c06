"""Billing: claims follow the facts, however often and late they are made."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from actions.billing import begin_run, bill_contact, bill_lot
from actions.contract_changes import change_price
from actions.payments import record_payment, reverse_payment
from db.session import Database
from domain.access import PROGRAM
from domain.settling import Means
from models.claim import Claim
from tests.building import a_contact
from tests.conftest import NOW
from tests.services import a_contract, a_tariff


def live(session, **wanted):
    rows = session.scalars(select(Claim).where(Claim.live).order_by(Claim.due_on, Claim.id)).all()
    return [(str(row.due_on), row.cents, row.settled_cents) for row in rows]


def test_first(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
        contract_id = a_contract(
            session, contact.id, term_id=a_tariff(session), start_on=date(2026, 10, 1), signed_on=date(2026, 9, 20)
        )
        contact_id = contact.id
    with database.writing(NOW) as session:
        bill_contact(session, PROGRAM, contact_id=contact_id, until=date(2026, 12, 31))
        print(live(session))
    with database.writing(NOW) as session:
        out = bill_contact(session, PROGRAM, contact_id=contact_id, until=date(2026, 12, 31))
        assert (out.made, out.reversed) == (0, 0)
        p = record_payment(session, PROGRAM, contact_id=contact_id, cents=100_00, means=Means.CASH)
        print(live(session), p.free_cents, p.receipt_number)
        pid = p.id
    with database.writing(NOW) as session:
        change_price(session, PROGRAM, contract_id=contract_id, valid_from=date(2026, 11, 16), cents=59_90, reason="x")
        print(live(session))
    with database.writing(NOW) as session:
        reverse_payment(session, PROGRAM, payment_id=pid, reason="Irrtum")
        print(live(session))
    with database.writing(NOW) as session:
        run = begin_run(session, PROGRAM, until=date(2027, 1, 31))
        lot = bill_lot(session, PROGRAM, run_id=run.id)
        print(lot, run.made, run.parked, live(session))
        session.rollback
