"""What a transaction changed, row by row, noted while the session flushes: the raw material of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from models.base import Base, Created

HIDDEN = "•••"
"""Stands in the trail for a secret that changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after: `before` None is an insert, `after` None a delete; else only what changed."""

    table: str
    key: int | str
    contact_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    told: dict[str, Any] = field(default_factory=dict)
    """What says which row it is, where the change does not."""
    also: tuple[int, ...] = ()
    """Further contacts whose history shows the change."""

    def row(self) -> dict[str, Any]:
        """The change as the trail writes it down."""
        row = {"table": self.table, "key": self.key, "before": self.before, "after": self.after}
        return row | {"told": self.told} if self.told else row


@dataclass(slots=True)
class ChangeLog:
    """The changes of a session since they were last drained."""

    changes: list[Change] = field(default_factory=list)

    def drain(self) -> list[Change]:
        """Take all noted changes out, one for each row: what happened to a row in between does not count."""
        taken, self.changes = self.changes, []
        rows: dict[tuple[str, int | str], Change] = {}
        for change in taken:
            key = (change.table, change.key)
            rows[key] = _joined(rows[key], change) if key in rows else change
        return [row for row in rows.values() if row.before != row.after]


def _joined(first: Change, then: Change) -> Change:
    """Two changes of one row as one."""
    if then.after is None:
        before = None if first.before is None else (then.before or {}) | first.before
        return replace(first, before=before, after=None)
    if first.after is None:
        return replace(first, after=then.after)
    after = first.after | then.after
    if first.before is None:
        return replace(first, after=after)
    before = (then.before or {}) | first.before
    still = [name for name in after if before.get(name) != after[name]]
    return replace(
        first, before={name: before.get(name) for name in still}, after={name: after[name] for name in still}
    )


def log_of(session: Session) -> ChangeLog:
    """The change log of this session."""
    log: ChangeLog = session.info.setdefault("changes", ChangeLog())
    return log


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What fails inside is taken back alone: the rest of the transaction, and what was noted of it, stays."""
    kept, steps = list(log_of(session).changes), list(session.info.get("steps", []))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info["changes"], session.info["steps"] = ChangeLog(kept), steps
        raise


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()  # as it is read back: else what is untouched would look touched
    if isinstance(value, date):
        return value.isoformat()
    return value


def typed(model: type[Base], values: dict[str, Any]) -> dict[str, Any]:
    """Values as `plain` gave them, back in the types of their columns."""
    columns = inspect(model).columns
    return {name: _typed(columns[name].type.python_type, value) for name, value in values.items()}


def _typed(kind: type, value: Any) -> Any:
    if value is None:
        return None
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum) else value


def audited_columns(model: type[Base]) -> list[tuple[str, bool]]:
    """The audited columns of a model and whether each is secret."""
    mapper = inspect(model)
    return [
        (attribute.key, bool(attribute.columns[0].info.get("secret")))
        for attribute in mapper.column_attrs
        if not attribute.columns[0].info.get("derived") and attribute.key not in {"version", "id", "created_at"}
    ]


def _shown(value: Any, *, secret: bool) -> Any:
    return HIDDEN if secret and value is not None else plain(value)


def _whole(record: Base) -> dict[str, Any]:
    return {name: _shown(getattr(record, name), secret=secret) for name, secret in audited_columns(type(record))}


def _gone(record: Base) -> dict[str, Any]:
    """The whole row as the database held it, with the instant it came, so that it can come back as it was."""
    came = {"created_at": plain(record.created_at)} if isinstance(record, Created) else {}
    held, _wanted = edited(record)
    return _whole(record) | held | came


def edited(record: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of a record that differ from what the database holds: before and after, as JSON holds them."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(record)
    for name, secret in audited_columns(type(record)):
        history = state.attrs[name].load_history()
        if history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if old != new:
                before[name], after[name] = _shown(old, secret=secret), _shown(new, secret=secret)
    return before, after


def contact_of(record: Any) -> int | None:
    """The contact that a record belongs to."""
    if record.__tablename__ == "contact":
        return int(record.id)
    contact_id: int | None = getattr(record, "contact_id", None)
    return contact_id


def _also_of(record: Base) -> tuple[int, ...]:
    others = (getattr(record, name) for name in record.__also_of__)
    return tuple(other for other in others if other is not None)


def _key_of(record: Base) -> int | str:
    key: int | str = inspect(record).mapper.primary_key_from_instance(record)[0]
    return plain(key)  # type: ignore[no-any-return]


def _change(record: Base, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    told = {}
    if before is not None and after is not None and after.keys().isdisjoint(record.__told__):
        told = {name: plain(getattr(record, name)) for name in record.__told__}
    return Change(record.__tablename__, _key_of(record), contact_of(record), before, after, told, _also_of(record))


@event.listens_for(Session, "after_flush")
def _note(session: Session, context: object) -> None:
    """Note every audited row of this flush; histories are still there in `after_flush`."""
    log = log_of(session).changes
    for record in session.new:
        if record.__audited__:
            log.append(_change(record, None, _whole(record)))
    for record in session.dirty:
        if record.__audited__:
            before, after = edited(record)
            if after:
                log.append(_change(record, before, after))
    for record in session.deleted:
        if record.__audited__:
            log.append(_change(record, _gone(record), None))
