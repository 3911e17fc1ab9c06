"""What is to mend: the hints of a contact, and how many contacts each of them concerns."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from domain.data_quality import BANK_HINTS, RULES, Hint
from models.data_quality import ContactHint

STORED = tuple(hint for hint, _applies in RULES if hint is not Hint.POSSIBLE_DUPLICATE)
"""The hints that are kept for each contact, in the order of the rules."""


def holding_on(day: date) -> ColumnElement[bool]:
    """Of a kept hint: that it holds on the day."""
    return and_(ContactHint.since <= day, ContactHint.until > day)


_HELD = select(ContactHint.hint).where(
    ContactHint.contact_id == bindparam("contact_id"),
    ContactHint.since <= bindparam("today"),
    ContactHint.until > bindparam("today"),
)
"""Made once: every overview asks."""


def hints_of(session: Session, contact_id: int, *, today: date) -> tuple[Hint, ...]:
    """The kept hints of a contact that hold today, the most pressing first."""
    held = set(session.scalars(_HELD, {"contact_id": contact_id, "today": today}))
    return tuple(hint for hint in STORED if hint in held)


def hint_counts(session: Session, *, today: date, bank: bool) -> dict[Hint, int]:
    """How many contacts each kept hint concerns today, zeros too; those on bank data only with `bank`."""
    shown = [hint for hint in STORED if bank or hint not in BANK_HINTS]
    query = select(ContactHint.hint, func.count().label("contacts")).where(holding_on(today)).group_by(ContactHint.hint)
    counts: dict[str, int] = {row.hint: row.contacts for row in session.execute(query)}
    return {hint: counts.get(hint, 0) for hint in shown}
