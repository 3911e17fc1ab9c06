"""What a contact has now, for its overview: contracts that run or will run, quotas with what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from domain.contracts import ContractState
from domain.periods import DAY
from models.contract import Contract, Pause
from models.quota import Quota
from queries.contract_papers import first_filed, is_filed, lacks_paper
from queries.contract_states import IS_LIVE, LIVE, state_expression
from queries.contracts import RUNNING, SOON


@dataclass(frozen=True, slots=True)
class RunningContract:
    """A contract that runs or will run."""

    contract_id: int
    name: str
    state: ContractState
    start_on: date
    ends_on: date | None
    paused_until: date | None
    ends_soon: bool
    unsigned: bool
    """It has no signed paper although it should."""


@dataclass(frozen=True, slots=True)
class UsableQuota:
    """A quota of which something is left and which has not expired."""

    quota_id: int
    name: str
    unit_name: str
    left: int
    ends_on: date | None
    lapses_soon: bool


@dataclass(frozen=True, slots=True)
class ServicesGlance:
    """Both."""

    contracts: tuple[RunningContract, ...]
    quotas: tuple[UsableQuota, ...]


LAPSES = 4 * 7 * DAY
"""A quota that lapses within these days lapses soon."""


def services_glance(session: Session, contact_id: int, *, today: date) -> ServicesGlance:
    """What a contact has on a day, in two statements."""
    wanted, connection = {"contact_id": contact_id}, session.connection()
    contracts = (
        RunningContract(
            row.id,
            row.name,
            ContractState(row.state),
            row.start_on,
            row.ends_on,
            row.pause_end - DAY if row.pause_end is not None else None,
            row.ends_on is not None and today <= row.ends_on <= today + SOON,
            not row.filed and lacks_paper(row.signed_on, row.first_filed),
        )
        for row in connection.execute(_contracts(today), wanted)
    )
    quotas = (
        UsableQuota(
            row.id,
            row.name,
            row.unit_name,
            row.balance,
            row.ends_on,
            row.ends_on is not None and row.ends_on <= today + LAPSES,
        )
        for row in connection.execute(_quotas(today), wanted)
    )
    return ServicesGlance(tuple(contracts), tuple(quotas))


@lru_cache(maxsize=8)
def _contracts(day: date) -> Select[*tuple[Any, ...]]:
    """The statement of a day; kept, since building it costs more than running it."""
    pause_end = (
        select(Pause.ends_before)
        .where(
            Pause.contract_id == Contract.id,
            Pause.starts_on <= day,
            or_(Pause.ends_before.is_(None), Pause.ends_before > day),
        )
        .limit(1)
        .scalar_subquery()
    )
    state = state_expression(day)
    return (
        select(
            Contract.id,
            Contract.name,
            Contract.start_on,
            Contract.ends_on,
            state.label("state"),
            pause_end.label("pause_end"),
            Contract.signed_on,
            is_filed().label("filed"),
            first_filed().label("first_filed"),
        )
        .outerjoin(LIVE, IS_LIVE)
        .where(Contract.contact_id == bindparam("contact_id"), state.in_([one.value for one in RUNNING]))
        .order_by(Contract.start_on, Contract.id)
    )


@lru_cache(maxsize=8)
def _quotas(day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Quota.id, Quota.name, Quota.unit_name, Quota.balance, Quota.ends_on)
        .where(
            Quota.contact_id == bindparam("contact_id"),
            Quota.balance > 0,
            or_(Quota.ends_on.is_(None), Quota.ends_on >= day),
        )
        .order_by(Quota.ends_on.is_(None), Quota.ends_on, Quota.id)
    )
