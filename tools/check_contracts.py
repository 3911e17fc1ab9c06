"""Checks contracts: the kept end follows the facts, and their parts fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from domain.clock import day_of
from domain.contract_deeds import PausesOverlap, check_pauses
from domain.contracts import ContractState, end_of, state_on
from models.activity import Activity
from models.base import moment
from models.contact import Contact
from models.contract import PARTS, Contract, Pause, PauseBooking

AT_ONCE = 500
"""Contracts in memory at the same time."""
OVER = frozenset({ContractState.ENDED, ContractState.WITHDRAWN, ContractState.VOID})


def contract_breaches(session: Session) -> Iterator[str]:
    """Every breach, in words."""
    today, last = day_of(moment(session)), 0
    query = select(Contract).options(*map(selectinload, PARTS)).order_by(Contract.id).limit(AT_ONCE)
    while contracts := session.scalars(query.where(Contract.id > last)).all():
        last = contracts[-1].id
        gone = _left(session, contracts)
        for one in contracts:
            for said in (*_of_facts(one), *_of_people(one, gone, today), *_planned(one, today)):
                yield f"Contract {one.number}: {said}"
        session.expunge_all()
    yield from _paused_bookings(session)


def _of_facts(one: Contract) -> Iterator[str]:
    live = [each for each in one.cancellations if each.undone_on is None]
    if len(live) > 1:
        yield f"{len(live)} cancellations count at once."
    elif one.ends_on != end_of(one.facts):
        yield f"it ends on {one.ends_on}, its facts say {end_of(one.facts)}."
    try:
        check_pauses([pause.period for pause in one.pauses])
    except PausesOverlap:
        yield "two of its pauses overlap."
    if one.activated and not one.void and not one.prices:
        yield "it runs without a price."
    parts = (one.prices, one.discounts, one.free_times, one.add_ons, one.pauses, one.cancellations, one.payers)
    if any(part.contact_id != one.contact_id for some in (*parts, one.quotas) for part in some):
        yield "one of its parts belongs to another contact."


def _left(session: Session, contracts: Sequence[Contract]) -> dict[int, Contact]:
    """Who of those who pay, and whose contracts these are, has left or is merged, by id."""
    keys = {payer.payer_id for one in contracts for payer in one.payers}
    keys |= {one.contact_id for one in contracts}
    found = session.scalars(select(Contact).where(Contact.id.in_(keys)))
    return {
        one.id: one
        for one in found
        if one.deceased_on is not None or one.archived_on is not None or one.merged_into_id is not None
    }


def _of_people(one: Contract, gone: dict[int, Contact], today: date) -> Iterator[str]:
    own = gone.get(one.contact_id)
    if own is not None and own.merged_into_id is not None:
        yield f"it belongs to contact {own.number}, who was merged into another one."
    if state_on(one.facts, today) in OVER:
        return
    payers = sorted(one.payers, key=lambda payer: payer.valid_from)
    for place, payer in enumerate(payers):
        ends = payers[place + 1].valid_from if place + 1 < len(payers) else date.max
        who = gone.get(payer.payer_id)
        if who is not None and who.merged_into_id is None and ends > today and payer.payer_id != one.contact_id:
            yield f"contact {who.number}, who pays for it, is archived or deceased."


def _planned(one: Contract, today: date) -> Iterator[str]:
    """At most one change of a kind is to come."""
    if sum(price.valid_from > max(today, one.start_on) for price in one.prices) > 1:
        yield "two changes of the price are to come."
    if sum(payer.valid_from > max(today, one.start_on) for payer in one.payers) > 1:
        yield "two changes of the payer are to come."


def _paused_bookings(session: Session) -> Iterator[str]:
    """What a pause cancelled lies inside it, and is the same contact's."""
    rows = session.execute(
        select(PauseBooking, Pause, Activity.contact_id)
        .join(Pause, Pause.id == PauseBooking.pause_id)
        .join(Activity, Activity.id == PauseBooking.activity_id)
        .order_by(PauseBooking.id)
    ).tuples()
    for booking, pause, contact_id in rows:
        if pause.contract_id != booking.contract_id or contact_id != booking.contact_id:
            yield f"Pause {pause.id}: it cancelled entry {booking.activity_id}, which is not of its contact."
