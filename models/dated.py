"""What a record held and will hold from which day on: one row for each entry, and the state of any day from them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, Keyed

EVER = date.min
"""From this day on a record holds what it held before its first dated entry."""


class DatedFact(Keyed, Created, Base):
    """From a day on, these columns of a record hold these values; the latest day counts, then the latest entry."""

    __tablename__ = "dated_fact"
    __table_args__ = (
        Index("ix_dated_fact_table_name_row_key", "table_name", "row_key"),
        Index(
            "ix_dated_fact_pending",
            "valid_from",
            sqlite_where=text("pending"),
            postgresql_where=text("pending"),
        ),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_key: Mapped[int]
    valid_from: Mapped[date]
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON: column to value, as the audit trail writes them."""
    removed: Mapped[bool] = mapped_column(default=False)
    """From this day on the record is gone; `body` is the whole of it, with the day it came (`created_on`)."""
    pending: Mapped[bool] = mapped_column(default=False)
    """The day had not come when this was entered, and the record does not hold the values yet."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who entered it; None is the program."""
