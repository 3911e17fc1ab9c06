"""Number ranges: a locked counter row each, never a database sequence (it leaves gaps on rollback)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.numbering import NumberKind
from models.base import Base, Versioned
from models.column_types import choice


class NumberRange(Versioned, Base):
    """The next number of one kind, with its prefix and least number of digits."""

    __tablename__ = "number_range"
    __table_args__ = (
        CheckConstraint("next_value >= 1", name="next_value"),
        CheckConstraint("digits between 1 and 12", name="digits"),
    )

    kind: Mapped[NumberKind] = mapped_column(choice(NumberKind), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(12), default="")
    digits: Mapped[int] = mapped_column(default=5)
    next_value: Mapped[int] = mapped_column(default=1)

    def written(self, value: int) -> str:
        """A number of this range as it is shown and printed."""
        return f"{self.prefix}{value:0{self.digits}d}"
