"""A billing run over many contracts, beside SQLAlchemy Core writing the same claims and entries of the trail.

python -m benchmarks.billing [--contracts 100000] [--contacts 1500] [--database sqlite|postgresql|both]

Both write in the same chunks, one transaction each, into the same database. The run reads contracts, computes what
they want, compares it with what is booked and settles with credit; Core is given the finished rows. Memory is what
the process holds after the first and after the last chunk.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import groupby

import psutil
from sqlalchemy import exists, func, insert, select, update

from actions.billing import AT_ONCE, begin_run, bill_lot
from benchmarks.contracts import fill_contracts
from benchmarks.databases import a_studio
from db.session import Database
from domain.access import PROGRAM
from domain.calendar import add_months
from domain.clock import day_of
from models.audit_chain import Step, note_step
from models.changes import Change
from models.claim import Claim
from models.contract import Contract

HIGHEST = 3.0
"""Ratio of the run to the bare writing."""
HIGHEST_MEMORY = 1.1
"""Ratio of the memory after the last chunk to that after the first tenth."""
COLUMNS = [column for column in Claim.__table__.columns if column.name not in {"id", "settled_cents", "live"}]


def resident_megabytes() -> float:
    """What this process holds."""
    return float(psutil.Process().memory_info().rss / 1e6)


def run(database: Database, until: datetime) -> tuple[float, int, float]:
    """Bill everybody: seconds, chunks, and how memory grew."""
    with database.writing() as session:
        run_id = begin_run(session, PROGRAM, until=day_of(until)).id
    began, chunks, first = time.perf_counter(), 0, 0.0
    held = [resident_megabytes()]
    ended = False
    while not ended:
        with database.writing() as session:
            ended = bill_lot(session, PROGRAM, run_id=run_id).ended
        chunks += 1
        held.append(resident_megabytes())
    first = held[max(1, len(held) // 10)]
    return time.perf_counter() - began, chunks, held[-1] / first


def bare(database: Database, after: int) -> float:
    """Write the same claims again under other sources, with their entries, in the same chunks: seconds."""
    with database.reading() as session:
        live = select(*COLUMNS).where(Claim.live, Claim.id > after).order_by(Claim.contact_id, Claim.id)
        rows = [dict(row) for row in session.execute(live).mappings()]
    of_contact = [list(some) for _key, some in groupby(rows, key=lambda row: row["contact_id"])]
    began = time.perf_counter()
    for start in range(0, len(of_contact), AT_ONCE):
        with database.writing() as session:
            chunk = of_contact[start : start + AT_ONCE]
            claims = [row | {"source": f"bare:{row['source']}"} for some in chunk for row in some]
            session.execute(insert(Claim), claims)
            for some in chunk:
                key = some[0]["contact_id"]
                changes = tuple(
                    Change("claim", 0, key, None, {name: str(value) for name, value in row.items()}) for row in some
                )
                note_step(session, Step(None, "bill_lot", key, "", changes))
    return time.perf_counter() - began


def measure(kind: str, contacts: int, contracts: int) -> bool:
    """Fill a database, bill what is due since the last month, print the figures; whether they keep to the limits."""
    now = datetime.now(UTC)
    with a_studio(kind, contacts) as database:
        month = day_of(now).replace(day=1)
        fill_contracts(database, contracts, day_of(now))
        with database.engine.execution_options(kontor_writes=True).begin() as connection:
            fresh = ~exists().where(Claim.contract_id == Contract.id)
            until = add_months(month, -1) - timedelta(days=1)
            connection.execute(update(Contract).where(fresh).values(billed_until=until))
        before, last = _claims(database), _last(database)
        seconds, chunks, grown = run(database, now)
        made = _claims(database) - before
        floor = bare(database, last)
        ratio = seconds / floor
        print(f"{kind}: {contracts:,} contracts, {made:,} claims in {chunks:,} chunks")
        print(f"  {'the same rows by SQLAlchemy Core':34} {floor:8.1f} s")
        print(f"  {'billing run':34} {seconds:8.1f} s   ratio {ratio:5.2f} (at most {HIGHEST})")
        print(
            f"  {'memory at the end of the run':34} {'':10}   ratio {grown:5.2f} (at most {HIGHEST_MEMORY})", flush=True
        )
    return ratio <= HIGHEST and grown <= HIGHEST_MEMORY


def _claims(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Claim)) or 0


def _last(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.max(Claim.id))) or 0


def main() -> int:
    """Parse the options and measure; 1 when a limit was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contracts", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=1_500)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    good = [measure(kind, options.contacts, options.contracts) for kind in kinds]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
