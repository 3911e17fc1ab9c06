"""Documents from or for a contact."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.activities import ActivityKind, Direction
from models.activity import Activity, Part, there
from models.column_types import choice


class Document(Part, Activity):
    """A file from or for the contact; the bytes lie in the storage under their hash."""

    __tablename__ = "document"
    KIND = ActivityKind.DOCUMENT
    __table_args__ = (Index("ix_document_valid_until", "valid_until", **there("valid_until IS NOT NULL")),)

    direction: Mapped[Direction] = mapped_column(choice(Direction))
    file: Mapped[str] = mapped_column(String(64))
    """Content hash in the storage."""
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    """Bytes."""
    valid_until: Mapped[date | None]
    """The last day on which it is good."""

    def words(self) -> tuple[str, ...]:
        """By the name of the file too."""
        return self.title, self.text, self.file_name
