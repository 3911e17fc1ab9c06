"""What a merge will do, row by row, before it does it: the preview shows it and the action carries it out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session, joinedload

from domain.merging import COLUMNS, MergedField, Side, empty, proposed
from models.activity import Activity
from models.audit import AuditEntry
from models.contact import Contact
from models.merging import MOVING
from queries import merge_rules
from queries.merge_rules import Edit, Part, Row
from queries.redirects import merged_numbers

PASSED = {
    *(
        mapper.class_.__tablename__
        for moving in MOVING.values()
        for mapper in inspect(moving.model).self_and_descendants
    ),
    *("consent", "relationship", "contact_health", "not_duplicate"),
} - {Activity.__tablename__}
"""Tables whose rows the preview counts; entries are counted by their kinds."""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """All edits of a merge but the chosen values, the rows that stay with the duplicate, and those that go."""

    edits: tuple[Edit, ...]
    staying: tuple[Row, ...]
    dissolved: tuple[Row, ...]
    seen: str
    """Stands for all that was looked at: another plan is another text."""

    def passed(self) -> dict[str, int]:
        """How many rows of each table go to the contact that stays."""
        ends = {"contact_id", "other_id"}
        rows = {(edit.row.__tablename__, edit.row.id) for edit in self.edits if ends & edit.values.keys()}
        return dict(Counter(table for table, _key in sorted(rows) if table in PASSED))

    def kept(self) -> dict[str, int]:
        """How many rows of each table stay with the duplicate, since the contact that stays has the same."""
        return dict(Counter(row.__tablename__ for row in self.staying))

    def dissolving(self) -> dict[str, int]:
        """How many rows of each table go until the merge is undone."""
        return dict(Counter(row.__tablename__ for row in self.dissolved))

    def changed(self) -> dict[str, int]:
        """How many rows that the contact has already become other ones: notes joined, consents ended."""
        ends = {"contact_id", "other_id"}
        rows = [edit for edit in self.edits if not ends & edit.values.keys()]
        return dict(Counter(edit.row.__tablename__ for edit in rows if edit.row.__tablename__ in PASSED))


def merge_plan(session: Session, winner: Contact, loser: Contact) -> MergePlan:
    """What becomes of all that hangs on the duplicate."""
    parts = list(_parts(session, winner, loser))
    edits = tuple(edit for part in parts for edit in part.edits)
    looked_at = [winner, loser, *(row for part in parts for row in part.seen)]
    staying = tuple(row for part in parts for row in part.staying)
    dissolved = tuple(row for part in parts for row in part.dissolved)
    return MergePlan(edits, staying, dissolved, _seen(looked_at))


def _parts(session: Session, winner: Contact, loser: Contact) -> Iterator[Part]:
    moving = list(merge_rules.moving(session, winner, loser))
    yield from moving
    yield merge_rules.facts(session, (edit for part in moving for edit in part.edits), winner, loser)
    for rule in (
        merge_rules.enrolments,
        merge_rules.health,
        merge_rules.consents,
        merge_rules.relationships,
        merge_rules.not_duplicates,
    ):
        yield rule(session, winner, loser)


def _seen(rows: list[Row]) -> str:
    said = [(row.__tablename__, row.id, getattr(row, "version", None)) for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


# --- field by field ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both contacts, as its columns stand; `proposed` where they differ."""

    field: MergedField
    ours: tuple[Any, ...]
    theirs: tuple[Any, ...]
    proposed: Side | None


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Both contacts field by field, and what will go where."""

    winner: Contact
    loser: Contact
    fields: tuple[FieldPair, ...]
    plan: MergePlan
    numbers: tuple[str, ...]
    """Numbers that will lead to the contact that stays."""


def merge_preview(session: Session, contact_id: int, loser_id: int) -> MergePreview | None:
    """What merging would do; None when one of the two is gone or merged already."""
    winner, loser = (_contact(session, key) for key in (contact_id, loser_id))
    if winner is None or loser is None or winner is loser:
        return None
    newer = _touched_last(session, loser.id) > _touched_last(session, winner.id)
    fields = tuple(
        FieldPair(field, ours, theirs, _proposed(field, ours, theirs, theirs_newer=newer))
        for field in MergedField
        for ours, theirs in [(values(winner, field), values(loser, field))]
        if not (empty(ours) and empty(theirs))
    )
    numbers = (loser.number, *merged_numbers(session, loser.id))
    return MergePreview(winner, loser, fields, merge_plan(session, winner, loser), numbers)


def values(contact: Contact, field: MergedField) -> tuple[Any, ...]:
    """The columns of a field."""
    return tuple(getattr(contact, name) for name in COLUMNS[field])


def _proposed(field: MergedField, ours: tuple[Any, ...], theirs: tuple[Any, ...], *, theirs_newer: bool) -> Side | None:
    return None if ours == theirs else proposed(field, ours, theirs, theirs_newer=theirs_newer)


def _contact(session: Session, contact_id: int) -> Contact | None:
    contact = session.get(Contact, contact_id, options=[joinedload(Contact.doctor)])
    return contact if contact is not None and contact.merged_into_id is None else None


def _touched_last(session: Session, contact_id: int) -> int:
    """The last step on a contact."""
    return session.scalar(select(func.max(AuditEntry.seq)).where(AuditEntry.contact_id == contact_id)) or 0
