"""Places in the dates of courses: who gets one, who waits, and who moves up when one becomes free.

Whoever gives or frees places locks the dates first, in the order of their ids: so two who take the last place at once
do so one after the other. The order of all locks is course, contact, dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from domain.access import Actor
from domain.activities import State
from domain.clock import day_of
from domain.courses import LIVE, TAKING, AlreadyEnrolled, DateCancelled, DateOver, News, PlaceGone
from domain.errors import Gone
from models.base import moment
from models.changes import Change
from models.course import Course, CourseDate, Enrolment


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who was enrolled, and who moved up from the waiting list."""

    enrolled: tuple[Enrolment, ...] = ()
    moved_up: tuple[Enrolment, ...] = ()


def lock_dates(session: Session, ids: Collection[int]) -> Sequence[CourseDate]:
    """These dates as they are now, locked for this transaction, in the order of time; refuses what is `Gone`."""
    query = select(CourseDate).where(CourseDate.id.in_(ids)).order_by(CourseDate.id).with_for_update()
    dates = session.scalars(query.execution_options(populate_existing=True)).all()
    if len(dates) != len(set(ids)):
        raise Gone
    return sorted(dates, key=lambda one: one.starts_at)


def enrolments_of(session: Session, date_ids: Collection[int], states: Collection[State] = LIVE) -> list[Enrolment]:
    """The enrolments of these dates in the order of their queues, as they are now."""
    query = (
        select(Enrolment)
        .where(Enrolment.course_date_id.in_(date_ids), Enrolment.state.in_(states))
        .order_by(Enrolment.queued_at, Enrolment.id)
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def taken_of(session: Session, date_ids: Collection[int]) -> dict[int, int]:
    """How many places are taken in each of these dates; in one that was cancelled those that come back with it."""
    counted = (
        select(Enrolment.course_date_id, func.count())
        .where(
            Enrolment.course_date_id.in_(date_ids), or_(Enrolment.state.in_(TAKING), Enrolment.kept_state.in_(TAKING))
        )
        .group_by(Enrolment.course_date_id)
    )
    return dict.fromkeys(date_ids, 0) | dict(session.execute(counted).tuples().all())


def enrol_in_dates(
    session: Session, actor: Actor, dates: Sequence[CourseDate], contact_ids: Sequence[int], *, refuse: bool
) -> tuple[Enrolment, ...]:
    """Enrol these contacts in these dates, which are locked: with a place or on the waiting list.

    Who is enrolled already is refused, or left as it is.
    """
    ids = [one.id for one in dates]
    courses = {
        course.id: course
        for course in session.scalars(select(Course).where(Course.id.in_({one.course_id for one in dates})))
    }
    live = {(one.course_date_id, one.contact_id) for one in enrolments_of(session, ids)}
    taken, new = taken_of(session, ids), []
    for date in dates:
        for contact_id in contact_ids:
            if (date.id, contact_id) in live:
                if refuse:
                    raise AlreadyEnrolled(day=day_of(date.starts_at))
                continue
            enrolment = Enrolment(contact_id=contact_id, course_date_id=date.id, created_by_id=actor.user_id)
            enrolment.title, enrolment.category_id = (
                courses[date.course_id].name,
                courses[date.course_id].category_id,
            )
            follow(enrolment, date)
            enrolment.queued_at = moment(session)
            enrolment.state = place_in(session, date, taken[date.id])
            taken[date.id] += enrolment.state is State.BOOKED
            new.append(enrolment)
    session.add_all(new)
    session.flush()
    return tuple(new)


def follow(enrolment: Enrolment, date: CourseDate) -> None:
    """Let an enrolment say when its date is, and with whom."""
    enrolment.at, enrolment.user_id = date.starts_at, date.trainer_id


def place_in(session: Session, date: CourseDate, taken: int) -> State:
    """What somebody gets who wants a place now; refuses `DateCancelled`, and `DateOver` where all places are taken."""
    if date.cancelled_at is not None:
        raise DateCancelled(day=day_of(date.starts_at))
    if taken < date.capacity:
        return State.BOOKED
    if date.ends_at <= moment(session):
        raise DateOver(day=day_of(date.starts_at))
    return State.WAITLISTED


def give_places(session: Session, dates: Iterable[CourseDate]) -> tuple[Enrolment, ...]:
    """Let those who wait move up while a place is free, in the order of the queue; who they are.

    Nobody moves up in a date that was cancelled or is over.
    """
    now = moment(session)
    coming = [one for one in dates if one.cancelled_at is None and one.ends_at > now]
    session.flush()
    taken = taken_of(session, [one.id for one in coming])
    moved = []
    for date in coming:
        free = date.capacity - taken[date.id]
        waiting = enrolments_of(session, [date.id], {State.WAITLISTED})[: max(free, 0)] if free > 0 else []
        for enrolment in waiting:
            enrolment.move_to(State.BOOKED)
            enrolment.moved_up_at, enrolment.news = now, News.MOVED_UP
            moved.append(enrolment)
    session.flush()
    return tuple(moved)


def settle_returned(session: Session, reasons: Mapping[int, str]) -> tuple[Enrolment, ...]:
    """Enrolments that a merge had changed are what they were: who finds no place by now waits, or stays cancelled.

    `reasons` says of each why it was cancelled meanwhile. Gives those that are not what they were.
    """
    session.flush()
    rows = session.scalars(select(Enrolment).where(Enrolment.id.in_(reasons)).order_by(Enrolment.id)).all()
    dates = {one.id: one for one in lock_dates(session, {row.course_date_id for row in rows})}
    live, taken, other = enrolments_of(session, list(dates)), taken_of(session, list(dates)), []
    for row in rows:
        date, twice = dates[row.course_date_id], [one for one in live if _same_place(one, row)]
        if row.state not in LIVE:
            continue
        if twice or row.deleted_at is not None:
            row.state, row.cancelled_reason = State.CANCELLED, reasons[row.id]
        elif date.cancelled_at is not None:
            row.kept_state, row.state, row.cancelled_reason = row.state, State.CANCELLED, date.cancelled_reason
        elif reasons[row.id] and row.state is State.BOOKED and taken[date.id] > date.capacity:
            row.state = State.WAITLISTED
        else:
            continue
        taken[date.id] -= row.kept_state is None
        other.append(row)
    give_places(session, dates.values())
    return tuple(other)


def _same_place(one: Enrolment, row: Enrolment) -> bool:
    return (one.course_date_id, one.contact_id) == (row.course_date_id, row.contact_id) and one is not row


def settle_places(session: Session, changes: Iterable[Change]) -> bool:
    """After a step was taken back: whoever waits gets what became free. False where somebody is enrolled twice.

    Refuses `PlaceGone` where more people have a place than there are places, and `DateCancelled`.
    """
    touched = _dates_of(session, changes)
    if not touched:
        return True
    there = session.scalars(select(CourseDate.id).where(CourseDate.id.in_(touched))).all()
    dates = lock_dates(session, there)
    live, taken = enrolments_of(session, there), taken_of(session, there)
    for date in dates:
        if taken[date.id] > date.capacity:
            raise PlaceGone(day=day_of(date.starts_at))
        if date.cancelled_at is not None and any(one.course_date_id == date.id for one in live):
            raise DateCancelled(day=day_of(date.starts_at))
    if any(one.deleted_at is not None for one in live):
        return False
    people = [(one.course_date_id, one.contact_id) for one in live]
    give_places(session, dates)
    return len(people) == len(set(people))


def _dates_of(session: Session, changes: Iterable[Change]) -> set[int]:
    touched = set()
    for change in changes:
        if change.table == CourseDate.__tablename__:
            touched.add(int(change.key))
        elif change.table == Enrolment.__tablename__:
            sides = (change.after or {}) | (change.before or {})
            record = session.get(Enrolment, change.key)
            touched.add(int(sides.get("course_date_id") or (record.course_date_id if record else 0)))
    return touched
