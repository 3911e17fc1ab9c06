"""How quick the list of contacts is: a page in each order and with each filter, and all counts of data quality.

python -m benchmarks.contact_list [--contacts 1000000] [--database sqlite|postgresql|both]

Each figure stands beside its floor in the same run: 20 rows by key for pages, a bare count of all contacts for counts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.databases import a_studio
from benchmarks.picker_search import lookups
from domain.contacts import PaymentMethod, Status
from models.contact import Contact, ContactAddress, ContactTag
from queries.contact_list import Order, Wanted, contact_page
from queries.data_quality import STORED, hint_counts

TODAY = date(2026, 11, 23)
RUNS = 7
PER_PAGE = 50

# Ratios to the floor travel from one machine to another, milliseconds do not.
HIGHEST = {"order": 30, "filter": 150, "several": 900, "counts": 8}
Named = tuple[str, str, Callable[[], object]]


def commonest(session: Session, column: Any) -> list[Any]:
    """The values of a column, the commonest first."""
    return list(session.scalars(select(column).group_by(column).order_by(func.count().desc())))


def wanted(session: Session) -> Iterator[tuple[str, str, Wanted]]:
    """Group, name and what is asked for: each order, each filter rare and common, and several filters at once."""
    tags, towns = commonest(session, ContactTag.tag_id), commonest(session, ContactAddress.town)
    for order in Order:
        yield "order", f"all, by {order}", Wanted(order=order)
    for status in Status:
        yield "filter", f"status {status}", Wanted(status=status)
    for hint in STORED:
        yield "filter", hint.value, Wanted(hint=hint)
    for method in PaymentMethod:
        yield "filter", f"pays {method or 'not agreed'}", Wanted(method=method)
    yield "filter", "commonest tag", Wanted(tag_ids=(tags[0],))
    yield "filter", "rarest tag", Wanted(tag_ids=(tags[-1],))
    yield "filter", "two tags", Wanted(tag_ids=tuple(tags[:2]))
    yield "filter", "largest town", Wanted(town=towns[0])
    yield "filter", "smallest town", Wanted(town=towns[-1])
    yield "filter", "no such town", Wanted(town="xyz")
    yield "filter", "aged 18 to 25", Wanted(age_from=18, age_to=25)
    yield "filter", "aged 90 or older", Wanted(age_from=90)
    yield "filter", "born in March", Wanted(birth_month=3)
    yield "filter", "born in March, by birthday", Wanted(birth_month=3, order=Order.BIRTHDAY)
    yield "filter", "largest town, newest first", Wanted(town=towns[0], order=Order.NEWEST)
    yield "several", "town, month and gap", Wanted(town=towns[0], birth_month=3, hint=STORED[-1])
    yield "several", "archived with the commonest tag", Wanted(status=Status.ARCHIVED, tag_ids=(tags[0],))
    yield "several", "town and direct debit", Wanted(town=towns[0], method=PaymentMethod.DEBIT)
    yield "several", "nobody: archived with a gap", Wanted(status=Status.ARCHIVED, hint=STORED[-1])
    yield "several", "typed, in a town", Wanted(typed="müller", town=towns[0])


def milliseconds(run: Callable[[], object]) -> float:
    """The median of some runs, the first of which is not counted."""
    taken = []
    for _run in range(RUNS + 1):
        start = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken[1:])


def measured(session: Session) -> Iterator[Named]:
    """What is measured: group, name and the thing itself."""
    for group, name, asked in wanted(session):
        yield (
            group,
            name,
            lambda asked=asked: contact_page(  # type: ignore[misc]
                session, asked, today=TODAY, bank=True, limit=PER_PAGE, offset=0
            ),
        )
    last = 10_000 - PER_PAGE
    yield (
        "filter",
        "the last page",
        lambda: contact_page(session, Wanted(), today=TODAY, bank=True, limit=PER_PAGE, offset=last),
    )
    yield "counts", "all counts of data quality", lambda: hint_counts(session, today=TODAY, bank=True)


def measure(kind: str, contacts: int) -> bool:
    """Fill a database and print the figures; whether all were quick enough."""
    with a_studio(kind, contacts) as database, database.reading() as session:
        page_floor = 1000 * statistics.median(lookups(session))
        count_floor = milliseconds(lambda: session.scalar(select(func.count()).select_from(Contact)))
        print(f"{kind}: {contacts:,} contacts")
        print(f"  {'20 rows by key':34} {page_floor:9.2f} ms")
        print(f"  {'bare count of all':34} {count_floor:9.2f} ms")
        good = True
        for group, name, run in list(measured(session)):
            taken = milliseconds(run)
            ratio = taken / (count_floor if group == "counts" else page_floor)
            slow = ratio > HIGHEST[group]
            good &= not slow
            print(f"  {name:34} {taken:9.2f} ms {ratio:8.1f}{'  too slow' if slow else ''}", flush=True)
        return good


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when something was too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments = parser.parse_args()
    kinds = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    good = [measure(kind, arguments.contacts) for kind in kinds]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
