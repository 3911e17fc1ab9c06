"""Checks the ledgers of quotas: what each entry says of the one before it, and that the balance is their sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from domain.quotas import EntryKind
from models.contract import ContractQuota
from models.quota import Quota, QuotaEntry

AT_ONCE = 2_000
"""Quotas in memory at the same time."""


def quota_breaches(session: Session) -> Iterator[str]:
    """Every breach, in words."""
    last = 0
    while quotas := session.scalars(select(Quota).where(Quota.id > last).order_by(Quota.id).limit(AT_ONCE)).all():
        first, last = quotas[0].id, quotas[-1].id
        rows = session.scalars(
            select(QuotaEntry)
            .where(QuotaEntry.quota_id.between(first, last))
            .order_by(QuotaEntry.quota_id, QuotaEntry.id)
        )
        ledgers = {key: list(some) for key, some in groupby(rows, key=lambda one: one.quota_id)}
        for quota in quotas:
            yield from (f"Quota {quota.id}: {said}" for said in _of_ledger(quota, ledgers.get(quota.id, [])))
        session.expunge_all()
    yield from _sources(session)
    yield from _paid_twice(session)
    yield from _grants(session)


def _of_ledger(quota: Quota, entries: Sequence[QuotaEntry]) -> Iterator[str]:
    running = list(accumulate(one.units for one in entries))
    if quota.balance != (running[-1] if running else 0):
        yield f"the balance is {quota.balance}, its entries add up to {running[-1] if running else 0}."
    below = next((one for one, sum_so_far in zip(entries, running, strict=True) if sum_so_far < 0), None)
    if below is not None:
        yield f"entry {below.id} takes more than was left."
    if not entries or entries[0].kind not in {EntryKind.GRANT, EntryKind.TRANSFER}:
        yield "nothing was ever credited to it."
    extended = [one for one in entries if one.kind is EntryKind.EXTEND]
    counts = extended and extended[-1].source_id is None
    if counts and extended[-1].ends_on != quota.ends_on:
        yield f"it ends on {quota.ends_on}, its last extension says {extended[-1].ends_on}."
    last_extension = extended[-1].id if extended else 0
    for one in entries:
        lapses = one.kind is EntryKind.EXPIRE and one.id > last_extension
        if lapses and (quota.ends_on is None or one.day <= quota.ends_on):
            yield f"entry {one.id} lets units lapse before they do."


def _sources(session: Session) -> Iterator[str]:
    """What a return, an arriving transfer and an extension taken back say of the entry that they name."""
    before = aliased(QuotaEntry)
    rows = session.execute(
        select(QuotaEntry, before)
        .join(before, before.id == QuotaEntry.source_id)
        .order_by(QuotaEntry.id)
        .execution_options(yield_per=AT_ONCE)
    ).tuples()
    once = Counter[int]()
    for entry, source in rows:
        once[source.id] += 1
        same = entry.quota_id == source.quota_id
        fits = {
            EntryKind.RETURN: source.kind is EntryKind.CONSUME and same and entry.units == -source.units,
            EntryKind.TRANSFER: source.kind is EntryKind.TRANSFER and not same and entry.units == -source.units,
            EntryKind.EXTEND: source.kind is EntryKind.EXTEND and same,
        }.get(entry.kind, False)
        if not fits:
            yield f"Quota {entry.quota_id}: entry {entry.id} ({entry.kind}) does not fit entry {source.id} before it."
        if once[source.id] == 2:
            yield f"Quota {source.quota_id}: entry {source.id} is given back twice."


def _paid_twice(session: Session) -> Iterator[str]:
    """A use is paid by one unit at a time."""
    back = aliased(QuotaEntry)
    rows = session.execute(
        select(QuotaEntry.activity_id)
        .outerjoin(back, back.source_id == QuotaEntry.id)
        .where(QuotaEntry.activity_id.is_not(None), back.id.is_(None))
        .group_by(QuotaEntry.activity_id)
        .having(func.count() > 1)
        .order_by(QuotaEntry.activity_id)
    )
    for (activity_id,) in rows:
        yield f"Entry {activity_id} of the history is paid by two units at once."


def _grants(session: Session) -> Iterator[str]:
    """What a contract grants, it grants once for a month, and to nobody else's contract."""
    twice = session.execute(
        select(Quota.contract_quota_id, Quota.granted_for)
        .where(Quota.contract_quota_id.is_not(None))
        .group_by(Quota.contract_quota_id, Quota.granted_for)
        .having(func.count() > 1)
        .order_by(Quota.contract_quota_id)
    )
    for row_id, month in twice:
        yield f"What contract_quota {row_id} grants for {month} was granted twice."
    others = session.scalars(
        select(Quota.id)
        .join(ContractQuota, ContractQuota.id == Quota.contract_quota_id)
        .where(ContractQuota.contract_id.is_distinct_from(Quota.contract_id))
        .order_by(Quota.id)
    )
    for quota_id in others:
        yield f"Quota {quota_id}: it names another contract than the one that grants it."
