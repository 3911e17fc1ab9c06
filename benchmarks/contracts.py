"""A hundred thousand contracts: the states of all on one day by one query, and the list of a contact with its filters.

python -m benchmarks.contracts [--contracts 100000] [--contacts 1500] [--database sqlite|postgresql|both] [--rounds 15]

Beside the states stands the bare reading of a key and a day of every contract, beside the list the switch between two
empty pages of Streamlit as shipped, each in the same run. Every state is compared with the rule in Python.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from benchmarks.client import TabClient, a_tab
from benchmarks.contact_list import milliseconds
from benchmarks.databases import a_studio
from benchmarks.servers import Served, a_token, as_shipped, kontor
from db.session import Database
from domain.access import PROGRAM
from domain.clock import day_of
from domain.contracts import ContractState, state_on
from models.contact import Contact
from models.contract import FACTS, Contract
from queries.contract_states import states_on
from tools.bulk import settle
from tools.crowd_contracts import sign

ITS_OWN = 60
"""Contracts of the contact whose list is opened."""
HIGHEST = 1.5
"""Ratio of a list to the empty page."""
HIGHEST_STATES = 6
"""Ratio of all states to the bare reading."""
WARM_UP = 2
LEAST_ELEMENTS = 10
BATCH = 2_000

ASKED = {
    "contracts": ("services", "tab=contracts"),
    "contracts, running": ("services", "tab=contracts&state=active.paused"),
    "contracts, cancelled": ("services", "tab=contracts&state=cancelled"),
    "contracts, typed": ("services", "tab=contracts&q=ruecken"),
    "contracts, this year": ("services", "tab=contracts&period=year"),
    "overview of services": ("services", ""),
}
"""What is opened: the page and the address."""


def ratio_of_states(session: Session, today: date) -> float:
    """Print how long the states of all contracts take beside the bare reading; the ratio."""
    floor = milliseconds(lambda: session.execute(select(Contract.id, Contract.ends_on)).all())
    taken = milliseconds(lambda: states_on(session, today))
    print(f"  {'key and end of every contract':34} {floor:8.1f} ms")
    print(
        f"  {'the state of every contract':34} {taken:8.1f} ms   ratio {taken / floor:5.2f} (at most {HIGHEST_STATES})"
    )
    return taken / floor


def disagreements(session: Session, day: date) -> int:
    """For how many contracts the query says something else than the rule."""
    told, wrong, last = states_on(session, day), 0, 0
    query = select(Contract).options(*map(selectinload, FACTS)).order_by(Contract.id).limit(BATCH)
    while contracts := session.scalars(query.where(Contract.id > last)).all():
        last = contracts[-1].id
        wrong += sum(state_on(one.facts, day) is not told[one.id] for one in contracts)
        session.expunge_all()
    return wrong


async def rounds_of(served: Served, floor: Served, token: str, number: str, rounds: int) -> bool:
    """Take turns with the floor, print the figures; whether all keep to the limit."""
    taken: dict[str, list[float]] = {name: [] for name in ("empty page", *ASKED)}
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(a_tab(served, token))
        theirs = await stack.enter_async_context(a_tab(floor))
        await ours.run("services", f"contact={number}")
        for place in range(rounds + WARM_UP):
            for name, (page, query) in ASKED.items():
                figures = {
                    "empty page": await _timed(theirs, "two" if place % 2 else "", ""),
                    name: await _timed(ours, page, f"contact={number}&{query}"),
                }
                for what, figure in figures.items():
                    if place >= WARM_UP:
                        taken[what].append(figure)
    return report(taken)


async def _timed(tab: TabClient, page: str, query: str) -> float:
    began = time.perf_counter()
    await tab.run(page, query)
    if query and tab.elements < LEAST_ELEMENTS:
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


def fill_contracts(database: Database, contracts: int, today: date) -> str:
    """Bring the studio to so many contracts; the number of the contact that has many."""
    with database.writing(datetime.now(UTC)) as session:
        busy, number = session.execute(
            select(Contact.id, Contact.number).where(Contact.last_name != "").order_by(Contact.id).limit(1)
        ).one()
        missing = contracts - (session.scalar(select(func.count()).select_from(Contract)) or 0)
        began = time.perf_counter()
        if missing > ITS_OWN:
            sign(session, PROGRAM, missing, today, busy=busy, its_own=ITS_OWN)
    if missing > ITS_OWN:
        print(f"{missing:,} contracts filled in {time.perf_counter() - began:.0f} s", flush=True)
        settle(database.engine)
    return str(number)


def measure(kind: str, contacts: int, contracts: int, rounds: int) -> bool:
    """Fill a database and print the figures; whether all were quick enough and no state was wrong."""
    with a_studio(kind, contacts) as database:
        today = day_of(datetime.now(UTC))
        number = fill_contracts(database, contracts, today)
        with database.reading(datetime.now(UTC)) as session:
            print(f"{kind}: {contracts:,} contracts")
            good = ratio_of_states(session, today) <= HIGHEST_STATES
            told = states_on(session, today)
            counts = {state.value: sum(one is state for one in told.values()) for state in ContractState}
            print("  " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
            wrong = sum(disagreements(session, today + timedelta(days=days)) for days in (0, -365))
            print(f"  {'states that are not those of the rule':40} {wrong}")
            own = session.scalar(
                select(func.count())
                .select_from(Contract)
                .join(Contact, Contact.id == Contract.contact_id)
                .where(Contact.number == number)
            )
            print(f"{kind}: whole runs of the script, for a contact with {own} contracts")
        with kontor(database) as house, as_shipped("two_pages") as bare:
            quick = asyncio.run(rounds_of(house, bare, a_token(database), number, rounds))
        return good and quick and not wrong


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when a ratio is too high or a state is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contracts", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=1_500)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments = parser.parse_args()
    kinds = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    good = [measure(kind, arguments.contacts, arguments.contracts, arguments.rounds) for kind in kinds]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
