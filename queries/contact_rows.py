"""All rows of any table that hang on contacts, found by the foreign keys themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from models.base import Base
from models.contact import Contact


class HangingRow(NamedTuple):
    """A row and the contact on which it hangs."""

    contact_id: int
    table: str
    key: int


def _links() -> Iterator[Column[int]]:
    """The columns that point to a contact, but for what only follows from it and goes with it."""
    for table in Base.metadata.sorted_tables:
        for link in table.foreign_keys:
            if link.column.table.name == Contact.__tablename__ and link.ondelete != "CASCADE":
                yield link.parent


def rows_hanging_on(session: Session, contact_ids: Collection[int]) -> Iterator[HangingRow]:
    """The rows that stand in the way when one of these contacts goes."""
    for column in _links():
        key = next(iter(column.table.primary_key))
        for contact_id, value in session.execute(select(column, key).where(column.in_(contact_ids))):
            yield HangingRow(contact_id, column.table.name, value)
