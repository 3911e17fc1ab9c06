"""The money of a contact at a glance, and its claims.

The account of a contact holds what was booked on it and on all numbers that were merged into it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from domain.claims import ClaimKind
from domain.periods import Period
from domain.settling import PaymentKind
from domain.tax import TaxKind
from models.claim import Claim
from models.contact import Contact
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation, Payment
from queries.redirects import merged_ids


def account_of(session: Session, contact_id: int) -> tuple[int, ...]:
    """The contact and all numbers that were merged into it."""
    return (contact_id, *merged_ids(session, [contact_id]))


@dataclass(frozen=True, slots=True)
class MoneyStrip:
    """What matters of an account at a glance, in cents."""

    open_cents: int
    overdue_cents: int
    credit_cents: int


def money_strip(session: Session, contact_id: int, today: date, *, merged: bool = True) -> MoneyStrip:
    """Open, overdue and credit of a contact's account, in one statement.

    `merged`: whether any number may lead to this one; who knows that none does saves the question.
    """
    accounts = account_of(session, contact_id) if merged else (contact_id,)
    row = session.connection().execute(_STRIP, {"accounts": list(accounts), "today": today}).one()
    return MoneyStrip(int(row.open), int(row.overdue), int(row.credit))


def _strip() -> Select[*tuple[Any, ...]]:
    accounts: BindParameter[Any] = bindparam("accounts", expanding=True)
    left = func.coalesce(func.sum(Claim.cents - Claim.settled_cents), 0)
    owed = (Claim.debtor_id.in_(accounts), Claim.settled_cents < Claim.cents)
    late = Claim.due_on < bindparam("today", type_=Claim.due_on.type)
    free = select(func.coalesce(func.sum(Payment.cents - Payment.used_cents), 0)).where(
        Payment.contact_id.in_(accounts),
        Payment.kind == PaymentKind.PAYMENT,
        Payment.used_cents < Payment.cents,
        ~Payment.reversed,
    )
    return select(
        select(left).where(*owed).scalar_subquery().label("open"),
        select(left).where(*owed, late).scalar_subquery().label("overdue"),
        free.scalar_subquery().label("credit"),
    )


_STRIP = _strip()
"""Made once: every page of a contact asks it."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with what is left of it to pay."""

    claim_id: int
    kind: ClaimKind
    text: str
    period: Period | None
    due_on: date
    cents: int
    open_cents: int
    tax: TaxKind
    contact_id: int
    for_whom: str
    """The name of whom it is for, where somebody else pays."""
    contract_id: int | None
    quota_id: int | None
    invoice: str
    """The number of the live invoice that it is on."""
    invoice_id: int | None
    live: bool
    written_off: bool


def claims_of(session: Session, contact_id: int, *, only_open: bool = True) -> tuple[ClaimRow, ...]:
    """The claims on a contact's account, the first due on top."""
    accounts = account_of(session, contact_id)
    query = _claims().where(Claim.debtor_id.in_(accounts))
    if only_open:
        query = query.where(Claim.settled_cents < Claim.cents)
    rows = session.execute(query.order_by(Claim.due_on, Claim.id))
    return tuple(_claim_row(row, accounts) for row in rows)


def _claims() -> Select[*tuple[Any, ...]]:
    line, release = aliased(InvoiceLine), aliased(Allocation)
    written = (
        exists()
        .where(Allocation.claim_id == Claim.id, Allocation.write_off_id.is_not(None), Allocation.releases_id.is_(None))
        .where(~exists().where(release.releases_id == Allocation.id))
    )
    return (
        select(Claim, Contact, Invoice.id.label("invoice_id"), Invoice.number.label("invoice"), written.label("off"))
        .join(Contact, Contact.id == Claim.contact_id)
        .outerjoin(line, (line.claim_id == Claim.id) & line.live)
        .outerjoin(Invoice, Invoice.id == line.invoice_id)
    )


def _claim_row(row: Row[Any], accounts: Collection[int]) -> ClaimRow:
    claim: Claim = row.Claim
    return ClaimRow(
        claim_id=claim.id,
        kind=claim.kind,
        text=claim.text,
        period=claim.period,
        due_on=claim.due_on,
        cents=claim.cents,
        open_cents=claim.open_cents,
        tax=claim.tax,
        contact_id=claim.contact_id,
        for_whom="" if claim.contact_id in accounts else row.Contact.display_name,
        contract_id=claim.contract_id,
        quota_id=claim.quota_id,
        invoice=row.invoice or "",
        invoice_id=row.invoice_id,
        live=claim.live,
        written_off=bool(row.off),
    )
