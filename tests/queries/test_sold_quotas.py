"""The quotas of all contacts: their state by SQL is that of the rule, filters leave what they should."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.quotas import correct_quota
from db.session import Database
from domain.contracts import PauseKind
from domain.quotas import QuotaState
from models.contact import Contact
from models.contract import Contract, Pause
from models.quota import Quota
from queries.quotas import quotas_of
from queries.sold_quotas import QuotasAsked, ending_ids, foreseen_extension, quota_page
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.quotas import MANAGER, a_contract, a_quota, a_type

DAY = timedelta(days=1)


@pytest.fixture
def studio(database: Database) -> Database:
    """Quotas of two contacts in each state, by contracts of each kind too."""
    with database.writing(NOW) as session:
        people = [a_contact(session, name).id for name in ("Anna", "Ute")]
        ten, open_end = a_type(session), a_type(session, "Ohne Ende", valid_value=None)
        for contact in people:
            for start in (0, 5, -30, -89, -92, -400):
                a_quota(session, contact, ten, starts_on=TODAY + start * DAY)
            a_quota(session, contact, open_end)
            correct_quota(session, MANAGER, quota_id=a_quota(session, contact, ten), units=-10, reason="x")
            for number, facts in enumerate(
                (
                    {},
                    {"ends_on": TODAY},
                    {"ends_on": TODAY - DAY},
                    {"void": True, "void_reason": "x"},
                    {"withdrawn_on": TODAY},
                    {"withdrawn_on": TODAY + DAY},
                    {"ends_on": TODAY - DAY, "withdrawn_on": TODAY + 5 * DAY},
                )
            ):
                start = TODAY - (40 + number) * DAY
                contract = a_contract(session, contact, start, **facts)
                quota = session.get_one(Quota, a_quota(session, contact, open_end))
                quota.contract_id = contract.id
                if number == 0:
                    session.add(
                        Pause(
                            contact_id=contact,
                            contract_id=contract.id,
                            starts_on=TODAY - 3 * DAY,
                            ends_before=TODAY + 3 * DAY,
                            kind=PauseKind.FREE,
                        )
                    )
    return database


@pytest.mark.parametrize("days", [-500, -4, -3, -1, 0, 1, 2, 3, 6, 90, 400])
def test_the_state_by_sql_is_that_of_the_rule(studio: Database, days: int) -> None:
    day = TODAY + days * DAY
    with studio.reading(NOW) as session:
        page = quota_page(session, QuotasAsked(), day, limit=100)
        rule = {
            row.quota_id: row.state
            for contact in session.scalars(select(Contact.id))
            for row in quotas_of(session, contact, day)
        }
        assert {row.quota_id: row.state for row in page.rows} == rule
        assert page.total == len(rule) == 30
        for state in QuotaState:
            found = quota_page(session, QuotasAsked(states=(state,)), day, limit=100)
            assert {row.quota_id for row in found.rows} == {key for key, held in rule.items() if held is state}
    if days == 0:
        assert set(rule.values()) == set(QuotaState)


def test_filters_and_pages(studio: Database) -> None:
    with studio.reading(NOW) as session:
        every = quota_page(session, QuotasAsked(), TODAY, limit=100)
        ends = [row.ends_on for row in every.rows]
        assert ends[: every.ending] == sorted(end for end in ends if end is not None)
        assert every.ending == len(ending_ids(session, QuotasAsked(), TODAY)) == 14
        second = quota_page(session, QuotasAsked(), TODAY, limit=10, offset=10)
        assert second.rows == every.rows[10:20]
        asked = QuotasAsked(type_ids=(1,), ends_from=TODAY, ends_until=TODAY + 70 * DAY)
        found = quota_page(session, asked, TODAY, limit=100)
        assert found.total == len(found.rows) == 4
        assert all(row.ends_on is not None and TODAY <= row.ends_on <= TODAY + 70 * DAY for row in found.rows)
        assert quota_page(session, QuotasAsked(ends_from=date(2040, 1, 1)), TODAY, limit=9).rows == ()


def test_what_an_extension_leads_to_is_foreseen(studio: Database) -> None:
    with studio.reading(NOW) as session:
        found = foreseen_extension(session, ending_ids(session, QuotasAsked(), TODAY), 14, TODAY, most=3)
        assert (found.quotas, found.people, found.units_back) == (14, 2, 0)
        assert [(row.new_end - row.ends_on).days for row in found.first] == [14, 14, 14]
        assert session.scalars(select(Contract.id)).first() is not None
