"""The card file of doctors that many contacts share."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, Keyed, Versioned


class Doctor(Keyed, Versioned, Created, Base):
    """A family doctor (Hausarzt). Retired ones stay with their patients and are no longer offered."""

    __tablename__ = "doctor"

    title: Mapped[str] = mapped_column(String(60), default="")
    first_name: Mapped[str] = mapped_column(String(120), default="")
    last_name: Mapped[str] = mapped_column(String(120))
    practice: Mapped[str] = mapped_column(String(200), default="")
    specialty: Mapped[str] = mapped_column(String(120), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    """E.164"""
    email: Mapped[str] = mapped_column(String(254), default="")
    retired_on: Mapped[date | None]

    @property
    def display_name(self) -> str:
        """Title and names as on a sign at the door."""
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)
