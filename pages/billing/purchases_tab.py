"""What the contact bought at the desk."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.perform import may, reading
from components.purchase_dialogs import sell_dialog, undo_dialog
from domain.access import Permission
from i18n.service_words import money, on
from i18n.texts import _, plural
from queries.contacts import ContactHeader
from queries.purchases import PurchaseRow, purchases_of


@st.fragment
def purchases_tab(header: ContactHeader) -> None:
    """The list, the latest on top, and the button that sells."""
    with reading() as session:
        rows = purchases_of(session, header.contact_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="purchases_head"):
        st.caption(plural("{count} purchase", "{count} purchases", len(rows)), width="content")
        if may(Permission.TAKE_PAYMENTS) and st.button(
            _("Sell …"), icon=":material/shopping_cart:", type="primary", key="purchases.sell"
        ):
            sell_dialog(header.contact_id)
    if not rows:
        st.info(_("Nothing has been bought at the desk yet."))
        return
    pressed = plain_list("purchases_list", [_row(row) for row in rows])
    if pressed.act is not None:
        undo_dialog(next(row for row in rows if row.purchase_id == pressed.act[0]))


def _row(row: PurchaseRow) -> dict[str, Any]:
    names = ", ".join(f"{item.quantity} × {item.name}" if item.quantity > 1 else item.name for item in row.items)
    if row.undone:
        badges = [(_("taken back"), "gray")]
    else:
        badges = [(_("open: {amount}").format(amount=money(row.open_cents)), "orange")] if row.open_cents else []
    facts = [money(row.cents), _("paid by {name}").format(name=row.payer) if row.payer else "", row.undone_reason]
    can = may(Permission.CORRECT_BOOKINGS) and not row.undone
    return plain_row(
        row.purchase_id,
        "shopping_bag",
        on(row.sold_on),
        names,
        badges=badges,
        facts=" · ".join(fact for fact in facts if fact),
        who=row.who,
        over=row.undone,
        acts=[("undo", _("Take back …"), False)] if can else [],
    )
