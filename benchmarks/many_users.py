"""Eight tabs that open contacts at once, beside eight tabs on a page of 45 elements of Streamlit as shipped.

python -m benchmarks.many_users [--contacts 1000000] [--seconds 4] [--rounds 5]

Runs of the script a second, all tabs together, over raw websockets. Product and floor take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

from sqlalchemy import func, select

from benchmarks.client import TabClient, a_tab
from benchmarks.databases import a_studio, in_memory
from benchmarks.servers import Served, a_token, as_shipped, kontor
from db.session import Database
from models.contact import Contact

TABS = 8
SEED = 4711
LEAST_RATIO = 3.0
"""Runs a second of the product, measured by those of the floor."""

Step = Callable[[TabClient], object]


async def runs_a_second(tabs: list[TabClient], page: str, query: Callable[[], str], seconds: float) -> float:
    """How many runs all tabs get together, each asking again as soon as it has its answer."""
    began = time.perf_counter()

    async def work(tab: TabClient) -> int:
        done = 0
        while time.perf_counter() - began < seconds:
            await tab.run(page, query())
            done += 1
        return done

    done = sum(await asyncio.gather(*(work(tab) for tab in tabs)))
    return done / (time.perf_counter() - began)


async def measure(database: Database, house: Served, floor: Served, seconds: float, rounds: int) -> float:
    """The ratio of product and floor."""
    chance = random.Random(SEED)
    with database.reading() as session:
        last = session.scalar(select(func.max(Contact.id))) or 0
        numbers = session.scalars(
            select(Contact.number).where(Contact.id.in_(chance.sample(range(1, last + 1), min(last, 500))))
        ).all()
    ours, theirs = list[float](), list[float]()
    async with AsyncExitStack() as stack:
        token = a_token(database)
        opened = [await stack.enter_async_context(a_tab(house, token)) for _ in range(TABS)]
        shipped = [await stack.enter_async_context(a_tab(floor)) for _ in range(TABS)]
        for place in range(rounds + 1):
            in_memory(database)
            figures = (
                await runs_a_second(shipped, "", str, seconds),
                await runs_a_second(opened, "overview", lambda: f"contact={chance.choice(numbers)}", seconds),
            )
            if place:  # the first round warms up
                theirs.append(figures[0])
                ours.append(figures[1])
    product, bare = statistics.median(ours), statistics.median(theirs)
    print(f"  {'45 elements as shipped':28} {bare:8.1f} runs a second")
    print(
        f"  {'contacts opened':28} {product:8.1f} runs a second   ratio {product / bare:.1f} (at least {LEAST_RATIO})"
    )
    return product / bare


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when there are too few runs a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with (
        a_studio("sqlite", arguments.contacts) as database,
        kontor(database) as house,
        as_shipped("forty_five") as bare,
    ):
        ratio = asyncio.run(measure(database, house, bare, arguments.seconds, arguments.rounds))
    return 0 if ratio >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
