"""What a claim is for, as screens and invoices say it."""

from __future__ import annotations

from domain.claims import ClaimKind
from i18n.words import word


def claim_title(kind: ClaimKind, text: str) -> str:
    """`Fee Fitness`, `Opening balance`."""
    return f"{word(kind)} {text}".strip() if kind is not ClaimKind.PURCHASE else text
