"""Enrolments: for single dates or a whole course, with a place or on the waiting list, and who came."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import load_entry
from actions.loading import load
from actions.places import (
    Outcome,
    enrol_in_dates,
    enrolments_of,
    give_places,
    lock_dates,
    place_in,
    taken_of,
)
from domain.access import Actor, Permission
from domain.activities import State
from domain.clock import day_of
from domain.courses import (
    ATTENDED,
    LIVE,
    AlreadyEnrolled,
    AlreadyMember,
    CourseRetired,
    DateNotCancelled,
    NotAttending,
    NothingChosen,
)
from domain.errors import Gone, Problems
from domain.texts import tidy_line
from models.activity import LONGEST_TITLE
from models.base import moment
from models.contact import Contact
from models.course import Course, CourseDate, CourseMember, Enrolment


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def enrol(session: Session, actor: Actor, *, contact_id: int, date_ids: Sequence[int]) -> Outcome:
    """Enrol a contact in single dates; where one is full, on its waiting list."""
    if not date_ids:
        raise NothingChosen(field="date_ids")
    contact = load(session, Contact, contact_id)
    dates = lock_dates(session, date_ids)
    return Outcome(enrol_in_dates(session, actor, dates, [contact.id], refuse=True))


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def enrol_in_course(session: Session, actor: Actor, *, contact_id: int, course_id: int) -> Outcome:
    """Enrol a contact in a whole course: in all dates that are to come, and in those that are made later."""
    course = load(session, Course, course_id)
    if course.retired_on is not None and course.retired_on <= day_of(moment(session)):
        raise CourseRetired(name=course.name)
    contact = load(session, Contact, contact_id)
    if _member(session, course_id, contact_id) is not None:
        raise AlreadyMember
    session.add(CourseMember(course_id=course.id, contact_id=contact.id))
    dates = lock_dates(session, coming_ids(session, course.id))
    offered = [one for one in dates if one.cancelled_at is None]
    return Outcome(enrol_in_dates(session, actor, offered, [contact.id], refuse=False))


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def leave_course(session: Session, actor: Actor, *, contact_id: int, course_id: int, reason: str = "") -> Outcome:
    """Somebody no longer takes part in a course: all enrolments in dates to come are cancelled."""
    load(session, Course, course_id)
    member = _member(session, course_id, contact_id)
    if member is None:
        raise Gone
    session.delete(member)
    dates = lock_dates(session, coming_ids(session, course_id))
    reason = _reason(reason)
    mine = enrolments_of(session, [one.id for one in dates], {State.BOOKED, State.WAITLISTED, State.CANCELLED})
    for enrolment in mine:
        if enrolment.contact_id == contact_id and enrolment.state is State.CANCELLED:
            enrolment.kept_state = None
        elif enrolment.contact_id == contact_id:
            _cancel(enrolment, reason)
    return Outcome(moved_up=give_places(session, dates))


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def cancel_enrolment(session: Session, actor: Actor, *, enrolment_id: int, reason: str = "") -> Outcome:
    """Somebody does not come to a date; whoever waits first moves up."""
    date = _lock_date_of(session, enrolment_id)
    enrolment = load_entry(session, actor, Enrolment, enrolment_id, version=None)
    _cancel(enrolment, _reason(reason))
    return Outcome(moved_up=give_places(session, [date]))


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def enrol_again(session: Session, actor: Actor, *, enrolment_id: int) -> Outcome:
    """Take back a cancellation: with a place if one is free, else at the end of the waiting list."""
    date = _lock_date_of(session, enrolment_id)
    enrolment = load_entry(session, actor, Enrolment, enrolment_id, version=None)
    if enrolment.state is not State.CANCELLED:
        raise DateNotCancelled
    others = enrolments_of(session, [date.id])
    if any(one.contact_id == enrolment.contact_id for one in others):
        raise AlreadyEnrolled(day=day_of(date.starts_at))
    enrolment.move_to(place_in(session, date, taken_of(session, [date.id])[date.id]))
    enrolment.queued_at, enrolment.cancelled_reason = moment(session), ""
    enrolment.moved_up_at = enrolment.news = enrolment.kept_state = None
    return Outcome((enrolment,))


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def mark_attendance(session: Session, actor: Actor, *, enrolment_ids: Sequence[int], state: State) -> int:
    """Who has a place arrived, did not come, or nothing is known of it (again); how many were marked."""
    if state not in ATTENDED:
        raise NotAttending
    for enrolment_id in enrolment_ids:
        enrolment = load_entry(session, actor, Enrolment, enrolment_id, version=None)
        if enrolment.state not in ATTENDED:
            raise NotAttending
        enrolment.move_to(state)
    return len(enrolment_ids)


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def mark_told(session: Session, actor: Actor, *, enrolment_ids: Sequence[int]) -> int:
    """These contacts were told what changed for them; how many they are."""
    for enrolment_id in enrolment_ids:
        enrolment = load(session, Enrolment, enrolment_id)
        enrolment.told_at = moment(session)
        if enrolment.kept_state is None:
            enrolment.news = None
    return len(enrolment_ids)


def coming_ids(session: Session, course_id: int) -> list[int]:
    """The dates of a course that are not over, cancelled ones too."""
    query = select(CourseDate.id).where(CourseDate.course_id == course_id, CourseDate.ends_at > moment(session))
    return list(session.scalars(query))


def _member(session: Session, course_id: int, contact_id: int) -> CourseMember | None:
    query = select(CourseMember).where(CourseMember.course_id == course_id, CourseMember.contact_id == contact_id)
    return session.scalars(query).one_or_none()


def _lock_date_of(session: Session, enrolment_id: int) -> CourseDate:
    """The date of an enrolment, locked before the enrolment itself is looked at."""
    query = select(Enrolment.course_date_id).where(Enrolment.id == enrolment_id)
    date_id = session.scalar(query)
    if date_id is None:
        raise Gone
    return lock_dates(session, [date_id])[0]


def _cancel(enrolment: Enrolment, reason: str) -> None:
    if enrolment.state in LIVE:
        enrolment.news = None
    enrolment.move_to(State.CANCELLED)
    enrolment.cancelled_reason = reason


def _reason(reason: str) -> str:
    problems = Problems()
    tidied = ""
    with problems.field("reason"):
        tidied = tidy_line(reason, longest=LONGEST_TITLE)
    problems.raise_if_any()
    return tidied
