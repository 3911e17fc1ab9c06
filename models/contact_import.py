"""Imports of address books: what each of them made and changed, and how a file's columns were understood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.contact_import import ImportKind, Taken
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class ImportRun(Keyed, Created, Base):
    """One import of one file. Its counts are of what the file holds and rise with each chunk."""

    __tablename__ = "import_run"

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ImportKind] = mapped_column(
        choice(ImportKind), default=ImportKind.CONTACTS, server_default=ImportKind.CONTACTS.value
    )
    undone_at: Mapped[datetime | None]
    """When it was undone last, as far as that went."""
    created: Mapped[int] = mapped_column(default=0, info={"derived": True})
    updated: Mapped[int] = mapped_column(default=0, info={"derived": True})
    undone: Mapped[int] = mapped_column(default=0, info={"derived": True})
    """Of both what was taken back."""
    cards: Mapped[str] = mapped_column(Text, default="[]", info={"derived": True})
    """Canonical JSON: the tags and doctors that it made, as the audit trail writes them."""


class ImportedContact(Keyed, Base):
    """A contact that an import made or changed, until that is undone."""

    __tablename__ = "imported_contact"
    __table_args__ = (UniqueConstraint("run_id", "contact_id"),)
    __audited__ = False

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    how: Mapped[Taken] = mapped_column(choice(Taken))
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON: each row before and after, as the audit trail writes them."""


class ImportMapping(Keyed, Versioned, Created, Base):
    """How the columns of a file with these headers were understood, kept for the next one."""

    __tablename__ = "import_mapping"

    headers_key: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the folded headers in their order."""
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON: header to what it holds."""
