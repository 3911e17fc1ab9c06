"""Billing: the claims due up to a day are made, for one contact or for all.

A run: 1. contacts are taken in the order of their keys, some at a time, each lot in one transaction; 2. within it
each contact has a savepoint: one whose data do not fit is parked with the reason and stops nobody; 3. the run notes
how far it came. Killed at any moment and carried on, or run again, it ends in the same ledger.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import today_of
from actions.ledger import check_booking_day
from actions.loading import load
from actions.reconciling import (
    Ledger,
    Outcome,
    Plan,
    Sources,
    carry_out,
    planned,
    read_ledger,
    reconcile,
    sold_items,
    whole_contracts,
)
from domain.access import Actor, Permission
from domain.claims import DataDoNotFit
from domain.contract_deeds import check_day
from domain.errors import Refusal, SavedAtOnce
from models.base import moment
from models.billing_run import BillingRun, ParkedContact
from models.changes import plain, savepoint
from models.contact import Contact
from models.contract import LONGEST_REASON, Contract
from models.purchase import Purchase
from models.quota import Quota
from queries.redirects import merged_ids

TRIES = 5
Result = TypeVar("Result")
FRESH = timedelta(hours=12)
"""A run that stopped longer ago is begun anew, since contacts behind it may have changed: that changes nothing else."""
AT_ONCE = 100
"""Contacts of one transaction."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What one transaction of a run has done, or would do."""

    contacts: int
    reached_id: int
    """The last contact: the next lot begins behind it."""
    ended: bool
    outcome: Outcome
    parked: tuple[tuple[int, Refusal], ...]
    """The contacts whose data do not fit, each with the broken rule."""


@action(Permission.TAKE_PAYMENTS)
def bill_contact(session: Session, actor: Actor, *, contact_id: int, until: date) -> Outcome:
    """Make the claims of one contact that are due up to a day."""
    contact = load(session, Contact, contact_id)
    check_day(until, today_of(session))
    check_booking_day(session, today_of(session))
    outcome = reconcile(session, actor, _sources(session, [contact.id])[contact.id], until=until)
    _unpark(session, [contact.id])
    return outcome


@action(Permission.RUN_BILLING)
def begin_run(session: Session, actor: Actor, *, until: date) -> BillingRun:
    """Begin a billing run, or carry on the one that has stopped on its way to the same day."""
    check_day(until, today_of(session))
    check_booking_day(session, today_of(session))
    stopped = session.scalars(
        select(BillingRun)
        .where(
            BillingRun.until == until, BillingRun.ended_at.is_(None), BillingRun.created_at >= moment(session) - FRESH
        )
        .order_by(BillingRun.id.desc())
        .limit(1)
    ).first()
    if stopped is not None:
        return stopped
    run = BillingRun(until=until, user_id=actor.user_id)
    session.add(run)
    session.flush()
    return run


@action(Permission.RUN_BILLING)
def bill_lot(session: Session, actor: Actor, *, run_id: int, at_once: int = AT_ONCE) -> Lot:
    """Bill the next contacts of a run."""
    run = load(session, BillingRun, run_id)
    lot = _bill(session, actor, run.reached_id, at_once, run.until)
    session.add_all(_parked(run.id, contact_id, reason) for contact_id, reason in lot.parked)
    run.contacts += lot.contacts
    run.made += lot.outcome.made
    run.made_cents += lot.outcome.made_cents
    run.reversed += lot.outcome.reversed
    run.reversed_cents += lot.outcome.reversed_cents
    run.parked += len(lot.parked)
    run.reached_id = lot.reached_id
    if lot.ended:
        run.ended_at = moment(session)
    return lot


def patiently(bill: Callable[[], Result]) -> Result:
    """Bill a lot again where somebody else was quicker: a run does not end for that."""
    for _try in range(TRIES):
        try:
            return bill()
        except SavedAtOnce:
            continue
    return bill()


@action(Permission.RUN_BILLING)
def foresee_lot(session: Session, actor: Actor, *, until: date, after: int, at_once: int = AT_ONCE) -> Lot:
    """What a run to this day would do with the contacts behind one: for a transaction that is thrown away."""
    check_day(until, today_of(session))
    check_booking_day(session, today_of(session))
    return _bill(session, actor, after, at_once, until)


