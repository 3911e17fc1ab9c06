"""Money comes and goes: payments settle claims, what is too much is credit; what was wrong is reversed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, today_of
from actions.ledger import (
    check_booking_day,
    free_payments,
    open_claims,
    release,
    settle,
    standing,
    use_credit,
)
from actions.loading import load
from actions.numbering import draw_free_number
from domain.access import Actor, Permission
from domain.errors import Problems
from domain.numbering import NumberKind
from domain.settling import (
    Means,
    MoreThanFree,
    NoAmount,
    NothingOpen,
    OpenItem,
    OtherAccount,
    PaidBackAlready,
    PaymentKind,
    ReversedAlready,
    proposed,
)
from domain.texts import tidy_line
from models.claim import Claim
from models.contact import Contact
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation, Payment
from queries.billing import account_of
from queries.redirects import final_id

MOST = 10_000_000_00
"""Cents of one booking."""
LONGEST_REMITTANCE = 200


@action(Permission.TAKE_PAYMENTS)
def record_payment(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    cents: int,
    means: Means,
    booked_on: date | None = None,
    value_on: date | None = None,
    remittance: str = "",
    claim_ids: Collection[int] = (),
) -> Payment:
    """Money has come: it settles these claims first, then those whose invoice its text names, then the oldest."""
    contact = load(session, Contact, contact_id)
    problems = Problems()
    with problems.field("cents"):
        check_amount(cents)
    with problems.field("booked_on"):
        booked_on = check_booking_day(session, booked_on or today_of(session))
    with problems.field("remittance"):
        remittance = tidy_line(remittance, longest=LONGEST_REMITTANCE)
    problems.raise_if_any()
    assert booked_on is not None
    payment = pay_in(
        session, actor, contact.id, cents, means, booked_on=booked_on, value_on=value_on, remittance=remittance
    )
    share_out(session, actor, payment, claim_ids)
    return payment


def pay_in(
    session: Session,
    actor: Actor,
    contact_id: int,
    cents: int,
    means: Means,
    *,
    booked_on: date,
    value_on: date | None = None,
    remittance: str = "",
) -> Payment:
    """A payment that settles nothing yet; cash has a receipt with a number."""
    payment = Payment(contact_id=contact_id, kind=PaymentKind.PAYMENT, means=means, cents=cents, booked_on=booked_on)
    payment.value_on, payment.remittance, payment.user_id = value_on or booked_on, remittance, actor.user_id
    _number(session, payment)
    session.add(payment)
    session.flush()
    return payment


def share_out(session: Session, actor: Actor, payment: Payment, first: Collection[int] = ()) -> None:
    """Let a payment settle claims of its account, `first` these; refuses those that are not open there."""
    accounts = account_of(session, final_id(session, payment.contact_id))
    claims = {claim.id: claim for claim in open_claims(session, accounts)}
    for claim_id in first:
        if claim_id not in claims:
            raise NothingOpen if load(session, Claim, claim_id).debtor_id in accounts else OtherAccount
    items = open_items(session, claims)
    shares = proposed(payment.free_cents, items, reference=payment.remittance, first=first)
    for share in shares:
        settle(session, actor, payment=payment, claim=claims[share.claim_id], cents=share.cents)


def open_items(session: Session, claims: Mapping[int, Claim]) -> list[OpenItem]:
    """Open claims as the rule of sharing out reads them: named by the invoice that they are on."""
    numbers: dict[int, str] = {}
    if claims:
        query = (
            select(InvoiceLine.claim_id, Invoice.number)
            .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
            .where(InvoiceLine.claim_id.in_(claims), InvoiceLine.live)
        )
        numbers = dict(session.execute(query).tuples().all())
    return [
        OpenItem(claim.id, claim.due_on, claim.open_cents, (numbers[claim.id],) if claim.id in numbers else ())
        for claim in claims.values()
    ]


@action(Permission.TAKE_PAYMENTS)
def change_allocation(session: Session, actor: Actor, *, payment_id: int, claim_ids: Collection[int]) -> Payment:
    """Let a payment settle these claims first; what is left over settles the oldest, or is credit."""
    payment = load(session, Payment, payment_id)
    if payment.kind is not PaymentKind.PAYMENT or payment.reversed:
        raise ReversedAlready
    release(session, actor, standing(session, Allocation.payment_id == payment.id, Allocation.claim_id.is_not(None)))
    share_out(session, actor, payment, claim_ids)
    use_credit(session, actor, payment.contact_id)
    return payment


@action(Permission.CORRECT_BOOKINGS)
def reverse_payment(session: Session, actor: Actor, *, payment_id: int, reason: str = "") -> Payment:
    """A booking of money was wrong or has come back: what it had settled is open again."""
    payment = load(session, Payment, payment_id)
    if payment.kind is PaymentKind.REVERSAL or payment.reversed:
        raise ReversedAlready
    reason = a_reason(reason)
    today = check_booking_day(session, today_of(session))
    used = (Allocation.payment_id == payment.id) | (Allocation.refund_id == payment.id)
    found = standing(session, used)
    if any(one.refund is not None and one.refund is not payment for one in found):
        raise PaidBackAlready
    release(session, actor, found)
    reversal = Payment(contact_id=payment.contact_id, kind=PaymentKind.REVERSAL, means=payment.means)
    reversal.cents, reversal.booked_on, reversal.value_on = -payment.cents, today, today
    reversal.reverses_id, reversal.reason, reversal.user_id = payment.id, reason, actor.user_id
    _number(session, reversal)
    session.add(reversal)
    session.flush()
    session.expire(payment, ["reversed"])
    use_credit(session, actor, payment.contact_id)
    return reversal


@action(Permission.CORRECT_BOOKINGS)
def refund_credit(
    session: Session, actor: Actor, *, contact_id: int, cents: int, means: Means, reason: str = ""
) -> Payment:
    """Pay credit back; refuses more than there is."""
    contact = load(session, Contact, contact_id)
    problems = Problems()
    payments = free_payments(session, account_of(session, contact.id))
    free = sum(payment.free_cents for payment in payments)
    with problems.field("cents"):
        check_amount(cents)
        if cents > free:
            raise MoreThanFree(free=free)
    with problems.named():
        reason = a_reason(reason)
    with problems.field("booked_on"):
        today = check_booking_day(session, today_of(session))
    problems.raise_if_any()
    refund = Payment(contact_id=contact.id, kind=PaymentKind.REFUND, means=means, cents=-cents, booked_on=today)
    refund.value_on, refund.reason, refund.user_id = today, reason, actor.user_id
    _number(session, refund)
    session.add(refund)
    session.flush()
    left = cents
    for payment in payments:
        part = min(left, payment.free_cents)
        if part:
            settle(session, actor, payment=payment, refund=refund, cents=part)
            left -= part
    return refund


def check_amount(cents: int) -> int:
    """An amount of one booking; refuses `NoAmount`."""
    if not 0 < cents <= MOST:
        raise NoAmount(most=MOST)
    return cents


def _number(session: Session, payment: Payment) -> None:
    """Cash that comes or goes has a receipt."""
    if payment.means is Means.CASH:
        payment.receipt_number = draw_free_number(session, NumberKind.RECEIPT)
        payment.receipt_key = payment.receipt_number.upper()
