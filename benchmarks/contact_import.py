"""How quick an address book comes in, beside bare inserts of the same rows, and how much memory that takes.

python -m benchmarks.contact_import [--rows 20000] [--database sqlite|postgresql|both] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import io
import pstats
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import psutil
from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from benchmarks.databases import a_database
from db.session import Database
from domain.access import PROGRAM, Actor
from exchange.contact_import import RUN_CHUNK, plan_import, run_import
from exchange.import_preview import PreviewTally
from exchange.uploaded_book import UploadedBook, open_book
from gateways.storage import Storage
from models.base import Base
from models.contact import Contact
from tools.crowd_people import newcomers

TODAY = date(2026, 11, 23)
SINCE, UNTIL = datetime(2023, 11, 24, 6, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
LARGEST = 50_000_000

# The ratio to bare inserts travels from one machine to another, seconds do not.
HIGHEST_RATIO = 15
HEADER = (
    "Kundennr", "Anrede", "Vorname", "Nachname", "Firma", "Geburtsdatum", "Straße", "PLZ", "Ort", "Telefon",
    "E-Mail", "IBAN", "Tags", "Bemerkung",
)  # fmt: skip


def address_book(rows: int) -> bytes:
    """A CSV as a studio would bring it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for who in newcomers(rows, SINCE, UNTIL, tags=1, doctors=1):
        born = f"{who.born_on:%d.%m.%Y}" if who.born_on else ""
        street, postcode, town = (who.home.street, who.home.postcode, who.home.town) if who.home else ("", "", "")
        writer.writerow(
            ("", "Frau", who.first_name, who.last_name, who.company_name, born, street, postcode, town,
             who.phones[0][1] if who.phones else "", who.email, "DE89370400440532013000", "Bestand,Yoga",
             "Mag es ruhig")
        )  # fmt: skip
    return out.getvalue().encode("cp1252", "replace")


class Peak:
    """The highest memory of this process above where it began, looked at ten times a second."""

    def __enter__(self) -> Peak:
        self._process = psutil.Process()
        self._began = self._most = self._process.memory_info().rss
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(0.1):
            self._most = max(self._most, self._process.memory_info().rss)

    @property
    def megabytes(self) -> float:
        """Above the beginning."""
        return (self._most - self._began) / 1e6


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and megabytes of some work."""
    with Peak() as peak:
        began = time.perf_counter()
        work()
        took = time.perf_counter() - began
    return took, peak.megabytes


def bare_inserts(source: Database, target: Database) -> float:
    """Seconds to insert all rows that the import wrote into an empty database, without any rule (the floor)."""
    took = 0.0
    tables: list[Table] = [table for table in Base.metadata.sorted_tables if table.name not in PRESENT]
    writing = target.engine.execution_options(kontor_writes=True)
    with source.engine.connect() as here:
        for table in tables:
            result = here.execution_options(yield_per=1000).execute(select(table))
            for part in result.mappings().partitions(1000):
                rows = [dict(row) for row in part]
                began = time.perf_counter()
                with writing.begin() as there:
                    there.execute(insert(table), rows)
                took += time.perf_counter() - began
    return took


PRESENT = {"studio", "number_range", "audit_head"}
"""Tables whose rows a migrated database has."""


@contextmanager
def _writing(database: Database) -> Iterator[tuple[Session, Actor]]:
    with database.writing() as session:
        yield session, PROGRAM


def run(database: Database, book: UploadedBook, storage: Storage) -> tuple[int, int]:
    """Import the whole book; how many came in and how many were duplicates."""
    steps = run_import(
        book.contacts(TODAY),
        writing=lambda: _writing(database),
        storage=storage,
        today=TODAY,
        reserved=book.numbers(),
    )
    last = deque(steps, maxlen=1)[0]
    return last.imported, last.duplicates


def preview(database: Database, book: UploadedBook) -> int:
    """Plan the whole book."""
    tally = PreviewTally()
    for planned in plan_import(book.contacts(TODAY), reading=database.reading, today=TODAY):
        tally.add(planned)
    return tally.preview().total


def measure(kind: str, rows: int) -> bool:
    """Preview, import, import again; then the floor. Whether the import was quick enough."""
    book = open_book("book.csv", address_book(rows), largest=LARGEST)
    with a_database(kind) as database, a_database(kind) as floor, tempfile.TemporaryDirectory() as folder:
        storage = Storage(str(Path(folder)))
        for name, work in (
            ("preview", lambda: preview(database, book)),
            ("import", lambda: print("   ", run(database, book, storage))),
            ("import again", lambda: print("   ", run(database, book, storage))),
        ):
            took, megabytes = timed(work)
            print(f"{kind}: {name:13} {rows:,} rows in {took:6.1f} s, {megabytes:5.0f} MB more", flush=True)
            if name == "import":
                whole = took
        with database.reading() as session:
            count = session.scalar(select(func.count()).select_from(Contact))
        bare = bare_inserts(database, floor)
        print(f"{kind}: bare inserts of its rows ({count:,} contacts) {bare:.1f} s; ratio {whole / bare:.1f}")
        print(f"{kind}: chunks of {RUN_CHUNK}", flush=True)
        return whole <= HIGHEST_RATIO * bare


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when a database was too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    arguments = parser.parse_args()
    profiler = cProfile.Profile()
    if arguments.profile:
        profiler.enable()
    code = 0
    for kind in ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,):
        if not measure(kind, arguments.rows):
            print(f"{kind}: too slow: at most {HIGHEST_RATIO} times the bare inserts")
            code = 1
    if arguments.profile:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(45)
    return code


if __name__ == "__main__":
    sys.exit(main())
