"""The database itself keeps the ledger: raw SQL cannot change what was booked, nor take more than there is."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from actions.opening_balances import open_account
from actions.payments import record_payment, refund_credit, reverse_payment
from actions.purchases import sell_products, undo_purchase
from actions.write_offs import write_off
from db.session import Database
from domain.access import PROGRAM
from domain.catalogue import ProductKind
from domain.purchases import SaleItem
from domain.settling import Means
from models.catalogue import Product
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW
from tests.ledger import check_sums

NEW_CLAIM = (
    "INSERT INTO claim (contact_id, debtor_id, kind, source, revision, due_on, cents, tax, text, booked_on, "
    "settled_cents, live, created_at) SELECT contact_id, debtor_id, 'opening', 'x:1', 1, due_on, {cents}, tax, '', "
    "booked_on, {settled}, {live}, created_at FROM claim LIMIT 1"
)
NEW_ALLOCATION = (
    "INSERT INTO allocation (payment_id, claim_id, cents, booked_on, created_at) SELECT {payment}, {claim}, {cents}, "
    "booked_on, created_at FROM claim LIMIT 1"
)


@pytest.fixture
def booked(database: Database) -> Database:
    """One of each: claims 1 (settled), 2 (reversed), 3 (open), 4 (written off); payments 1 (used in part), 2
    (reversed), 3 its reversal, 4 a refund.
    """
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        product = Product(name="Shake", kind=ProductKind.GOODS, price_cents=10_00)
        session.add(product)
        past_the_trail(session)
        product_id = product.id

    def sell(quantity: int = 1) -> int:
        with database.writing(NOW) as session:
            return sell_products(session, PROGRAM, contact_id=contact_id, items=[SaleItem(product_id, quantity)]).id

    sell()
    with database.writing(NOW) as session:
        record_payment(session, PROGRAM, contact_id=contact_id, cents=15_00, means=Means.CASH)
    second = sell(2)
    with database.writing(NOW) as session:
        undo_purchase(session, PROGRAM, purchase_id=second, reason="x")
    with database.writing(NOW) as session:
        payment = record_payment(session, PROGRAM, contact_id=contact_id, cents=9_00, means=Means.CARD)
        reverse_payment(session, PROGRAM, payment_id=payment.id, reason="x")
        refund_credit(session, PROGRAM, contact_id=contact_id, cents=3_00, means=Means.CASH, reason="x")
    with database.writing(NOW) as session:
        other = a_contact(session, "Olga", "Offen").id
        claim = open_account(session, PROGRAM, contact_id=other, cents=30_00)
        write_off(session, PROGRAM, claim_id=claim.id, reason="x")
    sell(3)
    with database.reading(NOW) as session:
        check_sums(session)
    return database


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DELETE FROM {table}" for table in ("claim", "counter_claim", "payment", "allocation", "write_off")),
        *(f"DELETE FROM {table}" for table in ("purchase", "purchase_item")),
        "UPDATE claim SET cents = cents + 1",
        "UPDATE claim SET due_on = '2030-01-01'",
        "UPDATE claim SET debtor_id = 2",
        "UPDATE claim SET settled_cents = 0",
        "UPDATE claim SET settled_cents = cents",
        "UPDATE claim SET live = true WHERE NOT live",
        "UPDATE claim SET live = false WHERE live",
        "UPDATE payment SET cents = cents + 1",
        "UPDATE payment SET booked_on = '2020-01-01'",
        "UPDATE payment SET used_cents = used_cents - 1 WHERE used_cents > 0",
        "UPDATE payment SET reversed = false WHERE reversed",
        "UPDATE payment SET reversed = true WHERE NOT reversed",
        "UPDATE allocation SET cents = cents + 1",
        "UPDATE write_off SET reason = 'y'",
        "UPDATE purchase_item SET quantity = 9",
        NEW_CLAIM.format(cents=0, settled=0, live="true"),
        NEW_CLAIM.format(cents=-5, settled=0, live="true"),
        NEW_CLAIM.format(cents=5, settled=5, live="true"),
        NEW_CLAIM.format(cents=5, settled=0, live="false"),
        "INSERT INTO claim (contact_id, debtor_id, kind, source, revision, item_id, due_on, cents, tax, text, "
        "booked_on, created_at) SELECT contact_id, debtor_id, kind, source, revision + 1, item_id, due_on, cents, tax, "
        "text, booked_on, created_at FROM claim WHERE live AND item_id IS NOT NULL",
        "INSERT INTO counter_claim (claim_id, cents, reason, booked_on, created_at) "
        "SELECT id, cents - 1, '', booked_on, created_at FROM claim WHERE live",
        "INSERT INTO payment (contact_id, kind, means, cents, booked_on, value_on, remittance, reason, created_at) "
        "SELECT contact_id, 'payment', means, -5, booked_on, value_on, '', '', created_at FROM payment LIMIT 1",
        "INSERT INTO payment (contact_id, kind, means, cents, booked_on, value_on, remittance, reverses_id, reason, "
        "created_at) SELECT contact_id, 'reversal', means, -cents + 1, booked_on, value_on, '', id, 'x', created_at "
        "FROM payment WHERE kind = 'payment' AND NOT reversed LIMIT 1",
        "INSERT INTO payment (contact_id, kind, means, cents, booked_on, value_on, remittance, reverses_id, reason, "
        "created_at) SELECT contact_id, 'reversal', means, -cents, booked_on, value_on, '', id, 'x', created_at "
        "FROM payment WHERE kind = 'reversal' LIMIT 1",
        "INSERT INTO allocation (payment_id, claim_id, cents, releases_id, booked_on, created_at) SELECT payment_id, "
        "claim_id, -cents + 1, id, booked_on, created_at FROM allocation WHERE payment_id IS NOT NULL AND "
        "claim_id IS NOT NULL AND cents > 0 LIMIT 1",
        "INSERT INTO allocation (write_off_id, claim_id, cents, booked_on, created_at) SELECT write_off_id, claim_id, "
        "1, booked_on, created_at FROM allocation WHERE write_off_id IS NOT NULL LIMIT 1",
    ],
)
def test_raw_sql_cannot(booked: Database, statement: str) -> None:
    with pytest.raises(DBAPIError), booked.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("payment", "claim", "cents"),
    [
        ("(SELECT id FROM payment WHERE kind = 'payment' AND NOT reversed)", "(SELECT max(id) FROM claim)", 10_000_00),
        ("(SELECT id FROM payment WHERE reversed)", "(SELECT max(id) FROM claim)", 1),
        ("(SELECT id FROM payment WHERE kind = 'reversal')", "(SELECT max(id) FROM claim)", 1),
        ("(SELECT id FROM payment WHERE kind = 'refund')", "(SELECT max(id) FROM claim)", 1),
        ("NULL", "(SELECT max(id) FROM claim)", 1),
        ("(SELECT id FROM payment WHERE kind = 'payment' AND NOT reversed)", "NULL", 1),
        ("(SELECT id FROM payment WHERE kind = 'payment' AND NOT reversed)", "(SELECT max(id) FROM claim)", 0),
        ("(SELECT id FROM payment WHERE kind = 'payment' AND NOT reversed)", "(SELECT max(id) FROM claim)", -1),
    ],
)
def test_no_more_is_allocated_than_there_is(booked: Database, payment: str, claim: str, cents: int) -> None:
    with pytest.raises(DBAPIError), booked.engine.begin() as connection:
        connection.execute(text(NEW_ALLOCATION.format(payment=payment, claim=claim, cents=cents)))


def test_what_fits_is_taken(booked: Database) -> None:
    """The same statement with one cent that is free and open: so the refusals above are about the rules."""
    with booked.writing(NOW) as session:
        other = a_contact(session, "Paula", "Plus").id
        paid = record_payment(session, PROGRAM, contact_id=other, cents=5_00, means=Means.CARD)
        claim = "(SELECT max(id) FROM claim)"
        session.execute(text(NEW_ALLOCATION.format(payment=paid.id, claim=claim, cents=1)))
    with booked.reading(NOW) as session:
        assert session.execute(text(f"SELECT used_cents FROM payment WHERE id = {paid.id}")).scalar() == 1
