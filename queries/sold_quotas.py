"""The quotas of all contacts, filtered: for what concerns many at once, such as two weeks without opening.

The state by SQL is that of `domain.quotas.state_of`, as a test compares on both databases.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.quotas import QuotaState
from models.contact import Contact
from models.contract import Contract, Pause
from models.quota import Quota
from queries.quotas import units_lapsed

BY_CONTRACT = Contract.id == Quota.contract_id


@dataclass(frozen=True, slots=True)
class QuotasAsked:
    """What a list of quotas is filtered by; empty means all."""

    type_ids: tuple[int, ...] = ()
    states: tuple[QuotaState, ...] = ()
    ends_from: date | None = None
    ends_until: date | None = None


@dataclass(frozen=True, slots=True)
class SoldQuota:
    """A quota with whose it is."""

    quota_id: int
    number: str
    contact: str
    name: str
    unit_name: str
    state: QuotaState
    left: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class QuotaPage:
    """A part of the list, how many match, and how many of them have a last day."""

    rows: tuple[SoldQuota, ...]
    total: int
    ending: int


def quota_state(day: date) -> ColumnElement[str]:
    """The state on a day as a column of a query over `Quota` with its `Contract` joined from outside."""
    over = or_(
        Quota.ends_on < day,
        Contract.void,
        Contract.withdrawn_on <= day,
        and_(Contract.withdrawn_on.is_(None), Contract.ends_on < day),
    )
    paused = exists().where(
        Pause.contract_id == Quota.contract_id,
        Pause.starts_on <= day,
        or_(Pause.ends_before.is_(None), Pause.ends_before > day),
    )
    return case(
        (over, QuotaState.EXPIRED.value),
        (Quota.balance <= 0, QuotaState.USED_UP.value),
        (Quota.starts_on > day, QuotaState.NOT_YET_VALID.value),
        (paused, QuotaState.PAUSED.value),
        else_=QuotaState.USABLE.value,
    )


def quota_page(session: Session, asked: QuotasAsked, today: date, *, limit: int, offset: int = 0) -> QuotaPage:
    """The quotas that match, those that end first on top."""
    where = _conditions(asked, today)
    counted = select(func.count(), func.count(Quota.ends_on)).select_from(Quota).outerjoin(Contract, BY_CONTRACT)
    total, ending = session.execute(counted.where(*where)).one()
    wanted = (
        select(Quota, Contact, quota_state(today))
        .join(Contact, Contact.id == Quota.contact_id)
        .outerjoin(Contract, BY_CONTRACT)
        .where(*where)
        .order_by(Quota.ends_on.is_(None), Quota.ends_on, Quota.id)
    )
    rows = session.execute(wanted.limit(limit).offset(offset))
    return QuotaPage(
        tuple(
            SoldQuota(
                quota_id=quota.id,
                number=contact.number,
                contact=contact.display_name,
                name=quota.name,
                unit_name=quota.unit_name,
                state=QuotaState(state),
                left=quota.balance,
                starts_on=quota.starts_on,
                ends_on=quota.ends_on,
            )
            for quota, contact, state in rows
        ),
        total,
        ending,
    )


def ending_ids(session: Session, asked: QuotasAsked, today: date) -> tuple[int, ...]:
    """The quotas that match and have a last day: those that can be extended."""
    wanted = select(Quota.id).outerjoin(Contract, BY_CONTRACT).where(*_conditions(asked, today))
    return tuple(session.scalars(wanted.where(Quota.ends_on.is_not(None)).order_by(Quota.ends_on, Quota.id)))


def _conditions(asked: QuotasAsked, today: date) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [~Quota.taken_back]
    if asked.type_ids:
        where.append(Quota.quota_type_id.in_(asked.type_ids))
    if asked.states:
        where.append(quota_state(today).in_([state.value for state in asked.states]))
    if asked.ends_from is not None:
        where.append(Quota.ends_on >= asked.ends_from)
    if asked.ends_until is not None:
        where.append(Quota.ends_on <= asked.ends_until)
    return where


@dataclass(frozen=True, slots=True)
class Extended:
    """One quota of an extension, before it is made."""

    contact: str
    name: str
    ends_on: date
    new_end: date
    back: int
    """Units that had lapsed and come back by it."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What an extension of many quotas leads to."""

    quotas: int
    people: int
    units_back: int
    first: tuple[Extended, ...]
    """The ones that end first."""


def foreseen_extension(session: Session, quota_ids: Collection[int], days: int, today: date, *, most: int) -> Extension:
    """How many quotas of how many people end later, the first of them with both days, and which units come back."""
    lapsed, longer = units_lapsed(session, quota_ids), timedelta(days=days)
    quotas = session.execute(
        select(Quota, Contact)
        .join(Contact, Contact.id == Quota.contact_id)
        .where(Quota.id.in_(quota_ids))
        .order_by(Quota.ends_on, Quota.id)
    ).tuples()
    rows, people = list[Extended](), set[int]()
    for quota, contact in quotas:
        if quota.ends_on is not None:
            new_end = quota.ends_on + longer
            back = lapsed.get(quota.id, 0) if new_end >= today else 0
            rows.append(Extended(contact.display_name, quota.name, quota.ends_on, new_end, back))
            people.add(contact.id)
    return Extension(len(rows), len(people), sum(row.back for row in rows), tuple(rows[:most]))
