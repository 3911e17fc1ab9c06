"""Transactions: `reading()` for queries, `writing()` for actions, which commits with the audit chain.

Both first bring into force what has fallen due since (`db.due`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from config.settings import settings
from db.due import bring_contact_into_force, contacts_due, leave_contact_out
from db.engine import make_engine
from domain.clock import day_of
from domain.errors import SavedAtOnce
from models.audit_chain import chain_before_commit
from models.dated import anything_due

COLLISIONS = {"23505", "23503", "40P01", "40001", "55P03"}
"""PostgreSQL: unique, foreign key, deadlock, serialization, lock not available."""


class Database:
    """One database: opens sessions for reading and for writing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reader = sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._writer = sessionmaker(engine.execution_options(kontor_writes=True), expire_on_commit=False)
        chain_before_commit(self._writer)

    @contextmanager
    def reading(self, now: datetime | None = None, *, in_force: bool = False) -> Iterator[Session]:
        """A session for queries; nothing in it is ever written.

        `in_force`: the caller has read a moment ago, so nothing waits whose day has come.
        """
        now = now or datetime.now(UTC)
        with self._reader() as session:
            session.info["now"] = now
            if not in_force and anything_due(session, day_of(now)):
                session.rollback()
                self._catch_up(now)
            yield session

    @contextmanager
    def writing(self, now: datetime | None = None) -> Iterator[Session]:
        """A transaction at one instant: commits at the end, rolls back on any error."""
        now = now or datetime.now(UTC)
        with self._transaction(now) as session:
            behind = anything_due(session, day_of(now))
            if not behind:
                yield session
        if behind:
            self._catch_up(now)
            with self._transaction(now) as session:
                yield session

    def _catch_up(self, now: datetime) -> None:
        """Bring into force what is due, a transaction for each contact: one that fails keeps nobody waiting."""
        with self._reader() as session:
            session.info["now"] = now
            due = contacts_due(session)
        for contact_id in due:
            try:
                with self._transaction(now) as session:
                    bring_contact_into_force(session, contact_id)
            except IntegrityError:
                with self._transaction(now) as session:
                    leave_contact_out(session, contact_id)

    @contextmanager
    def _transaction(self, now: datetime) -> Iterator[Session]:
        with self._writer() as session:
            session.info["now"] = now
            try:
                with session.begin():
                    yield session
            except (DBAPIError, StaleDataError) as error:
                if is_collision(error):
                    raise SavedAtOnce from error
                raise


def is_collision(error: DBAPIError | StaleDataError) -> bool:
    """Whether the database refused since somebody else was quicker, not since the program is wrong."""
    if isinstance(error, StaleDataError):
        return True
    code = str(getattr(error.orig, "sqlstate", "") or "")
    if code:
        return code in COLLISIONS
    return str(error.orig).startswith(
        ("UNIQUE constraint failed", "FOREIGN KEY constraint failed", "database is locked")
    )


@cache
def database() -> Database:
    """The database of this process, from the settings."""
    return Database(make_engine(settings().database_url))
