"""The sale at the desk: what is sold, what it costs, how it is paid; and undoing one."""

from __future__ import annotations

import streamlit as st

from actions.purchases import sell_products, undo_purchase
from components.billing_words import PAYING
from components.contact_choice import contact_choice
from components.escape import literal
from components.fields import Form
from components.payment_dialogs import reason
from components.perform import reading, today
from domain.catalogue import ProductKind
from domain.purchases import SaleItem
from domain.settling import Means
from i18n.service_words import money
from i18n.texts import _
from i18n.words import word
from queries.catalogue import ProductRow, products
from queries.purchases import PurchaseRow

LATER = "later"
"""Nothing is paid now: it is owed."""
MOST_LINES = 10


def sell_dialog(contact_id: int) -> None:
    """Sell products to a contact."""
    st.dialog(_("Sell"), width="large")(_sell)(contact_id)


def _sell(contact_id: int) -> None:
    with reading() as session:
        found = products(session, kinds=(ProductKind.GOODS, ProductKind.SERVICE))
    offered = {one.product_id: one for one in found if one.retired_on is None or today() < one.retired_on}
    if not offered:
        st.info(_("Nothing is on sale. Add products on the page “Catalogue” first."))
        return
    chosen = st.multiselect(
        _("What is sold"),
        list(offered),
        format_func=lambda key: f"{offered[key].name} · {money(offered[key].price_cents)}",
        key=f"sell.{contact_id}.products",
        placeholder=_("Choose products"),
        max_selections=MOST_LINES,
        select_all=False,
    )
    if not chosen:
        return
    payer = None
    if st.toggle(_("Somebody else pays"), key=f"sell.{contact_id}.other"):
        hit = contact_choice(f"sell.{contact_id}.payer", _("Payer"), without=(contact_id,))
        payer = hit.contact_id if hit else None
    with Form(f"sell.{contact_id}", live=True, begins=False) as form:
        lines = [_line(form, offered[key]) for key in chosen]
        form.faults_here("items")
        total = _total(form, [offered[key] for key in chosen])
        left, right = st.columns(2)
        ways = [*(means.value for means in PAYING), LATER]
        paid = form.pick("paid", _("Paid by"), ways, _way, ways[0], place=left, column=None)
        due = form.day("due_on", _("Due on"), today(), place=right, column=None) if paid == LATER else None
        st.markdown(f"**{_('Total')}: {literal(total)}**")
        form.submit(
            sell_products,
            done=_("Sold."),
            label=_("Sell"),
            contact_id=contact_id,
            items=lambda: tuple(read() for read in lines),
            paid=None if paid == LATER else Means(paid),
            debtor_id=payer,
            due_on=due,
        )


def _way(way: str) -> str:
    return _("Later (stays open)") if way == LATER else word(Means(way))


def _line(form: Form, product: ProductRow):  # type: ignore[no-untyped-def]
    key = product.product_id
    name, many, each, less = st.columns([4, 1.2, 1.8, 1.8], vertical_alignment="bottom")
    name.markdown(literal(product.name))
    quantity = form.whole_number(f"quantity.{key}", _("Quantity"), 1, place=many, column=None)
    price = form.amount(f"each.{key}", _("Price each (€)"), product.price_cents, place=each, column=None)
    discount = form.amount(f"discount.{key}", _("Discount (€)"), empty=0, place=less, column=None, placeholder="0")
    return lambda: SaleItem(key, quantity() or 0, price(), discount())


def _total(form: Form, products: list[ProductRow]) -> str:
    total = 0
    for product in products:
        key = product.product_id
        quantity = form.typed_day(f"quantity.{key}")
        each, less = form.typed_day(f"each.{key}"), form.typed_day(f"discount.{key}")
        if quantity is None or each is None or less is None:
            return "–"
        total += quantity * each - less
    return money(total)


def undo_dialog(row: PurchaseRow) -> None:
    """Take a sale back."""
    st.dialog(_("Take the sale back"))(_undo)(row)


def _undo(row: PurchaseRow) -> None:
    paid = row.cents - row.open_cents
    said = _("The sale stays, a counter-purchase takes it back.")
    if paid:
        said += " " + _("{amount} becomes credit and can be paid back.").format(amount=money(paid))
    st.caption(literal(said))
    with Form(f"purchase.undo.{row.purchase_id}") as form:
        form.submit(
            undo_purchase,
            done=_("Sale taken back."),
            label=_("Take back"),
            purchase_id=row.purchase_id,
            reason=reason(form),
        )
