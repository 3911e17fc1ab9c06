"""The ledger of quotas under anything that staff may do, in any order, beside a model of one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from actions.quota_grants import GRACE, expire_due
from actions.quota_uses import return_unit, use_for_activity
from actions.quotas import correct_quota, extend_quota, refund_quota, sell_quota, transfer_quota
from actions.relationships import add_relationship
from db.session import Database
from domain.access import PROGRAM
from domain.errors import Refusal
from domain.relationships import Relation
from models.quota import Quota, QuotaEntry
from tests.building import a_contact
from tests.conftest import TODAY
from tests.quotas import MANAGER, a_type, an_appointment, at

WHO, UNITS = st.integers(0, 1), st.integers(1, 4)
DAYS = st.integers(0, 30)
PRICE = 900


@dataclass(slots=True)
class Held:
    """A quota as the model knows it."""

    owner: int
    first: date
    last: date
    left: int
    lapsed: int = 0
    """Units that expired and can come back."""


@dataclass(slots=True)
class Model:
    """What the ledger should say, in a page of plain Python."""

    quotas: dict[int, Held] = field(default_factory=dict)
    paid: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Activity: the quota that pays for it, and the entry."""

    def first_that_pays(self, owner: int, day: date) -> int | None:
        able = [
            (held.last, held.first, key)
            for key, held in self.quotas.items()
            if held.owner == owner and held.left > 0 and held.first <= day <= held.last
        ]
        return min(able)[2] if able else None

    def take(self, quota: int, units: int) -> bool:
        if units > self.quotas[quota].left:
            return False
        self.quotas[quota].left -= units
        return True

    def expire(self, today: date) -> None:
        for held in self.quotas.values():
            if held.last < today - GRACE:
                held.lapsed, held.left = held.lapsed + held.left, 0

    def extend(self, quota: int, last: date, today: date) -> bool:
        held = self.quotas[quota]
        if last <= held.last:
            return False
        held.last = last
        if last >= today:
            held.left, held.lapsed = held.left + held.lapsed, 0
        return True


class Ledger(RuleBasedStateMachine):
    """Two people of one family, their quotas and appointments."""

    database: Database
    number = 0

    @initialize()
    def begin(self) -> None:
        type(self).number += 1
        self.today, self.model, self.hour = TODAY, Model(), 0
        with self.database.writing(at(self.today)) as session:
            self.people = [a_contact(session, name, f"M{self.number}").id for name in ("Anna", "Ute")]
            add_relationship(
                session, PROGRAM, contact_id=self.people[0], other_id=self.people[1], seen=Relation.SIBLING
            )
            self.kind = a_type(
                session, f"K{self.number}", units=3, valid_value=20, valid_unit="days", price_cents=PRICE
            ).id
            self.activities = [
                (who, self.today + timedelta(days), an_appointment(
                    session, self.people[who], self.today + timedelta(days), 8 + who, clash_accepted=True
                ))
                for days in (0, 5, 15, 40)
                for who in (0, 1)
            ]  # fmt: skip

    def do(self, change: Any, **inputs: Any) -> Any:
        """One step; a refusal changes nothing."""
        try:
            with self.database.writing(at(self.today)) as session:
                return change(session, MANAGER, **inputs)
        except Refusal:
            return None

    def one(self, place: int) -> int | None:
        keys = sorted(self.model.quotas)
        return keys[place % len(keys)] if keys else None

    @rule(who=WHO, units=UNITS, later=st.integers(0, 10))
    def sells(self, who: int, units: int, later: int) -> None:
        first = self.today + timedelta(later)
        made = self.do(sell_quota, contact_id=self.people[who], quota_type_id=self.kind, units=units, starts_on=first)
        self.model.quotas[made.id] = Held(who, first, first + timedelta(19), units)

    @rule(place=st.integers(0, 7))
    def uses(self, place: int) -> None:
        who, day, activity = self.activities[place]
        entry = self.do(use_for_activity, activity_id=activity)
        quota = None if activity in self.model.paid else self.model.first_that_pays(who, day)
        assert (entry and entry.quota_id) == quota
        if quota is not None:
            self.model.take(quota, 1)
            self.model.paid[activity] = quota, entry.id

    @rule(place=st.integers(0, 7))
    def gives_back(self, place: int) -> None:
        activity = self.activities[place][2]
        if activity in self.model.paid:
            quota, entry = self.model.paid.pop(activity)
            assert self.do(return_unit, entry_id=entry) is not None
            assert self.do(return_unit, entry_id=entry) is None
            self.model.quotas[quota].left += 1

    @rule(place=DAYS, units=st.integers(-4, 4))
    def corrects(self, place: int, units: int) -> None:
        quota = self.one(place)
        if quota is not None and units:
            done = self.do(correct_quota, quota_id=quota, units=units, reason="x")
            assert (done is not None) == self.model.take(quota, -units)

    @rule(place=DAYS, units=UNITS)
    def pays_back(self, place: int, units: int) -> None:
        quota = self.one(place)
        if quota is not None:
            done = self.do(refund_quota, quota_id=quota, units=units, cents=0, reason="x")
            assert (done is not None) == self.model.take(quota, units)

    @rule(place=DAYS, units=UNITS)
    def gives_to_the_family(self, place: int, units: int) -> None:
        quota = self.one(place)
        if quota is not None:
            held = self.model.quotas[quota]
            other = 1 - held.owner
            made = self.do(transfer_quota, quota_id=quota, to_contact_id=self.people[other], units=units)
            assert (made is not None) == self.model.take(quota, units)
            if made is not None:
                self.model.quotas[made.id] = Held(other, held.first, held.last, units)

    @rule(place=DAYS, days=st.integers(-2, 25))
    def extends(self, place: int, days: int) -> None:
        quota = self.one(place)
        if quota is not None:
            last = self.model.quotas[quota].last + timedelta(days)
            with self.database.reading(at(self.today)) as session:
                version = session.get_one(Quota, quota).version
            done = self.do(extend_quota, quota_id=quota, version=version, ends_on=last, reason="x")
            assert (done is not None) == self.model.extend(quota, last, self.today)

    @rule(days=DAYS)
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days)

    @rule()
    def the_worker_comes(self) -> None:
        with self.database.writing(at(self.today)) as session:
            expire_due(session, PROGRAM, today=self.today)
        self.model.expire(self.today)

    @invariant()
    def ledger_and_model_agree(self) -> None:
        with self.database.reading(at(self.today)) as session:
            rows = session.scalars(select(Quota).where(Quota.id.in_(self.model.quotas))).all()
            sums = dict(session.execute(
                select(QuotaEntry.quota_id, func.sum(QuotaEntry.units)).group_by(QuotaEntry.quota_id)
            ).all())  # fmt: skip
        for row in rows:
            held = self.model.quotas[row.id]
            assert (row.balance, row.starts_on, row.ends_on) == (held.left, held.first, held.last)
            assert row.balance == sums[row.id]


@pytest.mark.parametrize("steps", [25])
def test_the_ledger_holds_whatever_happens(database: Database, steps: int) -> None:
    machine = type("Machine", (Ledger,), {"database": database, "number": 0})
    examples = 15 if database.engine.dialect.name == "sqlite" else 5
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
