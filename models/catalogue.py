"""What the studio offers: tariffs with dated versions, types of quotas, products. Retired, never deleted.

Selling copies what stands here, so that a change of the catalogue never changes what was sold.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column

from domain.calendar import Span, Unit
from domain.catalogue import Clock, ProductKind
from domain.contract_terms import EndRule, Regime, Renewal, Terms
from domain.contracts import PauseKind
from domain.tax import TaxKind
from models.activity import Named
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class Card(Keyed, Versioned, Created, Named):
    """A card of the catalogue: its public name, and what only the staff read."""

    internal_name: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    retired_on: Mapped[date | None]
    """Not sold any more from this day on."""

    def sold_on(self, day: date) -> bool:
        """Whether it may be sold on a day."""
        return self.retired_on is None or day < self.retired_on

    @classmethod
    def are_sold_on(cls, day: date) -> ColumnElement[bool]:
        """The same as the condition of a query."""
        return or_(cls.retired_on.is_(None), cls.retired_on > day)


class Tariff(Card, Base):
    """A membership that is sold, whatever it costs at the time."""

    __tablename__ = "tariff"
    __table_args__ = (Index("uq_tariff_name_key", "name_key", unique=True),)

    business: Mapped[bool] = mapped_column(default=False)
    """For companies only: the law of consumers does not bind it."""


class TariffVersion(Keyed, Versioned, Created, Base):
    """What a tariff offers from a day on."""

    __tablename__ = "tariff_version"
    __told__ = ("tariff_id", "valid_from")
    __table_args__ = (
        Index("uq_tariff_version_tariff_id_valid_from", "tariff_id", "valid_from", unique=True),
        CheckConstraint("sign_up_cents >= 0", name="sign_up"),
        CheckConstraint("pause_fee_cents >= 0", name="pause_fee"),
        CheckConstraint("pause_days_a_year >= 0", name="pause_days"),
    )

    tariff_id: Mapped[int] = mapped_column(ForeignKey("tariff.id"))
    valid_from: Mapped[date]
    sign_up_cents: Mapped[int] = mapped_column(default=0)
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind), default=TaxKind.STANDARD)
    in_advance: Mapped[bool] = mapped_column(default=True)
    pause_days_a_year: Mapped[int | None]
    """None: as many as the staff grant; 0: none."""
    pause_kind: Mapped[PauseKind] = mapped_column(choice(PauseKind), default=PauseKind.EXTENDS)
    pause_fee_cents: Mapped[int] = mapped_column(default=0)
    """For one month."""


class TermsColumns:
    """Length, renewal and notice, in the columns of a row."""

    first_months: Mapped[int] = mapped_column(default=12)
    renewal: Mapped[Renewal] = mapped_column(choice(Renewal), default=Renewal.INDEFINITE)
    renewal_months: Mapped[int] = mapped_column(default=0)
    notice_value: Mapped[int] = mapped_column(default=1)
    notice_unit: Mapped[Unit] = mapped_column(choice(Unit, "notice_unit"), default=Unit.MONTHS)
    end_rule: Mapped[EndRule] = mapped_column(choice(EndRule), default=EndRule.ANY_DAY)

    def terms(self, regime: Regime) -> Terms:
        """As the rules read them."""
        return Terms(
            first_months=self.first_months,
            renewal=self.renewal,
            renewal_months=self.renewal_months,
            notice=Span(self.notice_value, self.notice_unit),
            end_rule=self.end_rule,
            regime=regime,
        )

    def agree(self, terms: Terms) -> None:
        """Copy agreed terms into the row."""
        self.first_months = terms.first_months
        self.renewal = terms.renewal
        self.renewal_months = terms.renewal_months
        self.notice_value, self.notice_unit = terms.notice.value, terms.notice.unit
        self.end_rule = terms.end_rule


def terms_checks() -> tuple[Any, ...]:
    """What the database itself refuses in the terms of a row."""
    return (
        CheckConstraint("first_months between 0 and 120", name="first_months"),
        CheckConstraint("renewal_months between 0 and 60", name="renewal_months"),
        CheckConstraint("notice_value between 0 and 366", name="notice_value"),
        CheckConstraint("interval_months in (1, 3, 6, 12)", name="interval_months"),
    )


class TariffTerm(Keyed, Created, TermsColumns, Base):
    """One of the lengths that a version of a tariff is sold for, with its interval and price."""

    __tablename__ = "tariff_term"
    __told__ = ("tariff_version_id", "first_months", "interval_months")
    __table_args__ = (*terms_checks(), CheckConstraint("price_cents >= 0", name="price"))

    tariff_version_id: Mapped[int] = mapped_column(ForeignKey("tariff_version.id", ondelete="CASCADE"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    interval_months: Mapped[int] = mapped_column(default=1)
    price_cents: Mapped[int]
    """For one interval, gross."""


class QuotaType(Card, Base):
    """A quota that is sold or granted: ten visits, six treatments."""

    __tablename__ = "quota_type"
    __table_args__ = (
        Index("uq_quota_type_name_key", "name_key", unique=True),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("price_cents >= 0", name="price"),
    )

    units: Mapped[int]
    unit_name: Mapped[str] = mapped_column(String(40), default="")
    valid_value: Mapped[int | None]
    """How many days, weeks or months it is valid; None: without end, or to a fixed day."""
    valid_unit: Mapped[Unit] = mapped_column(choice(Unit, "valid_unit"), default=Unit.MONTHS)
    valid_until: Mapped[date | None]
    """A fixed last day."""
    clock: Mapped[Clock] = mapped_column(choice(Clock), default=Clock.PURCHASE)
    pays_check_ins: Mapped[bool] = mapped_column(default=True)
    pays_appointments: Mapped[bool] = mapped_column(default=False)
    pays_courses: Mapped[bool] = mapped_column(default=False)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    """Only appointments or courses of this category."""
    price_cents: Mapped[int] = mapped_column(default=0)
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind), default=TaxKind.STANDARD)


class TariffQuota(Keyed, Created, Base):
    """A quota that a version of a tariff includes."""

    __tablename__ = "tariff_quota"
    __told__ = ("tariff_version_id", "quota_type_id")
    __table_args__ = (CheckConstraint("units > 0", name="units"),)

    tariff_version_id: Mapped[int] = mapped_column(ForeignKey("tariff_version.id", ondelete="CASCADE"), index=True)
    quota_type_id: Mapped[int] = mapped_column(ForeignKey("quota_type.id"))
    units: Mapped[int]
    monthly: Mapped[bool] = mapped_column(default=True)
    """Granted anew each month; else once at the start."""


class Product(Card, Base):
    """Goods and single services, and what can be added to a contract for a price a month."""

    __tablename__ = "product"
    __table_args__ = (
        Index("uq_product_name_key", "name_key", unique=True),
        CheckConstraint("price_cents >= 0", name="price"),
    )

    kind: Mapped[ProductKind] = mapped_column(choice(ProductKind), default=ProductKind.GOODS)
    price_cents: Mapped[int]
    """Gross; of an add-on for one month."""
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind), default=TaxKind.STANDARD)
