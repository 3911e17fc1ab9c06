"""A million entries, 5 000 of them of one contact: how long its CRM tabs and filters take, beside an empty page.

python -m benchmarks.history [--entries 1000000] [--contacts 1500] [--database sqlite|postgresql|both] [--rounds 15]

Each figure is a whole run of the script over a raw websocket, from the question to its end. The floor is the switch
between two empty pages of Streamlit as shipped, in the same round.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.client import TabClient, a_tab
from benchmarks.contact_list import milliseconds
from benchmarks.databases import a_studio, in_memory
from benchmarks.history_rows import entries_of, fill_history
from benchmarks.servers import Served, a_token, as_shipped, kontor
from db.session import Database
from domain.access import PROGRAM
from domain.activities import ActivityKind
from models.contact import Contact
from queries.activities import ActivityOrder, Asked, activity_page

ITS_OWN = 5_000
PER_PAGE = 50
HIGHEST = 1.5
"""Ratio to the empty page."""
WARM_UP = 2
LEAST_ELEMENTS = 20
"""Of a CRM page with its filter bar and list: fewer mean that something else was drawn."""

ASKED = {
    "history": "tab=history",
    "history, page 60": "tab=history&page=60",
    "history, typed": "tab=history&q=ruecken+yoga",
    "history, typed, nothing found": "tab=history&q=xyzzy",
    "history, last 30 days": "tab=history&period=last30",
    "history, open tasks": "tab=history&type=task&only=open",
    "history, only mine": "tab=history&only=mine",
    "notes": "tab=notes",
    "notes, typed": "tab=notes&q=knie",
    "documents": "tab=documents",
    "documents, bin": "tab=documents&only=bin",
}
"""What is opened, as the address says it."""


def queries(session: Session, busy: int, user: int) -> Iterator[tuple[str, Asked]]:
    """The same questions without the screen."""
    every, note = tuple(ActivityKind), (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE)
    yield "history", Asked(every, busy)
    yield "history, oldest first", Asked(every, busy, order=ActivityOrder.OLDEST)
    yield "history, open first", Asked(every, busy, order=ActivityOrder.OPEN_FIRST)
    yield "history, typed", Asked(every, busy, typed="ruecken yoga")
    yield "history, in a year", Asked(every, busy, since=date(2025, 11, 1), before=date(2026, 11, 1))
    yield "history, open", Asked(every, busy, only_open=True)
    yield "history, of a person", Asked(every, busy, user_id=user)
    yield "notes", Asked(note, busy)
    yield "documents", Asked((ActivityKind.DOCUMENT,), busy)
    yield "bin", Asked(every, busy, in_bin=True)
    yield "studio: my open entries", Asked(every, user_id=user, only_open=True, order=ActivityOrder.OLDEST)


async def rounds_of(served: Served, floor: Served, token: str, database: Database, number: str, rounds: int) -> bool:
    """Take turns with the floor, print the figures; whether all keep to the limit."""
    taken: dict[str, list[float]] = {name: [] for name in ("empty page", *ASKED)}
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(a_tab(served, token))
        theirs = await stack.enter_async_context(a_tab(floor))
        await ours.run("crm", f"contact={number}")
        for place in range(rounds + WARM_UP):
            if database.engine.dialect.name == "sqlite":
                in_memory(database)
            for name, query in ASKED.items():
                figures = {
                    "empty page": await _timed(theirs, "two" if place % 2 else "", ""),
                    name: await _timed(ours, "crm", f"contact={number}&{query}"),
                }
                for what, figure in figures.items():
                    if place >= WARM_UP:
                        taken[what].append(figure)
    return report(taken)


async def _timed(tab: TabClient, page: str, query: str) -> float:
    began = time.perf_counter()
    await tab.run(page, query)
    if page == "crm" and tab.elements < LEAST_ELEMENTS:
        raise RuntimeError(f"only {tab.elements} elements came for {query}")
    return 1000 * (time.perf_counter() - began)


def report(taken: dict[str, list[float]]) -> bool:
    """Print medians and ratios; whether all ratios keep to the limit."""
    floor, good = statistics.median(taken["empty page"]), True
    print(f"  {'empty page as shipped':34} {floor:8.1f} ms")
    for name in ASKED:
        median = statistics.median(taken[name])
        good &= median / floor <= HIGHEST
        print(f"  {name:34} {median:8.1f} ms   ratio {median / floor:5.2f} (at most {HIGHEST})", flush=True)
    return good


def measure(kind: str, contacts: int, entries: int, rounds: int) -> bool:
    """Fill a database and print the figures; whether all were quick enough."""
    with a_studio(kind, contacts) as database:
        with database.reading() as session:
            busy, number = session.execute(
                select(Contact.id, Contact.number).where(Contact.last_name != "").order_by(Contact.id).limit(1)
            ).one()
        missing = entries - entries_of(database)
        if missing > ITS_OWN:
            began = time.perf_counter()
            fill_history(database, missing, busy=busy, its_own=ITS_OWN)
            print(f"{kind}: {missing:,} entries filled in {time.perf_counter() - began:.0f} s", flush=True)
        print(f"{kind}: {entries:,} entries, the queries of a page of {PER_PAGE} alone")
        with database.reading(datetime.now(UTC)) as session:
            for name, asked in list(queries(session, busy, 1)):
                took = milliseconds(
                    lambda asked=asked: activity_page(  # type: ignore[misc]
                        session, PROGRAM, asked, limit=PER_PAGE, offset=0
                    )
                )
                print(f"  {name:34} {took:8.1f} ms", flush=True)
        print(f"{kind}: whole runs of the script")
        with kontor(database) as house, as_shipped("two_pages") as bare:
            return asyncio.run(rounds_of(house, bare, a_token(database), database, number, rounds))


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when a ratio is too high."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--contacts", type=int, default=1_500)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments = parser.parse_args()
    kinds = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    good = [measure(kind, arguments.contacts, arguments.entries, arguments.rounds) for kind in kinds]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
