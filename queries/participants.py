"""Who is enrolled in the dates of courses, how to reach them, and what they must still be told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from domain.activities import State
from domain.contacts import display_name
from domain.courses import LIVE, News
from models.activity import Activity
from models.base import moment
from models.contact import Contact, ContactEmail, ContactPhone
from models.course import Course, CourseDate, CourseMember, Enrolment

_ENROLMENT: Any = Enrolment.__table__.c


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in one date: with a place, waiting or cancelled, and how to reach them."""

    enrolment_id: int
    version: int
    date_id: int
    starts_at: datetime
    course: str
    contact_id: int
    number: str
    name: str
    state: State
    queued_at: datetime
    news: News | None
    """What they must still be told."""
    told_at: datetime | None
    reason: str
    """Of the cancellation."""
    with_date: bool
    """Cancelled with the date."""
    member: bool
    """Takes part in the whole course."""
    phone: str
    email: str


def members(session: Session, course_id: int) -> tuple[tuple[int, str, str], ...]:
    """Who takes part in a whole course, by name: id, number and name of each contact."""
    query = (
        select(Contact.id, Contact.number, Contact.title, Contact.first_name, Contact.last_name, Contact.company_name)
        .join(CourseMember, CourseMember.contact_id == Contact.id)
        .where(CourseMember.course_id == course_id)
        .order_by(Contact.sort_key, Contact.id)
    )
    return tuple((key, number, display_name(*name)) for key, number, *name in session.execute(query))


def participants(session: Session, date_id: int) -> tuple[Participant, ...]:
    """Everybody who is or was enrolled in a date: by name with a place, then the waiting list in its order."""
    found = _participants(session, _participant_query().where(_ENROLMENT.course_date_id == date_id))
    order = {State.WAITLISTED: 1, State.CANCELLED: 2}
    return tuple(
        sorted(found, key=lambda one: (order.get(one.state, 0), one.queued_at if one.state in order else one.starts_at))
    )


def participants_by_id(session: Session, ids: Collection[int]) -> tuple[Participant, ...]:
    """These enrolments."""
    return _participants(session, _participant_query().where(_ENROLMENT.id.in_(ids)))


def enrolled_in(session: Session, contact_id: int) -> set[int]:
    """The dates in which a contact is enrolled, with a place or on the waiting list."""
    query = select(Enrolment.course_date_id).where(Enrolment.contact_id == contact_id, Enrolment.state.in_(LIVE))
    return set(session.scalars(query))


def to_tell(session: Session) -> tuple[Participant, ...]:
    """Whoever must still be told something of a date that is not over, by date and name."""
    untold = and_(
        _ENROLMENT.kept_state.is_not(None),
        or_(_ENROLMENT.told_at.is_(None), _ENROLMENT.told_at < CourseDate.cancelled_at),
    )
    news = and_(_ENROLMENT.kept_state.is_(None), _ENROLMENT.news.is_not(None), Activity.state.in_(LIVE))
    query = _participant_query().where(CourseDate.ends_at > moment(session), or_(untold, news))
    return _participants(session, query)


def _participant_query() -> Select[Any]:
    member = (
        select(CourseMember.id)
        .where(CourseMember.course_id == CourseDate.course_id, CourseMember.contact_id == Contact.id)
        .exists()
    )
    activity = Activity.__table__
    return (
        select(
            _ENROLMENT.id,
            activity.c.version,
            CourseDate.id.label("date_id"),
            CourseDate.starts_at,
            CourseDate.cancelled_at,
            Course.name.label("course"),
            Contact.id.label("contact_id"),
            Contact.number,
            Contact.title,
            Contact.first_name,
            Contact.last_name,
            Contact.company_name,
            activity.c.state,
            _ENROLMENT.queued_at,
            _ENROLMENT.news,
            _ENROLMENT.told_at,
            _ENROLMENT.cancelled_reason,
            _ENROLMENT.kept_state,
            member.label("member"),
        )
        .select_from(Enrolment.__table__)
        .join(activity, activity.c.id == _ENROLMENT.id)
        .join(CourseDate, CourseDate.id == _ENROLMENT.course_date_id)
        .join(Course, Course.id == CourseDate.course_id)
        .join(Contact, Contact.id == activity.c.contact_id)
        .where(activity.c.deleted_at.is_(None))
        .order_by(CourseDate.starts_at, CourseDate.id, Contact.sort_key, _ENROLMENT.id)
    )


def _participants(session: Session, query: Select[Any]) -> tuple[Participant, ...]:
    rows = session.execute(query).all()
    contacts = {row.contact_id for row in rows}
    phones = _ways(session, ContactPhone, ContactPhone.number, contacts)
    emails = _ways(session, ContactEmail, ContactEmail.address, contacts)
    return tuple(
        Participant(
            enrolment_id=row.id,
            version=row.version,
            date_id=row.date_id,
            starts_at=row.starts_at,
            course=row.course,
            contact_id=row.contact_id,
            number=row.number,
            name=display_name(row.title, row.first_name, row.last_name, row.company_name),
            state=row.state,
            queued_at=row.queued_at,
            news=_news(row),
            told_at=row.told_at,
            reason=row.cancelled_reason,
            with_date=row.kept_state is not None,
            member=row.member,
            phone=phones.get(row.contact_id, ""),
            email=emails.get(row.contact_id, ""),
        )
        for row in rows
    )


def _news(row: Any) -> News | None:
    if row.kept_state is None:
        news: News | None = row.news if row.state in LIVE else None
        return news
    told = row.told_at is not None and row.cancelled_at is not None and row.told_at >= row.cancelled_at
    return None if told else News.DATE_CANCELLED


def _ways(session: Session, model: Any, value: Any, contacts: Collection[int]) -> dict[int, str]:
    """The best phone number or e-mail address of each contact: one that arrives, the main one first."""
    query = (
        select(model.contact_id, value)
        .where(model.contact_id.in_(contacts))
        .order_by(model.undeliverable_on.is_not(None), model.is_primary.desc(), model.id)
    )
    found: dict[int, str] = {}
    for contact_id, way in session.execute(query):
        found.setdefault(contact_id, way)
    return found
