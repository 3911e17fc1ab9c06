"""What a record held and will hold from which day on: one row for each entry, and the state of any day from them.

The record itself holds what is in force today. An entry for a day to come waits as `pending`, and whoever opens the
next transaction on or after that day brings it into force first (`db.session`): no reader ever sees the day before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, bindparam, inspect, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Created, Keyed
from models.changes import plain, typed


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

    @property
    def values(self) -> dict[str, Any]:
        """Column to value, as JSON holds them."""
        held: dict[str, Any] = json.loads(self.body)
        return held


def facts_of(session: Session, record: Base) -> list[DatedFact]:
    """The entries of a record in the order in which they count."""
    key = inspect(record).identity
    assert key is not None
    return in_order(
        session.scalars(
            select(DatedFact).where(DatedFact.table_name == record.__tablename__, DatedFact.row_key == key[0])
        )
    )


def in_order(facts: Iterable[DatedFact]) -> list[DatedFact]:
    """By day, and those of one day as they were entered: a later one replaces the earlier."""
    return sorted(facts, key=lambda fact: (fact.valid_from, fact.id))


def state_on(facts: Sequence[DatedFact], day: date) -> dict[str, Any]:
    """What these entries (in order) say of a day: column to value; columns without an entry are not in it."""
    state: dict[str, Any] = {}
    for fact in facts:
        if fact.valid_from <= day:
            state |= fact.values
    return state


def bring_into_force(record: Base, facts: Sequence[DatedFact], today: date) -> None:
    """Let the record hold what its entries say of today."""
    state: Mapping[str, Any] = state_on([fact for fact in facts if not fact.removed], today)
    for name, value in typed(type(record), {name: state[name] for name in state}).items():
        if plain(getattr(record, name)) != plain(value):
            setattr(record, name, value)
    for fact in facts:
        if fact.pending and fact.valid_from <= today:
            fact.pending = False


_DUE = select(DatedFact.id).where(text("dated_fact.pending"), DatedFact.valid_from <= bindparam("today")).limit(1)
"""Made once: it is asked before everything else."""


def anything_due(session: Session, today: date) -> bool:
    """Whether an entry waits whose day has come; one look into a small index."""
    return session.connection().execute(_DUE, {"today": today}).first() is not None
