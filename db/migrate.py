"""Brings a database to the newest shape without harm to what lies in it.

Migrations run with foreign keys off, are followed by a check of all foreign keys, and install every trigger anew:
SQLite's way to alter a table (copy, drop, rename) takes the triggers with it and would cascade. At the end contacts
get what lists sort and count by, where they lack it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from models import triggers
from models.list_index import index_missing

HERE = Path(__file__).resolve().parent / "migrations"
LOCK = 4_711_001
"""Advisory lock on PostgreSQL: several processes may start at once, one migrates."""


class BrokenReferences(Exception):
    """After a migration some rows point to nothing; the database was left as it was before."""


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that this program needs."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


def current_revision(engine: Engine) -> str | None:
    """The revision of the database; None while it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to the revision in one transaction, with triggers and references checked.

    Where there is nothing to upgrade only the triggers are installed anew: to check a million contacts takes minutes.
    """
    there = revision == "head" and current_revision(engine) == newest_revision()
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        _foreign_keys(connection, on=False)
        writing = connection.execution_options(kontor_writes=True)
        try:
            with writing.begin():
                if not sqlite:
                    writing.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                given = _given_keys(writing) if sqlite else {}
                triggers.remove(writing)
                command.upgrade(_config(writing), revision)
                _keep_given_keys(writing, given)
                triggers.install(writing)
                if revision == "head":
                    with Session(writing, info={"now": datetime.now(UTC)}) as session:
                        index_missing(session)
                if sqlite and not there:
                    broken = writing.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise BrokenReferences(f"{len(broken)} rows, first: {tuple(broken[0])}")
        finally:
            _foreign_keys(connection, on=True)


def _given_keys(connection: Connection) -> dict[str, int]:
    """SQLite: the last key that each table has given, even to a row that is gone."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first() is None:
        return {}
    return {row[0]: row[1] for row in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}


def _keep_given_keys(connection: Connection, given: dict[str, int]) -> None:
    """A table that was copied knows only the keys of its rows; those of rows that are gone are never given again."""
    for table, last in given.items():
        values = {"last": last, "table": table}
        connection.execute(text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :table"), values)
        connection.execute(
            text(
                "INSERT INTO sqlite_sequence (name, seq) SELECT :table, :last "
                "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :table)"
            ),
            values,
        )


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch SQLite's foreign keys; past SQLAlchemy, since the pragma does nothing inside a transaction."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def check(engine: Engine) -> None:
    """Raise when the models and the database differ (what `alembic check` says)."""
    with engine.connect() as connection:
        command.check(_config(connection))
