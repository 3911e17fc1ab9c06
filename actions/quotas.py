"""Quotas are sold, granted, extended, corrected, transferred and paid back; each leaves an entry in the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import check_version, load
from actions.quota_ledger import book, lock_quotas
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.errors import Gone, Problems, Refusal
from domain.quotas import (
    MOST_AT_ONCE,
    MOST_DAYS,
    MOST_UNITS,
    DaysImpossible,
    EntryKind,
    NoneLeft,
    NotFamily,
    NotLater,
    PriceBelowZero,
    RefundTooHigh,
    TooManyAtOnce,
    UnitsImpossible,
    WithoutEnd,
    end_at_grant,
)
from domain.relationships import RelationshipKind
from domain.texts import tidy_line
from models.base import moment
from models.catalogue import QuotaType
from models.contact import Contact
from models.contract import LONGEST_REASON
from models.quota import Quota, QuotaEntry
from models.relationship import Relationship
from queries.quotas import units_lapsed

FAMILY = (
    *(RelationshipKind.PARTNER, RelationshipKind.PARENT, RelationshipKind.SIBLING),
    *(RelationshipKind.FAMILY, RelationshipKind.GUARDIAN),
)
COPIED = (
    *("quota_type_id", "name", "unit_name", "valid_value", "valid_unit", "valid_until", "clock", "pays_check_ins"),
    *("pays_appointments", "pays_courses", "category_id", "tax"),
)


@action(Permission.SELL_SERVICES)
def sell_quota(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    quota_type_id: int,
    units: int | None = None,
    price_cents: int | None = None,
    starts_on: date | None = None,
) -> Quota:
    """Sell a quota as the catalogue has it today, or for another price."""
    return new_quota(
        session, actor, load(session, Contact, contact_id), load(session, QuotaType, quota_type_id),
        units=units, starts_on=starts_on, price_cents=price_cents,
    )  # fmt: skip


@action(Permission.CORRECT_QUOTAS)
def grant_quota(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    quota_type_id: int,
    units: int | None = None,
    starts_on: date | None = None,
    reason: str = "",
) -> Quota:
    """Grant a quota by hand, for nothing and with a reason."""
    return new_quota(
        session, actor, load(session, Contact, contact_id), load(session, QuotaType, quota_type_id),
        units=units, starts_on=starts_on, price_cents=0, reason=_reason(reason),
    )  # fmt: skip


def new_quota(
    session: Session,
    actor: Actor,
    contact: Contact,
    kind: QuotaType,
    *,
    units: int | None = None,
    starts_on: date | None = None,
    price_cents: int | None = None,
    reason: str = "",
    granted: tuple[int, int, date] | None = None,
) -> Quota:
    """A quota with its first entry; `granted` names the contract, its row and the month for which it grants."""
    units = kind.units if units is None else units
    _check_units(units, MOST_UNITS)
    today = day_of(moment(session))
    starts_on = starts_on or today
    price = kind.price_cents if price_cents is None else price_cents
    if price < 0:
        raise PriceBelowZero(field="price_cents")
    quota = copy_of_type(kind, contact.id)
    quota.bought_on, quota.starts_on, quota.price_cents = min(today, starts_on), starts_on, price
    if granted is not None:
        quota.contract_id, quota.contract_quota_id, quota.granted_for = granted
    quota.ends_on = end_at_grant(quota.clock, starts_on, quota.span, quota.valid_until)
    session.add(quota)
    book(session, actor, quota, QuotaEntry(kind=EntryKind.GRANT, units=units, day=starts_on, reason=reason))
    return quota


def copy_of_type(kind: QuotaType, contact_id: int) -> Quota:
    """A quota of a contact with what its type says; not stored."""
    columns = {name: getattr(kind, name) for name in COPIED if name != "quota_type_id"}
    return Quota(contact_id=contact_id, quota_type_id=kind.id, **columns)


@action(Permission.CORRECT_QUOTAS, undoable=True)
def extend_quota(
    session: Session, actor: Actor, *, quota_id: int, version: int, ends_on: date, reason: str = ""
) -> Quota:
    """Let a quota be valid longer; what had expired comes back."""
    reason = _reason(reason)
    quota = _locked(session, quota_id, version)
    if quota.ends_on is None:
        raise WithoutEnd
    if ends_on <= quota.ends_on:
        raise NotLater(day=quota.ends_on, field="ends_on")
    _extend(session, actor, {quota: ends_on}, reason)
    return quota


@action(Permission.CORRECT_QUOTAS, undoable=True)
def extend_quotas(session: Session, actor: Actor, *, quota_ids: Collection[int], days: int, reason: str = "") -> int:
    """Let many quotas be valid longer by so many days, for one reason; those without an end stay as they are."""
    problems = Problems()
    with problems.named():
        reason = _reason(reason)
    with problems.field("days"):
        if not 1 <= days <= MOST_DAYS:
            raise DaysImpossible(most=MOST_DAYS)
        if len(quota_ids) > MOST_AT_ONCE:
            raise TooManyAtOnce(most=MOST_AT_ONCE)
    problems.raise_if_any()
    found = lock_quotas(session, Quota.id.in_(quota_ids), Quota.ends_on.is_not(None))
    longer = timedelta(days=days)
    _extend(session, actor, {one: one.ends_on + longer for one in found if one.ends_on is not None}, reason)
    return len(found)


def _extend(session: Session, actor: Actor, ends: Mapping[Quota, date], reason: str) -> None:
    """Move the last days of locked quotas; their entries are written together."""
    today = day_of(moment(session))
    lapsed = units_lapsed(session, [quota.id for quota in ends])
    for quota, ends_on in ends.items():
        quota.ends_on = ends_on
        entry = QuotaEntry(kind=EntryKind.EXTEND, day=today, ends_on=ends_on, reason=reason, user_id=actor.user_id)
        entry.quota, entry.units = quota, lapsed.get(quota.id, 0) if ends_on >= today else 0
        session.add(entry)
    session.flush()
    for quota in ends:
        session.expire(quota, ["balance"])


@action(Permission.CORRECT_QUOTAS)
def correct_quota(session: Session, actor: Actor, *, quota_id: int, units: int, reason: str = "") -> Quota:
    """Put a mistake right: units more, or fewer below zero."""
    reason = _reason(reason)
    quota = _locked(session, quota_id)
    _check_units(abs(units), MOST_UNITS)
    _check_left(quota, -units)
    book(session, actor, quota, _entry(session, EntryKind.CORRECT, units, reason))
    return quota


@action(Permission.SELL_SERVICES)
def transfer_quota(
    session: Session, actor: Actor, *, quota_id: int, to_contact_id: int, units: int, reason: str = ""
) -> Quota:
    """Give units to somebody of the family: there they are valid as long as here."""
    quota = _locked(session, quota_id)
    _check_units(units, MOST_UNITS)
    _check_left(quota, units)
    other = load(session, Contact, to_contact_id)
    if not _are_family(session, quota.contact_id, other.id):
        raise NotFamily(field="to_contact_id")
    line = tidy_line(reason, longest=LONGEST_REASON)
    gone = book(session, actor, quota, _entry(session, EntryKind.TRANSFER, -units, line))
    theirs = Quota(contact_id=other.id, **{name: getattr(quota, name) for name in COPIED})
    theirs.bought_on, theirs.starts_on, theirs.ends_on = quota.bought_on, quota.starts_on, quota.ends_on
    session.add(theirs)
    came = _entry(session, EntryKind.TRANSFER, units, line)
    came.source_id = gone.id
    book(session, actor, theirs, came)
    return theirs


@action(Permission.CORRECT_QUOTAS)
def refund_quota(session: Session, actor: Actor, *, quota_id: int, units: int, cents: int, reason: str = "") -> Quota:
    """Take unused units back for money; that it is paid back is written down here, and paid at the till."""
    reason = _reason(reason)
    quota = _locked(session, quota_id)
    _check_units(units, MOST_UNITS)
    _check_left(quota, units)
    earlier = select(func.coalesce(func.sum(QuotaEntry.cents), 0)).where(QuotaEntry.quota_id == quota.id)
    most = quota.price_cents - int(session.scalar(earlier) or 0)
    if not 0 <= cents <= most:
        raise RefundTooHigh(field="cents", most=most)
    entry = _entry(session, EntryKind.REFUND, -units, reason)
    entry.cents = cents
    book(session, actor, quota, entry)
    return quota


def _locked(session: Session, quota_id: int, version: int | None = None) -> Quota:
    found = lock_quotas(session, Quota.id == quota_id)
    if not found:
        raise Gone
    check_version(found[0], quota_id, version)
    return found[0]


def _entry(session: Session, kind: EntryKind, units: int, reason: str) -> QuotaEntry:
    return QuotaEntry(kind=kind, units=units, day=day_of(moment(session)), reason=reason)


def _reason(reason: str) -> str:
    try:
        return tidy_line(reason, longest=LONGEST_REASON, required=True)
    except Refusal as refusal:
        refusal.field = "reason"
        raise


def _check_units(units: int, most: int) -> None:
    if not 1 <= units <= most:
        raise UnitsImpossible(most=most, field="units")


def _check_left(quota: Quota, units: int) -> None:
    if units > quota.balance:
        raise NoneLeft(left=quota.balance, field="units")


def _are_family(session: Session, one: int, other: int) -> bool:
    ties = select(Relationship.id).where(
        Relationship.kind.in_(FAMILY),
        or_(
            (Relationship.contact_id == one) & (Relationship.other_id == other),
            (Relationship.contact_id == other) & (Relationship.other_id == one),
        ),
    )
    today = day_of(moment(session))
    on = (Relationship.valid_from <= today) & or_(Relationship.valid_until.is_(None), Relationship.valid_until > today)
    return session.scalar(ties.where(on).limit(1)) is not None
