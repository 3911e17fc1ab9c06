"""Courses, their dates, and who has a place in one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.activities import ActivityKind, State
from domain.courses import News
from models.activity import LONGEST_TITLE, Activity, Part
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class Course(Keyed, Versioned, Created, Base):
    """A course, which takes place on its dates; what stands here is what a new date begins with."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)

    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    capacity: Mapped[int] = mapped_column(default=10)
    """People; more go on the waiting list."""
    retired_on: Mapped[date | None]


class CourseDate(Keyed, Versioned, Created, Base):
    """One date of a course."""

    __tablename__ = "course_date"
    __table_args__ = (
        Index("ix_course_date_course_id_starts_at", "course_id", "starts_at"),
        Index("ix_course_date_starts_at", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    capacity: Mapped[int]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")


class CourseMember(Keyed, Created, Base):
    """Somebody takes part in a whole course: who comes to each date that is added later too."""

    __tablename__ = "course_member"
    __table_args__ = (Index("uq_course_member_course_id_contact_id", "course_id", "contact_id", unique=True),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)


class Enrolment(Part, Activity):
    """A place in one date of a course, or on its waiting list; `at` is when the date begins."""

    __tablename__ = "enrolment"
    KIND = ActivityKind.COURSE
    __table_args__ = (Index("ix_enrolment_course_date_id", "course_date_id"),)

    course_date_id: Mapped[int] = mapped_column(ForeignKey("course_date.id"))
    queued_at: Mapped[datetime]
    """Since when: the waiting list moves up in this order."""
    moved_up_at: Mapped[datetime | None]
    """When a place became free for somebody on the waiting list."""
    news: Mapped[News | None] = mapped_column(choice(News))
    """What the contact must still be told, but for the cancellation of the date."""
    told_at: Mapped[datetime | None]
    """When the contact was last told of a change."""
    kept_state: Mapped[State | None] = mapped_column(choice(State, "kept_state"))
    """What the enrolment was when its date was cancelled: it is that again when the date takes place after all."""
    cancelled_reason: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
