"""Units of quotas that are used, and given back.

Whoever uses a unit locks the contact first, then the quota: of two who take the last unit at once one is told.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from actions.action import action
from actions.activities import load_entry
from actions.loading import load
from actions.quota_ledger import consume, give_back, lock_quotas
from domain.access import Actor, Permission
from domain.errors import Gone
from domain.quotas import (
    DoesNotPay,
    HouseBan,
    NotOfContact,
    PaidAlready,
    Wanted,
    usable,
    why_none,
    why_not,
)
from models.activity import Activity
from models.check_in import CheckIn
from models.contact import Contact
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


def return_of_check_in(session: Session, actor: Actor, check_in: CheckIn) -> None:
    """Give back the unit that paid for a visit, if one did."""
    entry = session.scalar(
        select(QuotaEntry).where(QuotaEntry.check_in_id == check_in.id).options(joinedload(QuotaEntry.quota))
    )
    if entry is not None:
        give_back(session, actor, entry)
