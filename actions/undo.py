"""Takes a step back by its audit entry: each row returns to what it was, unless somebody has touched it since."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.action import UNDOABLE, action
from actions.holding import still_holds
from domain.access import Actor, Permission
from domain.errors import ChangedMeanwhile, NotUndoable
from models.audit import AuditDetail, AuditEntry
from models.base import Base, model_of
from models.changes import log_of, plain, typed


@action(Permission.OWN_ACCOUNT)
def undo(session: Session, actor: Actor, *, entries: tuple[int, ...]) -> None:
    """Take back the step of these audit entries; asks for the permission of the step itself."""
    for entry in reversed(entries):
        step, detail = session.get(AuditEntry, entry), session.get(AuditDetail, entry)
        if step is None or detail is None or detail.body is None or step.action not in UNDOABLE:
            raise NotUndoable
        actor.require(UNDOABLE[step.action])
        changes = json.loads(detail.body)["changes"]
        changes.reverse()
        for change in sorted(changes, key=_turn):
            _take_back(session, model_of(change["table"]), change)
            try:
                session.flush()
            except IntegrityError:
                raise ChangedMeanwhile from None
    if not still_holds(session, log_of(session).changes):
        raise ChangedMeanwhile


def _turn(change: dict[str, Any]) -> int:
    """Rows that came go first, then marks that must be unique (`is_primary`) are freed before they are set again."""
    before, after = change["before"], change["after"]
    if before is None:
        return 0
    if after is None:
        return 3
    return 1 if False in before.values() else 2


def _take_back(session: Session, model: type[Base], change: dict[str, Any]) -> None:
    record = session.get(model, change["key"])
    before, after = change["before"], change["after"]
    if after is None:
        if record is not None:
            raise ChangedMeanwhile
        session.add(model(id=change["key"], **typed(model, before)))
        return
    if record is None or any(plain(getattr(record, name)) != value for name, value in after.items()):
        raise ChangedMeanwhile
    if before is None:
        session.delete(record)
        return
    for name, value in typed(model, before).items():
        setattr(record, name, value)
