"""Saved selections that a user sees: their own and those of all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.saved_view import SavedView


@dataclass(frozen=True, slots=True)
class View:
    """One saved selection."""

    view_id: int
    version: int
    name: str
    query: str
    for_all: bool


def views(session: Session, page: str, user_id: int | None) -> tuple[View, ...]:
    """The selections of a page, the user's own first, by name."""
    rows = session.scalars(
        select(SavedView).where(SavedView.page == page, or_(SavedView.user_id.is_(None), SavedView.user_id == user_id))
    )
    found = (View(row.id, row.version, row.name, row.query, row.user_id is None) for row in rows)
    return tuple(sorted(found, key=lambda view: (view.for_all, view.name.casefold(), view.name)))
