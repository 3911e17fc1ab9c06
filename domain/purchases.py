"""Sales at the desk: what can be on one, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import Refusal

MOST_ITEMS = 50
MOST_QUANTITY = 1_000


class NothingSold(Refusal):
    """A sale has at least one line, and not more than a desk handles. Data: `most`."""

    field = "items"


class QuantityImpossible(Refusal):
    """So many of one thing are sold at once. Data: `most`."""

    field = "quantity"


class NotSold(Refusal):
    """Only what the catalogue sells today is sold, and extras belong to contracts. Data: `name`."""

    field = "items"


class DiscountTooHigh(Refusal):
    """A discount is not more than the price. Data: `most` (cents)."""

    field = "discount"


class UndoneAlready(Refusal):
    """A sale is undone once."""


@dataclass(frozen=True, slots=True)
class SaleItem:
    """So many of a product, at its price or another; cents, gross."""

    product_id: int
    quantity: int = 1
    each_cents: int | None = None
    discount_cents: int = 0
