"""Places in courses under anything that staff may do, in any order: what must hold, holds after each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.course_dates import add_dates, cancel_date, edit_date, restore_date
from actions.enrolments import cancel_enrolment, enrol, enrol_again, enrol_in_course, leave_course, mark_attendance
from actions.undo import undo
from db.session import Database
from domain.activities import State
from domain.courses import ATTENDED, LIVE
from domain.errors import Refusal
from i18n.times import format_time
from models.activity import Activity
from models.course import Course, CourseDate, CourseMember, Enrolment
from tests.building import past_the_trail
from tests.conftest import NOW
from tests.courses import FIRST, RECEPTION, a_course, broken_rules_of, people, some_dates, states

PLACE, WHO, COUNT = st.integers(0, 4), st.integers(0, 4), st.integers(1, 4)
ENDED = {State.CANCELLED}


class Courses(RuleBasedStateMachine):
    """One course with few places, and five people who want them."""

    database: Database
    contacts: tuple[int, ...] = ()

    @initialize(capacity=COUNT, dates=st.integers(1, 2))
    def begin(self, capacity: int, dates: int) -> None:
        self.now, self.undoable = NOW, ()
        with self.database.writing(NOW) as session:
            for model in (Enrolment.__table__, CourseMember, Activity.__table__, CourseDate, Course):
                session.execute(delete(model))
            past_the_trail(session)
            if not type(self).contacts:
                type(self).contacts = tuple(people(session, 5))
        with self.database.writing(NOW) as session:
            course = a_course(session, capacity=capacity)
            self.course = course.id
            some_dates(session, course, last=FIRST + timedelta(weeks=dates - 1))
        self.later, self.before = dates, {}  # type: dict[int, list[int]]

    def do(self, change: Any, **inputs: Any) -> Any:
        """One step; a refusal changes nothing."""
        self.now += timedelta(minutes=1)
        try:
            with self.database.writing(self.now) as session:
                done = change(session, RECEPTION, **inputs)
        except Refusal:
            return None
        if change is not undo:
            self.undoable = tuple(session.info.get("chained", ()))
        return done

    def dates(self, session: Session) -> list[CourseDate]:
        return list(session.scalars(select(CourseDate).order_by(CourseDate.starts_at)))

    def one_date(self, place: int) -> CourseDate:
        with self.database.reading(self.now) as session:
            found = self.dates(session)
        return found[place % len(found)]

    def one_entry(self, place: int, wanted: Any) -> int | None:
        with self.database.reading(self.now) as session:
            found = session.scalars(
                select(Enrolment.id).where(Enrolment.state.in_(wanted)).order_by(Enrolment.id)
            ).all()
        return found[place % len(found)] if found else None

    @rule(who=WHO, place=PLACE)
    def comes(self, who: int, place: int) -> None:
        self.do(enrol, contact_id=self.contacts[who], date_ids=[self.one_date(place).id])

    @rule(who=WHO)
    def joins(self, who: int) -> None:
        self.do(enrol_in_course, contact_id=self.contacts[who], course_id=self.course)

    @rule(who=WHO)
    def leaves(self, who: int) -> None:
        self.do(leave_course, contact_id=self.contacts[who], course_id=self.course)

    @rule(place=PLACE)
    def cancels(self, place: int) -> None:
        entry = self.one_entry(place, LIVE)
        if entry:
            self.do(cancel_enrolment, enrolment_id=entry)

    @rule(place=PLACE)
    def comes_again(self, place: int) -> None:
        entry = self.one_entry(place, ENDED)
        if entry:
            self.do(enrol_again, enrolment_id=entry)

    @rule(place=PLACE, state=st.sampled_from(sorted(ATTENDED)))
    def is_marked(self, place: int, state: State) -> None:
        entry = self.one_entry(place, LIVE)
        if entry:
            self.do(mark_attendance, enrolment_ids=[entry], state=state)

    @rule(place=PLACE, capacity=COUNT, following=st.booleans(), hours=st.integers(0, 1))
    def date_changes(self, place: int, capacity: int, following: bool, hours: int) -> None:
        one = self.one_date(place)
        self.do(
            edit_date,
            date_id=one.id,
            version=one.version,
            starts_at=one.starts_at + timedelta(minutes=5 * hours),
            ends=format_time(one.ends_at),
            capacity=capacity,
            following=following,
        )

    @rule(place=PLACE)
    def date_is_cancelled(self, place: int) -> None:
        one = self.one_date(place)
        before = self.stand(one.id)
        if self.do(cancel_date, date_id=one.id, reason="x") is not None:
            self.before[one.id] = before

    @rule(place=PLACE)
    def date_is_restored(self, place: int) -> None:
        one = self.one_date(place)
        if self.do(restore_date, date_id=one.id) is not None and one.id in self.before:
            after = self.stand(one.id)
            kept = [row for row in self.before.pop(one.id) if row[0] in {each[0] for each in after}]
            booked = [row for row in kept if row[1] is not State.WAITLISTED]
            assert all(row in after for row in booked), "who had a place has it again"

    @rule()
    def one_more_date(self) -> None:
        if self.later < 3:
            self.later += 1
            day = FIRST + timedelta(weeks=self.later + 4)
            self.do(add_dates, course_id=self.course, first=day, starts="18:00", ends="19:00")

    @rule()
    def takes_back(self) -> None:
        if self.undoable:
            self.do(undo, entries=self.undoable)
            self.undoable = ()

    def stand(self, date_id: int) -> list[tuple[int, State]]:
        with self.database.reading(self.now) as session:
            return list(states(session, date_id).items())

    @invariant()
    def all_holds(self) -> None:
        with self.database.reading(self.now) as session:
            assert broken_rules_of(session, self.now) == []

    @invariant()
    def who_moves_up_came_first(self) -> None:
        with self.database.reading(self.now) as session:
            for one in self.dates(session):
                live = session.scalars(
                    select(Enrolment).where(Enrolment.course_date_id == one.id, Enrolment.state.in_(LIVE))
                ).all()
                moved = [each.queued_at for each in live if each.moved_up_at and each.state is State.BOOKED]
                waiting = [each.queued_at for each in live if each.state is State.WAITLISTED]
                assert not moved or not waiting or max(moved) <= min(waiting), "the queue keeps its order"


@pytest.mark.parametrize("steps", [25])
def test_places_hold_whatever_happens(database: Database, steps: int) -> None:
    machine = type("Machine", (Courses,), {"database": database, "contacts": ()})
    examples = 25 if database.engine.dialect.name == "sqlite" else 8
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
