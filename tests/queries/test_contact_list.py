"""The list of all contacts: the same status in SQL and in Python, and pages that leave nobody out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from actions.contacts import archive_contact, block_contact, set_tags
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import Status
from models.contact import Contact, Tag
from queries.contact_list import Order, Wanted, contact_page
from queries.contact_search import matching_ids
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY

FLAGS: list[date | None] = [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]


def numbers(database: Database, wanted: Wanted, *, limit: int = 50, offset: int = 0) -> list[str]:
    with database.reading() as session:
        page = contact_page(session, wanted, today=TODAY, bank=False, limit=limit, offset=offset)
    return [row.number for row in page.rows]


def test_the_status_in_sql_is_the_rule_of_the_domain(database: Database) -> None:
    """Every combination of the three flags, each unset, past, today and (as an import might bring) to come."""
    with database.writing(NOW) as session:
        for blocked in FLAGS:
            for deceased in FLAGS:
                for archived in FLAGS:
                    contact = a_contact(session)
                    contact.blocked_on, contact.blocked_reason = blocked, "x"
                    contact.deceased_on, contact.archived_on = deceased, archived
        past_the_trail(session)
    with database.reading() as session:
        by_rule = {contact.number: contact.status_on(TODAY).status for contact in session.scalars(select(Contact))}
    for status in Status:
        found = numbers(database, Wanted(status=status), limit=100)
        assert set(found) == {number for number, held in by_rule.items() if held is status}
        assert len(found) == len(set(found))


@pytest.mark.parametrize("order", list(Order))
def test_the_pages_together_hold_everybody_once(database: Database, order: Order) -> None:
    with database.writing(NOW) as session:
        made = [a_contact(session, "A", "Same").number for _ in range(7)]
    pages = [
        number for offset in (0, 3, 6) for number in numbers(database, Wanted(order=order), limit=3, offset=offset)
    ]
    assert sorted(pages) == made
    with database.reading() as session:
        assert contact_page(session, Wanted(), today=TODAY, bank=False, limit=3, offset=0).total == 7


def test_names_are_sorted_as_people_look_for_them(database: Database) -> None:
    with database.writing(NOW) as session:
        for last_name in ("Özdemir", "zebra", "Ähre", "Olm", "Aal"):
            a_contact(session, "X", last_name)
    with database.reading() as session:
        page = contact_page(session, Wanted(), today=TODAY, bank=False, limit=9, offset=0)
    assert [row.name for row in page.rows] == ["Aal, X", "Ähre, X", "Olm, X", "Özdemir, X", "zebra, X"]


def test_filters_join(database: Database) -> None:
    with database.writing(NOW) as session:
        anna, ben, cem = (a_contact(session, name, "Müller") for name in ("Anna", "Ben", "Cem"))
        for contact in (anna, ben):
            set_tags(session, PROGRAM, contact_id=contact.id, names=("VIP",))
        archive_contact(session, PROGRAM, contact_id=ben.id)
        block_contact(session, PROGRAM, contact_id=cem.id, on=TODAY, reason="x")
        tag = session.scalar(select(Tag.id))
    assert numbers(database, Wanted(tag_ids=(tag,))) == [anna.number, ben.number]
    assert numbers(database, Wanted(tag_ids=(tag,), status=Status.ARCHIVED)) == [ben.number]
    assert numbers(database, Wanted(typed="mueller a")) == [anna.number]
    assert numbers(database, Wanted(typed="nobody of this name")) == []
    assert numbers(database, Wanted(tag_ids=(4711,))) == []


@pytest.mark.parametrize("typed", ["%", "_", "'", '"', "\x00", "x" * 5000, "😀", "*", "NOT NULL"])
def test_any_text_may_be_typed(database: Database, typed: str) -> None:
    with database.writing(NOW) as session:
        a_contact(session)
    assert numbers(database, Wanted(typed=typed)) == []


@pytest.mark.parametrize(("offset", "first"), [(0, 0), (3, 3), (6, 6), (9, 6), (10**30, 6)])
def test_a_page_beyond_the_last_is_the_last(database: Database, offset: int, first: int) -> None:
    with database.writing(NOW) as session:
        made = [a_contact(session, "A", "Same").number for _ in range(7)]
    with database.reading() as session:
        page = contact_page(session, Wanted(), today=TODAY, bank=False, limit=3, offset=offset)
    assert (page.offset, [row.number for row in page.rows]) == (first, made[first : first + 3])


def test_beyond_the_last_page_of_nobody_is_nobody(database: Database) -> None:
    assert numbers(database, Wanted(), offset=50) == []


@pytest.mark.parametrize(("limit", "total", "cut"), [(2, 2, True), (3, 3, False), (10_000, 3, False)])
def test_a_list_that_does_not_hold_all_hits_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch, limit: int, total: int, cut: bool
) -> None:
    monkeypatch.setattr("queries.contact_filters.matching_ids", partial(matching_ids, limit=limit))
    with database.writing(NOW) as session:
        for name in ("Anna", "Ben", "Cem"):
            a_contact(session, name, "Müller")
    with database.reading() as session:
        page = contact_page(session, Wanted("müller"), today=TODAY, bank=False, limit=9, offset=0)
    assert (page.total, page.cut) == (total, cut)
