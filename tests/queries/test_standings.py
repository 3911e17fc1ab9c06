"""What a contact is by its services: the rule as a table, and SQL beside it for any facts and any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from actions.contract_loading import whole_contract
from db.session import Database
from domain.contacts import ContactFacts, ContractOnDay, ServicesOnDay, Status, StatusOnDay, status_on
from domain.contracts import ContractState, end_known_on, state_on
from models.contract import Contract
from models.quota import Quota
from queries.contact_list import Wanted, contact_ids
from queries.standings import services_on
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW
from tests.queries.test_contract_states import contracts, made, some_days
from tests.quotas import a_type

CREATED, DAY = date(2020, 1, 1), date(2026, 6, 1)
FACTS = ContactFacts(CREATED)


def one(state: ContractState, number: int = 1, **more: Any) -> ContractOnDay:
    return ContractOnDay(number, state, more.pop("start_on", date(2024, 3, 1)), **more)


@pytest.mark.parametrize(
    ("contracts", "bought_on", "status", "day"),
    [
        ([], None, Status.PROSPECT, CREATED),
        ([], date(2025, 5, 5), Status.CUSTOMER, date(2025, 5, 5)),
        ([one(ContractState.DRAFT)], None, Status.PROSPECT, CREATED),
        ([one(ContractState.VOID)], None, Status.PROSPECT, CREATED),
        ([one(ContractState.WITHDRAWN)], date(2025, 5, 5), Status.CUSTOMER, date(2025, 5, 5)),
        ([one(ContractState.ACTIVE)], date(2020, 5, 5), Status.MEMBER, date(2024, 3, 1)),
        ([one(ContractState.PENDING, start_on=date(2026, 7, 1))], None, Status.MEMBER, date(2026, 7, 1)),
        ([one(ContractState.PAUSED, paused_until=date(2026, 8, 31))], None, Status.PAUSED, date(2026, 8, 31)),
        ([one(ContractState.PAUSED)], None, Status.PAUSED, None),
        (
            [one(ContractState.PAUSED, paused_until=date(2026, 8, 31)), one(ContractState.ACTIVE, 2)],
            None, Status.MEMBER, date(2024, 3, 1),
        ),
        ([one(ContractState.CANCELLED, ends_on=date(2026, 9, 30))], None, Status.CANCELLED, date(2026, 9, 30)),
        (
            [one(ContractState.CANCELLED, ends_on=date(2026, 9, 30)), one(ContractState.PENDING, 2)],
            None, Status.CANCELLED, date(2026, 9, 30),
        ),
        ([one(ContractState.ENDED, ends_on=date(2025, 9, 30))], date(2026, 1, 1), Status.FORMER, date(2025, 9, 30)),
        (
            [
                one(ContractState.ENDED, start_on=date(2019, 1, 1), ends_on=date(2025, 9, 30)),
                one(ContractState.ACTIVE, 2, start_on=date(2025, 12, 1), follows_id=1),
            ],
            None, Status.MEMBER, date(2019, 1, 1),
        ),
        (
            [
                one(ContractState.ENDED, start_on=date(2019, 1, 1), ends_on=date(2025, 9, 30)),
                one(ContractState.ACTIVE, 2, start_on=date(2025, 12, 1)),
            ],
            None, Status.MEMBER, date(2025, 12, 1),
        ),
    ],
)  # fmt: skip
def test_what_services_make_of_a_contact(
    contracts: list[ContractOnDay], bought_on: date | None, status: Status, day: date | None
) -> None:
    assert status_on(FACTS, DAY, ServicesOnDay(tuple(contracts), bought_on)) == StatusOnDay(status, day)


def test_a_flag_comes_before_all_services() -> None:
    facts = ContactFacts(CREATED, blocked_on=date(2026, 5, 1))
    services = ServicesOnDay((one(ContractState.ACTIVE),))
    assert status_on(facts, DAY, services) == StatusOnDay(Status.BLOCKED, date(2026, 5, 1))


PEOPLE = 3
HAD = st.lists(st.tuples(contracts(), st.integers(0, PEOPLE - 1)), max_size=5)
BOUGHT = st.lists(st.none() | some_days, min_size=PEOPLE, max_size=PEOPLE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(had=HAD, bought=BOUGHT, day=some_days)
def test_lists_agree_with_the_rule(
    database: Database, had: list[tuple[dict[str, Any], int]], bought: list[date | None], day: date
) -> None:
    with database.writing(NOW) as session:
        people = [a_contact(session, "Anna", f"Nr{place}").id for place in range(PEOPLE)]
        rows = [made(session, people[who], number, facts) for number, (facts, who) in enumerate(had)]
        _buy(session, people, bought)
        rows = [whole_contract(session, row.id) for row in rows]
        expected = {
            contact_id: status_on(
                FACTS,
                day,
                ServicesOnDay(
                    tuple(_rule(row, day) for row in rows if row.contact_id == contact_id),
                    first if first is not None and first <= day else None,
                ),
            )
            for contact_id, first in zip(people, bought, strict=True)
        }
        read = services_on(session, people, day)
        for contact_id in people:
            assert status_on(FACTS, day, read.get(contact_id)) == expected[contact_id]
        for status in Status:
            listed = set(contact_ids(session, Wanted(status=status), today=day, bank=True)) & set(people)
            assert listed == {key for key, held in expected.items() if held.status is status}
        session.rollback()


def _rule(row: Contract, day: date) -> ContractOnDay:
    pause = next((pause for pause in row.facts.pauses if pause.period.holds_on(day)), None)
    last = None if pause is None else pause.period.last_day
    end = end_known_on(row.facts, day)
    return ContractOnDay(row.id, state_on(row.facts, day), row.start_on, end, last, row.follows_id)


def _buy(session: Session, people: list[int], bought: list[date | None]) -> None:
    kind = a_type(session, "Karte")
    for contact_id, day in zip(people, bought, strict=True):
        if day is not None:
            session.add(Quota(contact_id=contact_id, quota_type_id=kind.id, name="x", bought_on=day, starts_on=day))
    past_the_trail(session)
