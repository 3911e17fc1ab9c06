"""A unit follows what it pays for: cancelled, it comes back by itself; taken up again, it is used again, exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.activities import bin_activity, restore_activity
from actions.appointments import cancel_appointment
from actions.course_dates import cancel_date, restore_date
from actions.enrolments import cancel_enrolment, enrol, enrol_again, enrol_in_course, leave_course, mark_attendance
from actions.pauses import change_pause, pause_contract, remove_pause
from actions.quota_settling import MOVED
from actions.quota_uses import return_unit, use_for_activity
from actions.quotas import correct_quota
from actions.steps import take_step
from actions.undo import undo
from actions.users import add_user
from db.session import Database
from domain.access import PROGRAM, Role
from domain.activities import State
from domain.catalogue import Clock
from domain.periods import Period
from domain.quotas import NoneLeft
from models.activity import Activity
from models.contract import Pause, PauseBooking
from models.quota import Quota
from queries.pauses import touched_by
from queries.quotas import ledger, payment_of
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.courses import FIRST, a_course, some_dates, states, the_enrolment
from tests.quotas import MANAGER, a_quota, a_type, an_appointment
from tests.services import a_contract, a_tariff

SOON = TODAY + timedelta(days=10)


def left(session: Session, quota_id: int) -> int:
    session.expire_all()
    return session.get_one(Quota, quota_id).balance


def steps(session: Session) -> tuple[int, ...]:
    return tuple(session.info.get("chained", ()))


def step(database: Database, deed: Callable[[Session], object]) -> tuple[int, ...]:
    """One action in a transaction of its own; what can be undone of it."""
    with database.writing(NOW) as session:
        deed(session)
    return steps(session)


def balance(database: Database, quota_id: int) -> int:
    with database.reading(NOW) as session:
        return left(session, quota_id)


@pytest.fixture
def paid(database: Database) -> tuple[int, int, int]:
    """A contact, a quota of ten units, and an appointment that one of them pays for."""
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota = a_quota(session, contact, a_type(session))
        activity = an_appointment(session, contact, SOON)
        use_for_activity(session, MANAGER, activity_id=activity)
    return contact, quota, activity


def test_a_cancelled_appointment_gives_its_unit_back_and_undo_takes_it_again(
    database: Database, paid: tuple[int, int, int]
) -> None:
    _contact, quota, activity = paid

    def cancel(session: Session) -> None:
        cancel_appointment(session, MANAGER, appointment_id=activity, reason="krank")
        assert session.info[MOVED] == (1, 0)

    for turn in range(3):
        assert balance(database, quota) == 9
        done = step(database, cancel)
        assert balance(database, quota) == 10
        with database.reading(NOW) as session:
            assert payment_of(session, activity) is None
            assert ledger(session, quota)[-1].by_itself
        step(database, lambda session, done=done: undo(session, MANAGER, entries=done))  # type: ignore[misc]
        with database.reading(NOW) as session:
            assert payment_of(session, activity) is not None
            assert len(ledger(session, quota)) == 4 + 2 * turn


def test_an_appointment_that_is_booked_again_or_leaves_the_bin_is_paid_again(
    database: Database, paid: tuple[int, int, int]
) -> None:
    _contact, quota, activity = paid
    deeds: list[tuple[Callable[[Session], object], int]] = [
        (lambda session: cancel_appointment(session, MANAGER, appointment_id=activity, reason="krank"), 10),
        (lambda session: take_step(session, MANAGER, activity_id=activity, state=State.BOOKED), 9),
        (lambda session: bin_activity(session, MANAGER, activity_id=activity), 10),
        (lambda session: restore_activity(session, MANAGER, activity_id=activity), 9),
        (lambda session: take_step(session, MANAGER, activity_id=activity, state=State.NO_SHOW), 9),
        (lambda session: bin_activity(session, MANAGER, activity_id=activity), 9),
    ]
    for deed, expected in deeds:
        step(database, deed)
        assert balance(database, quota) == expected


def test_what_staff_gave_back_by_hand_is_not_used_again(database: Database, paid: tuple[int, int, int]) -> None:
    _contact, quota, activity = paid
    with database.writing(NOW) as session:
        entry = ledger(session, quota)[-1].entry_id
        return_unit(session, MANAGER, entry_id=entry)
    done = step(database, lambda session: cancel_appointment(session, MANAGER, appointment_id=activity, reason="krank"))
    step(database, lambda session: undo(session, MANAGER, entries=done))
    assert balance(database, quota) == 10


def test_an_undo_whose_unit_was_used_meanwhile_is_refused_and_changes_nothing(
    database: Database, paid: tuple[int, int, int]
) -> None:
    _contact, quota, activity = paid
    done = step(database, lambda session: cancel_appointment(session, MANAGER, appointment_id=activity, reason="krank"))
    step(database, lambda session: correct_quota(session, MANAGER, quota_id=quota, units=-10, reason="weg"))
    with pytest.raises(NoneLeft), database.writing(NOW) as session:
        undo(session, MANAGER, entries=done)
    with database.reading(NOW) as session:
        assert session.get_one(Activity, activity).state is State.CANCELLED
    step(database, lambda session: take_step(session, MANAGER, activity_id=activity, state=State.BOOKED))
    with database.reading(NOW) as session:
        assert session.get_one(Activity, activity).state is State.BOOKED
        assert payment_of(session, activity) is None


def test_the_clock_of_a_first_use_stands_still_again_and_undo_sets_it_going(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota = a_quota(session, contact, a_type(session, clock=Clock.FIRST_USE, valid_value=1))
        activity = an_appointment(session, contact, date(2026, 12, 1))
        use_for_activity(session, MANAGER, activity_id=activity)
    done = step(database, lambda session: cancel_appointment(session, MANAGER, appointment_id=activity, reason="krank"))
    with database.reading(NOW) as session:
        assert session.get_one(Quota, quota).ends_on is None
    step(database, lambda session: undo(session, MANAGER, entries=done))
    with database.reading(NOW) as session:
        assert session.get_one(Quota, quota).ends_on == date(2026, 12, 31)


def test_places_in_courses_give_back_with_each_way_of_cancelling(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota = a_quota(session, contact, a_type(session))
        course = a_course(session)
        course_id = course.id
        first, second, third = some_dates(session, course, last=FIRST + timedelta(days=14))
        enrol_in_course(session, MANAGER, contact_id=contact, course_id=course_id)
        places = [the_enrolment(session, one, contact).id for one in (first, second, third)]
        for place in places:
            use_for_activity(session, MANAGER, activity_id=place)
    deeds: list[tuple[Callable[[Session], object], int]] = [
        (lambda session: cancel_enrolment(session, MANAGER, enrolment_id=places[0]), 8),
        (lambda session: enrol_again(session, MANAGER, enrolment_id=places[0]), 7),
        (lambda session: cancel_date(session, MANAGER, date_id=second, reason="Trainer krank"), 8),
        (lambda session: restore_date(session, MANAGER, date_id=second), 7),
        (lambda session: leave_course(session, MANAGER, contact_id=contact, course_id=course_id), 10),
    ]
    for deed, expected in deeds:
        before = balance(database, quota)
        done = step(database, deed)
        assert balance(database, quota) == expected
        step(database, lambda session, done=done: undo(session, MANAGER, entries=done))  # type: ignore[misc]
        assert balance(database, quota) == before
        step(database, deed)
        assert balance(database, quota) == expected


def test_who_did_not_come_has_used_the_unit(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        quota = a_quota(session, contact, a_type(session))
        (day,) = some_dates(session, a_course(session))
        enrol(session, MANAGER, contact_id=contact, date_ids=[day])
        place = the_enrolment(session, day, contact).id
        use_for_activity(session, MANAGER, activity_id=place)
        mark_attendance(session, MANAGER, enrolment_ids=[place], state=State.NO_SHOW)
        assert left(session, quota) == 9


# --- pauses -----------------------------------------------------------------------------------------------
@pytest.fixture
def booked(database: Database) -> tuple[int, int, int, list[int]]:
    """A contract, a quota and a course date of one place, with an appointment and a place that units pay for."""
    with database.writing(NOW) as session:
        contact = a_contact(session).id
        contract = a_contract(session, contact, term_id=a_tariff(session), start_on=TODAY - timedelta(days=40))
        quota = a_quota(session, contact, a_type(session))
        (day,) = some_dates(session, a_course(session, capacity=1))
        enrol(session, MANAGER, contact_id=contact, date_ids=[day])
        place, activity = the_enrolment(session, day, contact).id, an_appointment(session, contact, date(2026, 12, 10))
        for one in (place, activity):
            use_for_activity(session, MANAGER, activity_id=one)
    return contract, quota, day, [place, activity]


def kept(database: Database, ids: list[int]) -> list[State]:
    with database.reading(NOW) as session:
        found = dict(session.execute(select(Activity.id, Activity.state)).tuples().all())
    return [found[one] for one in ids]


CANCELLED, BOOKED = State.CANCELLED, State.BOOKED


def pause(
    contract: int, *, last: date | None = date(2026, 12, 20), keep: tuple[int, ...] = ()
) -> Callable[..., object]:
    return lambda session: pause_contract(
        session, MANAGER, contract_id=contract, starts_on=FIRST, last_day=last, reason="Reise", keep=keep
    )


def the_pause(database: Database) -> int:
    with database.reading(NOW) as session:
        return session.scalars(select(Pause.id)).one()


def test_a_pause_cancels_what_is_booked_inside_it_and_removing_or_undoing_it_restores_all(
    database: Database, booked: tuple[int, int, int, list[int]]
) -> None:
    contract, quota, _day, ids = booked
    for last in (date(2026, 12, 20), None):
        done = step(database, pause(contract, last=last))
        assert (kept(database, ids), balance(database, quota)) == ([CANCELLED, CANCELLED], 10)
        step(database, lambda session, done=done: undo(session, MANAGER, entries=done))  # type: ignore[misc]
        assert (kept(database, ids), balance(database, quota)) == ([BOOKED, BOOKED], 8)
    step(database, pause(contract))
    gone = step(
        database, lambda session: remove_pause(session, MANAGER, contract_id=contract, pause_id=the_pause(database))
    )
    assert (kept(database, ids), balance(database, quota)) == ([BOOKED, BOOKED], 8)
    with database.reading(NOW) as session:
        assert session.scalars(select(PauseBooking.id)).all() == []
    step(database, lambda session: undo(session, MANAGER, entries=gone))
    assert (kept(database, ids), balance(database, quota)) == ([CANCELLED, CANCELLED], 10)
    step(database, lambda session: remove_pause(session, MANAGER, contract_id=contract, pause_id=the_pause(database)))
    assert (kept(database, ids), balance(database, quota)) == ([BOOKED, BOOKED], 8)


def test_a_pause_that_ends_early_gives_free_what_it_no_longer_covers(
    database: Database, booked: tuple[int, int, int, list[int]]
) -> None:
    contract, quota, _day, ids = booked
    step(database, pause(contract))

    def change(last: date) -> Callable[[Session], object]:
        return lambda session: change_pause(
            session,
            MANAGER,
            contract_id=contract,
            pause_id=the_pause(database),
            starts_on=FIRST,
            last_day=last,
            reason="Reise",
        )

    with database.reading(NOW) as session:
        contact = session.scalars(select(Pause.contact_id)).one()
        touched = touched_by(session, contact, Period(FIRST, date(2026, 12, 6)), the_pause(database))
    assert [(one.activity_id, one.paid) for one in touched.restored] == [(ids[1], True)]
    assert touched.cancelled == ()
    done = step(database, change(date(2026, 12, 5)))
    assert (kept(database, ids), balance(database, quota)) == ([CANCELLED, BOOKED], 9)
    step(database, lambda session: undo(session, MANAGER, entries=done))
    assert (kept(database, ids), balance(database, quota)) == ([CANCELLED, CANCELLED], 10)
    step(database, change(date(2026, 12, 5)))
    step(database, change(date(2026, 12, 15)))
    assert (kept(database, ids), balance(database, quota)) == ([CANCELLED, CANCELLED], 10)


def test_what_staff_keep_stays_booked_and_paid(database: Database, booked: tuple[int, int, int, list[int]]) -> None:
    contract, quota, _day, ids = booked
    step(database, pause(contract, keep=(ids[1],)))
    assert (kept(database, ids), balance(database, quota)) == ([CANCELLED, BOOKED], 9)


def test_a_place_that_a_pause_gave_free_goes_to_who_waits_and_comes_back_as_one_who_waits(
    database: Database, booked: tuple[int, int, int, list[int]]
) -> None:
    contract, _quota, day, ids = booked
    with database.writing(NOW) as session:
        other = a_contact(session, "Ute").id
        enrol(session, MANAGER, contact_id=other, date_ids=[day])
    done = step(database, pause(contract))
    with database.reading(NOW) as session:
        assert states(session, day) == {other: BOOKED}
    step(database, lambda session: remove_pause(session, MANAGER, contract_id=contract, pause_id=the_pause(database)))
    assert kept(database, ids) == [State.WAITLISTED, BOOKED]
    assert done


def test_an_appointment_whose_room_is_taken_meanwhile_stays_cancelled(
    database: Database, booked: tuple[int, int, int, list[int]]
) -> None:
    contract, _quota, _day, ids = booked
    with database.writing(NOW) as session:
        user = add_user(session, PROGRAM, name="Tim", login="tim", role=Role.THERAPIST, password="Sehr-Langes-Wort-1")
        own = session.scalars(select(Activity.contact_id).where(Activity.id == ids[1])).one()
        mine = an_appointment(session, own or 0, date(2026, 12, 11), user_id=user)
    step(database, pause(contract))
    with database.writing(NOW) as session:
        an_appointment(session, a_contact(session, "Ute").id, date(2026, 12, 11), user_id=user)
    step(database, lambda session: remove_pause(session, MANAGER, contract_id=contract, pause_id=the_pause(database)))
    assert kept(database, [*ids, mine]) == [BOOKED, BOOKED, CANCELLED]
