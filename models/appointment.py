"""Appointments, their series and rooms, and the links by which calendar programs read them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.activities import ActivityKind, Every
from models.activity import LONGEST_TITLE, Activity, Named, Part, there
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class Room(Keyed, Versioned, Created, Named, Base):
    """A room in which appointments and courses take place."""

    __tablename__ = "room"
    __table_args__ = (Index("uq_room_name_key", "name_key", unique=True),)

    capacity: Mapped[int | None]
    """People."""
    retired_on: Mapped[date | None]


class AppointmentSeries(Keyed, Created, Base):
    """What the appointments of a series have in common: that they are one."""

    __tablename__ = "appointment_series"

    every: Mapped[Every] = mapped_column(choice(Every))
    step: Mapped[int] = mapped_column(default=1)


class Appointment(Part, Activity):
    """An appointment from `at` before `ends_at`; the category is its type."""

    __tablename__ = "appointment"
    KIND = ActivityKind.APPOINTMENT
    __table_args__ = (
        Index("ix_appointment_series_id", "series_id", **there("series_id IS NOT NULL")),
        Index("ix_appointment_room_id_ends_at", "room_id", "ends_at", **there("room_id IS NOT NULL")),
    )

    ends_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("appointment_series.id"))
    cancelled_reason: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    clash_accepted: Mapped[bool] = mapped_column(default=False)
    """Somebody saw that person or room are taken, and booked it all the same."""


class CalendarFeed(Keyed, Created, Base):
    """A secret link under which a calendar program reads the appointments of a user; only its hash is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    with_names: Mapped[bool] = mapped_column(default=False)
    """Whether it tells whom an appointment is with; a calendar program often passes on what it reads."""
    revoked_at: Mapped[datetime | None]