def _bill(session: Session, actor: Actor, after: int, at_once: int, until: date) -> Lot:
    ids = _next(session, after, at_once)
    by_contact = _sources(session, ids)
    ledger = read_ledger(session, _joined(by_contact.values()))
    plans, broken = dict[int, Plan](), list[tuple[int, Refusal]]()
    for contact_id in ids:
        try:
            plans[contact_id] = planned(by_contact[contact_id], ledger, until)
        except (Refusal, ValueError, OverflowError) as reason:
            broken.append((contact_id, _refusal(reason)))
    total = _carry_out(session, actor, plans, ledger, broken)
    _unpark(session, ids)
    return Lot(len(ids), ids[-1] if ids else after, len(ids) < at_once, total, tuple(broken))


def _carry_out(
    session: Session, actor: Actor, plans: dict[int, Plan], ledger: Ledger, broken: list[tuple[int, Refusal]]
) -> Outcome:
    """Plain plans all together, the others, or all where that fails, with a savepoint each."""
    total = Outcome()
    easy = {key: plan for key, plan in plans.items() if plan.is_plain(ledger)}
    together = Plan(tuple(one for plan in easy.values() for one in plan.missing), ())
    try:
        with savepoint(session):
            total.add(carry_out(session, actor, together, ledger))
    except IntegrityError:
        easy = {}
    for contact_id, plan in plans.items():
        if contact_id in easy:
            continue
        try:
            with savepoint(session):
                outcome = carry_out(session, actor, plan, ledger)
        except (Refusal, IntegrityError) as reason:
            broken.append((contact_id, _refusal(reason)))
        else:
            total.add(outcome)
    return total


def _refusal(reason: Exception) -> Refusal:
    return reason if isinstance(reason, Refusal) else DataDoNotFit(said=str(reason)[:LONGEST_REASON])


def _next(session: Session, after: int, count: int) -> Sequence[int]:
    """The next contacts that something is claimed from."""
    keys = (table.contact_id for table in (Contract, Quota, Purchase))
    some = [select(key.label("id")).where(key > after).distinct().order_by(key).limit(count).subquery() for key in keys]
    found = union(*(select(one.c.id) for one in some)).subquery()
    return session.scalars(select(found.c.id).order_by(found.c.id).limit(count)).all()


def _sources(session: Session, contact_ids: Sequence[int]) -> dict[int, Sources]:
    """What each of these contacts is billed for; services that were merged are with who stayed."""
    contracts, quotas, items = defaultdict(list), defaultdict(list), defaultdict(list)
    for contract in whole_contracts(session, Contract.contact_id.in_(contact_ids), Contract.activated):
        contracts[contract.contact_id].append(contract)
    for quota in session.scalars(select(Quota).where(Quota.contact_id.in_(contact_ids)).order_by(Quota.id)):
        quotas[quota.contact_id].append(quota)
    for item, purchase in sold_items(session, Purchase.contact_id.in_(contact_ids)):
        items[purchase.contact_id].append((item, purchase))
    return {key: Sources(contracts[key], quotas[key], items[key]) for key in contact_ids}


def _joined(sources: Iterable[Sources]) -> Sources:
    some = list(sources)
    return Sources(
        [contract for one in some for contract in one.contracts],
        [quota for one in some for quota in one.quotas],
        [item for one in some for item in one.items],
    )


def _unpark(session: Session, contact_ids: Sequence[int]) -> None:
    ids = [*contact_ids, *merged_ids(session, contact_ids)]
    for parked in session.scalars(select(ParkedContact).where(ParkedContact.contact_id.in_(ids))):
        session.delete(parked)
    session.flush()


def _parked(run_id: int, contact_id: int, refusal: Refusal) -> ParkedContact:
    rule = {"rule": type(refusal).__name__, "data": {key: plain(value) for key, value in refusal.data.items()}}
    return ParkedContact(contact_id=contact_id, run_id=run_id, rule=json.dumps(rule, ensure_ascii=False))
