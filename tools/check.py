"""Checks what must always hold in the data and names each breach."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from db.migrate import current_revision, newest_revision
from db.session import Database
from models import triggers
from queries.history import first_broken_link


def breaches(database: Database) -> Iterator[str]:
    """Every invariant that does not hold, in words."""
    revision, newest = current_revision(database.engine), newest_revision()
    if revision != newest:
        yield f"The database is at revision {revision}; this program needs {newest}: run `python -m tools migrate`."
        return
    with database.engine.connect() as connection:
        dialect = connection.dialect.name
        held, wanted = triggers.installed(connection), triggers.wanted(dialect)
        for name in sorted(wanted.keys() - held.keys()):
            yield f"The trigger {name} is missing: run `python -m tools migrate`."
        if dialect == "sqlite":
            for row in connection.execute(text("PRAGMA foreign_key_check")):
                yield f"A row of {row[0]} (row id {row[1]}) points to nothing in {row[2]}."
            for (problem,) in connection.execute(text("PRAGMA integrity_check")):
                if problem != "ok":
                    yield f"The database file is damaged: {problem}"
    with database.reading() as session:
        broken = first_broken_link(session)
        if broken is not None:
            yield f"The audit trail is broken at entry {broken.entry}: {broken.reason}."
