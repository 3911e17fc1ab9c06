"""What SQL filters is what the rules of the domain say, for any contacts, on any day from the one they were entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from db.session import Database
from domain.calendar import age_on
from domain.contacts import PaymentMethod, Status, status_on
from domain.data_quality import BANK_HINTS, Hint, hints
from domain.search_text import fold
from models.contact import Tag
from queries.contact_list import Order, Wanted, contact_ids, contact_page
from queries.data_quality import STORED, hint_counts, hints_of
from tests.conftest import TODAY
from tests.queries.contacts_at_random import CONTACTS, Drawn, a_session, written

DAYS = st.integers(0, 5).map(lambda days: TODAY + timedelta(days=days))
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Rule = Callable[[Drawn], bool]


def found(session: Session, wanted: Wanted, day: date) -> set[int]:
    """The ids that the list holds, read in both ways."""
    ids = contact_ids(session, wanted, today=day, bank=True)
    page = contact_page(session, wanted, today=day, bank=True, limit=50, offset=0)
    assert [row.contact_id for row in page.rows] == list(ids)
    assert page.total == len(ids)
    return set(ids)


def tags(session: Session) -> list[int]:
    made = [Tag(name=name) for name in ("A", "B", "C")]
    session.add_all(made)
    session.flush()
    return [tag.id for tag in made]


@SOME
@given(drawn=CONTACTS, day=DAYS)
def test_hints_and_status(database: Database, drawn: list[Drawn], day: date) -> None:
    with a_session(database.engine) as session:
        ids = written(session, drawn, tags(session))
        for hint in STORED:
            expected = {key for key, one in ids.items() if hint in hints(one.record.on(day))}
            assert found(session, Wanted(hint=hint), day) & ids.keys() == expected
        for status in Status:
            expected = {
                key for key, one in ids.items() if not one.merged and status_on(one.facts, day).status is status
            }
            assert found(session, Wanted(status=status), day) & ids.keys() == expected
        for key, one in ids.items():
            assert hints_of(session, key, today=day) == hints(one.record.on(day))


@SOME
@given(drawn=CONTACTS, day=DAYS)
def test_counts_are_those_of_the_lists(database: Database, drawn: list[Drawn], day: date) -> None:
    with a_session(database.engine) as session:
        written(session, drawn, tags(session))
        counts = hint_counts(session, today=day, bank=True)
        assert counts == {hint: len(found(session, Wanted(hint=hint), day)) for hint in STORED}
        assert hint_counts(session, today=day, bank=False).keys() == counts.keys() - BANK_HINTS


@SOME
@given(
    drawn=CONTACTS,
    day=DAYS,
    low=st.none() | st.integers(0, 130),
    high=st.none() | st.integers(0, 130),
    month=st.none() | st.integers(1, 12),
    town=st.sampled_from(["", "köln", "KOELN", "b", "x", "  "]),
    method=st.none() | st.sampled_from(PaymentMethod),
    carried=st.sets(st.integers(0, 2), max_size=2),
    order=st.sampled_from(Order),
)
def test_all_other_filters_together(
    database: Database,
    drawn: list[Drawn],
    day: date,
    low: int | None,
    high: int | None,
    month: int | None,
    town: str,
    method: PaymentMethod | None,
    carried: set[int],
    order: Order,
) -> None:
    def fits(one: Drawn) -> bool:
        age = age_on(one.born_on, day) if one.born_on else None
        return (
            not one.merged
            and (low is None or (age is not None and age >= low))
            and (high is None or (age is not None and age <= high))
            and (month is None or (one.born_on is not None and one.born_on.month == month))
            and (not fold(town) or fold(one.town or "").startswith(fold(town)))
            and (method is None or one.method is method)
            and (not carried or bool(carried & one.tags))
        )

    with a_session(database.engine) as session:
        tag_ids = tags(session)
        ids = written(session, drawn, tag_ids)
        wanted = Wanted(
            age_from=low,
            age_to=high,
            birth_month=month,
            town=town,
            method=method,
            tag_ids=tuple(tag_ids[place] for place in carried),
            order=order,
        )
        assert found(session, wanted, day) & ids.keys() == {key for key, one in ids.items() if fits(one)}


@pytest.mark.parametrize("wanted", [Wanted(method=PaymentMethod.NONE), *(Wanted(hint=hint) for hint in BANK_HINTS)])
def test_who_may_not_see_bank_data_learns_nothing_of_them(database: Database, wanted: Wanted) -> None:
    everybody = Drawn(
        False, None, None, None, None, None, [], [], PaymentMethod.DEBIT, "DE00370400440532013000", mandates=[]
    )
    with a_session(database.engine) as session:
        written(session, [everybody], tags(session))
        page = contact_page(session, wanted, today=TODAY, bank=False, limit=50, offset=0)
        assert (page.rows, page.total) == ((), 0)
        assert contact_ids(session, wanted, today=TODAY, bank=False) == ()


def test_likely_duplicates_have_a_list_of_their_own() -> None:
    assert set(STORED) == set(Hint) - {Hint.POSSIBLE_DUPLICATE}
