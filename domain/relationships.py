"""How two contacts can belong together, seen from both sides."""

from __future__ import annotations

from enum import StrEnum


class RelationshipKind(StrEnum):
    """What the other contact is to this one."""

    PARTNER = "partner"
    PARENT = "parent"
    SIBLING = "sibling"
    FAMILY = "family"
    """Related in another way."""
    GUARDIAN = "guardian"
    EMPLOYER = "employer"
    PAYER = "payer"


SYMMETRIC = frozenset({RelationshipKind.PARTNER, RelationshipKind.SIBLING, RelationshipKind.FAMILY})
"""Kinds that read the same from both sides."""
