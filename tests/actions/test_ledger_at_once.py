"""Many at once on one account: nobody loses a cent, nothing is booked twice, and who was too late may try again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from sqlalchemy import func, select

from actions.billing import begin_run, bill_contact, bill_lot
from actions.payments import change_allocation, record_payment, reverse_payment
from actions.purchases import sell_products
from db.session import Database
from domain.access import PROGRAM
from domain.catalogue import ProductKind
from domain.errors import Refusal, SavedAtOnce
from domain.purchases import SaleItem
from domain.settling import Means, NothingOpen, ReversedAlready
from models.catalogue import Product
from models.claim import Claim
from models.payment import Payment
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW
from tests.ledger import balance, check_sums, credit_cents, open_cents
from tests.services import a_contract, a_tariff

AT_ONCE = 8
TRIES = 30


def patiently(database: Database, change: Callable[..., Any], **inputs: Any) -> Any:
    """As a person does who is told that somebody else was quicker."""
    for _try in range(TRIES):
        try:
            with database.writing(NOW) as session:
                made = change(session, PROGRAM, **inputs)
                return getattr(made, "id", made)
        except SavedAtOnce:
            continue
        except Refusal as refusal:
            return type(refusal)
    raise AssertionError("never came through")


def account(database: Database) -> tuple[int, int]:
    """A contact with a contract since June, and a product over 10.00."""
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        a_contract(session, contact_id, term_id=a_tariff(session), start_on=date(2026, 6, 1))
        product = Product(name="Shake", kind=ProductKind.GOODS, price_cents=10_00)
        session.add(product)
        past_the_trail(session)
        return contact_id, product.id


def test_payments_sales_and_billing_at_once(database: Database) -> None:
    contact_id, product_id = account(database)

    def work(number: int) -> None:
        if number % 4 == 0:
            patiently(database, bill_contact, contact_id=contact_id, until=date(2026, 12, 31))
        elif number % 4 == 1:
            patiently(database, sell_products, contact_id=contact_id, items=[SaleItem(product_id)])
        else:
            patiently(database, record_payment, contact_id=contact_id, cents=7_77, means=Means.CASH)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(work, range(4 * AT_ONCE)))
    with database.reading(NOW) as session:
        check_sums(session)
        claimed = 29_00 + 7 * 39_90 + AT_ONCE * 10_00
        paid = 2 * AT_ONCE * 7_77
        assert balance(session, contact_id) == paid - claimed
        assert (open_cents(session, contact_id), credit_cents(session, contact_id)) == (claimed - paid, 0)
        sources = session.scalars(select(Claim.source)).all()
        assert len(sources) == len(set(sources)) == 8 + AT_ONCE
        receipts = session.scalars(select(Payment.receipt_number).order_by(Payment.receipt_number)).all()
        assert receipts == [f"B-{number:05d}" for number in range(1, 2 * AT_ONCE + 1)], "no gap, no double"


def test_one_payment_is_shared_out_and_reversed_at_once(database: Database) -> None:
    contact_id, product_id = account(database)
    for _sale in range(4):
        patiently(database, sell_products, contact_id=contact_id, items=[SaleItem(product_id)])
    payment = patiently(database, record_payment, contact_id=contact_id, cents=25_00, means=Means.CARD)
    with database.reading(NOW) as session:
        claims = session.scalars(select(Claim.id).order_by(Claim.id)).all()

    def work(number: int) -> Any:
        if number % 4 == 3:
            return patiently(database, reverse_payment, payment_id=payment, reason="x")
        claim = (claims[number % len(claims)],)
        return patiently(database, change_allocation, payment_id=payment, claim_ids=claim)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(work, range(2 * AT_ONCE)))
    refusals = {one for one in found if isinstance(one, type)}
    assert refusals <= {ReversedAlready, NothingOpen}
    with database.reading(NOW) as session:
        check_sums(session)
        assert session.scalar(select(func.count()).where(Payment.reverses_id == payment)) == 1
        assert open_cents(session, contact_id) == 40_00


def test_two_runs_at_once_bill_everybody_once(database: Database) -> None:
    with database.writing(NOW) as session:
        term = a_tariff(session)
        for place in range(12):
            contact_id = a_contact(session, "Anna", f"Nr{place}").id
            a_contract(session, contact_id, term_id=term, start_on=date(2026, 10, 1))
    run = patiently(database, begin_run, until=date(2026, 12, 31))

    def work(_number: int) -> None:
        while not patiently(database, bill_lot, run_id=run, at_once=2).ended:
            pass

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    with database.reading(NOW) as session:
        sources = session.scalars(select(Claim.source)).all()
        assert len(sources) == len(set(sources)) == 12 * 4
        check_sums(session)
