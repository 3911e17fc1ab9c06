"""The ledger's lowest floor: quotas are locked, units used and given back, and no action is needed for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Actor
from domain.catalogue import Clock
from domain.clock import day_of
from domain.quotas import EntryKind, NotPaid, end_by_use
from domain.texts import tidy_line
from models.base import moment
from models.contract import LONGEST_REASON
from models.quota import Quota, QuotaEntry


def lock_quotas(session: Session, *wanted: object) -> Sequence[Quota]:
    """These quotas, locked in the order of their ids, with their balance of now."""
    query = select(Quota).where(*wanted).order_by(Quota.id)  # type: ignore[arg-type]
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def consume(session: Session, actor: Actor, quota: Quota, entry: QuotaEntry) -> QuotaEntry:
    """Use a unit of a locked quota; the clock of one that waits for its first use begins."""
    if quota.clock is Clock.FIRST_USE and quota.ends_on == end_by_use(None, quota.span, quota.valid_until):
        quota.ends_on = end_by_use(entry.day, quota.span, quota.valid_until)
    entry.kind, entry.units = EntryKind.CONSUME, -1
    return book(session, actor, quota, entry)


def book(session: Session, actor: Actor, quota: Quota, entry: QuotaEntry) -> QuotaEntry:
    """Write an entry into the ledger; its trigger brings the balance up to date."""
    entry.quota, entry.user_id = quota, actor.user_id
    session.add(entry)
    session.flush()
    session.expire(quota, ["balance"])
    return entry


def give_back(
    session: Session, actor: Actor, entry: QuotaEntry, reason: str = "", *, by_itself: bool = False
) -> QuotaEntry:
    """The unit of a consumption goes back, once; `by_itself` where what it paid for was cancelled."""
    if entry.kind is not EntryKind.CONSUME:
        raise NotPaid
    (quota,) = lock_quotas(session, Quota.id == entry.quota_id)
    if session.scalar(select(QuotaEntry.id).where(QuotaEntry.source_id == entry.id)) is not None:
        raise NotPaid
    line = tidy_line(reason, longest=LONGEST_REASON)
    back = QuotaEntry(kind=EntryKind.RETURN, units=-entry.units, day=day_of(moment(session)), source_id=entry.id)
    back.reason, back.by_itself = line, by_itself
    book(session, actor, quota, back)
    _stop_the_clock(session, quota)
    return back


def _stop_the_clock(session: Session, quota: Quota) -> None:
    """Where the clock begins with the first use it begins with the first that still counts, unless it was extended."""
    if quota.clock is not Clock.FIRST_USE:
        return
    entries = session.scalars(select(QuotaEntry).where(QuotaEntry.quota_id == quota.id)).all()
    undone = {one.source_id for one in entries if one.kind is EntryKind.EXTEND}
    if any(one.kind is EntryKind.EXTEND and one.source_id is None and one.id not in undone for one in entries):
        return
    returned = {one.source_id for one in entries if one.kind is EntryKind.RETURN}
    used = [one.day for one in entries if one.kind is EntryKind.CONSUME and one.id not in returned]
    quota.ends_on = end_by_use(min(used, default=None), quota.span, quota.valid_until)
