"""The money that came and went, what each booking settles, and what can be put right."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address
from components.activity_filters import asked_period, period_fields
from components.activity_list import plain_list, plain_row
from components.billing_words import payment_title, settled_words
from components.payment_dialogs import allocation_dialog, payment_dialog, refund_dialog, reverse_dialog
from components.perform import may, reading
from domain.access import Permission
from domain.settling import PaymentKind
from i18n.service_words import money, on
from i18n.texts import _, plural
from queries.contacts import ContactHeader
from queries.payments import PaymentRow, payments_of

FILTERS = ("period", "from", "until")
MOST_SHOWN = 3


@st.fragment
def transactions_tab(header: ContactHeader) -> None:
    """Filter, buttons and list."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="transactions_bar"):
        period_fields(_("All"))
        if address.taken(FILTERS):
            address.reset_button("transactions_reset", FILTERS)
    since, before = asked_period()
    with reading() as session:
        rows = payments_of(session, header.contact_id, since=since, before=before)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transactions_head"):
        st.caption(plural("{count} booking", "{count} bookings", len(rows)), width="content")
        if may(Permission.TAKE_PAYMENTS) and st.button(
            _("Payment …"), icon=":material/payments:", type="primary", key="transactions.pay"
        ):
            payment_dialog(header.contact_id)
        if (
            may(Permission.CORRECT_BOOKINGS)
            and any(row.free_cents for row in rows)
            and st.button(_("Pay credit back …"), icon=":material/undo:", key="transactions.refund")
        ):
            refund_dialog(header.contact_id)
    if not rows:
        st.info(_("No money has come or gone in this period."))
        return
    pressed = plain_list("transactions_list", [_row(row) for row in rows])
    if pressed.act is not None:
        row = next(one for one in rows if one.payment_id == pressed.act[0])
        if pressed.act[1] == "reverse":
            reverse_dialog(row)
        else:
            allocation_dialog(header.contact_id, row)


def _row(row: PaymentRow) -> dict[str, Any]:
    badges = [(money(row.cents), "green" if row.cents > 0 else "orange")]
    if row.reversed:
        badges.append((_("reversed"), "gray"))
    elif row.free_cents:
        badges.append((_("credit: {amount}").format(amount=money(row.free_cents)), "blue"))
    settles = [settled_words(one) for one in row.settles[:MOST_SHOWN]]
    if len(row.settles) > MOST_SHOWN:
        settles.append(plural("and {count} more", "and {count} more", len(row.settles) - MOST_SHOWN))
    receipt = _("receipt {number}").format(number=row.receipt) if row.receipt else ""
    acts = []
    if row.kind is PaymentKind.PAYMENT and not row.reversed and may(Permission.TAKE_PAYMENTS):
        acts.append(("allocate", _("Settles …"), False))
    if row.kind is not PaymentKind.REVERSAL and not row.reversed and may(Permission.CORRECT_BOOKINGS):
        acts.append(("reverse", _("Reverse …"), False))
    return plain_row(
        row.payment_id,
        "payments",
        on(row.booked_on),
        payment_title(row),
        badges=badges,
        facts=" · ".join(fact for fact in (receipt, row.remittance, row.reason) if fact),
        text=" · ".join(settles),
        who=row.who,
        over=row.reversed or row.kind is PaymentKind.REVERSAL,
        acts=acts,
    )
