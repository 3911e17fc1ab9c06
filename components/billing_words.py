"""Billing in words: what a claim or a line of the account is for, how money came."""

from __future__ import annotations

from domain.claims import ClaimKind
from domain.periods import Period
from domain.settling import Means, PaymentKind
from i18n.claims import claim_title
from i18n.service_words import days_words, money, on
from i18n.texts import _
from i18n.words import word
from queries.account import AccountLine, Entry
from queries.billing import ClaimRow
from queries.payments import PaymentRow, Settled

PAYING = (Means.CASH, Means.CARD, Means.TRANSFER, Means.DEBIT)
"""How money comes and goes at the desk; the opening balance has a dialog of its own."""


def claim_words(row: ClaimRow) -> str:
    """What a claim is for, with its days."""
    return _with_days(claim_title(row.kind, row.text), row.period)


def settled_words(row: Settled) -> str:
    """What a payment settles: the claim, when it was due, how much of it."""
    due = _("due {day}").format(day=on(row.due_on)) if row.due_on else ""
    parts = (claim_title(ClaimKind(row.kind), row.text), due, money(row.cents))
    return " · ".join(part for part in parts if part)


def line_words(line: AccountLine) -> str:
    """What a line of the account is."""
    if line.entry is Entry.PAYMENT:
        said = _("Payment ({means})") if line.cents > 0 else _("Paid back ({means})")
        return " · ".join(part for part in (said.format(means=word(Means(line.kind))), line.text) if part)
    if line.entry is Entry.CREDIT_NOTE:
        return _("Invoice correction {number}").format(number=line.text)
    if line.entry is Entry.WRITE_OFF:
        return _("Written off: {reason}").format(reason=line.text)
    if line.entry is Entry.REVIVED:
        return _("Write-off taken back: {reason}").format(reason=line.text)
    title = _with_days(claim_title(ClaimKind(line.kind), line.text), line.period)
    return _("Correction: {title}").format(title=title) if line.entry is Entry.COUNTER else title


def payment_title(row: PaymentRow) -> str:
    """`Cash`, `Reversal (bank transfer)`."""
    if row.kind is PaymentKind.PAYMENT:
        return word(row.means)
    return f"{word(row.kind)} ({word(row.means)})"


def _with_days(title: str, period: Period | None) -> str:
    return title if period is None or period.last_day == period.start else f"{title}, {days_words(period)}"
