"""Takes a step back by its audit entry: each row returns to what it was, unless somebody has touched it since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.action import UNDOABLE, action
from actions.holding import still_holds
from actions.places import settle_places
from actions.quota_settling import of_the_ledger, take_extensions_back
from actions.unmerge import take_back_merge
from domain.access import Actor, Permission
from domain.errors import ChangedMeanwhile, NotUndoable
from models.audit import AuditDetail, AuditEntry
from models.base import Base, model_of
from models.changes import log_of, plain, typed

OTHERWISE = {"merge_contacts": take_back_merge}
"""Steps that others may have built on: they are taken back as far as it goes, and nothing of the others is lost."""


@action(Permission.OWN_ACCOUNT)
def undo(session: Session, actor: Actor, *, entries: tuple[int, ...]) -> None:
    """Take back the step of these audit entries; asks for the permission of the step itself."""
    for entry in reversed(entries):
        step, detail = session.get(AuditEntry, entry), session.get(AuditDetail, entry)
        if step is None or detail is None or detail.body is None or step.action not in UNDOABLE:
            raise NotUndoable
        actor.require(UNDOABLE[step.action])
        changes = json.loads(detail.body)["changes"]
        if step.action in OTHERWISE:
            OTHERWISE[step.action](session, actor, changes)
        else:
            take_back(session, [change for change in changes if not of_the_ledger(change)])
            take_extensions_back(session, actor, changes)
    changes = tuple(log_of(session).changes)
    if not (settle_places(session, changes) and still_holds(session, changes)):
        raise ChangedMeanwhile


def take_back(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    """Let these rows be again what they were before; refuses `ChangedMeanwhile`.

    What was booked stays: the ledger is brought in order by booking against it (`actions.reconciling`).
    """
    backwards = [change for change in reversed(changes) if not model_of(change["table"]).__booked__]
    came = {(change["table"], change["key"]) for change in backwards if change["before"] is None}
    for change in sorted(backwards, key=lambda change: -1 if _points_to(came, change) else _turn(change)):
        _take_back(session, model_of(change["table"]), change)
        try:
            session.flush()
        except IntegrityError:
            raise ChangedMeanwhile from None


def is_as_left(session: Session, change: dict[str, Any]) -> bool:
    """Whether a row is still what the step left."""
    record = session.get(model_of(change["table"]), change["key"])
    after = change["after"]
    if after is None or record is None:
        return after is None and record is None
    return all(plain(getattr(record, name)) == value for name, value in after.items())


def _points_to(came: set[tuple[str, Any]], change: dict[str, Any]) -> bool:
    """Whether a row that stays was made to point to one that came: it lets go of it before that goes."""
    if change["before"] is None or change["after"] is None:
        return False
    columns = model_of(change["table"]).__table__.c
    return any(
        (key.column.table.name, value) in came
        for name, value in change["after"].items()
        if name in columns
        for key in columns[name].foreign_keys
    )


def _turn(change: dict[str, Any]) -> int:
    """Rows that came go first, then marks that must be unique (`is_primary`) are freed before they are set again."""
    before, after = change["before"], change["after"]
    if before is None:
        return 0
    if after is None:
        return 3
    return 1 if False in before.values() else 2


def _take_back(session: Session, model: type[Base], change: dict[str, Any]) -> None:
    if not is_as_left(session, change):
        raise ChangedMeanwhile
    record, before = session.get(model, change["key"]), change["before"]
    if record is None:
        session.add(model(id=change["key"], **typed(model, before)))
    elif before is None:
        session.delete(record)
    else:
        for name, value in typed(model, before).items():
            setattr(record, name, value)
