"""Contracts: what was agreed, copied from the catalogue, and the dated facts that came after.

States and ends are computed (`domain.contracts`); `ends_on` alone is kept, for lists, and derived from the facts.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, validates

from domain.activities import State
from domain.contacts import PaymentMethod
from domain.contract_terms import Regime
from domain.contracts import (
    AddOnFact,
    CancellationFact,
    CancellationKind,
    ContractFacts,
    DiscountFact,
    NoticeChannel,
    PauseFact,
    PauseKind,
    PriceFact,
    end_of,
)
from domain.periods import Period
from domain.tax import TaxKind
from models.activity import there
from models.base import Base, Created, Keyed, Versioned
from models.catalogue import TermsColumns, terms_checks
from models.column_types import choice

LONGEST_REASON = 200


class Contract(Keyed, Versioned, Created, TermsColumns, Base):
    """A membership as it was agreed; nothing of it points back to what the catalogue says today."""

    __tablename__ = "contract"
    __indexed__ = False
    __told__ = ("number", "name")
    __table_args__ = (
        *terms_checks(),
        Index("uq_contract_number_key", "number_key", unique=True),
        Index("ix_contract_contact_id_start_on", "contact_id", "start_on"),
        Index("ix_contract_ends_on", "ends_on"),
        Index("ix_contract_tariff_id", "tariff_id"),
        CheckConstraint("sign_up_cents >= 0", name="sign_up"),
        CheckConstraint("pause_fee_cents >= 0", name="pause_fee"),
        CheckConstraint("not activated or signed_on is not null", name="signed_when_active"),
        CheckConstraint("withdrawn_on is null or withdrawn_on >= signed_on", name="withdrawn_later"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    number: Mapped[str] = mapped_column(String(20))
    number_key: Mapped[str] = mapped_column(String(20), info={"derived": True})
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariff.id"))
    name: Mapped[str] = mapped_column(String(120))
    regime: Mapped[Regime] = mapped_column(choice(Regime))
    signed_on: Mapped[date | None]
    """When it was agreed."""
    activated: Mapped[bool] = mapped_column(default=False)
    start_on: Mapped[date]
    anchor_on: Mapped[date | None]
    interval_months: Mapped[int] = mapped_column(default=1)
    in_advance: Mapped[bool] = mapped_column(default=True)
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind), default=TaxKind.STANDARD)
    payment_method: Mapped[PaymentMethod] = mapped_column(choice(PaymentMethod), default=PaymentMethod.NONE)
    sign_up_cents: Mapped[int] = mapped_column(default=0)
    sign_up_waived: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    """Why the contact pays no sign-up fee."""
    pause_days_a_year: Mapped[int | None]
    pause_kind: Mapped[PauseKind] = mapped_column(choice(PauseKind, "agreed_pause_kind"), default=PauseKind.EXTENDS)
    pause_fee_cents: Mapped[int] = mapped_column(default=0)
    never_revise: Mapped[bool] = mapped_column(default=False)
    """The price was promised for good: no price change of many contracts touches it."""
    billed_until: Mapped[date | None]
    """The last day that the system before this one has billed."""
    withdrawn_on: Mapped[date | None]
    settles_used_days: Mapped[bool] = mapped_column(default=True)
    void: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    guardian_consent_on: Mapped[date | None]
    """When a minor's guardian agreed."""
    signed_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The signed paper."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"), index=True)
    """The contract that this one carries on: after a switch of tariffs, or reactivated."""
    text: Mapped[str] = mapped_column(Text, default="")
    ends_on: Mapped[date | None] = mapped_column(info={"derived": True})
    """The last day as the facts have it (`domain.contracts.end_of`)."""

    prices: Mapped[list[ContractPrice]] = relationship(lazy="raise", order_by="ContractPrice.valid_from")
    discounts: Mapped[list[ContractDiscount]] = relationship(lazy="raise", order_by="ContractDiscount.starts_on")
    free_times: Mapped[list[FreeTime]] = relationship(lazy="raise", order_by="FreeTime.starts_on")
    add_ons: Mapped[list[AddOn]] = relationship(lazy="raise", order_by="AddOn.id")
    pauses: Mapped[list[Pause]] = relationship(lazy="raise", order_by="Pause.starts_on")
    cancellations: Mapped[list[Cancellation]] = relationship(lazy="raise", order_by="Cancellation.id")
    payers: Mapped[list[ContractPayer]] = relationship(lazy="raise", order_by="ContractPayer.valid_from")
    quotas: Mapped[list[ContractQuota]] = relationship(lazy="raise", order_by="ContractQuota.id")

    @validates("number")
    def _key(self, name: str, number: str) -> str:
        self.number_key = number.upper()
        return number

    @property
    def cancellation(self) -> Cancellation | None:
        """The cancellation that counts."""
        return next((one for one in self.cancellations if one.undone_on is None), None)

    @property
    def facts(self) -> ContractFacts:
        """The dated facts; all parts must be loaded."""
        cancelled = self.cancellation
        return ContractFacts(
            start_on=self.start_on,
            terms=self.terms(self.regime),
            prices=tuple(PriceFact(price.valid_from, price.cents) for price in self.prices),
            signed_on=self.signed_on,
            activated=self.activated,
            interval_months=self.interval_months,
            anchor_on=self.anchor_on,
            in_advance=self.in_advance,
            sign_up_cents=self.sign_up_cents,
            discounts=tuple(DiscountFact(one.period, one.basis_points, one.cents) for one in self.discounts),
            free=tuple(one.period for one in self.free_times),
            add_ons=tuple(AddOnFact(one.id or 0, one.name, one.period, one.cents) for one in self.add_ons),
            pauses=tuple(PauseFact(one.period, one.kind, one.fee_cents) for one in self.pauses),
            cancellation=None if cancelled is None else cancelled.fact,
            withdrawn_on=self.withdrawn_on,
            settles_used_days=self.settles_used_days,
            void=self.void,
            billed_until=self.billed_until,
        )

    def derive(self) -> None:
        """Bring what is kept for lists up to date with the facts."""
        self.ends_on = end_of(self.facts)


