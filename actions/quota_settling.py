"""Units follow what they pay for, whichever action cancels it: they come back with the cancellation, and are used again
where it takes place after all. The ledger only grows, so that an undo books back instead of deleting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from actions.quota_ledger import book, consume, give_back, lock_quotas
from domain.access import Actor
from domain.activities import State
from domain.clock import day_of
from domain.errors import ChangedMeanwhile
from domain.quotas import EntryKind, why_not
from models.activity import Activity
from models.appointment import Appointment
from models.base import moment
from models.changes import Change
from models.course import Enrolment
from models.quota import Quota, QuotaEntry
from queries.quotas import facts_of, wanted_for

BOOKABLE = (Appointment.__tablename__, Enrolment.__tablename__)
MOVED = "units_moved"
"""In `session.info`: how many units came back, and how many were used again."""


def settle_units(session: Session, actor: Actor, changes: Iterable[Change], *, exactly: bool) -> None:
    """Give back and use again what follows from these changes; `exactly` refuses where a unit is gone by now."""
    touched = {int(change.key) for change in changes if _is_step(change)}
    if not touched:
        return
    back = again = 0
    for entry, given_back in _latest(session, touched):
        activity = session.get(Activity, entry.activity_id)
        if activity is None:
            continue
        if given_back is None and _is_off(activity):
            give_back(session, actor, entry, by_itself=True)
            back += 1
        elif given_back is not None and given_back.by_itself and not _is_off(activity):
            again += _use_again(session, actor, entry, activity, exactly=exactly)
    session.info[MOVED] = (back, again)


def _is_step(change: Change) -> bool:
    """Whether a booking may have been cancelled, or taken up again."""
    if change.table not in BOOKABLE or change.before is None or change.after is None:
        return False
    return not change.after.keys().isdisjoint({"state", "deleted_at"})


def _is_off(activity: Activity) -> bool:
    """Whether it does not take place: cancelled, or thrown away before it was over."""
    return activity.state is State.CANCELLED or (activity.deleted_at is not None and activity.is_open)


def _latest(session: Session, activity_ids: Iterable[int]) -> list[tuple[QuotaEntry, QuotaEntry | None]]:
    """The last use for each of these, and what gave it back, in the order of the quotas: so they are locked."""
    back = aliased(QuotaEntry)
    rows = session.execute(
        select(QuotaEntry, back)
        .outerjoin(back, back.source_id == QuotaEntry.id)
        .where(QuotaEntry.activity_id.in_(activity_ids))
        .order_by(QuotaEntry.turn)
    ).tuples()
    latest = {entry.activity_id: (entry, given_back) for entry, given_back in rows}
    return sorted(latest.values(), key=lambda pair: (pair[0].quota_id, pair[0].id))


def _use_again(session: Session, actor: Actor, before: QuotaEntry, activity: Activity, *, exactly: bool) -> bool:
    """The same quota pays again, where it still can."""
    (quota,) = lock_quotas(session, Quota.id == before.quota_id)
    wanted = wanted_for(session, activity)
    refusal = why_not(facts_of(session, [quota])[quota.id], wanted)
    if refusal is None:
        consume(session, actor, quota, QuotaEntry(day=wanted.day, activity_id=activity.id, turn=before.turn + 1))
    elif exactly:
        raise refusal
    return refusal is None


def of_the_ledger(change: dict[str, Any]) -> bool:
    """Whether a row of the trail is booked back rather than taken back: entries, and the last day that follows."""
    return change["table"] == QuotaEntry.__tablename__ or (
        change["table"] == Quota.__tablename__ and set(change["after"] or ()) == {"ends_on"}
    )


def take_extensions_back(session: Session, actor: Actor, changes: Sequence[dict[str, Any]]) -> None:
    """Let quotas that a step extended end as before; units that had come back by it lapse again.

    Refuses `ChangedMeanwhile` where one was extended again since, or the units were used.
    """
    ends = {int(row["key"]): row for row in changes if row["table"] == Quota.__tablename__}
    ids = [int(row["key"]) for row in changes if row["table"] == QuotaEntry.__tablename__]
    extended = select(QuotaEntry).where(QuotaEntry.id.in_(ids), QuotaEntry.kind == EntryKind.EXTEND)
    entries = session.scalars(extended.order_by(QuotaEntry.quota_id)).all()
    quotas = {quota.id: quota for quota in lock_quotas(session, Quota.id.in_([one.quota_id for one in entries]))}
    today = day_of(moment(session))
    for entry in entries:
        quota, row = quotas[entry.quota_id], ends[entry.quota_id]
        later = select(func.count()).where(
            QuotaEntry.quota_id == quota.id, QuotaEntry.id > entry.id, QuotaEntry.kind == EntryKind.EXTEND
        )
        if session.scalar(later) or quota.ends_on != entry.ends_on or quota.balance < entry.units:
            raise ChangedMeanwhile
        quota.ends_on = type(today).fromisoformat(row["before"]["ends_on"])
        undone = QuotaEntry(kind=EntryKind.EXTEND, units=0, day=today, ends_on=quota.ends_on, source_id=entry.id)
        undone.reason = entry.reason
        book(session, actor, quota, undone)
        if entry.units:
            book(session, actor, quota, QuotaEntry(kind=EntryKind.EXPIRE, units=-entry.units, day=today))
