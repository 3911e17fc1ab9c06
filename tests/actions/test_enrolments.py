"""Places in courses: capacity, waiting list, moving up, cancelling, and what comes back with undo."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity
from actions.course_dates import add_dates, cancel_date, edit_date, restore_date
from actions.courses import retire_course
from actions.enrolments import (
    cancel_enrolment,
    enrol,
    enrol_again,
    enrol_in_course,
    leave_course,
    mark_attendance,
    mark_told,
)
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import InBin, State, UnderWay
from domain.courses import (
    AlreadyEnrolled,
    AlreadyMember,
    CourseRetired,
    DateCancelled,
    DateNotCancelled,
    DateOver,
    DateTookPlace,
    News,
    NotAttending,
    NothingChosen,
    PlaceGone,
    PlacesTaken,
)
from domain.errors import ChangedMeanwhile, Gone, InvalidInput
from i18n.times import format_time
from models.audit import AuditEntry
from models.course import CourseDate, CourseMember, Enrolment
from tests.conftest import NOW
from tests.courses import (
    FIRST,
    RECEPTION,
    a_course,
    broken_rules_of,
    people,
    some_dates,
    states,
    the_enrolment,
)

BOOKED, WAITING, CANCELLED = State.BOOKED, State.WAITLISTED, State.CANCELLED


def chained(database: Database) -> tuple[int, ...]:
    """The audit entries of the latest step, as the message with undo holds them."""
    with database.reading(NOW) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert last is not None
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == last.action, AuditEntry.at == last.at))
        return tuple(sorted(one.seq for one in found))


class House:
    """A course with dates and people, and the clock, which goes on by a minute with each step."""

    def __init__(self, database: Database, *, capacity: int = 2, dates: int = 1, contacts: int = 4) -> None:
        self.database, self.now = database, NOW
        with database.writing(NOW) as session:
            course = a_course(session, capacity=capacity)
            self.course = course.id
            self.dates = some_dates(session, course, last=FIRST + timedelta(weeks=dates - 1))
            self.people = people(session, contacts)

    def do(self, change, **inputs):  # type: ignore[no-untyped-def]
        self.now += timedelta(minutes=1)
        with self.database.writing(self.now) as session:
            done = change(session, RECEPTION, **inputs)
        self.holds()
        return done

    def enrol(self, *places: int, day: int = 0) -> None:
        for place in places:
            self.do(enrol, contact_id=self.people[place], date_ids=[self.dates[day]])

    def cancel(self, place: int, day: int = 0):  # type: ignore[no-untyped-def]
        return self.do(cancel_enrolment, enrolment_id=self.entry(place, day).id)

    def entry(self, place: int, day: int = 0) -> Enrolment:
        with self.database.reading(self.now) as session:
            return the_enrolment(session, self.dates[day], self.people[place])

    def date(self, day: int = 0) -> CourseDate:
        with self.database.reading(self.now) as session:
            return session.get_one(CourseDate, self.dates[day])

    def capacity(self, places: int, *, following: bool = False):  # type: ignore[no-untyped-def]
        one = self.date()
        return self.do(
            edit_date,
            date_id=one.id,
            version=one.version,
            starts_at=one.starts_at,
            ends=format_time(one.ends_at),
            capacity=places,
            following=following,
        )

    def stand(self, day: int = 0) -> list[State | None]:
        """How each of the people stands in a date; None for who is not enrolled."""
        with self.database.reading(self.now) as session:
            found = states(session, self.dates[day])
        return [found.get(contact_id) for contact_id in self.people]

    def holds(self) -> None:
        with self.database.reading(self.now) as session:
            assert broken_rules_of(session, self.now) == []


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_whoever_comes_too_late_waits_in_the_order_of_coming(house: House) -> None:
    house.enrol(2, 0, 3, 1)
    assert house.stand() == [BOOKED, WAITING, BOOKED, WAITING]
    moved = house.cancel(2).moved_up
    assert [one.contact_id for one in moved] == [house.people[3]]
    assert house.stand() == [BOOKED, WAITING, None, BOOKED]
    entry = house.entry(3)
    assert (entry.moved_up_at, entry.news, entry.told_at) == (house.now, News.MOVED_UP, None)


def test_an_enrolment_says_when_and_what_in_lists(house: House) -> None:
    house.enrol(0)
    entry = house.entry(0)
    assert (entry.title, entry.at, entry.is_open) == ("Rückenfit", house.date().starts_at, True)


def test_nobody_is_twice_in_one_date(house: House) -> None:
    house.enrol(0)
    with pytest.raises(AlreadyEnrolled):
        house.enrol(0)
    house.cancel(0)
    house.enrol(0)
    assert house.stand()[0] is BOOKED


@pytest.mark.parametrize("ids", [(), [4711]])
def test_a_date_is_chosen_and_there(house: House, ids: list[int]) -> None:
    with pytest.raises((NothingChosen, Gone)):
        house.do(enrol, contact_id=house.people[0], date_ids=ids)


def test_places_that_are_added_go_to_those_who_wait(house: House) -> None:
    house.enrol(0, 1, 2, 3)
    outcome = house.capacity(3)
    assert [one.contact_id for one in outcome.moved_up] == [house.people[2]]
    assert house.stand() == [BOOKED, BOOKED, BOOKED, WAITING]


@pytest.mark.parametrize("following", [False, True])
def test_fewer_places_than_are_taken_are_refused(house: House, following: bool) -> None:
    house.enrol(0, 1)
    with pytest.raises(PlacesTaken) as caught:
        house.capacity(1, following=following)
    assert (caught.value.field, caught.value.data) == ("capacity", {"day": FIRST, "taken": 2})
    assert house.date().capacity == 2


def test_undo_of_a_cancellation_puts_back_who_moved_up(house: House) -> None:
    house.enrol(0, 1, 2)
    house.cancel(0)
    assert house.stand()[:3] == [None, BOOKED, BOOKED]
    house.do(undo, entries=chained(house.database))
    assert house.stand()[:3] == [BOOKED, BOOKED, WAITING]
    assert (house.entry(2).moved_up_at, house.entry(2).news) == (None, None)


def test_undo_of_a_cancellation_is_refused_when_the_place_is_gone(house: House) -> None:
    house.enrol(0, 1)
    house.cancel(0)
    step = chained(house.database)
    house.enrol(2)
    with pytest.raises(PlaceGone):
        house.do(undo, entries=step)
    assert house.stand()[:3] == [None, BOOKED, BOOKED]
    house.do(enrol_again, enrolment_id=house.entry(0).id)
    assert house.stand()[:3] == [WAITING, BOOKED, BOOKED]


def test_undo_of_an_enrolment_gives_the_place_to_who_waits(house: House) -> None:
    house.enrol(0, 1)
    step = chained(house.database)
    house.enrol(2)
    house.do(undo, entries=step)
    assert house.stand()[:3] == [BOOKED, None, BOOKED]
    assert house.entry(2).news is News.MOVED_UP


def test_undo_of_more_places_is_refused_when_they_are_used(house: House) -> None:
    house.enrol(0, 1)
    house.capacity(3)
    step = chained(house.database)
    house.enrol(2)
    with pytest.raises((PlaceGone, ChangedMeanwhile)):
        house.do(undo, entries=step)


def test_who_takes_part_in_the_whole_course_comes_to_later_dates_too(database: Database) -> None:
    house = House(database, dates=3)
    house.enrol(1, 2, day=1)
    outcome = house.do(enrol_in_course, contact_id=house.people[0], course_id=house.course)
    assert [one.state for one in outcome.enrolled] == [BOOKED, WAITING, BOOKED]
    with pytest.raises(AlreadyMember):
        house.do(enrol_in_course, contact_id=house.people[0], course_id=house.course)
    [new] = house.do(add_dates, course_id=house.course, first=date(2027, 2, 2), starts="18:00", ends="19:00")
    house.dates.append(new.id)
    assert house.stand(3) == [BOOKED, None, None, None]
    outcome = house.do(leave_course, contact_id=house.people[0], course_id=house.course, reason="Umzug")
    assert outcome.moved_up == ()
    assert [house.stand(day)[0] for day in range(4)] == [None] * 4
    with pytest.raises(Gone):
        house.do(leave_course, contact_id=house.people[0], course_id=house.course)
    house.do(undo, entries=chained(database))
    assert [house.stand(day)[0] for day in range(4)] == [BOOKED, WAITING, BOOKED, BOOKED]


def test_who_leaves_a_course_frees_places(database: Database) -> None:
    house = House(database, dates=2, capacity=1)
    house.do(enrol_in_course, contact_id=house.people[0], course_id=house.course)
    house.enrol(1)
    house.enrol(2, day=1)
    moved = house.do(leave_course, contact_id=house.people[0], course_id=house.course).moved_up
    assert [one.contact_id for one in moved] == [house.people[1], house.people[2]]


def test_a_cancelled_date_comes_back_exactly(house: House) -> None:
    house.enrol(0, 1, 2, 3)
    house.cancel(0)  # 2 moves up
    before = {place: house.entry(place) for place in range(4)}
    house.do(cancel_date, date_id=house.dates[0], reason="Trainerin krank")
    assert house.stand() == [None] * 4
    assert {house.entry(place).cancelled_reason for place in (1, 2, 3)} == {"Trainerin krank"}
    with pytest.raises(DateCancelled):
        house.enrol(0)
    house.do(restore_date, date_id=house.dates[0])
    assert house.stand() == [None, BOOKED, BOOKED, WAITING]
    for place, old in before.items():
        new = house.entry(place)
        for name in ("state", "queued_at", "moved_up_at", "news", "told_at", "kept_state", "cancelled_reason"):
            assert getattr(new, name) == getattr(old, name), (place, name)
    with pytest.raises(DateNotCancelled):
        house.do(restore_date, date_id=house.dates[0])


def test_who_was_told_of_a_cancellation_is_told_that_it_takes_place(house: House) -> None:
    house.enrol(0, 1)
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    house.do(mark_told, enrolment_ids=[house.entry(0).id])
    house.do(restore_date, date_id=house.dates[0])
    assert [house.entry(place).news for place in (0, 1)] == [News.TAKES_PLACE, None]
    house.do(mark_told, enrolment_ids=[house.entry(0).id])
    assert house.entry(0).news is None


def test_who_joined_the_course_while_a_date_was_cancelled_comes_to_it(house: House) -> None:
    house.enrol(0)
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    house.do(enrol_in_course, contact_id=house.people[1], course_id=house.course)
    assert house.stand() == [None] * 4
    house.do(restore_date, date_id=house.dates[0])
    assert house.stand()[:2] == [BOOKED, BOOKED]


def test_who_left_the_course_while_a_date_was_cancelled_does_not_come_back(house: House) -> None:
    house.do(enrol_in_course, contact_id=house.people[1], course_id=house.course)
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    house.do(leave_course, contact_id=house.people[1], course_id=house.course)
    house.do(restore_date, date_id=house.dates[0])
    assert house.stand() == [None] * 4


def test_places_of_a_cancelled_date_stay_for_those_who_come_back(house: House) -> None:
    house.enrol(0, 1)
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    with pytest.raises(PlacesTaken):
        house.capacity(1)


def test_a_date_is_cancelled_with_a_reason_and_once(house: House) -> None:
    with pytest.raises(InvalidInput) as caught:
        house.do(cancel_date, date_id=house.dates[0], reason="  ")
    assert [problem.field for problem in caught.value.problems] == ["reason"]
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    with pytest.raises(DateCancelled):
        house.do(cancel_date, date_id=house.dates[0], reason="krank")


def test_undo_of_a_cancelled_date(house: House) -> None:
    house.enrol(0, 1, 2)
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    house.do(undo, entries=chained(house.database))
    assert house.stand()[:3] == [BOOKED, BOOKED, WAITING]
    assert house.date().cancelled_at is None


def test_undo_of_a_cancelled_enrolment_in_a_date_that_was_cancelled_since_is_refused(house: House) -> None:
    house.enrol(0)
    house.cancel(0)
    step = chained(house.database)
    house.do(cancel_date, date_id=house.dates[0], reason="krank")
    with pytest.raises(DateCancelled):
        house.do(undo, entries=step)


def test_attendance(house: House) -> None:
    house.enrol(0, 1, 2)
    ids = [house.entry(place).id for place in range(3)]
    house.do(mark_attendance, enrolment_ids=ids[:2], state=State.ARRIVED)
    house.do(mark_attendance, enrolment_ids=ids[:1], state=State.NO_SHOW)
    assert house.stand()[:3] == [State.NO_SHOW, State.ARRIVED, WAITING]
    for wrong in (ids[2:], ids):
        with pytest.raises(NotAttending):
            house.do(mark_attendance, enrolment_ids=wrong, state=State.ARRIVED)
    with pytest.raises(NotAttending):
        house.do(mark_attendance, enrolment_ids=ids[:1], state=CANCELLED)
    with pytest.raises(DateTookPlace):
        house.do(cancel_date, date_id=house.dates[0], reason="krank")
    house.do(mark_attendance, enrolment_ids=ids[:2], state=BOOKED)
    assert house.stand()[:3] == [BOOKED, BOOKED, WAITING]


def test_only_what_is_cancelled_is_deleted(house: House) -> None:
    house.enrol(0)
    with pytest.raises(UnderWay):
        house.do(bin_activity, activity_id=house.entry(0).id)
    house.cancel(0)
    step = chained(house.database)
    house.do(bin_activity, activity_id=house.entry(0).id)
    with pytest.raises(InBin):
        house.do(enrol_again, enrolment_id=house.entry(0).id)
    with pytest.raises(ChangedMeanwhile):
        house.do(undo, entries=step)


def test_a_date_that_is_over_has_no_waiting_list(house: House) -> None:
    house.enrol(0)
    house.now = house.date().ends_at
    house.enrol(1)
    with pytest.raises(DateOver):
        house.enrol(2)


def test_nobody_moves_up_in_a_date_that_is_over(house: House) -> None:
    house.enrol(0, 1, 2)
    house.now = house.date().ends_at
    assert house.cancel(0).moved_up == ()
    assert house.stand()[:3] == [None, BOOKED, WAITING]


def test_a_retired_course_takes_nobody_in(house: House) -> None:
    house.do(retire_course, course_id=house.course)
    with pytest.raises(CourseRetired):
        house.do(enrol_in_course, contact_id=house.people[0], course_id=house.course)
    with pytest.raises(CourseRetired):
        house.do(add_dates, course_id=house.course, first=date(2027, 2, 2), starts="18:00", ends="19:00")


def test_the_role_decides(house: House) -> None:
    reader, therapist = Actor(None, "R", Role.READ_ONLY), Actor(None, "T", Role.THERAPIST)
    with house.database.writing(NOW) as session:
        with pytest.raises(NotPermitted):
            enrol(session, reader, contact_id=house.people[0], date_ids=house.dates)
        with pytest.raises(NotPermitted):
            cancel_date(session, reader, date_id=house.dates[0], reason="x")
        enrol(session, therapist, contact_id=house.people[0], date_ids=house.dates)


def test_two_take_the_last_place_at_once(database: Database) -> None:
    house = House(database, capacity=1, contacts=6)
    start = Barrier(6)

    def take(contact_id: int) -> State:
        start.wait(timeout=20)
        with database.writing(NOW) as session:
            [made] = enrol(session, RECEPTION, contact_id=contact_id, date_ids=house.dates).enrolled
            return made.state

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(take, house.people))
    assert sorted(got) == [BOOKED, *[WAITING] * 5]
    house.holds()


def test_one_contact_enrolled_by_two_at_once_is_enrolled_once(database: Database) -> None:
    house = House(database, capacity=3)
    start = Barrier(2)

    def take(_turn: int) -> str:
        start.wait(timeout=20)
        try:
            with database.writing(NOW) as session:
                enrol(session, RECEPTION, contact_id=house.people[0], date_ids=house.dates)
        except AlreadyEnrolled:
            return "refused"
        return "enrolled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, range(2))) == ["enrolled", "refused"]
    house.holds()


def test_two_cancel_and_one_comes_at_once(database: Database) -> None:
    house = House(database, capacity=2, contacts=5)
    house.enrol(0, 1, 2)
    start = Barrier(3)

    def run(turn: int) -> None:
        start.wait(timeout=20)
        with database.writing(NOW) as session:
            if turn < 2:
                entry = the_enrolment(session, house.dates[0], house.people[turn])
                cancel_enrolment(session, RECEPTION, enrolment_id=entry.id)
            else:
                enrol(session, RECEPTION, contact_id=house.people[3], date_ids=house.dates)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))
    assert house.stand()[:4] == [None, None, BOOKED, BOOKED]
    house.holds()


def test_the_whole_course_and_new_dates_at_once_leave_nobody_out(database: Database) -> None:
    house = House(database, dates=2)
    start = Barrier(2)

    def run(turn: int) -> None:
        start.wait(timeout=20)
        with database.writing(NOW) as session:
            if turn:
                enrol_in_course(session, RECEPTION, contact_id=house.people[0], course_id=house.course)
            else:
                add_dates(session, PROGRAM, course_id=house.course, first=date(2027, 2, 2), starts="18", ends="19")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 3
        assert session.scalar(select(func.count()).select_from(CourseMember)) == 1
