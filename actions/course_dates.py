"""The dates of courses: made by a plan, changed alone or with all that follow, cancelled and taken up again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.appointments import refuse_taken
from actions.cards import offered_room, offered_user
from actions.courses import checked_capacity
from actions.loading import check_version, load
from actions.places import Outcome, enrol_in_dates, enrolments_of, follow, give_places, lock_dates, taken_of
from domain.access import Actor, Permission
from domain.activities import State
from domain.clock import day_of
from domain.courses import (
    LIVE,
    CourseRetired,
    DateCancelled,
    DateHasEnrolments,
    DateNotCancelled,
    DateTookPlace,
    News,
    NoDates,
    PlacesTaken,
)
from domain.errors import Gone, Problems
from domain.texts import tidy_line
from models.activity import LONGEST_TITLE
from models.base import moment
from models.course import Course, CourseDate, CourseMember, Enrolment
from queries.course_plan import planned_dates, read_plan, read_shift, spans_by_place


@action(Permission.MANAGE_COURSES, undoable=True)
def add_dates(
    session: Session,
    actor: Actor,
    *,
    course_id: int,
    first: date | None,
    starts: str,
    ends: str,
    last: date | None = None,
    weeks: int | None = 1,
    on_holidays: bool = False,
    without: Collection[date] = (),
    clash_accepted: bool = False,
) -> tuple[CourseDate, ...]:
    """New dates of a course; who takes part in the whole course is enrolled in them. Refuses `Taken`."""
    course = load(session, Course, course_id)
    if course.retired_on is not None and course.retired_on <= day_of(moment(session)):
        raise CourseRetired(name=course.name)
    plan = read_plan(
        first=first, starts=starts, ends=ends, last=last, weeks=weeks, on_holidays=on_holidays, without=without
    )
    dates = [
        CourseDate(
            course_id=course.id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            room_id=course.room_id,
            trainer_id=course.trainer_id,
            capacity=course.capacity,
        )
        for one in planned_dates(session, course.id, plan)
        if one.why is None
    ]
    if not dates:
        raise NoDates(field="first")
    _refuse_taken(session, dates, accepted=clash_accepted)
    session.add_all(dates)
    session.flush()
    members = session.scalars(
        select(CourseMember.contact_id).where(CourseMember.course_id == course.id).order_by(CourseMember.id)
    ).all()
    coming = [one for one in dates if one.ends_at > moment(session)]
    enrol_in_dates(session, actor, coming, members, refuse=False)
    return tuple(dates)


@action(Permission.MANAGE_COURSES, undoable=True)
def edit_date(
    session: Session,
    actor: Actor,
    *,
    date_id: int,
    version: int,
    starts_at: datetime | None,
    ends: str,
    room_id: int | None = None,
    trainer_id: int | None = None,
    capacity: int | None = None,
    following: bool = False,
    clash_accepted: bool = False,
) -> Outcome:
    """Change one date, or in all that follow too what is changed in this one; enrolments follow.

    Places that are added go to whoever waits; fewer than are taken are refused. Refuses `Taken`.
    """
    course_id = _course_of(session, date_id)
    dates = _locked(session, date_id, course_id, following=following)
    chosen = next(one for one in dates if one.id == date_id)
    check_version(chosen, date_id, version)
    shift = read_shift(chosen, starts_at, ends)
    problems = Problems()
    with problems.field("room_id"):
        new_room = offered_room(session, room_id, chosen.room_id)
    with problems.field("trainer_id"):
        new_trainer = offered_user(session, trainer_id, chosen.trainer_id)
    with problems.field("capacity"):
        places = checked_capacity(capacity)
    problems.raise_if_any()
    room_changes, trainer_changes = new_room != chosen.room_id, new_trainer != chosen.trainer_id
    capacity_changes = places != chosen.capacity
    for one in dates:
        if shift.moved:
            one.starts_at, one.ends_at = shift.span_of(one)
        if room_changes:
            one.room_id = new_room
        if trainer_changes:
            one.trainer_id = new_trainer
        if capacity_changes:
            one.capacity = places
    if shift.moved or room_changes or trainer_changes:
        _refuse_taken(session, dates, accepted=clash_accepted)
    if capacity_changes:
        _refuse_too_few(session, dates)
    if shift.moved or trainer_changes:
        _take_along(session, dates, moved=shift.moved)
    return Outcome(moved_up=give_places(session, dates))


def _course_of(session: Session, date_id: int) -> int:
    course_id = session.scalar(select(CourseDate.course_id).where(CourseDate.id == date_id))
    if course_id is None:
        raise Gone
    return course_id


def _locked(session: Session, date_id: int, course_id: int, *, following: bool) -> Sequence[CourseDate]:
    if not following:
        return lock_dates(session, [date_id])
    since = select(CourseDate.starts_at).where(CourseDate.id == date_id).scalar_subquery()
    later = select(CourseDate.id).where(CourseDate.course_id == course_id, CourseDate.starts_at >= since)
    return lock_dates(session, session.scalars(later).all())


def _refuse_taken(session: Session, dates: Sequence[CourseDate], *, accepted: bool) -> None:
    """Refuse `Taken` where trainer or room of these dates are busy with something else, unless that is accepted."""
    ids = [one.id for one in dates if one.id is not None]
    for (trainer_id, room_id), spans in spans_by_place(dates):
        refuse_taken(session, spans, user_id=trainer_id, room_id=room_id, accepted=accepted, without_dates=ids)


def _refuse_too_few(session: Session, dates: Sequence[CourseDate]) -> None:
    taken = taken_of(session, [one.id for one in dates])
    for one in dates:
        if taken[one.id] > one.capacity:
            raise PlacesTaken(day=day_of(one.starts_at), taken=taken[one.id], field="capacity")


def _take_along(session: Session, dates: Sequence[CourseDate], *, moved: bool) -> None:
    """Enrolments say the new time; who is enrolled in a date to come must be told."""
    by_id, now = {one.id: one for one in dates}, moment(session)
    for enrolment in enrolments_of(session, list(by_id), set(LIVE) | {State.CANCELLED}):
        date = by_id[enrolment.course_date_id]
        follow(enrolment, date)
        if moved and date.ends_at > now and enrolment.state in LIVE and enrolment.news is None:
            enrolment.news = News.NEW_TIME


@action(Permission.MANAGE_COURSES, undoable=True)
def cancel_date(session: Session, actor: Actor, *, date_id: int, reason: str) -> CourseDate:
    """A date does not take place: all enrolments are cancelled, and whoever was enrolled must be told."""
    date = lock_dates(session, [date_id])[0]
    if date.cancelled_at is not None:
        raise DateCancelled(day=day_of(date.starts_at))
    problems = Problems()
    with problems.field("reason"):
        date.cancelled_reason = tidy_line(reason, longest=LONGEST_TITLE, required=True)
    problems.raise_if_any()
    date.cancelled_at = moment(session)
    for enrolment in enrolments_of(session, [date_id]):
        if enrolment.state in {State.ARRIVED, State.NO_SHOW}:
            raise DateTookPlace(day=day_of(date.starts_at))
        enrolment.kept_state = enrolment.state
        enrolment.move_to(State.CANCELLED)
        enrolment.cancelled_reason = date.cancelled_reason
    return date


@action(Permission.MANAGE_COURSES, undoable=True)
def restore_date(session: Session, actor: Actor, *, date_id: int, clash_accepted: bool = False) -> Outcome:
    """A cancelled date takes place after all: everybody has what they had, and who was told is told again.

    Who joined the whole course meanwhile is enrolled. Refuses `Taken` where trainer or room are busy meanwhile.
    """
    course_id = load(session, Course, _course_of(session, date_id)).id
    date = lock_dates(session, [date_id])[0]
    if date.cancelled_at is None:
        raise DateNotCancelled
    span = (date.starts_at, date.ends_at)
    refuse_taken(session, [span], user_id=date.trainer_id, room_id=date.room_id, accepted=clash_accepted)
    cancelled_at, date.cancelled_at, date.cancelled_reason = date.cancelled_at, None, ""
    cancelled = enrolments_of(session, [date_id], {State.CANCELLED})
    for enrolment in cancelled:
        if enrolment.kept_state is not None:
            _take_up(enrolment, cancelled_at)
    since = select(CourseMember.contact_id).where(
        CourseMember.course_id == course_id, CourseMember.created_at >= cancelled_at
    )
    known = {one.contact_id for one in cancelled}
    joined = [one for one in session.scalars(since.order_by(CourseMember.id)) if one not in known]
    session.flush()
    moved = give_places(session, [date])
    return Outcome(enrol_in_dates(session, actor, [date], joined, refuse=False), moved)


def _take_up(enrolment: Enrolment, cancelled_at: datetime) -> None:
    assert enrolment.kept_state is not None
    enrolment.move_to(enrolment.kept_state)
    enrolment.kept_state, enrolment.cancelled_reason = None, ""
    enrolment.deleted_at = enrolment.deleted_by_id = None
    if enrolment.told_at is not None and enrolment.told_at >= cancelled_at:
        enrolment.news = News.TAKES_PLACE


@action(Permission.MANAGE_COURSES, undoable=True)
def remove_date(session: Session, actor: Actor, *, date_id: int) -> None:
    """Remove a date in which nobody ever was enrolled; the others are cancelled."""
    date = lock_dates(session, [date_id])[0]
    if session.scalar(select(Enrolment.id).where(Enrolment.course_date_id == date_id).limit(1)) is not None:
        raise DateHasEnrolments(day=day_of(date.starts_at))
    session.delete(date)
