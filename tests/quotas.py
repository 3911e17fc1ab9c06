"""Quotas for tests, made through the actions."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.appointments import book_appointment
from actions.quotas import sell_quota
from domain.access import PROGRAM, Actor, Role
from domain.contract_terms import Regime
from models.catalogue import QuotaType
from models.contract import Contract, ContractPrice, ContractQuota
from models.quota import QuotaEntry
from tests.conftest import TODAY

MANAGER = Actor(None, "Manager", Role.MANAGER)


def a_type(session: Session, name: str = "Zehnerkarte", **more: Any) -> QuotaType:
    """A type of quota of ten units, valid three months from the purchase on, that pays for all."""
    given: dict[str, Any] = {
        "units": 10, "valid_value": 3, "price_cents": 10_000, "pays_appointments": True, "pays_courses": True,
    } | more  # fmt: skip
    kind = QuotaType(name=name, **given)
    session.add(kind)
    session.flush()
    return kind


def a_quota(session: Session, contact_id: int, kind: QuotaType, **more: Any) -> int:
    """The id of a quota that was sold."""
    return sell_quota(session, MANAGER, contact_id=contact_id, quota_type_id=kind.id, **more).id


def an_appointment(session: Session, contact_id: int, day: date = TODAY, hour: int = 10, **more: Any) -> int:
    """The id of an appointment."""
    given: dict[str, Any] = {"title": "KG", "day": day, "clock": time(hour), "minutes": 30} | more
    made = book_appointment(session, PROGRAM, contact_id=contact_id, **given)
    return int(made[0].id if isinstance(made, list | tuple) else made.id)


def a_contract(session: Session, contact_id: int, start_on: date, **more: Any) -> Contract:
    """A running contract."""
    given: dict[str, Any] = {
        "number": f"V-{start_on:%Y%m%d}-{contact_id}", "name": "Fitness", "regime": Regime.SINCE_2022_03,
        "signed_on": start_on, "activated": True,
    } | more  # fmt: skip
    contract = Contract(contact_id=contact_id, start_on=start_on, **given)
    session.add(contract)
    session.flush()
    session.add(ContractPrice(contact_id=contact_id, contract_id=contract.id, valid_from=start_on, cents=2_490))
    return contract


def includes(session: Session, contract: Contract, kind: QuotaType, units: int, *, monthly: bool = True) -> None:
    """A contract includes units."""
    session.add(
        ContractQuota(
            contact_id=contract.contact_id,
            contract_id=contract.id,
            quota_type_id=kind.id,
            units=units,
            monthly=monthly,
        )
    )
    session.flush()


def entries(session: Session, quota_id: int) -> list[QuotaEntry]:
    """The ledger of a quota."""
    return list(session.scalars(select(QuotaEntry).where(QuotaEntry.quota_id == quota_id).order_by(QuotaEntry.id)))


def at(day: date, hour: int = 12) -> datetime:
    """An instant of a day."""
    from datetime import UTC

    return datetime.combine(day, time(hour), UTC)
