"""What was entered for a day: changes that wait for theirs, and what each field held from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select, text
from sqlalchemy.orm import Session

from domain.periods import EVER
from models.contact import ContactTag
from models.dated import DatedFact, state_on
from models.user import UserAccount
from queries.history import UNSAID, FieldChange, Names, field_changes, names_of


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """An entry whose day has not come."""

    fact_id: int
    valid_from: date
    who: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class FieldPeriod:
    """What one field of one record held from a day on, until its next period."""

    fact_id: int
    table: str
    row_key: int
    field: str
    value: Any
    valid_from: date | None
    """None: ever since."""
    valid_until: date | None
    """The first day on which it held something else, or its record was gone; None: there is none."""
    who: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts of one record in the order in which they count, and who entered each."""

    table: str
    key: int
    facts: list[DatedFact]
    who: dict[int, str]


def has_dated_facts(session: Session, contact_id: int) -> bool:
    """Whether anything of this contact was ever changed, or is to change, from a day on."""
    return bool(session.scalar(select(exists().where(DatedFact.contact_id == contact_id))))


_WAITS = select(exists().where(DatedFact.contact_id == bindparam("contact_id"), text("dated_fact.pending")))
"""Made once: every page of a contact asks."""


def planned_changes(session: Session, contact_id: int) -> tuple[PlannedChange, ...]:
    """The entries of a contact that wait for their day, the next one first."""
    if not session.scalar(_WAITS, {"contact_id": contact_id}):
        return ()
    pairs = [
        (fact, told, _row(fact, told)) for told in _all_told(session, contact_id) for fact in told.facts if fact.pending
    ]
    names = names_of(session, [row for _fact, _of, row in pairs])
    pairs.sort(key=lambda pair: (pair[0].valid_from, pair[0].id))
    return tuple(
        PlannedChange(fact.id, fact.valid_from, told.who[fact.id], tuple(field_changes(row, names)))
        for fact, told, row in pairs
    )


def field_history(session: Session, contact_id: int) -> tuple[FieldPeriod, ...]:
    """Every period of every field that changed, field by field, the oldest period first."""
    all_told = _all_told(session, contact_id)
    names = names_of(session, [_row(fact, told) for told in all_told for fact in told.facts])
    return tuple(period for told in all_told for period in _periods(told, names))


def _all_told(session: Session, contact_id: int) -> list[_Told]:
    """The facts of a contact by record; tags are there or not, and have no fields that change."""
    query = (
        select(DatedFact, UserAccount.name)
        .outerjoin(UserAccount, UserAccount.id == DatedFact.user_id)
        .where(DatedFact.contact_id == contact_id, DatedFact.table_name != ContactTag.__tablename__)
        .order_by(DatedFact.table_name, DatedFact.row_key, DatedFact.valid_from, DatedFact.id)
    )
    found: dict[tuple[str, int], _Told] = {}
    for fact, name in session.execute(query):
        key = (fact.table_name, fact.row_key)
        told = found.setdefault(key, _Told(*key, [], {}))
        told.facts.append(fact)
        told.who[fact.id] = name or "Kontor"
    return list(found.values())


def _row(fact: DatedFact, told: _Told) -> dict[str, Any]:
    """A fact as a row of the trail: what its fields held the day before, and what it says."""
    before = {} if fact.valid_from == EVER else state_on(told.facts, fact.valid_from - timedelta(days=1))
    values = fact.values
    return {
        "table": told.table,
        "key": told.key,
        "before": {name: before.get(name) for name in values},
        "after": values,
    }


def _periods(told: _Told, names: Names) -> Iterator[FieldPeriod]:
    gone = next((fact.valid_from for fact in told.facts if fact.removed), None)
    facts = [fact for fact in told.facts if not fact.removed]
    for field in dict.fromkeys(name for fact in facts for name in fact.values if name not in UNSAID):
        counting = _counting([fact for fact in facts if field in fact.values])
        for fact, after in zip(counting, [*counting[1:], None], strict=True):
            row = {"table": told.table, "key": told.key, "before": {}, "after": {field: fact.values[field]}}
            change = next(field_changes(row, names), None)
            yield FieldPeriod(
                fact_id=fact.id,
                table=told.table,
                row_key=told.key,
                field=field,
                value=change.after if change else None,
                valid_from=None if fact.valid_from == EVER else fact.valid_from,
                valid_until=after.valid_from if after else gone,
                who=told.who[fact.id],
                entered_at=fact.created_at,
            )


def _counting(facts: Sequence[DatedFact]) -> list[DatedFact]:
    """Of the facts of one day the last one counts."""
    return list({fact.valid_from: fact for fact in facts}.values())
