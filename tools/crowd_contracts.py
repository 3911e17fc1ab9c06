"""Many contracts, written set-based with their steps of the trail: a hundred thousand in a minute, in every state."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.numbering import draw_free_numbers
from domain.access import Actor
from domain.calendar import Span, Unit, add_months
from domain.contract_terms import Renewal, Terms, regime_of
from domain.contracts import (
    CancellationFact,
    CancellationKind,
    ContractFacts,
    NoticeChannel,
    PauseFact,
    PauseKind,
    end_of,
    first_term_end,
    next_possible_end,
)
from domain.numbering import NumberKind
from domain.periods import Period
from models.audit_chain import Step
from models.changes import Change
from models.contact import Contact
from models.contract import Cancellation, Contract, ContractPrice, Pause
from tools.bulk import Bulk

SEED = 4712
YEARS = 6
BATCH = 20_000
"""Contracts in memory at the same time."""
PRICES = (24_90, 29_90, 39_90, 49_90, 59_90)
NAMES = ("Fitness Basis", "Fitness Plus", "Gesundheit", "Rücken aktiv", "Familie")


def sign(session: Session, actor: Actor, count: int, today: date, *, busy: int | None = None, its_own: int = 0) -> None:
    """So many contracts of all contacts by chance, `its_own` of them of the contact `busy`."""
    contacts = session.scalars(select(Contact.id).where(Contact.merged_into_id.is_(None)).order_by(Contact.id)).all()
    chance = random.Random(SEED)  # noqa: S311
    for start in range(0, count, BATCH):
        some = range(start, min(start + BATCH, count))
        numbers = draw_free_numbers(session, NumberKind.CONTRACT, len(some))
        owners = [busy if busy is not None and one < its_own else chance.choice(contacts) for one in some]
        bulk = Bulk(session)
        steps = [
            _signed(bulk, actor, owner, number, chance, today) for owner, number in zip(owners, numbers, strict=True)
        ]
        bulk.write()
        bulk.chain(sorted(steps, key=lambda timed: timed[0]))


def _signed(
    bulk: Bulk, actor: Actor, contact_id: int, number: str, chance: random.Random, today: date
) -> tuple[datetime, Step]:
    start = today - timedelta(days=chance.randrange(-60, YEARS * 365))
    facts = _facts(chance, start, today)
    signed = facts.signed_on or start
    at = datetime.combine(min(signed, today), time(10), UTC)
    changes = tuple(_rows(bulk, at, contact_id, number, chance.randrange(len(NAMES)), facts))
    return at, Step(actor.user_id, "sell_contract", contact_id, "", changes)


def _facts(chance: random.Random, start: date, today: date) -> ContractFacts:
    """What was agreed and came after; a few each in the rare states."""
    signed = start - timedelta(days=chance.randrange(1, 15))
    terms = Terms(
        first_months=chance.choice((0, 1, 6, 12, 12, 24)),
        renewal=Renewal.ENDS if chance.random() < 0.1 else Renewal.INDEFINITE,
        notice=Span(1, Unit.MONTHS),
        regime=regime_of(signed),
    )
    pauses = _pauses(chance, start, today)
    facts = ContractFacts(start, terms, signed_on=signed, activated=chance.random() > 0.02, pauses=pauses)
    if chance.random() < 0.35:
        received = start + timedelta(days=chance.randrange(900))
        itself = first_term_end(facts) if terms.renewal is Renewal.ENDS else None
        if received <= today and (itself is None or received <= itself):
            end = next_possible_end(facts, received).day
            facts = _with(facts, cancellation=CancellationFact(received, end))
    rare = chance.random()
    if rare < 0.01:
        return _with(facts, void=True)
    return _with(facts, withdrawn_on=signed + timedelta(days=5)) if rare < 0.02 else facts


def _with(facts: ContractFacts, **more: object) -> ContractFacts:
    return replace(facts, **more)  # type: ignore[arg-type]


def _pauses(chance: random.Random, start: date, today: date) -> tuple[PauseFact, ...]:
    if chance.random() > 0.15:
        return ()
    begins = start + timedelta(days=chance.randrange(30, 600))
    if begins > today + timedelta(days=30):
        return ()
    return (PauseFact(Period(begins, add_months(begins, chance.randrange(1, 4))), PauseKind.EXTENDS),)


def _rows(
    bulk: Bulk, at: datetime, contact_id: int, number: str, tariff: int, facts: ContractFacts
) -> Iterator[Change]:
    ends_on = end_of(facts)
    contract = bulk.add(
        Contract,
        at,
        contact_id=contact_id,
        number=number,
        number_key=number.upper(),
        name=NAMES[tariff],
        regime=facts.terms.regime.value,
        signed_on=_iso(facts.signed_on),
        activated=facts.activated,
        start_on=_iso(facts.start_on),
        first_months=facts.terms.first_months,
        renewal=facts.terms.renewal.value,
        withdrawn_on=_iso(facts.withdrawn_on),
        void=facts.void,
        void_reason="Versehen" if facts.void else "",
        ends_on=_iso(ends_on),
    )
    yield contract
    own = {"contact_id": contact_id, "contract_id": contract.key}
    start = _iso(facts.start_on)
    yield bulk.add(ContractPrice, at, **own, valid_from=start, cents=PRICES[tariff])
    for pause in facts.pauses:
        period = pause.period
        days = {"starts_on": _iso(period.start), "ends_before": _iso(period.end)}
        yield bulk.add(Pause, at, **own, **days, reason="Reise", kind=pause.kind.value)
    if facts.cancellation is not None:
        yield bulk.add(
            Cancellation,
            at,
            **own,
            kind=CancellationKind.ORDINARY.value,
            received_on=_iso(facts.cancellation.received_on),
            end_on=_iso(facts.cancellation.end_on),
            channel=NoticeChannel.LETTER.value,
            reason="Umzug",
        )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
