"""Checks the ledger of money: each kept sum, each pair of bookings, and that every account adds up; all by SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from domain.invoices import InvoiceKind
from domain.settling import PaymentKind
from models.claim import Claim, CounterClaim, WriteOff
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation, Payment


def ledger_breaches(session: Session) -> Iterator[str]:
    """Every breach, in words."""
    for words, query in _rules():
        for row in session.execute(query):
            yield words.format(*row)


def _sum(condition: Any) -> Any:
    return select(func.coalesce(func.sum(Allocation.cents), 0)).where(condition).correlate_except(Allocation)


def _rules() -> Iterator[tuple[str, Select[*tuple[Any, ...]]]]:
    settled = _sum(Allocation.claim_id == Claim.id).scalar_subquery()
    yield (
        "Claim {0}: {1} cents are noted as settled, its allocations add up to {2}.",
        select(Claim.id, Claim.settled_cents, settled).where(Claim.settled_cents != settled),
    )
    yield (
        "Claim {0}: of its {1} cents {2} are settled.",
        select(Claim.id, Claim.cents, Claim.settled_cents).where(~Claim.settled_cents.between(0, Claim.cents)),
    )
    used = _sum(or_(Allocation.payment_id == Payment.id, Allocation.refund_id == Payment.id)).scalar_subquery()
    yield (
        "Payment {0}: {1} cents are noted as used, its allocations add up to {2}.",
        select(Payment.id, Payment.used_cents, used).where(Payment.used_cents != used),
    )
    yield (
        "Refund {0}: {1} cents were paid out, {2} of them from credit.",
        select(Payment.id, -Payment.cents, Payment.used_cents).where(
            Payment.kind == PaymentKind.REFUND, ~Payment.reversed, Payment.used_cents != -Payment.cents
        ),
    )
    original, reversal = aliased(Payment), aliased(Payment)
    yield (
        "Reversal {0} does not take back all of payment {1}.",
        select(reversal.id, original.id)
        .join(original, original.id == reversal.reverses_id)
        .where(or_(reversal.cents != -original.cents, ~original.reversed, original.used_cents != 0)),
    )
    yield (
        "Payment {0} is marked as reversed, and no reversal says so.",
        select(Payment.id).where(Payment.reversed, ~exists().where(reversal.reverses_id == Payment.id)),
    )
    countered = exists().where(CounterClaim.claim_id == Claim.id)
    credited = _sum(and_(Allocation.claim_id == Claim.id, Allocation.credit_line_id.is_not(None))).scalar_subquery()
    yield (
        "Claim {0} counts although it was reversed, or does not count although nothing reversed it.",
        select(Claim.id).where(
            case((or_(countered, credited == Claim.cents), 1), else_=0) == case((Claim.live, 1), else_=0)
        ),
    )
    yield (
        "Counter-claim {0} does not settle all of claim {1}.",
        select(CounterClaim.id, CounterClaim.claim_id)
        .join(Claim, Claim.id == CounterClaim.claim_id)
        .outerjoin(Allocation, Allocation.counter_claim_id == CounterClaim.id)
        .where(
            or_(Allocation.id.is_(None), Allocation.cents != Claim.cents, Allocation.claim_id != CounterClaim.claim_id)
        ),
    )
    released = aliased(Allocation)
    yield (
        "Allocation {0} does not take back all of allocation {1}.",
        select(Allocation.id, released.id)
        .join(released, released.id == Allocation.releases_id)
        .where(
            or_(
                Allocation.cents != -released.cents,
                func.coalesce(Allocation.claim_id, 0) != func.coalesce(released.claim_id, 0),
                func.coalesce(Allocation.payment_id, 0) != func.coalesce(released.payment_id, 0),
            )
        ),
    )
    written = _sum(Allocation.write_off_id == WriteOff.id).scalar_subquery()
    yield (
        "Write-off {0} closes {1} cents of {2}.",
        select(WriteOff.id, written, WriteOff.cents).where(~written.in_([0, WriteOff.cents])),
    )
    twin = aliased(Claim)
    yield (
        "Claims {0} and {1} are for the same.",
        select(Claim.id, twin.id).join(
            twin, and_(twin.source == Claim.source, twin.id > Claim.id, twin.live, Claim.live)
        ),
    )
    lines = select(func.coalesce(func.sum(InvoiceLine.gross_cents), 0)).where(InvoiceLine.invoice_id == Invoice.id)
    gross = lines.scalar_subquery()
    yield (
        "Invoice {0}: its lines add up to {1} cents, it says {2}.",
        select(Invoice.number, gross, Invoice.gross_cents).where(Invoice.gross_cents != gross),
    )
    other = aliased(InvoiceLine)
    corrected = select(func.coalesce(func.sum(other.gross_cents), 0)).where(other.corrects_id == InvoiceLine.id)
    yield (
        "Line {0} of an invoice was corrected by more than it says.",
        select(InvoiceLine.id).where(
            InvoiceLine.gross_cents > 0, InvoiceLine.gross_cents + corrected.scalar_subquery() < 0
        ),
    )
    note = aliased(Invoice)
    allocated = _sum(Allocation.credit_line_id == InvoiceLine.id).scalar_subquery()
    yield (
        "Line {0} of a correction credits {1} cents, {2} of them reached the claim.",
        select(InvoiceLine.id, -InvoiceLine.gross_cents, allocated)
        .join(note, note.id == InvoiceLine.invoice_id)
        .where(note.kind == InvoiceKind.CREDIT_NOTE, allocated != -InvoiceLine.gross_cents),
    )