FACTS = (
    *(Contract.prices, Contract.discounts, Contract.free_times, Contract.add_ons),
    *(Contract.pauses, Contract.cancellations),
)
"""The parts that `Contract.facts` reads."""
PARTS = (*FACTS, Contract.payers, Contract.quotas)
"""All parts of a contract."""


class ContractPart(Keyed, Created):
    """A dated fact of a contract; the contact stands beside it for the history."""

    @declared_attr
    def contact_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy passes the class
        """Whose contract it is."""
        return mapped_column(ForeignKey("contact.id"), index=True, sort_order=-9)

    @declared_attr
    def contract_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy passes the class
        """The contract."""
        return mapped_column(ForeignKey("contract.id"), index=True, sort_order=-8)


class Lasting(ContractPart):
    """A fact that holds from a day on and before another; None: until further notice."""

    starts_on: Mapped[date]
    ends_before: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    @property
    def period(self) -> Period:
        """The days on which it holds."""
        return Period(self.starts_on, self.ends_before)


_LASTS = "ends_before is null or ends_before > starts_on"


class ContractPrice(ContractPart, Base):
    """The price of one interval from a day on."""

    __tablename__ = "contract_price"
    __indexed__ = False
    __table_args__ = (
        Index("uq_contract_price_contract_id_valid_from", "contract_id", "valid_from", unique=True),
        CheckConstraint("cents >= 0", name="cents"),
    )

    valid_from: Mapped[date]
    cents: Mapped[int]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    letter_on: Mapped[date | None]


class ContractDiscount(Lasting, Base):
    """Less for some time."""

    __tablename__ = "contract_discount"
    __indexed__ = False
    __table_args__ = (
        CheckConstraint(_LASTS, name="lasts"),
        CheckConstraint("basis_points between 0 and 10000", name="basis_points"),
        CheckConstraint("cents >= 0", name="cents"),
    )

    basis_points: Mapped[int] = mapped_column(default=0)
    cents: Mapped[int] = mapped_column(default=0)


class FreeTime(Lasting, Base):
    """Service without a fee."""

    __tablename__ = "free_time"
    __indexed__ = False
    __table_args__ = (CheckConstraint(_LASTS, name="lasts"),)


class AddOn(Lasting, Base):
    """Something more, copied from its product."""

    __tablename__ = "add_on"
    __indexed__ = False
    __table_args__ = (CheckConstraint(_LASTS, name="lasts"), CheckConstraint("cents >= 0", name="cents"))

    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))
    cents: Mapped[int]
    """For one interval."""
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind), default=TaxKind.STANDARD)


class Pause(Lasting, Versioned, Base):
    """Days without service."""

    __tablename__ = "pause"
    __indexed__ = False
    __table_args__ = (CheckConstraint(_LASTS, name="lasts"), CheckConstraint("fee_cents >= 0", name="fee"))

    kind: Mapped[PauseKind] = mapped_column(choice(PauseKind))
    fee_cents: Mapped[int] = mapped_column(default=0)


class PauseBooking(ContractPart, Base):
    """An appointment or a place in a course that a pause cancelled; it is what it was when the pause is not."""

    __tablename__ = "pause_booking"
    __indexed__ = False
    __table_args__ = (Index("uq_pause_booking_activity_id", "activity_id", unique=True),)

    pause_id: Mapped[int] = mapped_column(ForeignKey("pause.id"), index=True)
    activity_id: Mapped[int]
    """No foreign key: it outlives what leaves the bin."""
    kept_state: Mapped[State] = mapped_column(choice(State, "kept_state"))
    """What it was."""


class Cancellation(ContractPart, Base):
    """A notice, with the last day that was computed when it was recorded."""

    __tablename__ = "cancellation"
    __indexed__ = False
    __table_args__ = (
        Index("uq_cancellation_contract_id_live", "contract_id", unique=True, **there("undone_on IS NULL")),
    )

    kind: Mapped[CancellationKind] = mapped_column(choice(CancellationKind))
    received_on: Mapped[date]
    end_on: Mapped[date]
    channel: Mapped[NoticeChannel] = mapped_column(choice(NoticeChannel))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    undone_on: Mapped[date | None]

    @property
    def fact(self) -> CancellationFact:
        """As the rules read it."""
        return CancellationFact(self.received_on, self.end_on, self.kind)


class ContractPayer(ContractPart, Base):
    """Who pays from a day on; without a row the contact itself."""

    __tablename__ = "contract_payer"
    __indexed__ = False
    __also_of__ = ("payer_id",)
    __table_args__ = (Index("uq_contract_payer_contract_id_valid_from", "contract_id", "valid_from", unique=True),)

    payer_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")


class ContractQuota(ContractPart, Base):
    """A quota that the contract grants, copied from the tariff."""

    __tablename__ = "contract_quota"
    __indexed__ = False
    __table_args__ = (CheckConstraint("units > 0", name="units"),)

    quota_type_id: Mapped[int] = mapped_column(ForeignKey("quota_type.id"))
    units: Mapped[int]
    monthly: Mapped[bool] = mapped_column(default=True)
