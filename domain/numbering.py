"""What carries numbers of a range."""

from __future__ import annotations

from enum import StrEnum


class NumberKind(StrEnum):
    """What is numbered."""

    CONTACT = "contact"
    MANDATE = "mandate"
    CONTRACT = "contract"
    INVOICE = "invoice"
    RECEIPT = "receipt"
