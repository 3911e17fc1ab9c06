"""Quotas as a ledger: each unit that came or went is a row that stays, and the balance is kept by a trigger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.calendar import Span, Unit
from domain.catalogue import Clock
from domain.quotas import EntryKind, Use
from domain.tax import TaxKind
from models.activity import there
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice
from models.contract import LONGEST_REASON


class Quota(Keyed, Versioned, Created, Base):
    """Units that a contact can use, as they were sold or granted: its type is copied."""

    __tablename__ = "quota"
    __indexed__ = False
    __told__ = ("name",)
    __table_args__ = (
        Index("ix_quota_contact_id_ends_on", "contact_id", "ends_on"),
        Index("ix_quota_ends_on_left", "ends_on", **there("balance > 0")),
        Index("ix_quota_contract_id", "contract_id", **there("contract_id IS NOT NULL")),
        Index("uq_quota_contract_quota_id_granted_for", "contract_quota_id", "granted_for", unique=True),
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("(contract_quota_id is null) = (granted_for is null)", name="granted_for"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    quota_type_id: Mapped[int] = mapped_column(ForeignKey("quota_type.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    """The contract that grants it."""
    contract_quota_id: Mapped[int | None] = mapped_column(ForeignKey("contract_quota.id"))
    granted_for: Mapped[date | None]
    """The first day of the month for which a contract grants it: once."""
    name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(40), default="")
    valid_value: Mapped[int | None]
    valid_unit: Mapped[Unit] = mapped_column(choice(Unit, "valid_unit"), default=Unit.MONTHS)
    valid_until: Mapped[date | None]
    clock: Mapped[Clock] = mapped_column(choice(Clock), default=Clock.PURCHASE)
    pays_check_ins: Mapped[bool] = mapped_column(default=True)
    pays_appointments: Mapped[bool] = mapped_column(default=False)
    pays_courses: Mapped[bool] = mapped_column(default=False)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    bought_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day; None: without end, or the clock has not begun."""
    price_cents: Mapped[int] = mapped_column(default=0)
    charged: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether its price is claimed here: not where the system before this one did."""
    taken_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the import that brought it was undone: only its ledger stays."""
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind), default=TaxKind.STANDARD)
    balance: Mapped[int] = mapped_column(default=0, info={"derived": True})
    """Kept by a trigger; nothing else writes it."""

    @property
    def span(self) -> Span | None:
        """How long it is valid; None: without end, or to a fixed day."""
        return None if self.valid_value is None else Span(self.valid_value, self.valid_unit)

    @property
    def pays(self) -> frozenset[Use]:
        """What its units pay for."""
        marks = (self.pays_check_ins, Use.CHECK_IN), (self.pays_appointments, Use.APPOINTMENT)
        return frozenset(use for paid, use in (*marks, (self.pays_courses, Use.COURSE)) if paid)


class QuotaEntry(Keyed, Created, Base):
    """Units that came or went; never changed, never deleted (models/triggers.py)."""

    __tablename__ = "quota_entry"
    __indexed__ = False
    __table_args__ = (
        Index("ix_quota_entry_quota_id", "quota_id"),
        Index("uq_quota_entry_activity_id_turn", "activity_id", "turn", unique=True),
        Index("uq_quota_entry_check_in_id", "check_in_id", unique=True),
        Index("uq_quota_entry_source_id", "source_id", unique=True),
        CheckConstraint(
            "case when kind in ('grant', 'return') then units > 0 when kind in ('consume', 'expire', 'refund') "
            "then units < 0 when kind = 'extend' then units >= 0 else units <> 0 end",
            name="units",
        ),
        CheckConstraint(
            "kind <> 'consume' or (activity_id is null) <> (check_in_id is null)",
            name="consumed_by",
        ),
        CheckConstraint("kind = 'consume' or (activity_id is null and check_in_id is null)", name="only_consumed"),
        CheckConstraint("kind <> 'return' or source_id is not null", name="returned_of"),
        CheckConstraint("kind not in ('correct', 'extend') or reason <> ''", name="reason"),
    )

    quota_id: Mapped[int] = mapped_column(ForeignKey("quota.id"))
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    units: Mapped[int]
    """What it adds, below zero what it takes."""
    day: Mapped[date]
    """Of the use, or on which it counts."""
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    activity_id: Mapped[int | None]
    """The appointment or place in a course date that it pays for. No foreign key: it outlives what leaves the bin."""
    turn: Mapped[int] = mapped_column(default=0)
    """How often a unit for the same activity was given back before: so that one use is paid once at a time."""
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_in.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("quota_entry.id"))
    """Of a return its consumption, of units that were transferred here where they left, of an extension the one that
    it takes back."""
    by_itself: Mapped[bool] = mapped_column(default=False)
    """Of a return: what the unit paid for was cancelled. It is used again where that takes place after all."""
    ends_on: Mapped[date | None]
    """Of an extension: the new last day."""
    cents: Mapped[int | None]
    """Of a refund: what is paid back."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who; None is the program itself."""

    quota: Mapped[Quota] = relationship(lazy="raise")

    @property
    def contact_id(self) -> int:
        """Whose history shows it; where rows cannot change, no column may name a contact that can merge."""
        return self.quota.contact_id
