"""Keeps the dated facts of a record beside each change: what held before, and what holds from which day on.

1. An edit with a day of its own (`in_force_from`) becomes a fact of that day; the record holds what is in force today.
2. Every other edit of a dated column is a fact of today, and a removed record one that ends it (`facts_of_today`).
3. Before the first fact of a column stands what it held until then, from `EVER`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Actor
from domain.clock import day_of
from domain.contacts import NamelessOn
from domain.errors import DayFarAway
from domain.periods import EVER
from models.audit import canonical
from models.base import Base, model_of, moment
from models.changes import Change, contact_of, edited, typed
from models.contact import Contact
from models.dated import DatedFact, bring_into_force, facts_of, in_order, state_on

EARLIEST = date(1900, 1, 1)
FARTHEST = timedelta(days=20 * 366)
"""Nothing is planned for a day farther away than that."""


def in_force_from(session: Session, actor: Actor, record: Any, day: date | None) -> None:
    """Let what was just changed in the record, and is not flushed yet, be in force from this day; None is today.

    Refuses `NamelessOn` where the contact would have no name on a day.
    """
    today = day_of(moment(session))
    if day is None or day == today:
        return
    check_day(day, today)
    with session.no_autoflush:
        before, after = edited(record)
        after = {name: after[name] for name in after.keys() & record.__dated__}
        if not after:
            return
        for name, value in typed(type(record), {name: before[name] for name in after}).items():
            setattr(record, name, value)
        facts = facts_of(session, record)
    contact_id = contact_of(record)
    assert contact_id is not None
    made = _Facts(session, actor, record.__tablename__, record.id, contact_id)
    facts += made.baseline(facts, {name: before[name] for name in after})
    facts.append(made.fact(day, after, pending=day > today))
    session.flush()
    bring_into_force(record, in_order(facts), today)
    check_names(record, in_order(facts), min(day, today))


def facts_of_today(session: Session, actor: Actor, changes: Sequence[Change], *, undoing: bool) -> None:
    """The facts of what an action changed without naming a day. An undo brings the facts themselves back."""
    today = day_of(moment(session))
    touched = [change for change in changes if change.before is not None and model_of(change.table).__dated__]
    held = _held(session, touched)
    for change in touched:
        assert change.before is not None
        assert change.contact_id is not None
        facts = held[change.table, int(change.key)]
        made = _Facts(session, actor, change.table, int(change.key), change.contact_id)
        if change.after is None:
            if not undoing:
                made.removed(today, change.before)
            continue
        told = state_on(facts, today)
        new = {
            name: value
            for name, value in change.after.items()
            if name in model_of(change.table).__dated__ and (told[name] != value if name in told else not undoing)
        }
        if new:
            facts = facts + made.baseline(facts, {name: change.before[name] for name in new})
            facts.append(made.fact(today, new))
            session.flush()
            if change.table == Contact.__tablename__:
                check_names(session.get_one(Contact, change.key), in_order(facts), today)


def check_day(day: date, today: date) -> None:
    """Refuse a day that can only be a slip of the pen (`DayFarAway`)."""
    if not EARLIEST <= day <= today + FARTHEST:
        raise DayFarAway(field="valid_from", day=day)


class _Facts:
    """Makes the facts of one record."""

    def __init__(self, session: Session, actor: Actor, table: str, key: int, contact_id: int) -> None:
        self._session = session
        self._of = {"table_name": table, "row_key": key, "contact_id": contact_id, "user_id": actor.user_id}

    def baseline(self, facts: Iterable[DatedFact], before: dict[str, Any]) -> list[DatedFact]:
        """What held before the first fact of these columns, where there is none yet."""
        told = {name for fact in facts for name in fact.values}
        missing = {name: value for name, value in before.items() if name not in told}
        return [self.fact(EVER, missing)] if missing else []

    def fact(self, day: date, values: dict[str, Any], *, pending: bool = False) -> DatedFact:
        """From this day on the record holds these values."""
        return self._added(DatedFact(valid_from=day, body=canonical(values), pending=pending))

    def removed(self, day: date, whole: dict[str, Any]) -> DatedFact:
        """From this day on the record is gone."""
        return self._added(DatedFact(valid_from=day, body=canonical(whole), removed=True))

    def _added(self, fact: DatedFact) -> DatedFact:
        for name, value in self._of.items():
            setattr(fact, name, value)
        self._session.add(fact)
        return fact


def _held(session: Session, changes: Iterable[Change]) -> defaultdict[tuple[str, int], list[DatedFact]]:
    """The facts of all these records, by table and key."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for change in changes:
        keys[change.table].add(int(change.key))
    held: defaultdict[tuple[str, int], list[DatedFact]] = defaultdict(list)
    for table, some in keys.items():
        of_table = select(DatedFact).where(DatedFact.table_name == table, DatedFact.row_key.in_(some))
        for fact in in_order(session.scalars(of_table)):
            held[table, fact.row_key].append(fact)
    return held


def check_names(record: Base, facts: Sequence[DatedFact], since: date) -> None:
    """On no day from then on may a contact be without the name that its kind needs."""
    if not isinstance(record, Contact):
        return
    for day in sorted({max(since, fact.valid_from) for fact in facts}):
        state = {name: getattr(record, name) for name in ("kind", "first_name", "last_name", "company_name")}
        state |= {name: value for name, value in state_on(facts, day).items() if name in state}
        company = state["kind"] == "company"
        if company != bool(state["company_name"]) or not any(
            state[name] for name in ("first_name", "last_name", "company_name")
        ):
            raise NamelessOn(field="valid_from", day=day)
