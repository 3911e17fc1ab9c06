"""`check` names each breach in the ledgers of quotas and in contracts, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from actions.cancellations import cancel_contract
from actions.contacts import mark_deceased
from actions.contract_changes import change_payer, change_price
from actions.pauses import pause_contract
from actions.quota_grants import expire_due, grant_due
from actions.quota_uses import return_unit, use_for_activity
from actions.quotas import extend_quota, transfer_quota
from actions.relationships import add_relationship
from db.session import Database
from domain.access import PROGRAM
from domain.relationships import PayerHasLeft, PayerStillPays, Relation
from models.contract import Contract
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.quotas import MANAGER, a_quota, a_type, an_appointment, includes
from tests.services import a_contract, a_tariff
from tools.check_contracts import contract_breaches
from tools.check_quotas import quota_breaches

DAY = timedelta(days=1)


@pytest.fixture
def studio(database: Database) -> Database:
    """Two quotas with entries of each kind, a contract that grants one, is paused and cancelled, and who pays."""
    with database.writing(NOW) as session:
        anna, ute = a_contact(session).id, a_contact(session, "Ute").id
        add_relationship(session, PROGRAM, contact_id=anna, other_id=ute, seen=Relation.SIBLING)
        kind = a_type(session)
        quota = a_quota(session, anna, kind)
        first, second = (an_appointment(session, anna, TODAY + DAY, hour) for hour in (9, 12))
        entry = use_for_activity(session, MANAGER, activity_id=first)
        return_unit(session, MANAGER, entry_id=entry.id)
        use_for_activity(session, MANAGER, activity_id=second)
        transfer_quota(session, MANAGER, quota_id=quota, to_contact_id=ute, units=2)
        contract = a_contract(session, anna, term_id=a_tariff(session), start_on=TODAY - 10 * DAY)
        includes(session, session.get_one(Contract, contract), kind, 4)
        change_payer(session, MANAGER, contract_id=contract, payer_id=ute, valid_from=TODAY)
        change_price(session, MANAGER, contract_id=contract, valid_from=TODAY + 40 * DAY, cents=4990, reason="x")
        for start in (5, 20):
            first_day = TODAY + start * DAY
            pause_contract(
                session, MANAGER, contract_id=contract, starts_on=first_day, last_day=first_day + 4 * DAY, reason="x"
            )
        cancel_contract(session, MANAGER, contract_id=contract, received_on=TODAY)
        grant_due(session, PROGRAM, today=TODAY)
    later = NOW + timedelta(days=200)
    with database.writing(later) as session:
        expire_due(session, PROGRAM, today=later.date())
        version = session.scalar(text("select version from quota where id = 1"))
        ends = later.date() + 9 * DAY
        extend_quota(session, MANAGER, quota_id=1, version=version or 1, ends_on=ends, reason="krank")
    return database


@contextmanager
def disarmed(database: Database) -> Iterator[Session]:
    """Write past triggers, constraints and unique indexes, as a damaged database would look like."""
    sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.execution_options(kontor_writes=True).begin() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE quota DISABLE TRIGGER USER")
            connection.exec_driver_sql("ALTER TABLE quota_entry DISABLE TRIGGER USER")
            for name in ("units", "only_consumed"):
                connection.exec_driver_sql(f"ALTER TABLE quota_entry DROP CONSTRAINT ck_quota_entry_{name}")
        for name in (
            *("uq_quota_entry_activity_id_turn", "uq_quota_entry_source_id", "uq_quota_contract_quota_id_granted_for"),
            "uq_cancellation_contract_id_live",
        ):
            connection.exec_driver_sql(f"DROP INDEX {name}")
        yield connection  # type: ignore[misc]
        if sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def found(database: Database) -> list[str]:
    with database.reading(NOW) as session:
        return [*contract_breaches(session), *quota_breaches(session)]


def test_all_holds_in_what_the_program_wrote(studio: Database) -> None:
    assert found(studio) == []


BREACHES = {
    "a balance of its own": ("update quota set balance = 99 where id = 1", "Quota 1: the balance is 99, its entries"),
    "below zero on the way": (
        "update quota_entry set units = -50 where id = 2",
        "Quota 1: entry 2 takes more than was left.",
    ),
    "never credited": (
        "update quota_entry set kind = 'correct', reason = 'x' where id = 1",
        "nothing was ever credited",
    ),
    "lapses too early": (
        "update quota_entry set day = '2026-01-01' where kind = 'expire' and quota_id = 2",
        "lets units lapse before they do",
    ),
    "another end": ("update quota set ends_on = '2031-01-01' where id = 1", "its last extension says"),
    "a return of no use": ("update quota_entry set source_id = 1 where id = 3", "does not fit entry 1 before it"),
    "a return twice": (
        "update quota_entry set source_id = 2 where id > 4 and source_id is not null",
        "entry 2 is given back twice",
    ),
    "paid twice": ("update quota_entry set activity_id = 2, turn = 7 where id = 1", "is paid by two units at once"),
    "granted twice": (
        "update quota set contract_id = 1, contract_quota_id = 1, granted_for = "
        "(select max(granted_for) from quota) where id = 1",
        "was granted twice",
    ),
    "another contract": (
        "update quota set contract_id = null where contract_quota_id is not null",
        "names another contract than the one that grants it",
    ),
    "another end of a contract": ("update contract set ends_on = '2031-01-01'", "it ends on 2031-01-01, its facts say"),
    "pauses overlap": ("update pause set ends_before = null", "two of its pauses overlap."),
    "two cancellations": (
        "insert into cancellation (contact_id, contract_id, kind, received_on, end_on, channel, reason, created_at) "
        "select contact_id, contract_id, kind, received_on, end_on, channel, reason, created_at from cancellation",
        "2 cancellations count at once.",
    ),
    "no price": ("delete from contract_price", "it runs without a price."),
    "a part of somebody else": ("update pause set contact_id = 2", "one of its parts belongs to another contact."),
    "a payer who is dead": (
        "update contact set deceased_on = '2026-01-01' where id = 2",
        "contact 10002, who pays for it, is archived or deceased.",
    ),
    "two prices to come": (
        "insert into contract_price (contact_id, contract_id, valid_from, cents, reason, created_at) "
        "select contact_id, contract_id, '2031-01-01', cents, reason, created_at from contract_price where id = 2",
        "two changes of the price are to come.",
    ),
    "of a merged contact": (
        "update contact set merged_into_id = 2 where id = 1",
        "it belongs to contact 10001, who was merged into another one.",
    ),
}


@pytest.mark.parametrize(("statement", "said"), BREACHES.values(), ids=BREACHES)
def test_each_breach_is_named(studio: Database, statement: str, said: str) -> None:
    with disarmed(studio) as connection:
        connection.exec_driver_sql(statement)  # type: ignore[attr-defined]
    assert any(said in one for one in found(studio)), found(studio)


def test_who_pays_for_a_contract_cannot_leave_and_who_has_left_cannot_pay(database: Database) -> None:
    with database.writing(NOW) as session:
        anna, ute = a_contact(session).id, a_contact(session, "Ute").id
        contract = a_contract(session, anna, term_id=a_tariff(session), start_on=TODAY - 10 * DAY)
        change_payer(session, MANAGER, contract_id=contract, payer_id=ute, valid_from=TODAY)
        with pytest.raises(PayerStillPays):
            mark_deceased(session, MANAGER, contact_id=ute, on=TODAY)
        change_payer(session, MANAGER, contract_id=contract, payer_id=anna, valid_from=TODAY)
        mark_deceased(session, MANAGER, contact_id=ute, on=TODAY)
        with pytest.raises(PayerHasLeft):
            change_payer(session, MANAGER, contract_id=contract, payer_id=ute, valid_from=TODAY)
    assert found(database) == []
