"""The billing run from the command line: what would be done, or done, lot by lot with its progress."""

from __future__ import annotations

from datetime import date
from functools import partial

from actions.billing import Lot, begin_run, bill_lot, foresee_lot, patiently
from db.migrate import migrate
from db.session import Database, database
from domain.access import PROGRAM
from domain.errors import Refusal
from i18n.formatting import format_cents
from i18n.messages import explain
from queries.billing_runs import contacts_named


class _NothingKept(Exception):
    """Ends the transaction of a preview."""


def bill(until: date, *, preview: bool) -> int:
    """Run to a day; 0 when every contact could be billed, 1 when some are parked."""
    migrate(database().engine)
    lots = _foresee(database(), until) if preview else _run(database(), until)
    made = sum(lot.outcome.made for lot in lots)
    made_cents = sum(lot.outcome.made_cents for lot in lots)
    gone = sum(lot.outcome.reversed for lot in lots)
    gone_cents = sum(lot.outcome.reversed_cents for lot in lots)
    parked = [one for lot in lots for one in lot.parked]
    would = "would be " if preview else ""
    print(f"\n{sum(lot.contacts for lot in lots)} contacts looked at.")
    print(f"{made} claims {would}made: {format_cents(made_cents, 'en')}.")
    print(f"{gone} claims {would}reversed: {format_cents(gone_cents, 'en')}.")
    _say_parked(parked)
    return 1 if parked else 0


def _run(house: Database, until: date) -> list[Lot]:
    with house.writing() as session:
        run_id = begin_run(session, PROGRAM, until=until).id
    lots: list[Lot] = []
    while not lots or not lots[-1].ended:
        lots.append(patiently(partial(_bill_lot, house, run_id)))
        _show(lots)
    return lots


def _bill_lot(house: Database, run_id: int) -> Lot:
    with house.writing() as session:
        return bill_lot(session, PROGRAM, run_id=run_id)


def _foresee(house: Database, until: date) -> list[Lot]:
    lots: list[Lot] = []
    while not lots or not lots[-1].ended:
        try:
            with house.writing() as session:
                after = lots[-1].reached_id if lots else 0
                lots.append(foresee_lot(session, PROGRAM, until=until, after=after))
                raise _NothingKept
        except _NothingKept:
            pass
        _show(lots)
    return lots


def _show(lots: list[Lot]) -> None:
    print(f"\r{sum(lot.contacts for lot in lots)} contacts", end="", flush=True)


def _say_parked(parked: list[tuple[int, Refusal]]) -> None:
    if not parked:
        return
    with database().reading() as session:
        named = contacts_named(session, [contact_id for contact_id, _refusal in parked])
    print(f"{len(parked)} contacts could not be billed:")
    for contact_id, refusal in parked:
        number, name = named[contact_id]
        print(f"  {number} {name}: {explain(refusal)}")
