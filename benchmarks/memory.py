"""Whether the server's memory stays flat: over 10 000 runs of the script, and after 200 sessions came and went.

python -m benchmarks.memory [--contacts 1500] [--runs 10000] [--sessions 200]

The floor is the server's own memory once it has served for a while: it may not leave it by more than a tenth.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import time
from contextlib import AsyncExitStack

import psutil
from sqlalchemy import select

from benchmarks.client import TabClient, a_tab
from benchmarks.databases import a_studio
from benchmarks.servers import Served, a_token, kontor
from db.session import Database
from models.contact import Contact

TABS = 4
PAGES = ("overview", "master-data", "contacts", "overview")
FLAT = 0.10
"""The share of its memory by which the server may grow or shrink."""
AT_ONCE = 10
"""Sessions that come and go together."""
FORGOTTEN_AFTER = 150
"""Seconds after which Streamlit has let go of a session that does not come back (two minutes), with a margin."""


def megabytes(served: Served) -> float:
    """Memory of the server and all that it started."""
    process = psutil.Process(served.process)
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e6


async def reruns(tabs: list[TabClient], numbers: list[str], count: int) -> None:
    """So many runs of several pages about changing contacts, by all tabs together."""
    left = iter(range(count))
    queries = itertools.cycle(numbers)

    async def work(tab: TabClient) -> None:
        for place in left:
            await tab.run(PAGES[place % len(PAGES)], f"contact={next(queries)}")

    await asyncio.gather(*(work(tab) for tab in tabs))


async def visit(served: Served, token: str, number: str) -> None:
    """A session that comes, looks at a contact and goes."""
    async with a_tab(served, token) as tab:
        await tab.run("overview", f"contact={number}")
        await tab.run("master-data", f"contact={number}")


async def measure(database: Database, served: Served, runs: int, sessions: int) -> bool:
    """Print the memory at each stage; whether it stays flat."""
    with database.reading() as session:
        numbers = list(session.scalars(select(Contact.number).limit(400)))
    token = a_token(database)
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(a_tab(served, token)) for _ in range(TABS)]
        await reruns(tabs, numbers, max(runs // 10, 100))
        before = _said("after the first runs", megabytes(served))
        began = time.perf_counter()
        await reruns(tabs, numbers, runs)
        after = _said(f"after {runs:,} more", megabytes(served), before)
        print(f"  ({runs / (time.perf_counter() - began):.0f} runs a second)", flush=True)
    good = abs(after / before - 1) <= FLAT
    for start in range(0, sessions, AT_ONCE):
        await asyncio.gather(*(visit(served, token, numbers[start % len(numbers)]) for _ in range(AT_ONCE)))
    _said(f"after {sessions} sessions", megabytes(served), before)
    await asyncio.sleep(FORGOTTEN_AFTER)
    gone = _said("when they are forgotten", megabytes(served), before)
    return good and abs(gone / before - 1) <= FLAT


def _said(when: str, now: float, before: float | None = None) -> float:
    more = f"   ratio {now / before:.2f} (at most {1 + FLAT:.2f})" if before else ""
    print(f"  {when:28} {now:8.1f} MB{more}", flush=True)
    return now


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when memory is not flat."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_500)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--sessions", type=int, default=200)
    arguments = parser.parse_args()
    with a_studio("sqlite", arguments.contacts) as database, kontor(database) as served:
        return 0 if asyncio.run(measure(database, served, arguments.runs, arguments.sessions)) else 1


if __name__ == "__main__":
    sys.exit(main())
