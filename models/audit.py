"""The audit trail: append-only and chained by hash, its details apart so that lawful erasure leaves the chain whole."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


class AuditEntry(Base):
    """One step that somebody took. `digest` stands for the details, `hash` for this entry and all before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_contact_id_seq", "contact_id", "seq"),
        Index("ix_audit_entry_user_id_seq", "user_id", "seq"),
        Index("ix_audit_entry_action_seq", "action", "seq"),
    )
    __audited__ = False

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None]
    """Who; None is the program itself. No foreign key: the trail outlives what it speaks of."""
    action: Mapped[str] = mapped_column(String(60))
    contact_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def link(self) -> str:
        """The hash that this entry must carry (hex SHA-256 over all its fields and the hash before)."""
        return chain_hash(self.previous, self.seq, self.at, self.user_id, self.action, self.contact_id, self.digest)


class AuditDetail(Base):
    """Reason and changes of an entry; lawful erasure empties `body`, and nothing else may ever change."""

    __tablename__ = "audit_detail"
    __audited__ = False

    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[str | None] = mapped_column(Text)
    """Canonical JSON: `{"reason": ..., "changes": [{"table", "key", "before", "after"}]}`; None once erased.

    A row may carry `told` (which row it is), the body `seen` (rows of other contacts that concern this one).
    """


class AuditHead(Base):
    """The end of the chain: locked last in each transaction that adds to it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


def canonical(body: object) -> str:
    """The one way to write a body as JSON, so that its digest can be checked."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def digest_of(salt: str, body: str) -> str:
    """Salted digest of the details: without the salt nobody can guess what was erased."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def chain_hash(
    previous: str,
    seq: int,
    at: datetime,
    user_id: int | None,
    action: str,
    contact_id: int | None,
    digest: str,
) -> str:
    """Hash of one link of the chain."""
    fields = [previous, seq, at.isoformat(timespec="microseconds"), user_id, action, contact_id, digest]
    return hashlib.sha256(canonical(fields).encode()).hexdigest()
