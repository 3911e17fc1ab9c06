"""Pairs of contacts that may be one, those that are two, and merges of those that were one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.duplicates import Likely
from models.base import Base, Created, Keyed
from models.column_types import choice


class LikelyPair(Base):
    """Two contacts that may be one, as they were when they were compared last; follows from their data."""

    __tablename__ = "likely_pair"
    __table_args__ = (CheckConstraint("contact_id < other_id", name="lower_first"),)
    __audited__ = False

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    points: Mapped[int]
    reason: Mapped[Likely] = mapped_column(choice(Likely))


class PairsCompared(Base):
    """Up to which entry of the audit trail the changes of contacts have been compared; no row: never."""

    __tablename__ = "pairs_compared"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]


class NotDuplicate(Keyed, Created, Base):
    """Somebody looked at these two contacts and found that they are two."""

    __tablename__ = "not_duplicate"
    __table_args__ = (
        UniqueConstraint("contact_id", "other_id"),
        CheckConstraint("contact_id < other_id", name="lower_first"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)


class ContactMerge(Keyed, Created, Base):
    """One merge: what it moved and changed, so that it can be undone at any time."""

    __tablename__ = "contact_merge"
    __table_args__ = (CheckConstraint("contact_id <> loser_id", name="two_contacts"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    """The contact that stays."""
    loser_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    body: Mapped[str] = mapped_column(Text, info={"derived": True})
    """Canonical JSON: each row that was moved or changed, before and after, as the audit trail writes them; and the
    health notes to which another one was added. The trail holds the same in the entry of the merge."""
    undone_at: Mapped[datetime | None]
