"""Reads quotas: what decides whether one pays, the list of a contact, and the ledger of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from domain.activities import ActivityKind
from domain.clock import day_of
from domain.courses import LIVE
from domain.periods import DAY, Period
from domain.quotas import (
    EntryKind,
    QuotaFacts,
    QuotaState,
    Use,
    Wanted,
    state_of,
    usable,
    value_of,
)
from domain.search_text import fold
from models.activity import Activity
from models.base import moment
from models.contact import Contact
from models.contract import Contract, Pause
from models.course import Course, CourseDate, Enrolment
from models.quota import Quota, QuotaEntry
from models.user import UserAccount


def facts_of(session: Session, quotas: Collection[Quota]) -> dict[int, QuotaFacts]:
    """What decides whether each of these pays, by its id."""
    return _facts(session, quotas, _contracts_of(session, quotas))


def _contracts_of(session: Session, quotas: Collection[Quota]) -> dict[int, Contract]:
    """The contracts that grant quotas, by their ids."""
    ids = {quota.contract_id for quota in quotas if quota.contract_id is not None}
    return {row.id: row for row in session.scalars(select(Contract).where(Contract.id.in_(ids)))} if ids else {}


def _facts(session: Session, quotas: Collection[Quota], contracts: dict[int, Contract]) -> dict[int, QuotaFacts]:
    pauses: dict[int, list[Period]] = {}
    if contracts:
        for pause in session.scalars(select(Pause).where(Pause.contract_id.in_(contracts))):
            pauses.setdefault(pause.contract_id, []).append(pause.period)
    return {
        quota.id: QuotaFacts(
            key=quota.id,
            starts_on=quota.starts_on,
            ends_on=quota.ends_on,
            balance=quota.balance,
            pays=quota.pays,
            category_id=quota.category_id,
            paused=tuple(pauses.get(quota.contract_id or 0, ())),
            contract_ends_on=_end_of(contracts.get(quota.contract_id or 0)),
        )
        for quota in quotas
    }


def _end_of(contract: Contract | None) -> date | None:
    """The last day of the contract that grants a quota; of one that never was, before all days."""
    if contract is None:
        return None
    if contract.void:
        return date.min
    return contract.ends_on if contract.withdrawn_on is None else contract.withdrawn_on - DAY


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota as lists show it."""

    quota_id: int
    version: int
    name: str
    unit_name: str
    state: QuotaState
    left: int
    had: int
    """Units that were sold, granted or transferred here."""
    bought_on: date
    starts_on: date
    last_day: date | None
    price_cents: int
    contract: str
    facts: QuotaFacts

    @property
    def value_cents(self) -> int:
        """What is left, in its part of the price."""
        return value_of(self.price_cents, self.had, self.left)


def quotas_of(session: Session, contact_id: int, today: date) -> tuple[QuotaRow, ...]:
    """All quotas of a contact: those that can be used first, then by their last day."""
    return _rows(session, select(Quota).where(Quota.contact_id == contact_id, ~Quota.taken_back), today)


def quota_row(session: Session, quota_id: int, today: date) -> QuotaRow | None:
    """One quota."""
    return next(iter(_rows(session, select(Quota).where(Quota.id == quota_id), today)), None)


def _rows(session: Session, wanted: Select[Any], today: date) -> tuple[QuotaRow, ...]:
    quotas = session.scalars(wanted).all()
    contracts = _contracts_of(session, quotas)
    facts = _facts(session, quotas, contracts)
    had = _units_had(session, [quota.id for quota in quotas])
    rows = [
        QuotaRow(
            quota_id=one.id,
            version=one.version,
            name=one.name,
            unit_name=one.unit_name,
            state=state_of(facts[one.id], today),
            left=one.balance,
            had=had.get(one.id, 0),
            bought_on=one.bought_on,
            starts_on=one.starts_on,
            last_day=facts[one.id].last_day,
            price_cents=one.price_cents,
            contract=contracts[one.contract_id].number if one.contract_id is not None else "",
            facts=facts[one.id],
        )
        for one in quotas
    ]
    order = list(QuotaState)
    return tuple(sorted(rows, key=lambda row: (order.index(row.state), row.last_day or date.max, row.quota_id)))


