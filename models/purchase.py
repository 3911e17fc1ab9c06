"""Purchases at the desk: what was sold, copied from the catalogue; undone by a counter-purchase, never edited."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.tax import TaxKind
from models.activity import there
from models.base import Base, Booked, Created, Keyed
from models.column_types import choice
from models.contract import LONGEST_REASON


class Purchase(Keyed, Created, Booked, Base):
    """Something sold to a contact on a day, or the undoing of it (`undoes_id`)."""

    __tablename__ = "purchase"
    __also_of__ = ("debtor_id",)
    __told__ = ("sold_on",)
    __table_args__ = (
        Index("ix_purchase_contact_id_sold_on", "contact_id", "sold_on"),
        Index("uq_purchase_undoes_id", "undoes_id", unique=True, **there("undoes_id IS NOT NULL")),
        CheckConstraint("undoes_id is null or reason <> ''", name="reason"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    """Who pays it."""
    sold_on: Mapped[date]
    due_on: Mapped[date]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("purchase.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    items: Mapped[list[PurchaseItem]] = relationship(lazy="raise", order_by="PurchaseItem.place")


class PurchaseItem(Keyed, Created, Booked, Base):
    """One line of a purchase: so many of a product at a price each, less a discount; gross cents."""

    __tablename__ = "purchase_item"
    __table_args__ = (
        Index("ix_purchase_item_purchase_id", "purchase_id"),
        Index("ix_purchase_item_product_id", "product_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("each_cents >= 0", name="each"),
        CheckConstraint("discount_cents between 0 and quantity * each_cents", name="discount"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), sort_order=-9)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    place: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[int]
    each_cents: Mapped[int]
    discount_cents: Mapped[int] = mapped_column(default=0)
    tax: Mapped[TaxKind] = mapped_column(choice(TaxKind))

    @property
    def cents(self) -> int:
        """What the line costs."""
        return self.quantity * self.each_cents - self.discount_cents
