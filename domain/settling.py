"""Which money settles which claim: named ones first, else the oldest; what is too much stays as credit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Refusal


class PaymentKind(StrEnum):
    """What a booking of money is."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


class Means(StrEnum):
    """How money came or went."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    DEBIT = "debit"
    OPENING = "opening"
    """Credit in the system before this one."""


class NoAmount(Refusal):
    """An amount is more than nothing and not beyond all measure. Data: `most` (cents)."""

    field = "cents"


class MoreThanFree(Refusal):
    """No more is used of a payment than is left of it. Data: `free` (cents)."""

    field = "cents"


class NothingOpen(Refusal):
    """Only what is open is settled or written off."""


class OtherAccount(Refusal):
    """Money settles claims on the account it was paid into."""


class ReversedAlready(Refusal):
    """A booking is reversed once, and a reversal not at all."""


class PaidBackAlready(Refusal):
    """What was paid back of a payment is taken back first."""


class BookedInFuture(Refusal):
    """Money is booked when it has come. Data: `day`."""

    field = "booked_on"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A claim that is not settled; `words` are what people may write to mean it: its number, that of its invoice."""

    claim_id: int
    due_on: date
    open_cents: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """So many cents for one claim."""

    claim_id: int
    cents: int


def proposed(
    cents: int, items: Iterable[OpenItem], *, reference: str = "", first: Collection[int] = ()
) -> tuple[Share, ...]:
    """How an amount is shared out: first these claims, then what the reference names, then the oldest.

    The rest of it stays credit.
    """
    said = _plain(reference)

    def turn(item: OpenItem) -> tuple[bool, bool, date, int]:
        return item.claim_id not in first, not _is_named(item, said), item.due_on, item.claim_id

    in_turn = sorted(items, key=turn)
    shares, left = list[Share](), cents
    for item in in_turn:
        share = min(left, item.open_cents)
        if share > 0:
            shares.append(Share(item.claim_id, share))
            left -= share
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class Credit:
    """What is left of a payment."""

    payment_id: int
    free_cents: int


def credit_used(free: Sequence[Credit], items: Iterable[OpenItem]) -> tuple[tuple[int, Share], ...]:
    """Which payment settles which claim: the oldest credit, in the order given, for the claim due first."""
    due = sorted(items, key=lambda item: (item.due_on, item.claim_id))
    open_now = {item.claim_id: item.open_cents for item in due}
    used = list[tuple[int, Share]]()
    for credit in free:
        left = credit.free_cents
        for item in due:
            share = min(left, open_now[item.claim_id])
            if share > 0:
                used.append((credit.payment_id, Share(item.claim_id, share)))
                open_now[item.claim_id] -= share
                left -= share
    return tuple(used)


def _is_named(item: OpenItem, said: str) -> bool:
    return any(
        re.search(rf"(?<![0-9A-Z]){re.escape(_plain(word))}(?![0-9A-Z])", said) for word in item.words if _plain(word)
    )


def _plain(text: str) -> str:
    return text.upper().strip()
