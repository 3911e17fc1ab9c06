"""The dialog of a product."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from actions.catalogue import ProductCard, add_product, edit_product, retire_product, revive_product
from components.card_trail import card_trail
from components.catalogue_words import tax_words
from components.fields import Form
from components.offering import offering
from components.perform import may, today
from domain.access import Permission
from domain.catalogue import ProductKind
from domain.tax import TaxKind
from i18n.texts import _
from queries.catalogue import ProductRow

BLANK = ProductRow(0, 0, "", "", "", None, ProductKind.GOODS, 0, TaxKind.STANDARD)
"""With what a new one begins."""


def product_dialog(row: ProductRow | None = None) -> None:
    """Make a product, or change one, with who changed what."""
    st.dialog(_("Product") if row else _("New product"), width="medium")(_product)(row)


def _product(row: ProductRow | None) -> None:
    if row is None or may(Permission.EDIT_CATALOGUE):
        _form(row)
    if row is not None:
        card_trail("product", row.product_id)


def _form(row: ProductRow | None) -> None:
    with Form(f"product.{row.product_id}.{row.version}" if row else "product.new") as form:
        card = _fields(form, row or BLANK, new=row is None)
        if row is None:
            form.submit(add_product, done=_("Product made. It can be sold."), card=card)
        else:
            st.caption(_("What was sold keeps its price."))
            form.submit(
                edit_product, done=_("Product changed."), product_id=row.product_id, version=row.version, card=card
            )
    if row is not None:
        _offer(row)


def _fields(form: Form, row: ProductRow, *, new: bool) -> Callable[[], ProductCard]:
    left, right = st.columns([2, 1])
    name = form.text("name", _("Name"), row.name, place=left, autocomplete="off")
    internal = form.text("internal_name", _("Internal name"), row.internal_name, place=right, autocomplete="off")
    left, middle, right = st.columns(3)
    kind = form.choice("kind", _("Kind"), ProductKind, row.kind, place=left)
    price = form.amount(
        "price_cents", _("Price (of an add-on: a month)"), None if new else row.price_cents, place=middle,
    )  # fmt: skip
    tax = form.pick("tax", _("Tax"), list(TaxKind), lambda kind: tax_words(kind, today()), row.tax, place=right)
    text = form.area("text", _("Text"), row.text, height=80)
    return lambda: ProductCard(name, price(), kind, internal, text, TaxKind(tax))


def _offer(row: ProductRow) -> None:
    offering(
        "product",
        row.retired_on,
        retire=(retire_product, _("The product is no longer offered; contracts keep what they have of it.")),
        revive=(revive_product, _("The product is offered again.")),
        product_id=row.product_id,
    )
