"""The studio itself: one row."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, Versioned


class Studio(Versioned, Created, Base):
    """Name, address, tax numbers, bank and letterhead of the studio; exactly one row with id 1."""

    __tablename__ = "studio"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("payment_days between 0 and 365", name="payment_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="DE")
    land: Mapped[str] = mapped_column(String(2), default="")
    """Bundesland by its two letters, for holidays."""
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    tax_number: Mapped[str] = mapped_column(String(30), default="")
    vat_id: Mapped[str] = mapped_column(String(20), default="")
    account_holder: Mapped[str] = mapped_column(String(120), default="")
    iban: Mapped[str] = mapped_column(String(34), default="")
    creditor_id: Mapped[str] = mapped_column(String(35), default="")
    letterhead: Mapped[str] = mapped_column(Text, default="")
    logo: Mapped[str | None] = mapped_column(String(64))
    """Content hash of the picture in the storage."""
    language: Mapped[str] = mapped_column(String(2), default="de")
    small_business: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Exempt from VAT by § 19 UStG."""
    payment_days: Mapped[int] = mapped_column(default=14, server_default="14")
    """How many days after its day an invoice is to be paid."""
    invoice_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What each invoice says at its end."""
    closed_until: Mapped[date | None]
    """Up to this day nothing is booked any more."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    """Made as demo: only then, and only on loopback, the sign-in page offers the demo users."""
    setup_code_hash: Mapped[str | None] = mapped_column(String(64), info={"secret": True})
    """Of the one-time code that the console shows while there is no user yet."""
