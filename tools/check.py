"""Checks what must always hold in the data and names each breach."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.migrate import current_revision, newest_revision
from db.session import Database
from gateways.storage import Storage
from models.contact import Tag, tag_key
from models.studio import Studio
from queries.history import first_broken_link
from tools.check_contacts import contact_breaches, is_stored
from tools.check_contracts import contract_breaches
from tools.check_documents import document_breaches
from tools.check_emails import email_breaches
from tools.check_ledger import ledger_breaches
from tools.check_merges import merge_breaches
from tools.check_quotas import quota_breaches
from tools.check_relations import relation_breaches
from tools.check_triggers import trigger_faults


def breaches(database: Database, storage: Storage) -> Iterator[str]:
    """Every invariant that does not hold, in words; reads one state of the data, a part at a time."""
    revision, newest = current_revision(database.engine), newest_revision()
    if revision != newest:
        yield f"The database is at revision {revision}; this program needs {newest}: run `python -m tools migrate`."
        return
    with database.engine.connect() as connection:
        for name, fault in trigger_faults(connection).items():
            yield f"The trigger {name} {fault}: run `python -m tools migrate`."
        if connection.dialect.name == "sqlite":
            for row in connection.execute(text("PRAGMA foreign_key_check")):
                yield f"A row of {row[0]} (row id {row[1]}) points to nothing in {row[2]}."
            for (problem,) in connection.execute(text("PRAGMA integrity_check")):
                if problem != "ok":
                    yield f"The database file is damaged: {problem}"
    with database.reading() as session:
        _hold_still(session)
        broken = first_broken_link(session)
        if broken is not None:
            yield f"The audit trail is broken at entry {broken.entry}: {broken.reason}."
        yield from _studio_breaches(session, storage)
        yield from contact_breaches(session, storage)
        yield from merge_breaches(session)
        yield from relation_breaches(session, storage)
        yield from document_breaches(session, storage)
        yield from email_breaches(session, storage)
        yield from contract_breaches(session)
        yield from quota_breaches(session)
        yield from ledger_breaches(session)


def _hold_still(session: Session) -> None:
    """Let all that is read be of one moment, whoever writes meanwhile; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.rollback()
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _studio_breaches(session: Session, storage: Storage) -> Iterator[str]:
    logo = session.scalar(select(Studio.logo))
    if logo is not None and not is_stored(storage, logo):
        yield f"The studio's logo is not in the storage: {logo}."
    for tag in session.execute(select(Tag.id, Tag.name, Tag.name_key).order_by(Tag.id)):
        if tag.name_key != tag_key(tag.name):
            yield f"Tag {tag.id}: name_key does not follow from the name."
