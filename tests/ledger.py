"""The ledger for tests: what it says in plain numbers, and the rules that must hold on any data."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.claim import Claim
from models.payment import Allocation, Payment
from queries.account import account
from queries.billing import account_of
from queries.redirects import final_id


def open_cents(session: Session, debtor_id: int) -> int:
    """What is open on one account."""
    left = select(func.coalesce(func.sum(Claim.cents - Claim.settled_cents), 0)).where(Claim.debtor_id == debtor_id)
    return int(session.scalar(left) or 0)


def credit_cents(session: Session, contact_id: int) -> int:
    """What is left of payments."""
    payments = session.scalars(select(Payment).where(Payment.contact_id == contact_id))
    return sum(payment.free_cents for payment in payments)


def balance(session: Session, contact_id: int) -> int:
    """The balance as the account shows it."""
    return account(session, contact_id, corrected=True).balance


def live_claims(session: Session, debtor_id: int) -> list[tuple[date, int, int]]:
    """Due day, amount and settled amount of each live claim."""
    query = select(Claim).where(Claim.debtor_id == debtor_id, Claim.live).order_by(Claim.due_on, Claim.id)
    return [(claim.due_on, claim.cents, claim.settled_cents) for claim in session.scalars(query)]


def check_sums(session: Session) -> None:
    """What is kept beside the allocations is their sum, and the account adds up to what is open and free."""
    for claim in session.scalars(select(Claim)):
        booked = select(func.coalesce(func.sum(Allocation.cents), 0)).where(Allocation.claim_id == claim.id)
        assert claim.settled_cents == session.scalar(booked)
        assert 0 <= claim.settled_cents <= claim.cents
    for payment in session.scalars(select(Payment)):
        side = Allocation.payment_id == payment.id
        booked = select(func.coalesce(func.sum(Allocation.cents), 0)).where(side | (Allocation.refund_id == payment.id))
        assert payment.used_cents == session.scalar(booked)
        assert payment.cents > 0 or payment.used_cents in {0, -payment.cents}
    for debtor_id in {final_id(session, claim.debtor_id) for claim in session.scalars(select(Claim))}:
        whole = account_of(session, debtor_id)
        left = sum(credit_cents(session, one) - open_cents(session, one) for one in whole)
        assert balance(session, debtor_id) == left
