"""Goods, single services and add-ons; a click opens one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address
from components.activity_list import plain_list, plain_row
from components.catalogue_exchange import exchange_buttons
from components.catalogue_words import retired_words, tax_words
from components.perform import reading, today
from components.products import product_dialog
from domain.catalogue import ProductKind
from exchange.catalogue_book import CardKind
from i18n.service_words import money
from i18n.texts import _, plural
from i18n.words import word
from pages.catalogue.parts import bar, elsewhere, nothing
from queries.catalogue import ProductRow, products

ICONS = {ProductKind.GOODS: "shopping_bag", ProductKind.SERVICE: "handyman", ProductKind.ADD_ON: "add_circle"}


@st.fragment
def products_tab() -> None:
    """The list by kind, and a new product."""
    text, retired, new = bar("products", _("New product"))
    if new:
        product_dialog()
    kinds = [
        ProductKind(code)
        for code in address.flags("kinds", _("Kind"), {kind.value: word(kind) for kind in ProductKind})
    ]
    with reading() as session:
        found = products(session, text=text, retired=retired, kinds=kinds)
    if not found:
        nothing(text or "".join(kinds), _("There is no product yet."))
    else:
        st.caption(plural("{count} product", "{count} products", len(found)))
        opened = plain_list("products_list", [_row(one) for one in found]).opened
        for one in found:
            if one.product_id == opened:
                product_dialog(one)
    exchange_buttons(CardKind.PRODUCTS, found)
    elsewhere()


def _row(row: ProductRow) -> dict[str, Any]:
    price = money(row.price_cents)
    if row.kind is ProductKind.ADD_ON:
        price = f"{price} {_('a month')}"
    parts = (tax_words(row.tax, today()), row.internal_name)
    badges = [(word(row.kind), "blue" if row.kind is ProductKind.ADD_ON else "gray")]
    if row.retired_on is not None:
        badges.append((retired_words(row.retired_on), "gray"))
    return plain_row(
        row.product_id,
        ICONS[row.kind],
        price,
        row.name,
        badges=badges,
        facts=" · ".join(part for part in parts if part),
        text=row.text,
        over=row.retired_on is not None,
    )
