"""Claims: who owes what, for which days, from which source. Booked once and never edited (models/billing_triggers.py).

A wrong claim is reversed by a counter-claim and made anew; what settles it are allocations.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.claims import ClaimKind
from domain.periods import Period
from domain.tax import TaxKind
from models.activity import there
from models.base import Base, Booked, Created, Keyed
from models.column_types import choice
from models.contract import LONGEST_REASON


class Claim(Keyed, Created, Booked, Base):
    """What is owed: gross cents, tax by kind, since the day on which it is due."""

    __tablename__ = "claim"
    __also_of__ = ("debtor_id",)
    __told__ = ("text", "due_on")
    __table_args__ = (
        Index("uq_claim_source_revision", "source", "revision", unique=True),
        Index("uq_claim_source_live", "source", unique=True, **there("live")),
        Index("ix_claim_debtor_id_due_on", "debtor_id", "due_on"),
        Index("ix_claim_contact_id", "contact_id"),
        Index("ix_claim_contract_id", "contract_id", **there("contract_id IS NOT NULL")),
        Index("ix_claim_quota_id", "quota_id", **there("quota_id IS NOT NULL")),
        Index("ix_claim_item_id", "item_id", **there("item_id IS NOT NULL")),
        Index("ix_claim_open", "due_on", "debtor_id", **there("settled_cents < cents")),
        CheckConstraint("cents > 0", name="cents"),
        CheckConstraint("settled_cents between 0 and cents", name="settled"),
        CheckConstraint("ends_before is null or ends_before > starts_on", name="lasts"),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint(
            "(kind in ('sign_up', 'fee', 'add_on', 'pause_fee')) = (contract_id is not null) "
            "and (kind = 'quota') = (quota_id is not null) and (kind = 'purchase') = (item_id is not null)",
            name="one_source",
        ),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    """For whom it is."""
    debtor_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    """Who owes it."""
    kind: Mapped[ClaimKind] = mapped_column(choice(ClaimKind))
    source: Mapped[str] = mapped_column(String(80))
    """Where it comes from and for which days (`domain.claims.Wanted.key`)."""
    revision: Mapped[int] = mapped_column(default=1)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    quota_id: Mapped[int | None] = mapped_column(ForeignKey("quota.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_item.id"))
    starts_on: Mapped[date | None]
    ends_before: Mapped[date | None]
    due_on: Mapped[date]
    cents: Mapped[int]
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind))
    text: Mapped[str] = mapped_column(String(200), default="")
    """What it is for, as invoices say it."""
    booked_on: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    settled_cents: Mapped[int] = mapped_column(default=0, server_default="0", info={"derived": True})
    """Kept by a trigger: the sum of its allocations."""
    live: Mapped[bool] = mapped_column(default=True, server_default=true(), info={"derived": True})
    """Kept by a trigger: whether no counter-claim reverses it."""

    @property
    def period(self) -> Period | None:
        """The days it is for."""
        return None if self.starts_on is None else Period(self.starts_on, self.ends_before)

    @property
    def open_cents(self) -> int:
        """What is not settled."""
        return self.cents - self.settled_cents


class OfClaim(Keyed, Created, Booked):
    """A booking that closes a claim; the history shows it with the claim's contact."""

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), sort_order=-8)
    cents: Mapped[int]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    booked_on: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CounterClaim(OfClaim, Base):
    """Takes a wrong claim back, the whole of it."""

    __tablename__ = "counter_claim"
    __table_args__ = (
        Index("uq_counter_claim_claim_id", "claim_id", unique=True),
        CheckConstraint("cents > 0", name="cents"),
    )

    claim: Mapped[Claim] = relationship(lazy="raise")

    @property
    def contact_id(self) -> int:
        """Whose claim it was."""
        return self.claim.debtor_id


class WriteOff(OfClaim, Base):
    """Closes what is open of a claim without money; revived by releasing its allocation."""

    __tablename__ = "write_off"
    __table_args__ = (
        Index("ix_write_off_claim_id", "claim_id"),
        CheckConstraint("cents > 0", name="cents"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    claim: Mapped[Claim] = relationship(lazy="raise")

    @property
    def contact_id(self) -> int:
        """Whose claim it is."""
        return self.claim.debtor_id
