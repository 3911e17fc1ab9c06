"""The first beat of an action: load the record that is to change, or say what stands in the way."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from domain.errors import ChangedMeanwhile, Gone
from domain.merging import AlreadyMerged
from models.base import Base, Versioned
from models.contact import Contact
from queries.redirects import final_number

Record = TypeVar("Record", bound=Base)


def load(session: Session, model: type[Record], key: object, *, version: int | None = None) -> Record:
    """The record, locked for this transaction; refuses what is `Gone`, `AlreadyMerged` or changed since `version`."""
    record = session.get(model, key, with_for_update=True)
    if record is None or inspect(record).deleted:
        raise Gone
    if isinstance(record, Contact) and record.merged_into_id is not None:
        raise AlreadyMerged(number=record.number, into=final_number(session, record.id))
    check_version(record, key, version)
    return record


def check_version(record: Base, key: object, version: int | None) -> None:
    """Refuse when the record was changed since `version`; None is not asked: the program itself has no stale form."""
    if version is not None and isinstance(record, Versioned) and record.version != version:
        raise ChangedMeanwhile(table=record.__tablename__, key=key, version=record.version)
