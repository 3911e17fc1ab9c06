"""The cancellation desk: what it finds is what the rule says of every contract, and winning back is planned once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.cancellations import cancel_contract
from actions.contract_loading import whole_contract
from actions.win_back import plan_win_back
from db.session import Database
from domain.access import PROGRAM
from domain.contracts import NoticeChannel
from domain.notice_windows import WINDOW, WinBackPlanned, notice_window
from models.activity import Task
from queries.cancellation_desk import leaving, windows
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.queries.test_contract_states import contracts, made
from tests.services import a_contract, a_tariff


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(contracts(), min_size=1, max_size=8), later=st.integers(0, 500))
def test_the_query_misses_no_window(database: Database, facts: list[dict[str, Any]], later: int) -> None:
    day = date(2026, 1, 1) + timedelta(later)
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        rows = [made(session, contact_id, number, one) for number, one in enumerate(facts)]
        past_the_trail(session)
        expected = {}
        for row in rows:
            window = notice_window(whole_contract(session, row.id).facts, day)
            if window is not None and window.last_notice_on <= day + WINDOW:
                expected[row.id] = window
        assert {one.contract_id: one.window for one in windows(session, today=day)} == expected
        session.rollback()


@pytest.fixture
def cancelled(database: Database) -> int:
    with database.writing(NOW) as session:
        key = a_contract(session, a_contact(session).id, term_id=a_tariff(session), start_on=date(2026, 1, 1))
        assert [one.contract_id for one in windows(session, today=TODAY)] == [key]
        cancel_contract(
            session, PROGRAM, contract_id=key, received_on=TODAY, channel=NoticeChannel.EMAIL, reason="Umzug"
        )
        return key


def test_who_has_cancelled_is_listed_with_the_reason(database: Database, cancelled: int) -> None:
    with database.reading(NOW) as session:
        assert windows(session, today=TODAY) == ()
        (row,) = leaving(session, today=TODAY)
        assert (row.contract_id, row.end_on, row.reason) == (cancelled, date(2026, 12, 31), "Umzug")
        assert leaving(session, today=date(2027, 1, 1)) == ()


def test_winning_back_is_planned_once(database: Database, cancelled: int) -> None:
    with database.writing(NOW) as session:
        task = plan_win_back(session, PROGRAM, contract_id=cancelled, title="Zurückgewinnen")
        assert task.due_on == TODAY + timedelta(days=3)
    with pytest.raises(WinBackPlanned), database.writing(NOW) as session:
        plan_win_back(session, PROGRAM, contract_id=cancelled, title="Zurückgewinnen")
    with database.reading(NOW) as session:
        assert len(session.scalars(select(Task)).all()) == 1
