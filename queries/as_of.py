"""The master data of a contact as they were, or will be, on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from domain.clock import day_of
from models.changes import typed
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag, Tag, Undeliverable
from models.dated import DatedFact, in_order, state_on
from models.doctor import Doctor
from queries.contacts import master_data

Record = TypeVar("Record", Contact, ContactAddress, ContactPhone, ContactEmail, ContactTag)

Facts = dict[tuple[str, int], list[DatedFact]]


def master_data_on(session: Session, contact_id: int, day: date) -> Contact | None:
    """What `master_data` gives, as of a day: a copy that no session knows. None when there is no such contact.

    Details are there from the day on which they were entered; mandates carry days of their own and are all there.
    """
    contact = master_data(session, contact_id)
    if contact is None:
        return None
    facts: Facts = {}
    for fact in in_order(session.scalars(select(DatedFact).where(DatedFact.contact_id == contact_id))):
        facts.setdefault((fact.table_name, fact.row_key), []).append(fact)
    then = _copy(contact, facts, day)
    then.addresses = list(_details(ContactAddress, contact.addresses, facts, day))
    then.phones = list(_details(ContactPhone, contact.phones, facts, day))
    then.emails = list(_details(ContactEmail, contact.emails, facts, day))
    then.tags = list(_details(ContactTag, contact.tags, facts, day))
    tags = {tag.id: tag for tag in session.scalars(select(Tag).where(Tag.id.in_([link.tag_id for link in then.tags])))}
    for link in then.tags:
        link.tag = tags[link.tag_id]
    then.mandates = contact.mandates
    then.doctor = session.get(Doctor, then.doctor_id) if then.doctor_id else None
    return then


def _details(model: type[Record], rows: Sequence[Record], facts: Facts, day: date) -> Iterator[Record]:
    """Those that are here and were then, and those that have gone since."""
    for row in rows:
        if day_of(row.created_at) <= day:
            yield _copy(row, facts, day)
    for (table, key), told in facts.items():
        gone = [fact for fact in told if fact.removed]
        if table == model.__tablename__ and gone and day < gone[-1].valid_from:
            whole = typed(model, gone[-1].values)
            if day_of(whole["created_at"]) <= day:
                yield _made(model, {"id": key, **whole}, told, day)


def _copy(record: Record, facts: Facts, day: date) -> Record:
    values = {column.key: getattr(record, column.key) for column in inspect(type(record)).column_attrs}
    then = _made(type(record), values, facts.get((record.__tablename__, record.id), ()), day)
    if isinstance(record, Undeliverable) and isinstance(then, Undeliverable):
        failed = record.undeliverable_on is not None and record.undeliverable_on <= day
        if not failed or any(getattr(then, name) != getattr(record, name) for name in record.TEXT):
            then.undeliverable_on, then.undeliverable_reason = None, ""
    return then


def _made(model: type[Record], values: dict[str, Any], facts: Sequence[DatedFact], day: date) -> Record:
    return model(**values | typed(model, state_on(facts, day)))
