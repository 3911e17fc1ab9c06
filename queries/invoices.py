"""The invoices of a contact with what became of them, their lines, and the file of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from domain.access import Actor, Permission
from domain.invoices import InvoiceKind
from domain.periods import Period
from models.claim import Claim
from models.invoice import Invoice, InvoiceLine
from models.user import UserAccount
from queries.billing import account_of
from queries.documents import DocumentFile


class InvoiceState(StrEnum):
    """How it stands with a document."""

    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CANCELLED = "cancelled"
    CORRECTION = "correction"
    """It corrects another one: nothing is to be paid."""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A document of a contact; amounts in cents."""

    invoice_id: int
    kind: InvoiceKind
    number: str
    issued_on: date
    due_on: date | None
    gross_cents: int
    open_cents: int
    """What is open of its claims."""
    credited_cents: int
    state: InvoiceState
    corrects: str
    """The number of the invoice that it corrects."""
    corrected_by: tuple[str, ...]
    """The numbers of what corrects it."""
    reason: str
    who: str


def invoices_of(session: Session, contact_id: int, today: date) -> tuple[InvoiceRow, ...]:
    """The documents on a contact's account, the latest on top."""
    original = aliased(Invoice)
    left = (
        select(func.coalesce(func.sum(Claim.cents - Claim.settled_cents), 0))
        .join(InvoiceLine, InvoiceLine.claim_id == Claim.id)
        .where(InvoiceLine.invoice_id == Invoice.id, InvoiceLine.live)
        .scalar_subquery()
    )
    accounts = account_of(session, contact_id)
    query = (
        select(Invoice, original.number.label("corrects"), left.label("open"), UserAccount.name.label("who"))
        .outerjoin(original, original.id == Invoice.corrects_id)
        .outerjoin(UserAccount, UserAccount.id == Invoice.user_id)
        .where(Invoice.contact_id.in_(accounts))
        .order_by(Invoice.id.desc())
    )
    rows = session.execute(query).all()
    by_original: dict[int, list[Invoice]] = {}
    for row in reversed(rows):
        if row.Invoice.corrects_id is not None:
            by_original.setdefault(row.Invoice.corrects_id, []).append(row.Invoice)
    return tuple(
        _row(row.Invoice, row.corrects or "", int(row.open), row.who or "", by_original.get(row.Invoice.id, []), today)
        for row in rows
    )


def _row(
    invoice: Invoice, corrects: str, open_cents: int, who: str, corrections: list[Invoice], today: date
) -> InvoiceRow:
    if invoice.kind is not InvoiceKind.INVOICE:
        state = InvoiceState.CORRECTION
    elif any(one.kind is InvoiceKind.CANCELLATION for one in corrections):
        state = InvoiceState.CANCELLED
    elif not open_cents:
        state = InvoiceState.PAID
    else:
        state = InvoiceState.OVERDUE if invoice.due_on is not None and invoice.due_on < today else InvoiceState.OPEN
    return InvoiceRow(
        invoice_id=invoice.id,
        kind=invoice.kind,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        gross_cents=invoice.gross_cents,
        open_cents=open_cents,
        credited_cents=-sum(one.gross_cents for one in corrections if one.kind is InvoiceKind.CREDIT_NOTE),
        state=state,
        corrects=corrects,
        corrected_by=tuple(one.number for one in corrections),
        reason=invoice.reason,
        who=who,
    )


@dataclass(frozen=True, slots=True)
class InvoiceLineRow:
    """A line of an invoice, and what is left of it after corrections."""

    line_id: int
    text: str
    period: Period | None
    gross_cents: int
    left_cents: int


def invoice_lines(session: Session, invoice_id: int) -> tuple[InvoiceLineRow, ...]:
    """The lines of an invoice in their order."""
    correction = aliased(InvoiceLine)
    corrected = (
        select(func.coalesce(func.sum(correction.gross_cents), 0))
        .where(correction.corrects_id == InvoiceLine.id)
        .scalar_subquery()
    )
    query = select(InvoiceLine, corrected.label("corrected")).where(InvoiceLine.invoice_id == invoice_id)
    return tuple(
        InvoiceLineRow(
            row.InvoiceLine.id,
            row.InvoiceLine.text,
            row.InvoiceLine.period,
            row.InvoiceLine.gross_cents,
            row.InvoiceLine.gross_cents + int(row.corrected),
        )
        for row in session.execute(query.order_by(InvoiceLine.place))
    )


def invoice_file(session: Session, actor: Actor, invoice_id: int) -> DocumentFile | None:
    """The PDF of a document; None where there is none, or this user may not see money."""
    if not actor.may(Permission.SEE_MONEY):
        return None
    row = session.execute(select(Invoice.file, Invoice.number).where(Invoice.id == invoice_id)).one_or_none()
    return None if row is None else DocumentFile(row.file, f"{row.number}.pdf", "application/pdf", 0)
