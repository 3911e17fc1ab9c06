"""Who came to the studio, and the cards by which the desk knows them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from domain.check_ins import Decision
from models.activity import there
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice
from models.contract import LONGEST_REASON


class CheckIn(Keyed, Versioned, Created, Base):
    """One visit: when somebody came, what decided it, and when they left."""

    __tablename__ = "check_in"
    __indexed__ = False
    __table_args__ = (
        Index("ix_check_in_contact_id_at", "contact_id", "at"),
        Index("ix_check_in_at", "at"),
        Index("ix_check_in_here", "at", **there("left_at IS NULL AND undone_at IS NULL")),
        CheckConstraint("left_at is null or left_at >= at", name="left_later"),
        CheckConstraint("(decision = 'overridden') = (override_reason <> '')", name="override_reason"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    at: Mapped[datetime]
    decision: Mapped[Decision] = mapped_column(choice(Decision))
    reasons: Mapped[str] = mapped_column(String(400), default="")
    """Codes of what spoke for or against it, with blanks between."""
    override_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    left_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class AccessCard(Keyed, Versioned, Created, Base):
    """A card of a contact, read at the desk."""

    __tablename__ = "access_card"
    __indexed__ = False
    __told__ = ("number",)
    __table_args__ = (Index("uq_access_card_number_key", "number_key", unique=True),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    number_key: Mapped[str] = mapped_column(String(80), info={"derived": True})
    lost_on: Mapped[date | None]
    """Lost, or given back."""

    @validates("number")
    def _key(self, name: str, number: str) -> str:
        self.number_key = card_key(number)
        return number


def card_key(number: str) -> str:
    """By what two numbers are one card: case and blanks aside."""
    return "".join(number.split()).upper()
