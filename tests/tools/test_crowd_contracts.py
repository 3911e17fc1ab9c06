"""Many contracts written set-based hold like those that were sold one by one, and are in every state."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from db.session import Database
from domain.access import PROGRAM
from domain.contracts import ContractState, state_on
from models.contract import FACTS, Contract
from queries.contract_states import states_on
from queries.history import first_broken_link
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.services import a_contract, a_tariff
from tools import crowd_contracts
from tools.check_contracts import contract_breaches

COUNT = 600


def test_many_contracts_at_once_break_nothing(database: Database) -> None:
    with database.writing(NOW) as session:
        people = [a_contact(session, name).id for name in ("Anna", "Ute", "Eva")]
        crowd_contracts.sign(session, PROGRAM, COUNT, TODAY, busy=people[0], its_own=50)
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Contract)) == COUNT
        assert session.scalar(select(func.count()).where(Contract.contact_id == people[0])) >= 50
        assert list(contract_breaches(session)) == []
        assert first_broken_link(session) is None
        states = states_on(session, TODAY)
        assert set(states.values()) == set(ContractState)
        contracts = session.scalars(select(Contract).options(*map(selectinload, FACTS))).all()
        assert {one.id: state_on(one.facts, TODAY) for one in contracts} == states
    with database.writing(NOW) as session:
        a_contract(session, people[1], term_id=a_tariff(session), start_on=TODAY)


def test_the_same_day_gives_the_same_contracts(sqlite_database: Database) -> None:
    with sqlite_database.writing(NOW) as session:
        contact = a_contact(session).id
        for _turn in range(2):
            crowd_contracts.sign(session, PROGRAM, 40, TODAY)
    with sqlite_database.reading(NOW) as session:
        rows = session.execute(select(Contract.start_on, Contract.ends_on).order_by(Contract.id)).all()
        assert rows[:40] == rows[40:]
        assert session.scalar(select(func.count()).where(Contract.contact_id == contact)) == 80
