"""Units of quotas that are used, and given back: the ledger's lowest floor.

Whoever uses a unit locks the contact first, then the quota: of two who take the last unit at once one is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from actions.action import action
from actions.activities import load_entry
from actions.loading import load
from domain.access import Actor, Permission
from domain.catalogue import Clock
from domain.clock import day_of
from domain.errors import Gone
from domain.quotas import (
    DoesNotPay,
    EntryKind,
    HouseBan,
    NotOfContact,
    NotPaid,
    PaidAlready,
    Wanted,
    end_by_use,
    usable,
    why_none,
    why_not,
)
from domain.texts import tidy_line
from models.activity import Activity
from models.base import moment
from models.check_in import CheckIn
from models.contact import Contact
from models.contract import LONGEST_REASON
from models.quota import Quota, QuotaEntry
from queries.quotas import USES, facts_of, live_consumption, wanted_for


@action(Permission.CHECK_IN)
def use_for_activity(session: Session, actor: Actor, *, activity_id: int, quota_id: int | None = None) -> QuotaEntry:
    """Pay for an appointment or a place in a course: from the quota that expires first, unless one is named."""
    activity = load_entry(session, actor, Activity, activity_id, version=None)
    if activity.contact_id is None or activity.kind not in USES:
        raise DoesNotPay
    if live_consumption(session, activity.id) is not None:
        raise PaidAlready
    contact = load(session, Contact, activity.contact_id)
    wanted = wanted_for(session, activity)
    quota = chosen_quota(session, contact, wanted, quota_id)
    turn = session.scalar(select(func.count()).select_from(QuotaEntry).where(QuotaEntry.activity_id == activity.id))
    return consume(session, actor, quota, QuotaEntry(day=wanted.day, activity_id=activity.id, turn=turn or 0))


@action(Permission.CHECK_IN)
def return_unit(session: Session, actor: Actor, *, entry_id: int, reason: str = "") -> QuotaEntry:
    """Give a used unit back to its quota."""
    entry = session.scalar(select(QuotaEntry).where(QuotaEntry.id == entry_id).options(joinedload(QuotaEntry.quota)))
    if entry is None:
        raise Gone
    return give_back(session, actor, entry, reason)


def chosen_quota(session: Session, contact: Contact, wanted: Wanted, quota_id: int | None) -> Quota:
    """The quota that pays, locked; refuses with the reason why none does, or why the named one does not."""
    if contact.blocked_on is not None and contact.blocked_on <= wanted.day:
        raise HouseBan(day=contact.blocked_on)
    mine = lock_quotas(session, Quota.contact_id == contact.id)
    facts = facts_of(session, mine)
    if quota_id is None:
        able = usable(facts.values(), wanted)
        if not able:
            raise why_none(facts.values(), wanted)
        quota_id = able[0].key
    elif quota_id not in facts:
        raise NotOfContact
    refusal = why_not(facts[quota_id], wanted)
    if refusal is not None:
        raise refusal
    return next(quota for quota in mine if quota.id == quota_id)


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


def give_back(session: Session, actor: Actor, entry: QuotaEntry, reason: str = "") -> QuotaEntry:
    """The unit of a consumption goes back, once."""
    if entry.kind is not EntryKind.CONSUME:
        raise NotPaid
    (quota,) = lock_quotas(session, Quota.id == entry.quota_id)
    if session.scalar(select(QuotaEntry.id).where(QuotaEntry.source_id == entry.id)) is not None:
        raise NotPaid
    line = tidy_line(reason, longest=LONGEST_REASON)
    back = QuotaEntry(
        kind=EntryKind.RETURN, units=-entry.units, day=day_of(moment(session)), source_id=entry.id, reason=line
    )
    book(session, actor, quota, back)
    _stop_the_clock(session, quota)
    return back


def _stop_the_clock(session: Session, quota: Quota) -> None:
    """Where the clock begins with the first use it begins with the first that still counts, unless it was extended."""
    if quota.clock is not Clock.FIRST_USE:
        return
    entries = session.scalars(select(QuotaEntry).where(QuotaEntry.quota_id == quota.id)).all()
    if any(one.kind is EntryKind.EXTEND for one in entries):
        return
    returned = {one.source_id for one in entries if one.kind is EntryKind.RETURN}
    used = [one.day for one in entries if one.kind is EntryKind.CONSUME and one.id not in returned]
    quota.ends_on = end_by_use(min(used, default=None), quota.span, quota.valid_until)


def return_of_check_in(session: Session, actor: Actor, check_in: CheckIn) -> None:
    """Give back the unit that paid for a visit, if one did."""
    entry = session.scalar(
        select(QuotaEntry).where(QuotaEntry.check_in_id == check_in.id).options(joinedload(QuotaEntry.quota))
    )
    if entry is not None:
        give_back(session, actor, entry)
