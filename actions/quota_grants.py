"""What time alone does to quotas: contracts grant them month by month, and what was not used expires.

The worker calls both; however often and late it runs, the ledger is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from actions.quota_ledger import book, lock_quotas
from actions.quotas import new_quota
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.periods import Period
from domain.quotas import EntryKind, grant_months
from models.base import moment
from models.catalogue import QuotaType
from models.contact import Contact
from models.contract import Contract, ContractQuota, Pause
from models.quota import Quota, QuotaEntry

AT_ONCE = 100
"""Quotas of one transaction."""
GRACE = timedelta(days=7)
"""So long the desk can still enter a use of the last days."""


@action(Permission.CORRECT_QUOTAS)
def grant_due(session: Session, actor: Actor, *, today: date) -> int:
    """Grant what contracts include for the months that have begun; how many quotas that were, some at a time."""
    granted = 0
    for contract_id, row, month in _due(session, today):
        contract = load(session, Contract, contract_id)
        if _is_granted(session, row.id, month.start):
            continue
        contact = load(session, Contact, contract.contact_id)
        kind = load(session, QuotaType, row.quota_type_id)
        new_quota(
            session, actor, contact, kind,
            units=row.units, starts_on=month.start, price_cents=0, granted=(contract.id, row.id, month.start),
        )  # fmt: skip
        granted += 1
        if granted == AT_ONCE:
            break
    return granted


def _is_granted(session: Session, row_id: int, month: date) -> bool:
    return (
        session.scalar(select(Quota.id).where(Quota.contract_quota_id == row_id, Quota.granted_for == month))
        is not None
    )


def _due(session: Session, today: date) -> Iterator[tuple[int, ContractQuota, Period]]:
    """What is to be granted and is not yet: the contract, its row, and the month."""
    runs = (Contract.activated, ~Contract.void, Contract.withdrawn_on.is_(None), Contract.start_on <= today)
    rows = session.execute(
        select(ContractQuota, Contract.start_on, Contract.ends_on, Contract.billed_until)
        .join(Contract, Contract.id == ContractQuota.contract_id)
        .where(*runs)
        .order_by(ContractQuota.contract_id, ContractQuota.id)
    ).all()
    ids = [row.contract_id for row, *_rest in rows]
    pauses: dict[int, list[Period]] = {}
    for pause in session.scalars(select(Pause).join(Contract, Contract.id == Pause.contract_id).where(*runs)):
        pauses.setdefault(pause.contract_id, []).append(pause.period)
    there = set(
        session.execute(
            select(Quota.contract_quota_id, Quota.granted_for).where(Quota.contract_quota_id.is_not(None))
        ).tuples()
    ) if ids else set()  # fmt: skip
    for row, start, ends_on, billed_until in rows:
        last = today if ends_on is None else min(today, ends_on)
        months = grant_months(
            start,
            last,
            monthly=row.monthly,
            pauses=pauses.get(row.contract_id, ()),
            billed_until=billed_until,
        )
        for month in months:
            if (row.id, month.start) not in there:
                yield row.contract_id, row, month


@action(Permission.CORRECT_QUOTAS)
def expire_due(session: Session, actor: Actor, *, today: date) -> int:
    """Take out of the ledger what nobody used in time; how many quotas that were, some at a time."""
    lapsed = select(Quota.id).where(Quota.balance > 0, Quota.ends_on < today - GRACE).order_by(Quota.id).limit(AT_ONCE)
    found = lock_quotas(session, Quota.id.in_(lapsed), Quota.balance > 0, Quota.ends_on < today - GRACE)
    for quota in found:
        units = -quota.balance
        day = day_of(moment(session))
        book(session, actor, quota, QuotaEntry(kind=EntryKind.EXPIRE, units=units, day=day))
    return len(found)
