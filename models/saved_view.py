"""Saved selections: filters of a list under a name."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, Keyed, Versioned


class SavedView(Keyed, Versioned, Created, Base):
    """The filters of a page as its address holds them, for one user or for all."""

    __tablename__ = "saved_view"
    __table_args__ = (
        Index("uq_saved_view_page_name_user_id", "page", "name", "user_id", unique=True),
        Index(
            "uq_saved_view_page_name_of_all",
            "page",
            "name",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    """Whose it is; None: everybody's."""
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(2000))
    """The part of the address behind the question mark, without contact and page number."""
