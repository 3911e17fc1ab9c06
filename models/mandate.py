"""SEPA mandates. A new IBAN is a new mandate row: what was signed never changes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.base import Base, Created, Keyed, Versioned


class Mandate(Keyed, Versioned, Created, Base):
    """The permission to debit one account. Its state follows from the dates (`domain.bank.mandate_state`)."""

    __tablename__ = "mandate"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    reference: Mapped[str] = mapped_column(String(35))
    reference_key: Mapped[str] = mapped_column(String(35), unique=True)
    """The reference in capitals: two references that differ only in case are one (EPC rulebook)."""
    holder: Mapped[str] = mapped_column(String(120))
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str] = mapped_column(String(11), default="")
    signed_on: Mapped[date | None]
    held_on: Mapped[date | None]
    bounced_on: Mapped[date | None]
    revoked_on: Mapped[date | None]
    used_on: Mapped[date | None]
    """Day of the last collection."""

    @validates("reference")
    def _key(self, name: str, reference: str) -> str:
        self.reference_key = reference.upper()
        return reference