def _units_had(session: Session, quota_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(QuotaEntry.quota_id, func.sum(QuotaEntry.units))
        .where(
            QuotaEntry.quota_id.in_(quota_ids),
            QuotaEntry.units > 0,
            QuotaEntry.kind.in_((EntryKind.GRANT, EntryKind.TRANSFER, EntryKind.CORRECT)),
        )
        .group_by(QuotaEntry.quota_id)
    )
    return {quota_id: int(units) for quota_id, units in rows}


def matching(
    rows: Iterable[QuotaRow],
    *,
    typed: str = "",
    states: Collection[QuotaState] = (),
    since: date | None = None,
    before: date | None = None,
) -> list[QuotaRow]:
    """Those that a filter leaves: by name, by status, and by the days on which they are valid."""
    words = fold(typed).split()
    return [
        row
        for row in rows
        if all(word in fold(f"{row.name} {row.contract}") for word in words)
        and (not states or row.state in states)
        and (since is None or row.last_day is None or row.last_day >= since)
        and (before is None or row.starts_on < before)
    ]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry with the balance after it."""

    entry_id: int
    kind: EntryKind
    units: int
    balance: int
    day: date
    reason: str
    ends_on: date | None
    cents: int | None
    about: str
    """What was paid for, or whose quota the units came from or went to."""
    use: Use | None
    who: str
    at: datetime
    returned: bool
    by_itself: bool = False
    """Came back because what it paid for was cancelled."""


def ledger(session: Session, quota_id: int) -> tuple[LedgerLine, ...]:
    """All entries of a quota, the oldest first."""
    rows = session.execute(
        select(QuotaEntry, UserAccount.name)
        .outerjoin(UserAccount, UserAccount.id == QuotaEntry.user_id)
        .where(QuotaEntry.quota_id == quota_id)
        .order_by(QuotaEntry.id)
    ).all()
    titles, others = _titles(session, rows), _others(session, [entry for entry, _who in rows])
    returned = {entry.source_id for entry, _who in rows if entry.kind is EntryKind.RETURN}
    lines, balance = list[LedgerLine](), 0
    for entry, who in rows:
        balance += entry.units
        use, title = titles.get(entry.activity_id or 0, (None, ""))
        lines.append(
            LedgerLine(
                entry_id=entry.id,
                kind=entry.kind,
                units=entry.units,
                balance=balance,
                day=entry.day,
                reason=entry.reason,
                ends_on=entry.ends_on,
                cents=entry.cents,
                about=title or others.get(entry.id, ""),
                use=Use.CHECK_IN if entry.check_in_id else use,
                who=who or "",
                at=entry.created_at,
                returned=entry.id in returned,
                by_itself=entry.by_itself,
            )
        )
    return tuple(lines)


def _titles(session: Session, rows: Sequence[Any]) -> dict[int, tuple[Use, str]]:
    ids = [entry.activity_id for entry, _who in rows if entry.activity_id is not None]
    if not ids:
        return {}
    courses: dict[int, str] = dict(
        session.execute(
            select(Enrolment.__table__.c.id, Course.name)
            .join(CourseDate, CourseDate.id == Enrolment.__table__.c.course_date_id)
            .join(Course, Course.id == CourseDate.course_id)
            .where(Enrolment.__table__.c.id.in_(ids))
        ).all()
    )
    found = session.execute(select(Activity.id, Activity.title).where(Activity.id.in_(ids)))
    return {key: (Use.COURSE, courses[key]) if key in courses else (Use.APPOINTMENT, title) for key, title in found}


def _others(session: Session, entries: Sequence[QuotaEntry]) -> dict[int, str]:
    """With whom units were transferred."""
    moved = [entry for entry in entries if entry.kind is EntryKind.TRANSFER]
    if not moved:
        return {}
    out, into = [one.id for one in moved], [one.source_id or 0 for one in moved]
    rows = session.execute(
        select(QuotaEntry.id, QuotaEntry.source_id, Contact)
        .join(Quota, Quota.id == QuotaEntry.quota_id)
        .join(Contact, Contact.id == Quota.contact_id)
        .where(or_(QuotaEntry.source_id.in_(out), QuotaEntry.id.in_(into)), QuotaEntry.kind == EntryKind.TRANSFER)
    ).all()
    by_source = {source: contact for _key, source, contact in rows if source is not None}
    by_id = {key: contact for key, _source, contact in rows}
    return {
        one.id: other.display_name
        for one in moved
        if (other := by_id.get(one.source_id or 0) or by_source.get(one.id)) is not None
    }


def choices(session: Session, contact_id: int, wanted: Wanted) -> tuple[QuotaRow, ...]:
    """The quotas of a contact that pay for a use, the one that expires first on top."""
    rows = {row.quota_id: row for row in quotas_of(session, contact_id, wanted.day)}
    return tuple(rows[one.key] for one in usable([row.facts for row in rows.values()], wanted))


def payers_of_activity(session: Session, activity_id: int) -> tuple[QuotaRow, ...]:
    """The quotas that can pay for an appointment or a place in a course, the one that expires first on top."""
    activity = session.get(Activity, activity_id)
    if activity is None or activity.contact_id is None or activity.kind not in USES:
        return ()
    return choices(session, activity.contact_id, wanted_for(session, activity))


USES = {ActivityKind.APPOINTMENT: Use.APPOINTMENT, ActivityKind.COURSE: Use.COURSE}


def wanted_for(session: Session, activity: Activity) -> Wanted:
    """What an appointment or a place in a course wants paid."""
    category_id = activity.category_id
    if isinstance(activity, Enrolment):
        category_id = session.scalar(
            select(Course.category_id)
            .join(CourseDate, CourseDate.course_id == Course.id)
            .where(CourseDate.id == activity.course_date_id)
        )
    return Wanted(USES[activity.kind], day_of(activity.at), category_id)


def live_consumption(session: Session, activity_id: int) -> QuotaEntry | None:
    """The unit that pays for an activity at present."""
    given_back = aliased(QuotaEntry)
    return session.scalar(
        select(QuotaEntry)
        .outerjoin(given_back, given_back.source_id == QuotaEntry.id)
        .where(QuotaEntry.activity_id == activity_id, given_back.id.is_(None))
        .options(joinedload(QuotaEntry.quota))
    )


@dataclass(frozen=True, slots=True)
class Payment:
    """The unit that pays for an activity."""

    entry_id: int
    name: str


def payment_of(session: Session, activity_id: int) -> Payment | None:
    """What pays for an activity at present."""
    entry = live_consumption(session, activity_id)
    return None if entry is None else Payment(entry.id, entry.quota.name)


def units_lapsed(session: Session, quota_ids: Collection[int]) -> dict[int, int]:
    """Of each of these the units that have lapsed and would come back by an extension."""
    rows = session.execute(
        select(QuotaEntry.quota_id, func.sum(QuotaEntry.units))
        .where(QuotaEntry.quota_id.in_(quota_ids), QuotaEntry.kind.in_((EntryKind.EXPIRE, EntryKind.EXTEND)))
        .group_by(QuotaEntry.quota_id)
    )
    return {quota_id: -int(units) for quota_id, units in rows if units}


def units_paying(session: Session, activity_ids: Collection[int], *, came_back: bool = False) -> set[int]:
    """Which of these a unit pays for; with `came_back` for which a unit came back by itself with the cancellation."""
    back = aliased(QuotaEntry)
    query = select(QuotaEntry.activity_id).outerjoin(back, back.source_id == QuotaEntry.id)
    state = back.by_itself if came_back else back.id.is_(None)
    found = session.scalars(query.where(QuotaEntry.activity_id.in_(activity_ids), state))
    return {key for key in found if key is not None}


def units_of_enrolments(
    session: Session, *, date_id: int | None = None, course_id: int | None = None, contact_id: int | None = None
) -> int:
    """How many units pay for places in a date, or for those of a contact in the dates of a course to come."""
    part = Enrolment.__table__.c
    query = (
        select(part.id).join(CourseDate, CourseDate.id == part.course_date_id).join(Activity, Activity.id == part.id)
    )
    query = query.where(Activity.state.in_(LIVE))
    if date_id is not None:
        query = query.where(part.course_date_id == date_id)
    if course_id is not None:
        query = query.where(CourseDate.course_id == course_id, CourseDate.ends_at > moment(session))
        query = query.where(Activity.contact_id == contact_id)
    return len(units_paying(session, session.scalars(query).all()))
