"""Which hints hold for which contact from when to when: follows from the master data, as the search index does."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ContactHint(Base):
    """One span of one hint (`domain.hint_spans`); the primary key is the index of lists and counts."""

    __tablename__ = "contact_hint"
    __table_args__ = ({"sqlite_with_rowid": False},)
    __audited__ = False

    hint: Mapped[str] = mapped_column(String(30), primary_key=True)
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date]
    """The first day on which it no longer holds; the last day of the calendar where it does not end by itself."""
