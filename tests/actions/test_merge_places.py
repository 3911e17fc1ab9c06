"""Merging two contacts that are in one date of a course: one place is left, and undoing gives both back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.course_dates import cancel_date, restore_date
from actions.enrolments import cancel_enrolment, enrol, enrol_again, mark_attendance
from actions.unmerge import unmerge_contacts
from db.session import Database
from domain.access import PROGRAM
from domain.activities import State
from models.course import Enrolment
from tests.conftest import NOW
from tests.courses import a_course, broken_rules_of, people, some_dates, states, the_enrolment
from tests.merging import everything, merge

BOOKED, WAITING, ARRIVED, NO_SHOW = State.BOOKED, State.WAITLISTED, State.ARRIVED, State.NO_SHOW


def a_date(session: Session, count: int, *, capacity: int) -> tuple[int, list[int]]:
    """A date with so many people in the order of its queue."""
    contacts = people(session, count)
    date_id = some_dates(session, a_course(session, capacity=capacity))[0]
    for contact_id in contacts:
        enrol(session, PROGRAM, contact_id=contact_id, date_ids=[date_id])
    return date_id, contacts


def _all_of(session: Session, date_id: int, contact_id: int) -> list[Enrolment]:
    query = select(Enrolment).where(Enrolment.course_date_id == date_id, Enrolment.contact_id == contact_id)
    return list(session.scalars(query))


@pytest.mark.parametrize("stays", [0, 1])
@pytest.mark.parametrize(
    ("capacity", "marks", "left"),
    [
        (2, (None, None), BOOKED),
        (1, (None, None), BOOKED),
        (2, (NO_SHOW, ARRIVED), ARRIVED),
        (2, (None, NO_SHOW), BOOKED),
        (2, (ARRIVED, ARRIVED), ARRIVED),
    ],
)
def test_the_better_place_stays_and_undoing_restores_both(
    database: Database, stays: int, capacity: int, marks: tuple[State | None, ...], left: State
) -> None:
    with database.writing(NOW) as session:
        date_id, pair = a_date(session, 2, capacity=capacity)
        for contact_id, state in zip(pair, marks, strict=True):
            if state is not None:
                ids = [the_enrolment(session, date_id, contact_id).id]
                mark_attendance(session, PROGRAM, enrolment_ids=ids, state=state)
    before = everything(database)
    with database.writing(NOW) as session:
        merged = merge(session, pair[stays], pair[1 - stays]).id
    with database.reading(NOW) as session:
        assert states(session, date_id) == {pair[stays]: left}
        assert broken_rules_of(session, NOW) == []
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merged)
    assert everything(database) == before


def test_the_place_that_is_free_goes_to_who_waits_and_comes_back(database: Database) -> None:
    with database.writing(NOW) as session:
        date_id, (anna, twin, third) = a_date(session, 3, capacity=2)
    before = everything(database)
    with database.writing(NOW) as session:
        merged = merge(session, anna, twin).id
    with database.reading(NOW) as session:
        assert states(session, date_id) == {anna: BOOKED, third: BOOKED}
        assert the_enrolment(session, date_id, third).news is not None
        assert sorted(one.cancelled_reason != "" for one in _all_of(session, date_id, anna)) == [False, True]
        assert broken_rules_of(session, NOW) == []
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merged)
    assert everything(database) == before


def test_who_used_the_place_meanwhile_keeps_it(database: Database) -> None:
    with database.writing(NOW) as session:
        date_id, (anna, twin, third) = a_date(session, 3, capacity=2)
    with database.writing(NOW) as session:
        merged = merge(session, anna, twin).id
        mark = [the_enrolment(session, date_id, third).id]
        mark_attendance(session, PROGRAM, enrolment_ids=mark, state=ARRIVED)
    with database.writing(NOW) as session:
        assert unmerge_contacts(session, PROGRAM, merge_id=merged).kept
    with database.reading(NOW) as session:
        assert states(session, date_id) == {anna: BOOKED, third: ARRIVED, twin: WAITING}
        assert broken_rules_of(session, NOW) == []


def test_of_a_date_that_was_cancelled_one_place_comes_back(database: Database) -> None:
    with database.writing(NOW) as session:
        date_id, (anna, twin) = a_date(session, 2, capacity=2)
        cancel_date(session, PROGRAM, date_id=date_id, reason="ill")
    before = everything(database)
    with database.writing(NOW) as session:
        merged = merge(session, anna, twin).id
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merged)
    assert everything(database) == before
    with database.writing(NOW) as session:
        merge(session, anna, twin)
        restore_date(session, PROGRAM, date_id=date_id)
        assert states(session, date_id) == {anna: BOOKED}
        assert broken_rules_of(session, NOW) == []


@pytest.mark.parametrize("later", ["cancelled date", "enrolled again"])
def test_undoing_after_later_work_breaks_no_rule(database: Database, later: str) -> None:
    with database.writing(NOW) as session:
        date_id, (twin, anna) = a_date(session, 2, capacity=2)
    with database.writing(NOW) as session:
        merged = merge(session, anna, twin).id
    with database.writing(NOW) as session:
        if later == "cancelled date":
            cancel_date(session, PROGRAM, date_id=date_id, reason="ill")
        else:
            kept, gone = sorted(_all_of(session, date_id, anna), key=lambda one: one.state is State.CANCELLED)
            cancel_enrolment(session, PROGRAM, enrolment_id=kept.id)
            enrol_again(session, PROGRAM, enrolment_id=gone.id)
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merged)
    with database.writing(NOW) as session:
        assert broken_rules_of(session, NOW) == []
        if later == "cancelled date":
            restore_date(session, PROGRAM, date_id=date_id)
            assert states(session, date_id) == {twin: BOOKED, anna: BOOKED}
            assert broken_rules_of(session, NOW) == []
