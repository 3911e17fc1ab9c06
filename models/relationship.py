"""How contacts belong together: family, guardian, employer, payer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.periods import Period
from domain.relationships import RelationshipKind
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class Relationship(Keyed, Versioned, Created, Base):
    """`other` is the guardian, employer, payer ... of `contact`, from `valid_from` on and before `valid_until`."""

    __tablename__ = "relationship"
    __table_args__ = (
        CheckConstraint("contact_id <> other_id", name="two_contacts"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="some_days"),
        Index("ix_relationship_contact_id_kind", "contact_id", "kind"),
    )
    __told__ = ("contact_id", "other_id", "kind")
    __also_of__ = ("other_id",)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[RelationshipKind] = mapped_column(choice(RelationshipKind))
    note: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The first day on which it no longer holds."""

    @property
    def period(self) -> Period:
        """The days on which it holds."""
        return Period(self.valid_from, self.valid_until)

    @period.setter
    def period(self, period: Period) -> None:
        self.valid_from, self.valid_until = period.start, period.end
