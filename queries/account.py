"""The account of a contact line by line, with a running balance that adds up to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, Select, String, case, cast, exists, func, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from domain.invoices import InvoiceKind
from domain.periods import Period
from domain.settling import PaymentKind
from models.claim import Claim, CounterClaim, WriteOff
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation, Payment
from queries.billing import account_of

_TEXT = String()


class Entry(StrEnum):
    """What a line of the account is."""

    CLAIM = "claim"
    COUNTER = "counter"
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    REVIVED = "revived"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line of the account: above zero in favour of the contact, below zero owed; with the balance after it."""

    entry: Entry
    source_id: int
    """The key of the claim, payment or invoice that it comes from."""
    day: date
    kind: str
    text: str
    period: Period | None
    cents: int
    balance: int
    contract_id: int | None
    corrected: bool
    """Half of a pair that takes itself back."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account over a period: the balance before it, each line, the balance at its end; in cents."""

    before_cents: int
    lines: tuple[AccountLine, ...]

    @property
    def balance(self) -> int:
        """After the last line."""
        return self.lines[-1].balance if self.lines else self.before_cents


def account(
    session: Session,
    contact_id: int,
    *,
    since: date | None = None,
    before: date | None = None,
    corrected: bool = False,
) -> Account:
    """The account line by line; pairs that take themselves back only when asked for."""
    # Half of a pair may lie in another period: what a period said once it must go on saying.
    whole = corrected or since is not None or before is not None
    entries = _entries(account_of(session, contact_id), corrected=whole).subquery()
    opening = 0
    if since is not None:
        sums = select(func.coalesce(func.sum(entries.c.cents), 0)).where(entries.c.day < since)
        opening = int(session.scalar(sums) or 0)
    query = select(entries)
    if since is not None:
        query = query.where(entries.c.day >= since)
    if before is not None:
        query = query.where(entries.c.day < before)
    lines, balance = list[AccountLine](), opening
    for row in session.execute(query.order_by(entries.c.day, entries.c.rank, entries.c.row_id)):
        balance += row.cents
        lines.append(
            AccountLine(
                Entry(row.entry),
                row.source_id,
                row.day,
                row.kind,
                row.text,
                None if row.starts_on is None else Period(row.starts_on, row.ends_before),
                int(row.cents),
                balance,
                row.contract_id,
                bool(row.corrected),
            )
        )
    return Account(opening, tuple(lines))


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """What fell due and what was paid in a month, in cents."""

    month: date
    claimed_cents: int
    paid_cents: int


def months_of(session: Session, contact_id: int, *, since: date, before: date) -> tuple[MonthMoney, ...]:
    """Claims and payments by month, each month of the period."""
    found: dict[date, list[int]] = {}
    month = since.replace(day=1)
    while month < before:
        found[month] = [0, 0]
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    for line in account(session, contact_id, since=since.replace(day=1), before=before).lines:
        sums = found.get(line.day.replace(day=1))
        if sums is None:
            continue
        if line.entry is Entry.CLAIM:
            sums[0] -= line.cents
        elif line.entry is Entry.PAYMENT:
            sums[1] += line.cents
    return tuple(MonthMoney(month, *sums) for month, sums in found.items())


def _entries(accounts: Sequence[int], *, corrected: bool) -> Select[*tuple[Any, ...]]:
    release = aliased(Allocation)
    no_day, no_key = cast(null(), Claim.due_on.type), cast(null(), Integer)
    reversed_payment = Payment.reversed | (Payment.kind == PaymentKind.REVERSAL)
    countered = exists().where(CounterClaim.claim_id == Claim.id)

    def line(entry: Entry, rank: int, **columns: Any) -> list[Any]:
        return [
            literal(entry.value).label("entry"),
            literal(rank).label("rank"),
            *(value.label(name) for name, value in columns.items()),
        ]

    claims = select(
        *line(
            Entry.CLAIM, 1, row_id=Claim.id, source_id=Claim.id, day=Claim.due_on, kind=cast(Claim.kind, _TEXT),
            text=Claim.text, starts_on=Claim.starts_on, ends_before=Claim.ends_before, cents=-Claim.cents,
            contract_id=Claim.contract_id, corrected=countered,
        )
    ).where(Claim.debtor_id.in_(accounts))  # fmt: skip
    counters = select(
        *line(
            Entry.COUNTER, 2, row_id=CounterClaim.id, source_id=Claim.id,
            day=case((Claim.due_on > CounterClaim.booked_on, Claim.due_on), else_=CounterClaim.booked_on),
            kind=cast(Claim.kind, _TEXT), text=Claim.text, starts_on=Claim.starts_on, ends_before=Claim.ends_before,
            cents=CounterClaim.cents, contract_id=Claim.contract_id, corrected=literal(1) == literal(1),
        )
    ).join(Claim, Claim.id == CounterClaim.claim_id).where(Claim.debtor_id.in_(accounts))  # fmt: skip
    payments = (
        select(
            *line(
                Entry.PAYMENT, 3, row_id=Payment.id, source_id=Payment.id, day=Payment.booked_on,
                kind=cast(Payment.means, _TEXT),
                text=case((Payment.reason != "", Payment.reason), else_=Payment.remittance),
                starts_on=no_day, ends_before=no_day, cents=Payment.cents, contract_id=no_key,
                corrected=reversed_payment,
            )
        )
        .where(Payment.contact_id.in_(accounts))
    )  # fmt: skip
    credits_ = (
        select(
            *line(
                Entry.CREDIT_NOTE, 4, row_id=InvoiceLine.id, source_id=Invoice.id, day=Invoice.issued_on,
                kind=cast(Invoice.kind, _TEXT), text=Invoice.number, starts_on=no_day, ends_before=no_day,
                cents=-InvoiceLine.gross_cents, contract_id=no_key, corrected=literal(1) == literal(0),
            )
        )
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.contact_id.in_(accounts), Invoice.kind == InvoiceKind.CREDIT_NOTE)
    )  # fmt: skip
    written = (
        select(
            *line(
                Entry.WRITE_OFF, 5, row_id=WriteOff.id, source_id=Claim.id, day=WriteOff.booked_on,
                kind=cast(Claim.kind, _TEXT), text=WriteOff.reason, starts_on=Claim.starts_on,
                ends_before=Claim.ends_before, cents=WriteOff.cents, contract_id=Claim.contract_id,
                corrected=exists().where(
                    Allocation.write_off_id == WriteOff.id, Allocation.releases_id.is_not(None)
                ),
            )
        )
        .join(Claim, Claim.id == WriteOff.claim_id)
        .where(Claim.debtor_id.in_(accounts))
    )  # fmt: skip
    revived = (
        select(
            *line(
                Entry.REVIVED, 6, row_id=release.id, source_id=Claim.id, day=release.booked_on,
                kind=cast(Claim.kind, _TEXT), text=WriteOff.reason, starts_on=Claim.starts_on,
                ends_before=Claim.ends_before, cents=release.cents, contract_id=Claim.contract_id,
                corrected=literal(1) == literal(1),
            )
        )
        .join(WriteOff, WriteOff.id == release.write_off_id)
        .join(Claim, Claim.id == WriteOff.claim_id)
        .where(Claim.debtor_id.in_(accounts), release.releases_id.is_not(None))
    )  # fmt: skip
    every = union_all(claims, counters, payments, credits_, written, revived).subquery()
    query = select(every)
    return query if corrected else query.where(~every.c.corrected)
