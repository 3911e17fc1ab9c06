"""The smallest steps of the ledger: settle, release, reverse; every row stays, and triggers keep the sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from domain.access import Actor
from domain.claims import DayClosed, InvoicedAlready
from domain.clock import day_of
from domain.settling import BookedInFuture, Credit, OpenItem, credit_used
from models.base import moment
from models.claim import Claim, CounterClaim, WriteOff
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation, Payment
from models.studio import Studio
from queries.billing import account_of
from queries.redirects import final_id

SIDES = ("payment", "counter_claim", "credit_line", "write_off", "claim", "refund")
"""What an allocation can belong to."""


def check_booking_day(session: Session, day: date) -> date:
    """A day on which something may be booked; refuses `DayClosed` and `BookedInFuture`."""
    closed = session.scalar(select(Studio.closed_until))
    if closed is not None and day <= closed:
        raise DayClosed(day=closed)
    if day > day_of(moment(session)):
        raise BookedInFuture(day=day)
    return day


def settle(session: Session, actor: Actor, *, cents: int, releases_id: int | None = None, **sides: Any) -> Allocation:
    """Book an allocation between its sides, and read anew what the triggers brought up to date."""
    named = dict.fromkeys(SIDES) | sides
    allocation = Allocation(cents=cents, releases_id=releases_id, **named)
    allocation.booked_on, allocation.user_id = day_of(moment(session)), actor.user_id
    session.add(allocation)
    session.flush()
    if allocation.claim is not None:
        session.expire(allocation.claim, ["settled_cents", "live"])
    for payment in (allocation.payment, allocation.refund):
        if payment is not None:
            session.expire(payment, ["used_cents"])
    return allocation


def release(session: Session, actor: Actor, allocations: Iterable[Allocation]) -> None:
    """Take allocations back, each by a row of its own."""
    for one in allocations:
        sides = {side: getattr(one, side) for side in SIDES}
        settle(session, actor, cents=-one.cents, releases_id=one.id, **sides)


def standing(session: Session, *wanted: object) -> Sequence[Allocation]:
    """The allocations that nothing has released, with what they belong to."""
    later = aliased(Allocation)
    query = (
        select(Allocation)
        .where(Allocation.releases_id.is_(None), *wanted)  # type: ignore[arg-type]
        .where(~select(later.id).where(later.releases_id == Allocation.id).exists())
        .order_by(Allocation.id)
        .options(
            joinedload(Allocation.payment),
            joinedload(Allocation.refund),
            joinedload(Allocation.claim),
            joinedload(Allocation.counter_claim).joinedload(CounterClaim.claim),
            joinedload(Allocation.write_off).joinedload(WriteOff.claim),
            joinedload(Allocation.credit_line).joinedload(InvoiceLine.invoice),
        )
    )
    return session.scalars(query).unique().all()


def reverse_claim(session: Session, actor: Actor, claim: Claim, reason: str = "") -> CounterClaim:
    """A counter-claim takes a claim back; what had settled it is free again. Refuses `InvoicedAlready`."""
    number = session.scalar(
        select(Invoice.number)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .where(InvoiceLine.claim_id == claim.id, InvoiceLine.live)
    )
    if number is not None:
        raise InvoicedAlready(number=number)
    if claim.settled_cents:
        release(session, actor, standing(session, Allocation.claim_id == claim.id))
    counter = CounterClaim(claim=claim, cents=claim.cents, reason=reason, booked_on=day_of(moment(session)))
    counter.user_id = actor.user_id
    session.add(counter)
    settle(session, actor, counter_claim=counter, claim=claim, cents=claim.cents)
    return counter


def open_claims(session: Session, accounts: Collection[int], *, lock: bool = True) -> Sequence[Claim]:
    """What is open on these accounts, the first due on top, locked for this transaction."""
    query = (
        select(Claim)
        .where(Claim.debtor_id.in_(accounts), Claim.settled_cents < Claim.cents)
        .order_by(Claim.due_on, Claim.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query.with_for_update() if lock else query).all()


def free_payments(session: Session, accounts: Collection[int]) -> Sequence[Payment]:
    """The payments on these accounts of which something is left, the oldest first, locked."""
    query = (
        select(Payment)
        .where(
            Payment.contact_id.in_(accounts),
            Payment.kind == "payment",
            Payment.used_cents < Payment.cents,
            ~Payment.reversed,
        )
        .order_by(Payment.booked_on, Payment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def part_accounts(session: Session, actor: Actor, one: int, other: int) -> None:
    """Two contacts that were one have accounts of their own again: no money of one settles a claim of the other."""
    session.flush()
    theirs = set(account_of(session, other))
    both = {*account_of(session, one), *theirs}
    paid = select(Payment.id).where(Payment.contact_id.in_(both))
    of_money = standing(session, Allocation.payment_id.in_(paid), Allocation.claim_id.is_not(None))
    crossing = [
        allocation
        for allocation in of_money
        if allocation.payment is not None
        and allocation.claim is not None
        and (allocation.payment.contact_id in theirs) != (allocation.claim.debtor_id in theirs)
    ]
    release(session, actor, crossing)
    if crossing:
        use_credit(session, actor, one)
        use_credit(session, actor, other)


def use_credit(session: Session, actor: Actor, contact_id: int) -> int:
    """Let what is left of payments settle what is open, the oldest first; the cents that found a claim."""
    accounts = account_of(session, final_id(session, contact_id))
    payments = {payment.id: payment for payment in free_payments(session, accounts)}
    if not payments:
        return 0
    claims = {claim.id: claim for claim in open_claims(session, accounts)}
    used = credit_used(
        [Credit(payment.id, payment.free_cents) for payment in payments.values()],
        [OpenItem(claim.id, claim.due_on, claim.open_cents) for claim in claims.values()],
    )
    for payment_id, share in used:
        settle(session, actor, payment=payments[payment_id], claim=claims[share.claim_id], cents=share.cents)
    return sum(share.cents for _, share in used)
