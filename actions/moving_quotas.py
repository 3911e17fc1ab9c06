"""Quotas of another system move in with the units that are left; their price is never claimed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import today_of
from actions.loading import load
from actions.quota_ledger import book, lock_quotas
from actions.quotas import copy_of_type
from domain.access import Actor, Permission
from domain.catalogue import AmountBelowZero
from domain.contract_deeds import LastBeforeStart, NotInFuture, check_day
from domain.errors import Problems, Refusal
from domain.moving_in import LeftMoreThanHad, QuotaHere, QuotaOver
from domain.quotas import MOST_UNITS, EntryKind, UnitsImpossible
from i18n.texts import _
from models.catalogue import QuotaType
from models.contact import Contact
from models.quota import Quota, QuotaEntry

LEDGER = (Quota.__tablename__, QuotaEntry.__tablename__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedQuota:
    """A quota as the system before this one has it."""

    contact_id: int
    quota_type_id: int
    name: str
    left: int
    had: int
    bought_on: date
    starts_on: date
    ends_on: date | None
    price_cents: int = 0
    """What was paid; only for what a refund may be."""

    @property
    def key(self) -> tuple[int, int, date, date]:
        """Two quotas with the same are one."""
        return self.contact_id, self.quota_type_id, self.bought_on, self.starts_on

    @property
    def marks(self) -> tuple[Hashable, ...]:
        """Two with a mark in common are one."""
        return (self.key,)


@action(Permission.IMPORT_CONTACTS)
def import_quotas(session: Session, actor: Actor, *, quotas: Sequence[MovedQuota]) -> int:
    """Store these quotas with what had been used of them; refuses what is here already, and impossible numbers."""
    actor.require(Permission.CORRECT_QUOTAS)
    people = sorted({one.contact_id for one in quotas})
    session.scalars(select(Contact).where(Contact.id.in_(people)).order_by(Contact.id).with_for_update()).all()
    today = today_of(session)
    for moved in quotas:
        check_quota(moved, today)
        for why in quotas_there(session, [moved]):
            if why is not None:
                raise why
        quota = copy_of_type(load(session, QuotaType, moved.quota_type_id), moved.contact_id)
        quota.bought_on, quota.starts_on, quota.ends_on = moved.bought_on, moved.starts_on, moved.ends_on
        quota.price_cents, quota.charged = moved.price_cents, False
        session.add(quota)
        book(session, actor, quota, QuotaEntry(kind=EntryKind.GRANT, units=moved.had, day=moved.starts_on))
        if moved.left < moved.had:
            used = QuotaEntry(
                kind=EntryKind.CORRECT, units=moved.left - moved.had, day=today, reason=_("Used in the system before")
            )
            book(session, actor, quota, used)
    return len(quotas)


def check_quota(moved: MovedQuota, today: date) -> None:
    """Refuse numbers and days that cannot be."""
    problems = Problems()
    with problems.field("left"):
        if not 1 <= moved.left <= MOST_UNITS:
            raise UnitsImpossible(most=MOST_UNITS)
    with problems.field("had"):
        if moved.had > MOST_UNITS:
            raise UnitsImpossible(most=MOST_UNITS)
        if moved.had < moved.left:
            raise LeftMoreThanHad(had=moved.had)
    for name in ("bought_on", "starts_on", "ends_on"):
        day = getattr(moved, name)
        with problems.field(name):
            if day is not None:
                check_day(day, today)
    with problems.field("bought_on"):
        if moved.bought_on > today:
            raise NotInFuture(day=moved.bought_on)
    with problems.field("ends_on"):
        if moved.ends_on is not None and moved.ends_on < moved.starts_on:
            raise LastBeforeStart(field="ends_on")
        if moved.ends_on is not None and moved.ends_on < today:
            raise QuotaOver(day=moved.ends_on)
    with problems.field("paid_cents"):
        if moved.price_cents < 0:
            raise AmountBelowZero
    problems.raise_if_any()


def quotas_there(session: Session, some: Sequence[MovedQuota]) -> list[Refusal | None]:
    """For each of these why it cannot come in, None where it can; an empty list for all of them."""
    query = select(Quota.contact_id, Quota.quota_type_id, Quota.bought_on, Quota.starts_on).where(
        Quota.contact_id.in_({moved.contact_id for moved in some}), ~Quota.charged, ~Quota.taken_back
    )
    here = {tuple(row) for row in session.execute(query)}
    found: list[Refusal | None] = [
        QuotaHere(name=moved.name, day=moved.bought_on) if moved.key in here else None for moved in some
    ]
    return found if any(found) else []


# --- undo ----------------------------------------------------------------------------------------------------
def quotas_used(session: Session, changes: Mapping[int, Sequence[dict[str, Any]]]) -> set[int]:
    """The contacts of whose quotas units came or went since these changes; the quotas are locked."""
    booked = defaultdict[int, int](int)
    owners = dict[int, int]()
    for contact_id, some in changes.items():
        for change in some:
            if change["table"] == QuotaEntry.__tablename__ and change["before"] is None:
                booked[change["after"]["quota_id"]] += change["after"]["units"]
                owners[change["after"]["quota_id"]] = contact_id
    if not owners:
        return set()
    locked = lock_quotas(session, Quota.id.in_(owners))
    return {owners[quota.id] for quota in locked if quota.balance != booked[quota.id] or quota.taken_back}


def take_quotas_back(session: Session, actor: Actor, changes: Sequence[dict[str, Any]]) -> None:
    """The quotas that an import made are gone; their ledgers stay, with the units booked out."""
    keys = [change["key"] for change in changes if change["table"] == Quota.__tablename__ and change["before"] is None]
    today = today_of(session)
    for quota in lock_quotas(session, Quota.id.in_(keys)) if keys else ():
        if quota.balance:
            gone = QuotaEntry(
                kind=EntryKind.CORRECT, units=-quota.balance, day=today, reason=_("The import was undone")
            )
            book(session, actor, quota, gone)
        quota.taken_back = True
