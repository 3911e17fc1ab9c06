"""Invoices and what corrects them: frozen when they are issued (models/billing_triggers.py)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from domain.invoices import InvoiceKind
from domain.periods import Period
from domain.tax import TaxKind
from models.activity import there
from models.base import Base, Booked, Created, Keyed
from models.column_types import choice
from models.contract import LONGEST_REASON


class Invoice(Keyed, Created, Booked, Base):
    """A document with a number: all that it says is copied, and its bytes lie in the storage under their hash."""

    __tablename__ = "invoice"
    __told__ = ("number",)
    __table_args__ = (
        Index("uq_invoice_number_key", "number_key", unique=True),
        Index("ix_invoice_contact_id_issued_on", "contact_id", "issued_on"),
        Index("ix_invoice_issued_on", "issued_on"),
        Index("ix_invoice_corrects_id", "corrects_id", **there("corrects_id IS NOT NULL")),
        Index("uq_invoice_cancels", "corrects_id", unique=True, **there("kind = 'cancellation'")),
        CheckConstraint("net_cents + tax_cents = gross_cents", name="adds_up"),
        CheckConstraint("(kind = 'invoice') = (corrects_id is null)", name="corrects"),
        CheckConstraint("case when kind = 'invoice' then gross_cents >= 0 else gross_cents <= 0 end", name="sign"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    """Who receives it."""
    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind), default=InvoiceKind.INVOICE)
    number: Mapped[str] = mapped_column(String(20))
    number_key: Mapped[str] = mapped_column(String(20), info={"derived": True})
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(2))
    gross_cents: Mapped[int]
    net_cents: Mapped[int]
    tax_cents: Mapped[int]
    paper: Mapped[str] = mapped_column(Text)
    """All that is printed, as JSON (`domain.invoice_papers.Paper`)."""
    file: Mapped[str] = mapped_column(String(64))
    """Content hash (SHA-256) of the PDF in the storage."""
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    lines: Mapped[list[InvoiceLine]] = relationship(
        lazy="raise", order_by="InvoiceLine.place", back_populates="invoice", foreign_keys="InvoiceLine.invoice_id"
    )

    @validates("number")
    def _key(self, name: str, number: str) -> str:
        self.number_key = number.upper()
        return number


class InvoiceLine(Keyed, Created, Booked, Base):
    """One claim on a document; below zero on what corrects another."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        Index("ix_invoice_line_invoice_id", "invoice_id"),
        Index("ix_invoice_line_claim_id", "claim_id"),
        Index("ix_invoice_line_corrects_id", "corrects_id", **there("corrects_id IS NOT NULL")),
        Index("uq_invoice_line_claim_live", "claim_id", unique=True, **there("live")),
        CheckConstraint("net_cents + tax_cents = gross_cents", name="adds_up"),
        CheckConstraint("case when corrects_id is null then gross_cents > 0 else gross_cents < 0 end", name="sign"),
        CheckConstraint("not live or corrects_id is null", name="live"),
        CheckConstraint("rate between 0 and 10000", name="rate"),
        CheckConstraint("ends_before is null or ends_before > starts_on", name="lasts"),
    )

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    place: Mapped[int]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"))
    text: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_before: Mapped[date | None]
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind))
    rate: Mapped[int]
    """In hundredths of a percent, as it was on the day of supply."""
    gross_cents: Mapped[int]
    net_cents: Mapped[int]
    tax_cents: Mapped[int]
    live: Mapped[bool] = mapped_column(info={"derived": True})
    """Whether it stands for its claim: until its invoice is cancelled, which a trigger sees to."""

    invoice: Mapped[Invoice] = relationship(lazy="raise", back_populates="lines", foreign_keys=[invoice_id])

    @property
    def contact_id(self) -> int:
        """Whose invoice it is on."""
        return self.invoice.contact_id

    @property
    def period(self) -> Period | None:
        """The days it is for."""
        return None if self.starts_on is None else Period(self.starts_on, self.ends_before)
