"""How quick the picker is: 200 mixed queries among many contacts, beside the bare lookup of 20 rows by key.

python -m benchmarks.picker_search [--contacts 1000000] [--database sqlite|postgresql|both]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.databases import a_studio
from domain.clock import day_of
from models.contact import Contact, ContactEmail, ContactPhone
from queries.contact_search import find_contacts

SEED = 4711
TODAY = day_of(datetime.now(UTC))
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


KINDS: dict[str, Callable[[random.Random, Any], str]] = {
    "last name": lambda chance, person: person.last_name,
    "last name, start": lambda chance, person: person.last_name[: chance.randint(2, 5)],
    "first name": lambda chance, person: person.first_name,
    "first name, start": lambda chance, person: person.first_name[: chance.randint(2, 4)],
    "two letters": lambda chance, person: person.last_name[:2],
    "first and last": lambda chance, person: f"{person.first_name} {person.last_name[:4]}",
    "last and first": lambda chance, person: f"{person.last_name} {person.first_name[:3]}",
    "starts of both": lambda chance, person: f"{person.first_name[:2]} {person.last_name[:3]}",
    "inside, three": lambda chance, person: _inside(chance, person.last_name, 3),
    "inside, four": lambda chance, person: _inside(chance, person.last_name, 4),
    "inside of two": lambda chance, person: f"{person.first_name[1:4]} {person.last_name[1:4]}",
    "name and year": lambda chance, person: f"{person.last_name[:6]} {chance.randint(1945, 2005)}",
    "number": lambda chance, person: person.number,
    "number, start": lambda chance, person: person.number[:4],
    "phone": lambda chance, person: "0" + person.phone[3:9],
    "phone, inside": lambda chance, person: person.phone[-6:],
    "e-mail": lambda chance, person: person.email[:12],
    "e-mail host": lambda chance, person: person.email.partition("@")[2],
    "birthday": lambda chance, person: f"{person.born_on:%d.%m.%Y}",
    "IBAN tail": lambda chance, person: person.iban[-6:],
    "miss": lambda chance, person: "".join(chance.choices("bcdfghjkqvwxyz", k=chance.randint(3, 8))),
}


def _inside(chance: random.Random, name: str, length: int) -> str:
    start = chance.randint(1, max(1, len(name) - length))
    return name[start : start + length]


def sample(session: Session) -> Sequence[Any]:
    """People from all over the address book of whom everything is known, the same each time."""
    last = session.scalar(select(func.max(Contact.id))) or 0
    ids = random.Random(SEED).sample(range(1, last + 1), min(last, SAMPLE))
    statement = (
        select(
            Contact.number,
            Contact.first_name,
            Contact.last_name,
            Contact.born_on,
            Contact.iban,
            ContactPhone.number.label("phone"),
            ContactEmail.address.label("email"),
        )
        .join(ContactPhone, (ContactPhone.contact_id == Contact.id) & ContactPhone.is_primary)
        .join(ContactEmail, (ContactEmail.contact_id == Contact.id) & ContactEmail.is_primary)
        .where(Contact.id.in_(ids), Contact.born_on.is_not(None), Contact.iban != "", Contact.first_name != "")
        .order_by(Contact.id)
    )
    return session.execute(statement).all()


def mixed_queries(people: Sequence[Any]) -> list[tuple[str, str]]:
    """(kind, text) pairs of 2 to 12 characters about people who are really there."""
    chance = random.Random(SEED)
    made: list[tuple[str, str]] = []
    while len(made) < QUERIES:
        for kind, make in KINDS.items():
            text = make(chance, chance.choice(people))[:12].strip()
            if len(text) >= 2:
                made.append((kind, text))
    return made[:QUERIES]


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


def lookups(session: Session) -> list[float]:
    """Seconds of the floor: 20 contacts by their keys."""
    chance = random.Random(SEED)
    last = session.scalar(select(func.max(Contact.id))) or 0
    statement = select(Contact.id, Contact.number, Contact.first_name, Contact.last_name)

    def bare() -> None:
        ids = chance.choices(range(1, last + 1), k=LOOKED_UP)
        session.connection().execute(statement.where(Contact.id.in_(ids))).all()

    return [_timed(bare) for _ in range(QUERIES + WARM_UP)][WARM_UP:]


def quick_enough(search: Figure, floor: Figure) -> bool:
    """Whether a search takes no longer than it may, measured by the bare lookup."""
    return search.median <= HIGHEST_MEDIAN_RATIO * floor.median and search.p95 <= HIGHEST_P95_RATIO * floor.p95


def measure(kind: str, contacts: int, *, by_kind: bool) -> bool:
    """Fill a database, run the queries and print the figures; whether the search was quick enough."""
    with a_studio(kind, contacts) as database:
        with database.reading() as session:
            queries = mixed_queries(sample(session))
            for _kind, text in queries[:WARM_UP]:
                find_contacts(session, text[:-1], today=TODAY, bank=True)
            found = searches(session, queries)
            floor = figure(lookups(session))
        print(f"{kind}: {contacts:,} contacts")
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
