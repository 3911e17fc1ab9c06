"""Claims by reconciliation: those that should exist, less those that do; wrong ones are reversed, missing ones made.

The same facts give the same ledger however often, late or after whatever back-dated change it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Refusal
from domain.periods import Period
from domain.tax import TaxKind


class ClaimKind(StrEnum):
    """What a claim is for."""

    SIGN_UP = "sign_up"
    FEE = "fee"
    ADD_ON = "add_on"
    PAUSE_FEE = "pause_fee"
    QUOTA = "quota"
    PURCHASE = "purchase"
    OPENING = "opening"
    """What was open in the system before this one."""


class InvoicedAlready(Refusal):
    """What a live invoice says is corrected by a document, not behind its back. Data: `number`."""


class DayClosed(Refusal):
    """Up to the closing day nothing is booked any more. Data: `day`."""

    field = "booked_on"


class BooksStayClosed(Refusal):
    """The closing day only moves on. Data: `day`."""

    field = "closed_until"


class DayNotOver(Refusal):
    """Books are closed for days that are over."""

    field = "closed_until"


class DataDoNotFit(Refusal):
    """What is stored of a contact contradicts itself. Data: `said` (by the database or the rule)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim that should exist; `key` says where it comes from and for which days, the amount is in cents."""

    key: str
    kind: ClaimKind
    contact_id: int
    debtor_id: int
    period: Period | None
    due_on: date
    cents: int
    tax: TaxKind
    text: str = ""
    contract_id: int | None = None
    quota_id: int | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A live claim that exists: what is left of it after credit notes, in cents."""

    claim_id: int
    key: str
    debtor_id: int
    period: Period | None
    due_on: date
    cents: int
    tax: TaxKind
    credited: int = 0
    """What credit notes took off, in cents: as correction of an amount that changes now, or for goodwill."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What must be booked so that the ledger says what it should."""

    missing: tuple[Wanted, ...]
    wrong: tuple[Held, ...]


def difference(wanted: Iterable[Wanted], held: Iterable[Held]) -> Difference:
    """The claims to make and the claims to reverse; one that is wrong in anything is reversed and made anew."""
    should = {one.key: one for one in wanted}
    right, wrong = set[str](), list[Held]()
    for claim in held:
        if _agree(claim, should.get(claim.key)):
            right.add(claim.key)
        elif claim.cents or claim.key in should:
            wrong.append(claim)
    return Difference(tuple(one for key, one in should.items() if key not in right), tuple(wrong))


def _agree(held: Held, wanted: Wanted | None) -> bool:
    """Whether a claim is what it should be."""
    return (
        wanted is not None
        and wanted.cents in {held.cents, held.cents + held.credited}
        and (held.debtor_id, held.period, held.due_on, held.tax)
        == (wanted.debtor_id, wanted.period, wanted.due_on, wanted.tax)
    )
