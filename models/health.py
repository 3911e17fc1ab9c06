"""Health data of a contact, apart from all else: seen and changed only with a permission, and each look is logged."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, Keyed, Versioned


class ContactHealth(Keyed, Versioned, Created, Base):
    """What a therapist must know: allergies, implants, limits."""

    __tablename__ = "contact_health"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
