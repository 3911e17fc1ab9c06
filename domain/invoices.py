"""Invoices: gross sums split by rate, so that net and tax make the gross, for each line and in total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.errors import Refusal
from domain.money import round_half_up
from domain.tax import TaxKind

WHOLE = 100_00
"""Hundredths of a percent in the whole."""


class InvoiceKind(StrEnum):
    """What a document says."""

    INVOICE = "invoice"
    CANCELLATION = "cancellation"
    CREDIT_NOTE = "credit_note"


class NothingToInvoice(Refusal):
    """An invoice has at least one claim."""


class OnInvoiceAlready(Refusal):
    """A claim is on at most one live invoice. Data: `number`."""


class InvoicedElsewhere(Refusal):
    """What was open before moving in is on an invoice of the system before this one."""


class DifferentDebtors(Refusal):
    """One invoice has one recipient: all its claims have one debtor."""


class SenderIncomplete(Refusal):
    """An invoice names its sender with address and tax number, § 14 (4) UStG. Data: `missing` (names of fields)."""


class RecipientIncomplete(Refusal):
    """An invoice names whom it is for, with the address, § 14 (4) UStG."""


class CancelledAlready(Refusal):
    """A document is cancelled once; a cancellation stays."""


class CreditTooHigh(Refusal):
    """No more is credited of a line than is left of it. Data: `left` (cents)."""

    field = "cents"


class CreditedBefore(Refusal):
    """What has been credited in part is credited further, not cancelled as a whole. Data: `number`."""


class PaymentDaysImpossible(Refusal):
    """An invoice is to be paid at once or within a year. Data: `most`."""

    field = "payment_days"


@dataclass(frozen=True, slots=True)
class TaxSum:
    """All lines of one kind and rate: `rate` in hundredths of a percent, sums in cents."""

    tax: TaxKind
    rate: int
    gross_cents: int
    tax_cents: int

    @property
    def net_cents(self) -> int:
        """What is left without the tax."""
        return self.gross_cents - self.tax_cents


def tax_in(gross_cents: int, rate: int) -> int:
    """The tax in a gross sum, half up: 49.90 at 19 % holds 7.97."""
    return round_half_up(Fraction(gross_cents * rate, WHOLE + rate))


def tax_sums(lines: Sequence[tuple[TaxKind, int, int]]) -> tuple[TaxSum, ...]:
    """The sum of each kind and rate; a line is kind, rate and gross. Highest rate first."""
    gross: dict[tuple[int, TaxKind], int] = {}
    for kind, rate, cents in lines:
        gross[rate, kind] = gross.get((rate, kind), 0) + cents
    order = sorted(gross, key=lambda group: (-group[0], list(TaxKind).index(group[1])))
    return tuple(TaxSum(kind, rate, gross[rate, kind], tax_in(gross[rate, kind], rate)) for rate, kind in order)


def spread(total: int, shares: Sequence[int]) -> tuple[int, ...]:
    """A sum spread by the size of the shares, by largest remainder, so that the parts add up to it."""
    whole = sum(shares)
    if not whole:
        return (0,) * len(shares)
    exact = [Fraction(total * share, whole) for share in shares]
    parts = [int(part // 1) for part in exact]
    by_rest = sorted(range(len(shares)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def line_taxes(lines: Sequence[tuple[TaxKind, int, int]]) -> tuple[int, ...]:
    """The tax of each line, so that the lines of a rate add up to the tax of its sum."""
    taxes = [0] * len(lines)
    for group in tax_sums(lines):
        places = [at for at, (kind, rate, _) in enumerate(lines) if (kind, rate) == (group.tax, group.rate)]
        for at, part in zip(places, spread(group.tax_cents, [lines[at][2] for at in places]), strict=True):
            taxes[at] = part
    return tuple(taxes)


def credit_taxes(lines: Sequence[tuple[TaxKind, int, int, int]]) -> tuple[int, ...]:
    """The tax in what is credited of each line; a line is kind, rate, gross that is left of it, and what is credited.

    It is the tax of what is left before less the tax of what is left after: whatever the parts, all of them together
    take back the tax of the invoice to the cent.
    """
    left = {(group.tax, group.rate): group for group in tax_sums([line[:3] for line in lines])}
    after = tax_sums([(kind, rate, rest - credit) for kind, rate, rest, credit in lines])
    taxes = [0] * len(lines)
    for group in after:
        places = [at for at, line in enumerate(lines) if line[:2] == (group.tax, group.rate)]
        tax = left[group.tax, group.rate].tax_cents - group.tax_cents
        for at, part in zip(places, spread(tax, [lines[at][3] for at in places]), strict=True):
            taxes[at] = part
    return tuple(taxes)
