"""Money that came or went, and which claim it settles. Append-only: what is wrong is reversed or released."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.settling import Means, PaymentKind
from models.activity import there
from models.base import Base, Booked, Created, Keyed
from models.claim import Claim, CounterClaim, WriteOff
from models.column_types import choice
from models.contract import LONGEST_REASON
from models.invoice import InvoiceLine


class Payment(Keyed, Created, Booked, Base):
    """Money on the account of a contact: above zero what came in, below what went out."""

    __tablename__ = "payment"
    __told__ = ("cents", "booked_on")
    __table_args__ = (
        Index("ix_payment_contact_id_booked_on", "contact_id", "booked_on"),
        Index("uq_payment_reverses_id", "reverses_id", unique=True, **there("reverses_id IS NOT NULL")),
        Index("uq_payment_receipt_key", "receipt_key", unique=True, **there("receipt_key IS NOT NULL")),
        Index("ix_payment_free", "contact_id", **there("kind = 'payment' AND used_cents < cents AND NOT reversed")),
        CheckConstraint(
            "case kind when 'payment' then cents > 0 when 'refund' then cents < 0 else cents <> 0 end", name="cents"
        ),
        CheckConstraint("used_cents between 0 and abs(cents)", name="used"),
        CheckConstraint("kind <> 'reversal' or used_cents = 0", name="reversal_unused"),
        CheckConstraint("not reversed or used_cents = 0", name="reversed_unused"),
        CheckConstraint("(kind = 'reversal') = (reverses_id is not null)", name="reverses"),
        CheckConstraint("kind = 'payment' or reason <> ''", name="reason"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    kind: Mapped[PaymentKind] = mapped_column(choice(PaymentKind), default=PaymentKind.PAYMENT)
    means: Mapped[Means] = mapped_column(choice(Means))
    cents: Mapped[int]
    booked_on: Mapped[date]
    value_on: Mapped[date]
    """When the bank counts it."""
    remittance: Mapped[str] = mapped_column(String(200), default="")
    """What whoever paid wrote about it."""
    receipt_number: Mapped[str | None] = mapped_column(String(20))
    """Of cash."""
    receipt_key: Mapped[str | None] = mapped_column(String(20), info={"derived": True})
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    used_cents: Mapped[int] = mapped_column(default=0, server_default="0", info={"derived": True})
    """Kept by a trigger: what settles claims; of a refund what pays for it."""
    reversed: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"derived": True})
    """Kept by a trigger: whether a reversal took it back."""

    @property
    def free_cents(self) -> int:
        """What is left of it as credit."""
        counts = self.kind is PaymentKind.PAYMENT and not self.reversed
        return self.cents - self.used_cents if counts else 0


class Allocation(Keyed, Created, Booked, Base):
    """What settles a claim or pays for a refund; undone by a row that releases it, with the same cents below zero."""

    __tablename__ = "allocation"
    __table_args__ = (
        Index("ix_allocation_claim_id", "claim_id"),
        Index("ix_allocation_payment_id", "payment_id", **there("payment_id IS NOT NULL")),
        Index("ix_allocation_refund_id", "refund_id", **there("refund_id IS NOT NULL")),
        Index("ix_allocation_credit_line_id", "credit_line_id", **there("credit_line_id IS NOT NULL")),
        Index("ix_allocation_write_off_id", "write_off_id", **there("write_off_id IS NOT NULL")),
        Index("uq_allocation_counter_claim_id", "counter_claim_id", unique=True),
        Index("uq_allocation_releases_id", "releases_id", unique=True),
        CheckConstraint("(cents > 0) = (releases_id is null) and cents <> 0", name="cents"),
        CheckConstraint(
            "(case when payment_id is null then 0 else 1 end) + (case when counter_claim_id is null then 0 else 1 end) "
            "+ (case when credit_line_id is null then 0 else 1 end) "
            "+ (case when write_off_id is null then 0 else 1 end) = 1",
            name="one_source",
        ),
        CheckConstraint("(claim_id is null) <> (refund_id is null)", name="one_target"),
        CheckConstraint("refund_id is null or payment_id is not null", name="refund_of_payment"),
        CheckConstraint("counter_claim_id is null or releases_id is null", name="counter_stays"),
    )

    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    counter_claim_id: Mapped[int | None] = mapped_column(ForeignKey("counter_claim.id"))
    credit_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"))
    """The line of a credit note."""
    write_off_id: Mapped[int | None] = mapped_column(ForeignKey("write_off.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    cents: Mapped[int]
    releases_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"))
    booked_on: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    claim: Mapped[Claim | None] = relationship(lazy="raise")
    payment: Mapped[Payment | None] = relationship(lazy="raise", foreign_keys=[payment_id])
    refund: Mapped[Payment | None] = relationship(lazy="raise", foreign_keys=[refund_id])
    counter_claim: Mapped[CounterClaim | None] = relationship(lazy="raise")
    write_off: Mapped[WriteOff | None] = relationship(lazy="raise")
    credit_line: Mapped[InvoiceLine | None] = relationship(lazy="raise")

    @property
    def contact_id(self) -> int:
        """On whose account it is."""
        if self.claim is not None:
            return self.claim.debtor_id
        assert self.refund is not None
        return self.refund.contact_id
