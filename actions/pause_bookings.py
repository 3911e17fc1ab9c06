"""What a pause does to the bookings inside it: they are cancelled, and are what they were once it does not cover them.

Units that paid for them follow by themselves (`actions.quota_settling`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.appointments import hold_place
from actions.places import give_places, lock_dates, taken_of
from domain.activities import State
from domain.appointments import Taken
from domain.clock import day_of
from models.activity import Activity
from models.appointment import Appointment
from models.contract import Pause, PauseBooking
from models.course import CourseDate, Enrolment
from queries.pauses import bookings_in


def cancel_inside(session: Session, pause: Pause, *, keep: Collection[int] = ()) -> None:
    """Cancel what the contact has booked in the days of a pause; places that become free go to those who wait."""
    session.flush()
    found = [one for one in bookings_in(session, pause.contact_id, pause.period) if one.id not in keep]
    dates = _dates_of(session, found)
    for entry in found:
        session.refresh(entry)
        if entry.state is State.CANCELLED:
            continue
        session.execute(delete(PauseBooking).where(PauseBooking.activity_id == entry.id))  # booked again since
        session.add(
            PauseBooking(
                contact_id=pause.contact_id,
                contract_id=pause.contract_id,
                pause_id=pause.id,
                activity_id=entry.id,
                kept_state=entry.state,
            )
        )
        entry.move_to(State.CANCELLED)
        if isinstance(entry, Appointment | Enrolment):
            entry.cancelled_reason = pause.reason
        if isinstance(entry, Enrolment):
            entry.news = None
    give_places(session, dates)


def restore_outside(session: Session, pause: Pause, *, whole: bool = False) -> None:
    """What a pause cancelled and does not cover (with `whole` all of it) is what it was, where its place is free.

    Who finds the place in a course taken waits where they stood; an appointment whose place is taken stays cancelled.
    """
    session.flush()
    kept = session.scalars(select(PauseBooking).where(PauseBooking.pause_id == pause.id)).all()
    known = {
        row.id: row for row in session.scalars(select(Activity).where(Activity.id.in_([k.activity_id for k in kept])))
    }
    gone = [one for one in kept if whole or not _covers(pause, known.get(one.activity_id))]
    dates = {
        one.id: one for one in _dates_of(session, (known[one.activity_id] for one in gone if one.activity_id in known))
    }
    for booking in gone:
        entry = known.get(booking.activity_id)
        session.delete(booking)
        if entry is None or entry.state is not State.CANCELLED or entry.deleted_at is not None:
            continue
        if isinstance(entry, Enrolment):
            _place_again(session, entry, dates[entry.course_date_id], booking.kept_state)
        elif isinstance(entry, Appointment):
            _appointment_again(session, entry, booking.kept_state)
        session.flush()
    session.flush()


def _covers(pause: Pause, entry: Activity | None) -> bool:
    return entry is not None and pause.period.holds_on(day_of(entry.at))


def _place_again(session: Session, entry: Enrolment, date: CourseDate, was: State) -> None:
    if date.cancelled_at is not None:
        entry.kept_state = was
        return
    others = select(Enrolment.id).where(
        Enrolment.course_date_id == date.id,
        Enrolment.contact_id == entry.contact_id,
        Enrolment.state != State.CANCELLED,
    )
    if session.scalar(others.limit(1)) is not None:
        return
    full = taken_of(session, [date.id])[date.id] >= date.capacity
    entry.state = State.WAITLISTED if full else was
    entry.cancelled_reason = ""


def _appointment_again(session: Session, entry: Appointment, was: State) -> None:
    reason = entry.cancelled_reason
    entry.state, entry.cancelled_reason = was, ""
    try:
        hold_place(session, entry)
    except Taken:
        entry.state, entry.cancelled_reason = State.CANCELLED, reason


def _dates_of(session: Session, entries: Iterable[Activity]) -> Sequence[CourseDate]:
    """The dates of the courses among these, locked."""
    ids = {one.course_date_id for one in entries if isinstance(one, Enrolment)}
    return lock_dates(session, ids) if ids else ()
