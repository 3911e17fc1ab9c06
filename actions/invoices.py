"""Invoices and what corrects them: issued with a number and frozen; the PDF lies in the storage as it was issued."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, today_of
from actions.ledger import check_booking_day, release, settle, standing, use_credit
from actions.loading import load
from actions.numbering import draw_free_number
from domain.access import Actor, Permission
from domain.errors import Gone, Problems
from domain.invoice_papers import Paper, correction, read, written
from domain.invoices import (
    CancelledAlready,
    CreditedBefore,
    CreditTooHigh,
    InvoiceKind,
    NothingToInvoice,
    credit_taxes,
)
from domain.numbering import NumberKind
from gateways.storage import Storage, StoredFileDamaged, StoredFileMissing
from models.claim import Claim, WriteOff
from models.contact import Contact
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation
from queries.invoice_drafts import draft_invoice
from queries.invoices import invoice_lines
from queries.redirects import final_id


@action(Permission.ISSUE_INVOICES)
def issue_invoice(
    session: Session, actor: Actor, *, contact_id: int, claim_ids: Collection[int], storage: Storage
) -> Invoice:
    """Issue an invoice to the debtor of these claims, dated today."""
    contact = load(session, Contact, contact_id)
    day = check_booking_day(session, today_of(session))
    draft = draft_invoice(session, contact.id, claim_ids, day, lock=True)
    paper = replace(draft.paper, number=draw_free_number(session, NumberKind.INVOICE))
    origins = [(claim.id, claim.starts_on, claim.ends_before, None) for claim in draft.claims]
    return _freeze(session, actor, paper, origins, storage, contact_id=contact.id)


@action(Permission.CORRECT_BOOKINGS)
def cancel_invoice(session: Session, actor: Actor, *, invoice_id: int, reason: str = "", storage: Storage) -> Invoice:
    """Take a whole invoice back; its claims and payments stay, and the claims may be invoiced anew."""
    invoice, lines = _correctable(session, invoice_id)
    reason = a_reason(reason)
    noted = select(Invoice.number).where(Invoice.corrects_id == invoice.id).order_by(Invoice.id).limit(1)
    number = session.scalar(noted)
    if number is not None:
        raise CreditedBefore(number=number)
    cents = [(place, line.gross_cents, line.tax_cents) for place, line in enumerate(lines)]
    return _correct(session, actor, invoice, lines, InvoiceKind.CANCELLATION, cents, reason, storage)


@action(Permission.CORRECT_BOOKINGS)
def credit_invoice(
    session: Session, actor: Actor, *, invoice_id: int, cents: Mapping[int, int], reason: str = "", storage: Storage
) -> Invoice:
    """Credit so many cents of lines (by their keys); the claims are reduced, what was paid for them becomes credit."""
    invoice, lines = _correctable(session, invoice_id)
    wanted = {key: amount for key, amount in cents.items() if amount}
    problems = Problems()
    with problems.named():
        reason = a_reason(reason)
    with problems.named():
        if not wanted:
            raise NothingToInvoice
        if wanted.keys() - {line.id for line in lines}:
            raise Gone
    left = {line.line_id: line.left_cents for line in invoice_lines(session, invoice.id)}
    for key, amount in wanted.items():
        with problems.field(f"cents.{key}"):
            if key in left and not 0 < amount <= left[key]:
                raise CreditTooHigh(left=left[key])
    problems.raise_if_any()
    taxes = credit_taxes([(line.tax, line.rate, left[line.id], wanted.get(line.id, 0)) for line in lines])
    parts = [(place, wanted[line.id], taxes[place]) for place, line in enumerate(lines) if line.id in wanted]
    note = _correct(session, actor, invoice, lines, InvoiceKind.CREDIT_NOTE, parts, reason, storage)
    for line in session.scalars(select(InvoiceLine).where(InvoiceLine.invoice_id == note.id).order_by(InvoiceLine.id)):
        _reduce(session, actor, load(session, Claim, line.claim_id), line)
    use_credit(session, actor, final_id(session, invoice.contact_id))
    return note


def _correctable(session: Session, invoice_id: int) -> tuple[Invoice, Sequence[InvoiceLine]]:
    """An invoice that stands, locked, with its lines; refuses `CancelledAlready`."""
    invoice = load(session, Invoice, invoice_id)
    check_booking_day(session, today_of(session))
    cancelled = select(Invoice.id).where(Invoice.corrects_id == invoice.id, Invoice.kind == InvoiceKind.CANCELLATION)
    if invoice.kind is not InvoiceKind.INVOICE or session.scalar(cancelled) is not None:
        raise CancelledAlready
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(InvoiceLine.place)
    return invoice, session.scalars(query.execution_options(populate_existing=True)).all()


def _correct(
    session: Session,
    actor: Actor,
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    kind: InvoiceKind,
    cents: Sequence[tuple[int, int, int]],
    reason: str,
    storage: Storage,
) -> Invoice:
    """Issue what takes back these parts: of a line by its place, gross cents and the tax in them."""
    number = draw_free_number(session, NumberKind.INVOICE)
    day = today_of(session)
    paper = correction(read(invoice.paper), kind, cents, number=number, day=day, reason=reason)
    of = [lines[place] for place, _gross, _tax in cents]
    origins = [(line.claim_id, line.starts_on, line.ends_before, line.id) for line in of]
    made = _freeze(session, actor, paper, origins, storage, contact_id=invoice.contact_id, corrects_id=invoice.id)
    for line in lines:
        session.expire(line, ["live"])
    return made


def _freeze(
    session: Session,
    actor: Actor,
    paper: Paper,
    origins: Sequence[tuple[int, object, object, int | None]],
    storage: Storage,
    *,
    contact_id: int,
    corrects_id: int | None = None,
) -> Invoice:
    """Keep the document with its lines and its bytes."""
    data = drawn(paper, storage)
    invoice = Invoice(contact_id=contact_id, kind=paper.kind, number=paper.number, corrects_id=corrects_id)
    invoice.issued_on, invoice.due_on, invoice.language = paper.issued_on, paper.due_on, paper.language
    invoice.gross_cents, invoice.tax_cents = paper.gross_cents, paper.tax_cents
    invoice.net_cents, invoice.paper, invoice.file = (
        paper.gross_cents - paper.tax_cents,
        written(paper),
        storage.put(data),
    )
    invoice.reason, invoice.user_id = paper.reason, actor.user_id
    session.add(invoice)
    session.flush()
    for place, (line, origin) in enumerate(zip(paper.lines, origins, strict=True), 1):
        claim_id, starts_on, ends_before, line_id = origin
        session.add(
            InvoiceLine(
                invoice_id=invoice.id, place=place, claim_id=claim_id, corrects_id=line_id, text=line.text,
                starts_on=starts_on, ends_before=ends_before, tax=line.tax, rate=line.rate,
                gross_cents=line.gross_cents, net_cents=line.net_cents, tax_cents=line.tax_cents, live=line_id is None,
            )
        )  # fmt: skip
    session.flush()
    return invoice


def drawn(paper: Paper, storage: Storage) -> bytes:
    """The paper as PDF; a logo that the storage has lost is left out."""
    from documents.invoice_pdf import invoice_pdf

    try:
        logo = storage.get(paper.logo) if paper.logo else None
    except (StoredFileMissing, StoredFileDamaged):
        logo = None
    return invoice_pdf(paper, logo)


def _reduce(session: Session, actor: Actor, claim: Claim, line: InvoiceLine) -> None:
    """Let a credited line settle its claim: what was written off makes room, then payments, the last one first."""
    credit, again = -line.gross_cents, list[Allocation]()
    found = standing(session, Allocation.claim_id == claim.id, Allocation.credit_line_id.is_(None))
    for one in sorted(found, key=lambda one: (one.payment_id is not None, -one.id)):
        if claim.open_cents >= credit:
            break
        release(session, actor, [one])
        session.refresh(claim)
        again.append(one)
    settle(session, actor, credit_line=line, claim=claim, cents=credit)
    session.refresh(claim)
    for one in reversed(again):
        part = min(one.cents, claim.open_cents)
        if not part:
            continue
        if one.payment is not None:
            settle(session, actor, payment=one.payment, claim=claim, cents=part)
        elif one.write_off is not None:
            rest = WriteOff(claim=claim, cents=part, reason=one.write_off.reason, booked_on=today_of(session))
            rest.user_id = actor.user_id
            session.add(rest)
            settle(session, actor, write_off=rest, claim=claim, cents=part)
        session.refresh(claim)
