"""Reads check-in: whether somebody may come in, who is here, and whose card it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from domain.check_ins import Decision, Entitled, Verdict, judge
from domain.clock import day_of, start_of
from domain.contracts import ContractState, state_on
from domain.quotas import Use, Wanted
from models.catalogue import QuotaType
from models.check_in import AccessCard, CheckIn, card_key
from models.contact import Contact
from models.contract import FACTS, Contract, ContractQuota
from models.quota import Quota, QuotaEntry
from queries.activities import ActivityRow
from queries.notes import alerts
from queries.quotas import QuotaRow, choices, facts_of


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract as the desk sees it."""

    number: str
    name: str
    state: ContractState
    start_on: date
    ends_on: date | None
    by_units: bool


def contract_lines(session: Session, contact_id: int, day: date) -> tuple[ContractLine, ...]:
    """The contracts of a contact with their state on a day, those that ended last."""
    found = session.scalars(
        select(Contract).where(Contract.contact_id == contact_id).options(*map(selectinload, FACTS))
    ).all()
    counted = set(
        session.scalars(
            select(ContractQuota.contract_id)
            .join(QuotaType, QuotaType.id == ContractQuota.quota_type_id)
            .where(ContractQuota.contract_id.in_([one.id for one in found]), QuotaType.pays_check_ins)
        )
    )
    order = list(ContractState)
    lines = [
        ContractLine(one.number, one.name, state_on(one.facts, day), one.start_on, one.ends_on, one.id in counted)
        for one in found
    ]
    return tuple(sorted(lines, key=lambda line: (order.index(line.state), line.start_on)))


def verdict_of(session: Session, contact: Contact, now: datetime) -> Verdict:
    """Whether a contact may come in now."""
    day = day_of(now)
    quotas = session.scalars(select(Quota).where(Quota.contact_id == contact.id, ~Quota.taken_back)).all()
    return judge(
        [Entitled(line.state, line.by_units) for line in contract_lines(session, contact.id, day)],
        tuple(facts_of(session, quotas).values()),
        day,
        blocked=contact.blocked_on is not None and contact.blocked_on <= day,
        deceased=contact.deceased_on is not None and contact.deceased_on <= day,
        here=visit_of(session, contact.id, day) is not None,
    )


def visit_of(session: Session, contact_id: int, day: date) -> CheckIn | None:
    """The visit of somebody who is here: of today, since nobody stays over night."""
    return session.scalar(
        select(CheckIn).where(
            CheckIn.contact_id == contact_id,
            CheckIn.at >= start_of(day),
            CheckIn.left_at.is_(None),
            CheckIn.undone_at.is_(None),
        )
    )


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the desk sees of somebody."""

    verdict: Verdict
    contracts: tuple[ContractLine, ...]
    """Those that have not ended."""
    quotas: tuple[QuotaRow, ...]
    """Those that pay for a visit, the one that expires first on top."""
    alerts: tuple[ActivityRow, ...]


def desk_view(session: Session, contact_id: int, now: datetime) -> DeskView | None:
    """All that decides at the desk; None where the contact is gone."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        return None
    day = day_of(now)
    return DeskView(
        verdict=verdict_of(session, contact, now),
        contracts=tuple(line for line in contract_lines(session, contact_id, day) if line.state not in PAST),
        quotas=choices(session, contact_id, Wanted(Use.CHECK_IN, day)),
        alerts=alerts(session, contact_id),
    )


PAST = frozenset({ContractState.ENDED, ContractState.WITHDRAWN, ContractState.VOID, ContractState.DRAFT})


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who came today."""

    check_in_id: int
    version: int
    contact_id: int
    number: str
    name: str
    at: datetime
    left_at: datetime | None
    decision: Decision
    override_reason: str
    quota: str


def visits_of_day(session: Session, day: date) -> tuple[Visit, ...]:
    """Who came on a day: those who are still here first, the latest on top."""
    rows = session.execute(
        select(CheckIn, Contact, Quota.name)
        .join(Contact, Contact.id == CheckIn.contact_id)
        .outerjoin(QuotaEntry, QuotaEntry.check_in_id == CheckIn.id)
        .outerjoin(Quota, Quota.id == QuotaEntry.quota_id)
        .where(CheckIn.at >= start_of(day), CheckIn.at < start_of(day + timedelta(days=1)), CheckIn.undone_at.is_(None))
        .order_by(CheckIn.left_at.is_not(None), CheckIn.at.desc(), CheckIn.id.desc())
    )
    return tuple(
        Visit(
            one.id, one.version, contact.id, contact.number, contact.display_name,
            one.at, one.left_at, one.decision, one.override_reason, quota or "",
        )
        for one, contact, quota in rows
    )  # fmt: skip


def contact_of_card(session: Session, number: str) -> int | None:
    """Whose card it is; None of one that is unknown or blocked."""
    return session.scalar(
        select(AccessCard.contact_id).where(AccessCard.number_key == card_key(number), AccessCard.lost_on.is_(None))
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a contact."""

    card_id: int
    number: str
    lost_on: date | None


def cards_of(session: Session, contact_id: int) -> tuple[Card, ...]:
    """The cards of a contact, the newest first."""
    rows = session.scalars(select(AccessCard).where(AccessCard.contact_id == contact_id).order_by(AccessCard.id.desc()))
    return tuple(Card(one.id, one.number, one.lost_on) for one in rows)
