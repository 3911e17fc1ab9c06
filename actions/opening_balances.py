"""What stood on a contact's account in the system before this one: once, as a claim or as credit."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, today_of
from actions.ledger import check_booking_day, reverse_claim, use_credit
from actions.loading import load
from actions.payments import check_amount, pay_in
from domain.access import Actor, Permission
from domain.claims import ClaimKind
from domain.opening import OpenedAlready
from domain.settling import Means
from domain.tax import TaxKind
from domain.texts import tidy_line
from models.claim import Claim
from models.contact import Contact
from models.payment import Payment
from queries.billing import account_of


@action(Permission.CORRECT_BOOKINGS)
def open_account(
    session: Session, actor: Actor, *, contact_id: int, cents: int, due_on: date | None = None, remittance: str = ""
) -> Claim | Payment:
    """Take over an opening balance: above zero what the contact owes since `due_on`, below zero its credit."""
    contact = load(session, Contact, contact_id)
    check_amount(abs(cents))
    today = check_booking_day(session, today_of(session))
    line = tidy_line(remittance, longest=200)
    source = f"opening:{contact.id}"
    if _is_open(session, contact.id):
        raise OpenedAlready
    if cents < 0:
        credit = pay_in(session, actor, contact.id, -cents, Means.OPENING, booked_on=today, remittance=line)
        use_credit(session, actor, contact.id)
        return credit
    revision = session.scalars(select(Claim.revision).where(Claim.source == source)).all()
    claim = Claim(contact_id=contact.id, debtor_id=contact.id, kind=ClaimKind.OPENING, source=source, cents=cents)
    claim.revision = max(revision, default=0) + 1
    claim.due_on, claim.booked_on, claim.tax, claim.text = due_on or today, today, TaxKind.NONE, line
    claim.user_id = actor.user_id
    session.add(claim)
    session.flush()
    use_credit(session, actor, contact.id)
    return claim


@action(Permission.CORRECT_BOOKINGS)
def reverse_opening(session: Session, actor: Actor, *, claim_id: int, reason: str = "") -> Claim:
    """An opening claim was wrong: a counter-claim takes it back, and the account can be opened anew."""
    claim = load(session, Claim, claim_id)
    if claim.kind is not ClaimKind.OPENING or not claim.live:
        raise OpenedAlready
    reason = a_reason(reason)
    check_booking_day(session, today_of(session))
    reverse_claim(session, actor, claim, reason)
    use_credit(session, actor, claim.debtor_id)
    return claim


def _is_open(session: Session, contact_id: int) -> bool:
    accounts = account_of(session, contact_id)
    claim = select(Claim.id).where(Claim.debtor_id.in_(accounts), Claim.kind == ClaimKind.OPENING, Claim.live)
    credit = select(Payment.id).where(
        Payment.contact_id.in_(accounts), Payment.means == Means.OPENING, ~Payment.reversed, Payment.cents > 0
    )
    return session.scalar(claim.limit(1)) is not None or session.scalar(credit.limit(1)) is not None
