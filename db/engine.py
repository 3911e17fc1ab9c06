"""Engines for SQLite and PostgreSQL that behave alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event

BUSY_MILLISECONDS = 15_000
"""How long a writer waits for another on SQLite before it gives up."""

CONNECTIONS = 20
"""To an SQLite file that stay open: one that is opened anew reads the whole schema, and its cache is empty."""

MAPPED_BYTES = 16 * 1024**3
"""Of an SQLite file that are read where the system holds them in memory, instead of being copied page by page."""


def make_engine(url: str, *, echo: bool = False) -> Engine:
    """An engine for the URL; the folder of an SQLite file is made, foreign keys and WAL are on.

    Values stay out of its messages: an error in the log must not tell what a contact's record holds.
    """
    if url.startswith("sqlite"):
        return _sqlite(url, echo=echo)
    engine = create_engine(url, echo=echo, hide_parameters=True, pool_size=10, max_overflow=20, pool_pre_ping=True)

    @event.listens_for(engine, "handle_error")
    def _keep_rows_out(context: ExceptionContext) -> None:
        # The server adds the whole row that it refuses, for example.
        told = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
        for error in (context.original_exception, context.sqlalchemy_exception):
            if told and error is not None:
                error.args = (told,)

    return engine


def _sqlite(url: str, *, echo: bool) -> Engine:
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        echo=echo,
        hide_parameters=True,
        **({"pool_size": CONNECTIONS} if path and path != ":memory:" else {}),
        connect_args={"timeout": BUSY_MILLISECONDS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, record: object) -> None:
        # The driver must not open transactions by itself: it would begin them deferred, and a writer that has
        # read first then fails at once with "database is locked".
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "cache_size = -65536",
            f"mmap_size = {MAPPED_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("kontor_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
