"""`check` finds what triggers would have prevented: each planted breach is named, and a sound ledger has none."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from actions.opening_balances import open_account
from actions.payments import record_payment, refund_credit, reverse_payment
from actions.write_offs import write_off
from db.session import Database
from domain.access import PROGRAM
from domain.settling import Means
from models import triggers
from tests.building import a_contact
from tests.conftest import NOW
from tools.check_ledger import ledger_breaches


@pytest.fixture
def booked(database: Database) -> Database:
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        open_account(session, PROGRAM, contact_id=contact_id, cents=30_00)
        record_payment(session, PROGRAM, contact_id=contact_id, cents=40_00, means=Means.CASH)
        refund_credit(session, PROGRAM, contact_id=contact_id, cents=4_00, means=Means.CASH, reason="x")
        wrong = record_payment(session, PROGRAM, contact_id=contact_id, cents=1_00, means=Means.CASH)
        reverse_payment(session, PROGRAM, payment_id=wrong.id, reason="x")
        other = a_contact(session, "Olga", "Offen").id
        claim = open_account(session, PROGRAM, contact_id=other, cents=20_00)
        write_off(session, PROGRAM, claim_id=claim.id, reason="x")
    return database


def found(database: Database) -> list[str]:
    with database.reading(NOW) as session:
        return list(ledger_breaches(session))


def test_a_sound_ledger_has_no_breach(booked: Database) -> None:
    assert found(booked) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE claim SET settled_cents = 1 WHERE id = 1", "Claim 1: 1 cents are noted as settled"),
        ("UPDATE payment SET used_cents = 1 WHERE id = 1", "Payment 1: 1 cents are noted as used"),
        ("UPDATE payment SET used_cents = 0 WHERE kind = 'refund'", "Refund 2: 400 cents were paid out, 0"),
        ("UPDATE payment SET reversed = true WHERE kind = 'reversal'", "Payment 4 is marked as reversed"),
        ("UPDATE claim SET live = false WHERE id = 1", "Claim 1 counts although"),
        ("UPDATE write_off SET cents = 1", "Write-off 1 closes 2000 cents of 1"),
        ("UPDATE payment SET cents = -50 WHERE kind = 'reversal'", "Reversal 4 does not take back all of payment 3"),
    ],
)
def test_each_breach_is_named(booked: Database, statement: str, said: str) -> None:
    with booked.engine.execution_options(kontor_writes=True).begin() as connection:
        triggers.remove(connection)
        connection.execute(text(statement))
    assert any(breach.startswith(said) for breach in found(booked)), found(booked)
