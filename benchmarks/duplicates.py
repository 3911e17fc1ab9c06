"""How many duplicates are found, and how quickly among many contacts, beside the bare reading of their rows.

python -m benchmarks.duplicates [--contacts 100000] [--database sqlite|postgresql|both]

Of the 500 known pairs of FEBRL some look exactly like twins or like father and son. Those are listed apart from the
likely duplicates ("perhaps family") and named nowhere else: the bounds hold for both lists together, and no likely
duplicate may be wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from actions.duplicates import keep_likely_pairs
from benchmarks.databases import a_database, a_studio
from benchmarks.febrl import LOWEST_PRECISION, LOWEST_RECALL, Found, agreement, load_people, one_by_one
from domain.access import PROGRAM
from queries.duplicate_blocks import all_pairs, candidates
from queries.duplicates import Pairs, behind, compare, pair_page

PEOPLE = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "febrl"
ROUNDS = 3

# The ratio to the bare reading travels from one machine to another, seconds do not.
HIGHEST_RATIO = 12

READ = (
    "SELECT id, kind, salutation, first_name, last_name, company_name, born_on, sort_key FROM contact",
    "SELECT contact_id, street, postcode, town FROM contact_address",
    "SELECT contact_id, number FROM contact_phone",
    "SELECT contact_id, address FROM contact_email",
)

Result = TypeVar("Result")


def timed(run: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of the quickest of some rounds, and what came of it."""
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        result = run()
        taken.append(time.perf_counter() - began)
    return min(taken), result


def bare(session: Session) -> int:
    """The floor: all rows that the comparing is about, read and dropped."""
    connection = session.connection()
    return sum(len(connection.exec_driver_sql(statement).fetchall()) for statement in READ)


def _line(name: str, found: Found) -> None:
    print(f"  {name:34} precision {found.precision:.4f}  recall {found.recall:.4f}  ({found.right} of {found.known})")


def known_people(kind: str) -> bool:
    """Print how well the known duplicates are found; whether the bounds hold."""
    if not PEOPLE.is_dir():
        print(f"{kind}: no known duplicates at {PEOPLE}: left out")
        return True
    with a_database(kind) as database:
        known = load_people(database, PEOPLE)
        with database.reading() as session:
            seconds, pairs = timed(lambda: list(all_pairs(session)))
            compared = len(candidates(session))
            single = one_by_one(session)
    listed, likely = agreement(pairs, known, family=True), agreement(pairs, known, family=False)
    print(f"{kind}: FEBRL, 1000 people, {compared} of 499500 pairs compared in {1000 * seconds:.0f} ms")
    _line("list, with perhaps family", listed)
    _line("list, likely duplicates alone", likely)
    _line("one by one, with perhaps family", agreement(single, known, family=True))
    _line("one by one, likely alone", agreement(single, known, family=False))
    return listed.good_enough and likely.precision >= LOWEST_PRECISION


def measure(kind: str, contacts: int) -> bool:
    """Fill a database, compare everybody and print the figures; whether it was quick enough."""
    if not known_people(kind):
        print(f"{kind}: not good enough: precision {LOWEST_PRECISION}, recall {LOWEST_RECALL}")
        return False
    with a_studio(kind, contacts) as database:
        with database.reading() as session:
            floor, rows = timed(lambda: bare(session))
            seconds, pairs = timed(lambda: list(all_pairs(session)))
            compared = len(candidates(session))
            wanted = behind(session)
            assert wanted is not None
            result = compare(session, wanted)
        began = time.perf_counter()
        with database.writing(datetime.now(UTC)) as session:
            keep_likely_pairs(session, PROGRAM, compared=result)
        kept = time.perf_counter() - began
        with database.reading() as session:
            page, shown = timed(lambda: pair_page(session, Pairs.LIKELY, limit=10, offset=0))
    ratio = seconds / floor
    print(f"{kind}: {contacts:,} contacts, {rows:,} rows, {compared:,} pairs compared, {len(pairs):,} listed")
    print(f"  bare reading {floor:.2f} s, comparing {seconds:.2f} s, ratio {ratio:.1f} (at most {HIGHEST_RATIO})")
    print(f"  written down in {kept:.2f} s; from then on a page of {shown.total:,} pairs in {1000 * page:.0f} ms")
    return ratio <= HIGHEST_RATIO


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when something was missed or too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments = parser.parse_args()
    kinds = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    good = [measure(kind, arguments.contacts) for kind in kinds]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
