"""The ledger of quotas: what may be booked, by whom, and that two at once never use the same unit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from actions.contacts import block_contact
from actions.quota_grants import GRACE, expire_due, grant_due
from actions.quota_uses import return_unit, use_for_activity
from actions.quotas import (
    correct_quota,
    extend_quota,
    extend_quotas,
    grant_quota,
    refund_quota,
    transfer_quota,
)
from actions.relationships import add_relationship
from actions.undo import undo
from db.session import Database
from domain import quotas as rules
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.catalogue import Clock
from domain.contracts import PauseKind
from domain.errors import ChangedMeanwhile, InvalidInput, Missing, Refusal
from domain.quotas import EntryKind, QuotaState
from domain.relationships import Relation
from models.contract import Pause
from models.quota import Quota, QuotaEntry
from queries.quotas import ledger, quota_row, quotas_of
from queries.sold_quotas import foreseen_extension
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.merging import merge
from tests.quotas import MANAGER, a_contract, a_quota, a_type, an_appointment, at, entries, includes

DAY = timedelta(days=1)


def balance(database: Database, quota_id: int) -> int:
    with database.reading(NOW) as session:
        return session.scalar(select(Quota.balance).where(Quota.id == quota_id)) or 0


def test_use_takes_the_quota_that_expires_first_and_another_one_on_request(database: Database) -> None:
    with database.writing(NOW) as session:
        contact, kind = a_contact(session).id, a_type(session)
        late = a_quota(session, contact, kind)
        soon = a_quota(session, contact, kind, starts_on=TODAY - timedelta(60))
        one, two = an_appointment(session, contact), an_appointment(session, contact, hour=12)
        assert use_for_activity(session, MANAGER, activity_id=one).quota_id == soon
        assert use_for_activity(session, MANAGER, activity_id=two, quota_id=late).quota_id == late
    assert (balance(database, soon), balance(database, late)) == (9, 9)


def test_a_new_quota_works_at_once_beside_an_expired_and_a_used_up_one(database: Database) -> None:
    """Mistake 10: a new pass stays blocked after an expired one."""
    with database.writing(NOW) as session:
        contact, kind = a_contact(session).id, a_type(session)
        a_quota(session, contact, kind, starts_on=TODAY - timedelta(400))
        used_up = a_quota(session, contact, a_type(session, "Einer", units=1))
        use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact), quota_id=used_up)
        new = a_quota(session, contact, kind)
        entry = use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact, hour=12))
        assert entry.quota_id == new


def test_one_use_is_paid_once_and_again_after_it_was_given_back(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota, activity = a_quota(session, contact, a_type(session)), an_appointment(session, contact)
        for _turn in range(3):
            entry = use_for_activity(session, MANAGER, activity_id=activity)
            with pytest.raises(rules.PaidAlready):
                use_for_activity(session, MANAGER, activity_id=activity)
            return_unit(session, MANAGER, entry_id=entry.id)
            with pytest.raises(rules.NotPaid):
                return_unit(session, MANAGER, entry_id=entry.id)
        with pytest.raises(rules.NotPaid):
            return_unit(session, MANAGER, entry_id=entries(session, quota)[0].id)
    assert balance(database, quota) == 10


def test_the_day_of_use_counts_and_each_refusal_is_its_own(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        with pytest.raises(rules.NoQuota):
            use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact))
        quota = a_quota(session, contact, a_type(session, units=1))
        other = a_quota(session, a_contact(session, "Ute").id, a_type(session, "Nur Besuche", pays_appointments=False))
        last = session.get_one(Quota, quota).ends_on
        assert last is not None

        def refused(day: date, hour: int, quota_id: int | None = quota) -> type[Refusal]:
            activity = an_appointment(session, contact, day, hour)
            with pytest.raises(Refusal) as found:
                use_for_activity(session, MANAGER, activity_id=activity, quota_id=quota_id)
            return type(found.value)

        assert refused(last + DAY, 8) is rules.QuotaExpired
        assert refused(TODAY - DAY, 9) is rules.NotYetValid
        assert refused(TODAY, 11, other) is rules.NotOfContact
        use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact, last, 10))
        assert refused(last, 12) is rules.NoneLeft
        own = a_quota(session, contact, a_type(session, "Besuch", pays_appointments=False))
        assert refused(TODAY, 13, own) is rules.DoesNotPay
        block_contact(session, MANAGER, contact_id=contact, on=TODAY, reason="x")
        assert refused(TODAY, 14) is rules.HouseBan


def test_the_clock_begins_with_the_first_use_that_counts(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota_id = a_quota(session, contact, a_type(session, clock=Clock.FIRST_USE, valid_value=1))
        quota = session.get_one(Quota, quota_id)
        assert quota.ends_on is None
        first = use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact, date(2026, 12, 1)))
        assert quota.ends_on == date(2026, 12, 31)
        use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact, date(2026, 12, 10)))
        assert quota.ends_on == date(2026, 12, 31)
        return_unit(session, MANAGER, entry_id=first.id)
        assert quota.ends_on == date(2027, 1, 9)


def test_expired_units_leave_after_the_grace_and_come_back_by_an_extension(database: Database) -> None:
    with database.writing(NOW) as session:
        quota_id = a_quota(session, a_contact(session).id, a_type(session))
    with database.reading(NOW) as session:
        last = session.get_one(Quota, quota_id).ends_on
    assert last is not None
    for day, left in ((last + GRACE, 10), (last + GRACE + DAY, 0), (last + GRACE + DAY, 0)):
        with database.writing(at(day)) as session:
            expire_due(session, PROGRAM, today=day)
        assert balance(database, quota_id) == left
    later = at(last + timedelta(30))
    with database.writing(later) as session:
        with pytest.raises(ChangedMeanwhile):
            extend_quota(session, MANAGER, quota_id=quota_id, version=99, ends_on=later.date(), reason="krank")
        with pytest.raises(rules.NotLater):
            extend_quota(session, MANAGER, quota_id=quota_id, version=1, ends_on=last, reason="krank")
        with pytest.raises(Missing):
            extend_quota(session, MANAGER, quota_id=quota_id, version=1, ends_on=later.date(), reason=" ")
        extend_quota(session, MANAGER, quota_id=quota_id, version=1, ends_on=later.date() + DAY, reason="krank")
    assert balance(database, quota_id) == 10
    with database.writing(later) as session:
        assert extend_quotas(session, MANAGER, quota_ids=[quota_id], days=10, reason="Umbau") == 1
    assert balance(database, quota_id) == 10


def test_units_are_corrected_paid_back_and_given_to_the_family(database: Database) -> None:
    with database.writing(NOW) as session:
        anna, ute = a_contact(session).id, a_contact(session, "Ute").id
        quota = a_quota(session, anna, a_type(session))
        with pytest.raises(rules.NoneLeft):
            correct_quota(session, MANAGER, quota_id=quota, units=-11, reason="x")
        correct_quota(session, MANAGER, quota_id=quota, units=-1, reason="vergessen")
        with pytest.raises(rules.RefundTooHigh):
            refund_quota(session, MANAGER, quota_id=quota, units=2, cents=10_001, reason="Umzug")
        refund_quota(session, MANAGER, quota_id=quota, units=2, cents=2_000, reason="Umzug")
        with pytest.raises(rules.NotFamily):
            transfer_quota(session, MANAGER, quota_id=quota, to_contact_id=ute, units=3)
        add_relationship(session, PROGRAM, contact_id=anna, other_id=ute, seen=Relation.SIBLING)
        theirs = transfer_quota(session, MANAGER, quota_id=quota, to_contact_id=ute, units=3)
        assert theirs.ends_on == session.get_one(Quota, quota).ends_on
        lines = ledger(session, quota)
        assert [(line.kind, line.units, line.balance) for line in lines] == [
            (EntryKind.GRANT, 10, 10),
            (EntryKind.CORRECT, -1, 9),
            (EntryKind.REFUND, -2, 7),
            (EntryKind.TRANSFER, -3, 4),
        ]
        assert (lines[-1].about, ledger(session, theirs.id)[0].about) == ("Ute Müller", "Anna Müller")
        row = quota_row(session, quota, TODAY)
        assert row is not None
        assert row.value_cents == 4_000


@pytest.mark.parametrize("units", [0, -1, rules.MOST_UNITS + 1, 10**18])
def test_impossible_numbers_of_units_are_refused(database: Database, units: int) -> None:
    with database.writing(NOW) as session:
        contact, kind = a_contact(session).id, a_type(session)
        with pytest.raises(rules.UnitsImpossible):
            grant_quota(session, MANAGER, contact_id=contact, quota_type_id=kind.id, units=units, reason="x")


def test_the_desk_uses_units_but_does_not_correct_them(database: Database) -> None:
    reception = Actor(None, "Rita", Role.RECEPTION)
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota = a_quota(session, contact, a_type(session))
        use_for_activity(session, reception, activity_id=an_appointment(session, contact))
        with pytest.raises(NotPermitted):
            correct_quota(session, reception, quota_id=quota, units=1, reason="x")


def test_a_contract_grants_each_month_once_however_late(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        contract = a_contract(session, contact, date(2026, 8, 31))
        includes(session, contract, a_type(session, units=4, valid_value=1), 4)
        includes(session, contract, a_type(session, "Einweisung", units=1, valid_value=None), 1, monthly=False)
    for day in (date(2026, 9, 1), date(2026, 9, 1), TODAY, TODAY):
        with database.writing(at(day)) as session:
            while grant_due(session, PROGRAM, today=day):
                pass
    with database.reading(NOW) as session:
        rows = session.scalars(select(Quota).order_by(Quota.granted_for, Quota.id)).all()
        assert [(one.granted_for, one.ends_on) for one in rows] == [
            (date(2026, 8, 31), date(2026, 9, 30)),
            (date(2026, 8, 31), None),
            (date(2026, 9, 30), date(2026, 10, 29)),
            (date(2026, 10, 31), date(2026, 11, 30)),
        ]
        assert [row.state for row in quotas_of(session, contact, TODAY)].count(QuotaState.USABLE) == 2


def test_what_a_contract_grants_rests_with_it_and_ends_with_it(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        contract = a_contract(session, contact, date(2026, 11, 1))
        includes(session, contract, a_type(session, units=4, valid_value=None), 4)
        grant_due(session, PROGRAM, today=TODAY)
        session.add(
            Pause(
                contact_id=contact, contract_id=contract.id, kind=PauseKind.FREE,
                starts_on=TODAY, ends_before=TODAY + DAY,
            )
        )  # fmt: skip
        contract.ends_on = date(2026, 12, 15)
        session.flush()
        for day, hour, refusal in ((TODAY, 8, rules.QuotaPaused), (date(2026, 12, 16), 9, rules.QuotaExpired)):
            with pytest.raises(refusal):
                use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact, day, hour))
        use_for_activity(session, MANAGER, activity_id=an_appointment(session, contact, date(2026, 12, 15)))


def test_quotas_go_with_a_merge(database: Database) -> None:
    with database.writing(NOW) as session:
        stays, goes = a_contact(session).id, a_contact(session, "Anne").id
        quota = a_quota(session, goes, a_type(session))
    with database.writing(NOW) as session:
        merge(session, stays, goes)
    with database.reading(NOW) as session:
        assert [row.quota_id for row in quotas_of(session, stays, TODAY)] == [quota]
    assert balance(database, quota) == 10


INSERT = "INSERT INTO quota_entry (quota_id, kind, units, day, reason, turn, created_at, {more}) VALUES ({values})"


def _insert(kind: str, units: int, **more: object) -> str:
    named = {"source_id": None, "activity_id": None} | more
    reason = "x" if kind in {"correct", "extend"} else ""
    values = ["1", f"'{kind}'", str(units), "'2026-11-23'", f"'{reason}'", "0", "'2026-11-23'"]
    values += ["NULL" if value is None else str(value) for value in named.values()]
    return INSERT.format(more=", ".join(named), values=", ".join(values))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quota_entry SET units = 11",
        "DELETE FROM quota_entry",
        "UPDATE quota SET balance = 11",
        "UPDATE quota SET balance = balance - 1",
        _insert("correct", -11),
        _insert("refund", -11),
        _insert("grant", -1),
        _insert("grant", 0),
        _insert("consume", 1, activity_id=7),
        _insert("consume", -1),
        _insert("return", 1),
        _insert("expire", 1),
        _insert("grant", 1, activity_id=7),
        _insert("grant", 1, quota_id=99).replace("(quota_id, ", "(", 1).replace("VALUES (1, ", "VALUES (", 1),
    ],
)
def test_the_database_itself_refuses(database: Database, statement: str) -> None:
    with database.writing(NOW) as session:
        a_quota(session, a_contact(session).id, a_type(session))
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(statement))
    assert balance(database, 1) == 10


def test_the_database_keeps_the_balance_and_one_payment_of_a_use(database: Database) -> None:
    with database.writing(NOW) as session:
        a_quota(session, a_contact(session).id, a_type(session))
    with database.engine.begin() as connection:
        connection.execute(text(_insert("consume", -1, activity_id=7)))
        connection.execute(text(_insert("correct", 3)))
    assert balance(database, 1) == 12
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(_insert("consume", -1, activity_id=7)))
    assert balance(database, 1) == 12


def _at_once(database: Database, *changes: Any) -> list[object]:
    """Run these at the same moment, each in a transaction of its own; what came of each."""
    start = Barrier(len(changes))

    def run(change: Any) -> object:
        start.wait()
        try:
            with database.writing(NOW) as session:
                return change(session)
        except Refusal as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(run, changes))


def test_of_two_who_use_the_last_unit_at_once_one_is_told(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota = a_quota(session, contact, a_type(session, units=1))
        activities = [an_appointment(session, contact, hour=hour) for hour in (8, 10, 12, 14)]
    found = _at_once(
        database,
        *(lambda s, key=key: use_for_activity(s, MANAGER, activity_id=key).quota_id for key in activities),
    )
    assert sorted(map(str, found)) == sorted([str(quota), *[str(rules.NoneLeft)] * 3])
    assert balance(database, quota) == 0


def test_one_use_that_two_pay_for_at_once_is_paid_once(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota, activity = a_quota(session, contact, a_type(session)), an_appointment(session, contact)
    _at_once(database, *[lambda s: use_for_activity(s, MANAGER, activity_id=activity).quota_id] * 3)
    assert balance(database, quota) == 9


def test_two_workers_at_once_grant_once(database: Database) -> None:
    with database.writing(NOW) as session:
        contract = a_contract(session, a_contact(session).id, date(2026, 9, 1))
        includes(session, contract, a_type(session, units=4), 4)
    _at_once(database, *[lambda s: grant_due(s, PROGRAM, today=TODAY)] * 3)
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Quota)) == 3
        assert session.scalar(select(func.sum(QuotaEntry.units))) == 12


def test_many_quotas_are_extended_in_one_step_that_undo_takes_back_exactly(database: Database) -> None:
    with database.writing(NOW) as session:
        kind = a_type(session)
        people = [a_contact(session, name).id for name in ("Anna", "Ute", "Eva")]
        ids = [a_quota(session, one, kind, starts_on=TODAY - timedelta(count * 60)) for count, one in enumerate(people)]
        endless = a_quota(session, people[0], a_type(session, "Ohne Ende", valid_value=None))
    later = NOW + timedelta(days=20)
    with database.writing(later) as session:
        expire_due(session, PROGRAM, today=later.date())

    def held() -> list[tuple[int, Any]]:
        with database.reading(later) as session:
            rows = [session.get_one(Quota, one) for one in (*ids, endless)]
            return [(row.balance, row.ends_on) for row in rows]

    before = held()
    assert [left for left, _end in before] == [10, 10, 0, 10]
    with database.reading(later) as session:
        foreseen = foreseen_extension(session, [*ids, endless], 90, later.date(), most=9)
    with database.writing(later) as session:
        assert extend_quotas(session, MANAGER, quota_ids=[*ids, endless], days=90, reason="Umbau") == 3
    after = held()
    assert [left for left, _end in after] == [10, 10, 10, 10]
    assert (foreseen.quotas, foreseen.people, foreseen.units_back) == (3, 3, 10)
    assert {row.new_end for row in foreseen.first} == {end for _left, end in after[:3]}
    for _again in range(2):
        with database.writing(later) as again:
            undo(again, MANAGER, entries=tuple(session.info["chained"]))
        assert held() == before
        with database.writing(later) as session:
            extend_quotas(session, MANAGER, quota_ids=[*ids, endless], days=90, reason="Umbau")
        assert held() == after


def test_an_extension_is_not_taken_back_from_under_its_units_or_a_later_one(database: Database) -> None:
    with database.writing(NOW) as session:
        quota = a_quota(session, a_contact(session).id, a_type(session), starts_on=TODAY - timedelta(120))
        expire_due(session, PROGRAM, today=TODAY)
    with database.writing(NOW) as first:
        extend_quotas(first, MANAGER, quota_ids=[quota], days=60, reason="Umbau")
    with database.writing(NOW) as session:
        correct_quota(session, MANAGER, quota_id=quota, units=-1, reason="x")
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, MANAGER, entries=tuple(first.info["chained"]))
    with database.writing(NOW) as session:
        correct_quota(session, MANAGER, quota_id=quota, units=1, reason="x")
        extend_quotas(session, MANAGER, quota_ids=[quota], days=1, reason="Umbau")
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, MANAGER, entries=tuple(first.info["chained"]))
    assert balance(database, quota) == 10


def test_only_so_many_are_extended_at_once_and_each_mistake_is_said_under_its_field(database: Database) -> None:
    with database.writing(NOW) as session, pytest.raises(InvalidInput) as found:
        extend_quotas(session, MANAGER, quota_ids=range(rules.MOST_AT_ONCE + 1), days=14, reason=" ")
    assert {(problem.field, type(problem)) for problem in found.value.problems} == {
        ("reason", Missing),
        ("days", rules.TooManyAtOnce),
    }
