"""Checks that the file of each document and of each invoice lies in the storage."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateways.storage import Storage
from models.document import Document
from models.invoice import Invoice
from tools.check_contacts import is_stored

AT_ONCE = 1_000


def document_breaches(session: Session, storage: Storage) -> Iterator[str]:
    """Every document without its file, those in the bin too, and every invoice without its PDF."""
    for name, table in (("Document", Document.__table__), ("Invoice", Invoice.__table__)):
        part, last = table.c, 0
        while rows := session.execute(
            select(part.id, part.file).where(part.id > last).order_by(part.id).limit(AT_ONCE)
        ).all():
            last = rows[-1].id
            for row in rows:
                if not is_stored(storage, row.file):
                    yield f"{name} {row.id}: its file is not in the storage: {row.file}."
