"""What is stored now in a record that somebody else changed while it was edited, and who changed what when."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapper, Session

from models.audit import AuditDetail, AuditEntry
from models.base import model_of
from models.changes import plain
from models.user import UserAccount

LOOK_BACK = 1_000
"""Steps of the trail that are looked through for the last change; those before were made long before any open form."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Who changed a field last, and when."""

    user_id: int | None
    name: str | None
    """None: the program itself."""
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """The columns of a record that were asked for, as they are stored now."""

    version: int
    values: Mapping[str, Any]
    touches: Mapping[str, Touch]
    """By column; a column that was not changed for long is not in it."""


def stored_record(session: Session, table: str, key: object, columns: Collection[str]) -> StoredRecord | None:
    """What is stored now; None when the record is gone. Names that are no columns, and secrets, are left out."""
    mapper = inspect(model_of(table))
    known = [name for name in sorted(columns) if name in mapper.columns and not mapper.columns[name].info.get("secret")]
    owner = _owner(mapper)
    names = [*known, "version", *([owner] if owner else [])]
    query = select(*(mapper.attrs[name].class_attribute for name in names)).where(mapper.primary_key[0] == key)
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    values = dict(zip(names, row, strict=True))
    touches = _touches(session, table, plain(key), known, values[owner] if owner else None)
    return StoredRecord(values["version"], {name: values[name] for name in known}, touches)


def _owner(mapper: Mapper[Any]) -> str | None:
    """The column that names the contact whose trail tells of this record; None where it belongs to no contact."""
    if mapper.class_.__tablename__ == "contact":
        return "id"
    return "contact_id" if "contact_id" in mapper.columns else None


def _touches(
    session: Session, table: str, key: object, columns: Collection[str], contact_id: int | None
) -> dict[str, Touch]:
    """The newest step of the trail that changed each column of the row."""
    newest = (
        select(AuditEntry.seq, AuditEntry.at, AuditEntry.user_id)
        .where(AuditEntry.contact_id == contact_id)
        .order_by(AuditEntry.seq.desc())
        .limit(LOOK_BACK)
        .subquery()
    )
    named = f'"table":{json.dumps(table)},"key":{json.dumps(key)},'
    found = session.execute(
        select(newest.c.user_id, UserAccount.name, newest.c.at, AuditDetail.body)
        .join(AuditDetail, AuditDetail.seq == newest.c.seq)
        .outerjoin(UserAccount, UserAccount.id == newest.c.user_id)
        .where(AuditDetail.body.contains(named, autoescape=True))
        .order_by(newest.c.seq.desc())
    )
    touches: dict[str, Touch] = {}
    for user_id, name, at, body in found:
        for change in json.loads(body)["changes"]:
            if (change["table"], change["key"]) == (table, key) and change["after"]:
                for column in change["after"].keys() & columns:
                    touches.setdefault(column, Touch(user_id, name, at))
        if len(touches) == len(columns):
            break
    return touches
