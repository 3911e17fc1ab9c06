"""The money that came and went on the account of a contact, and what it settles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, object_session

from domain.settling import Means, PaymentKind
from models.claim import Claim
from models.payment import Allocation, Payment
from models.user import UserAccount
from queries.billing import account_of


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment settles, or what pays for a refund."""

    allocation_id: int
    claim_id: int | None
    text: str
    kind: str
    due_on: date | None
    cents: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A booking of money with what it settles."""

    payment_id: int
    kind: PaymentKind
    means: Means
    cents: int
    free_cents: int
    booked_on: date
    value_on: date
    remittance: str
    receipt: str
    reason: str
    who: str
    reversed: bool
    settles: tuple[Settled, ...]


def payments_of(
    session: Session, contact_id: int, *, since: date | None = None, before: date | None = None
) -> tuple[PaymentRow, ...]:
    """The money that came and went on a contact's account, the latest first."""
    accounts = account_of(session, contact_id)
    query = (
        select(Payment, UserAccount.name)
        .outerjoin(UserAccount, UserAccount.id == Payment.user_id)
        .where(Payment.contact_id.in_(accounts))
        .order_by(Payment.booked_on.desc(), Payment.id.desc())
    )
    if since is not None:
        query = query.where(Payment.booked_on >= since)
    if before is not None:
        query = query.where(Payment.booked_on < before)
    return _rows(session, session.execute(query).tuples().all())


def booked_row(payment: Payment) -> PaymentRow:
    """A payment as the transaction that books it sees it."""
    session = object_session(payment)
    assert session is not None
    return _rows(session, [(payment, None)])[0]


def _rows(session: Session, found: Sequence[tuple[Payment, str | None]]) -> tuple[PaymentRow, ...]:
    settles = _settles(session, [payment.id for payment, _name in found])
    return tuple(
        PaymentRow(
            payment.id,
            payment.kind,
            payment.means,
            payment.cents,
            payment.free_cents,
            payment.booked_on,
            payment.value_on,
            payment.remittance,
            payment.receipt_number or "",
            payment.reason,
            name or "",
            payment.reversed,
            settles.get(payment.id, ()),
        )
        for payment, name in found
    )


def _settles(session: Session, payment_ids: Collection[int]) -> dict[int, tuple[Settled, ...]]:
    release = aliased(Allocation)
    rows = session.execute(
        select(Allocation, Claim)
        .join(Claim, Claim.id == Allocation.claim_id)
        .where(Allocation.payment_id.in_(payment_ids), Allocation.releases_id.is_(None))
        .where(~exists().where(release.releases_id == Allocation.id))
        .order_by(Allocation.id)
    ).tuples()
    found: dict[int, tuple[Settled, ...]] = {}
    for allocation, claim in rows:
        one = Settled(allocation.id, claim.id, claim.text, claim.kind.value, claim.due_on, allocation.cents)
        found[allocation.payment_id or 0] = (*found.get(allocation.payment_id or 0, ()), one)
    return found
