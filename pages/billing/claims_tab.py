"""What is open: choose claims and take the payment for them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from actions.write_offs import revive_claim
from components import address
from components.billing_words import claim_words
from components.grid import grid
from components.invoices import invoice_dialog
from components.payment_dialogs import billing_dialog, payment_dialog, reverse_opening_dialog, write_off_dialog
from components.perform import may, perform_and_say, reading, today
from domain.access import Permission
from domain.claims import ClaimKind
from i18n.service_words import money, on
from i18n.texts import _, plural
from queries.billing import ClaimRow, claims_of
from queries.contacts import ContactHeader

MOST = 200
"""Rows of the grid; of more the sum is said."""


@st.fragment
def claims_tab(header: ContactHeader) -> None:
    """The grid of claims, and what can be done with those that are ticked."""
    kinds = {"open": _("Open"), "all": _("All")}
    every = address.switch("show", _("Show"), kinds, label_visibility="collapsed") == "all"
    with reading() as session:
        rows = claims_of(session, header.contact_id, only_open=not every)
    if not rows:
        st.info(_("Nothing is open."))
        if may(Permission.TAKE_PAYMENTS) and st.button(_("Make claims …"), key="claims.bill"):
            billing_dialog(header.contact_id)
        return
    total = sum(row.open_cents for row in rows)
    late = sum(row.open_cents for row in rows if row.due_on < today())
    said = plural("{count} claim", "{count} claims", len(rows))
    st.caption(f"{said} · {_('open')}: {money(total)} · {_('overdue')}: {money(late)}")
    columns = {
        "due": _("Due on"),
        "open": _("Open"),
        "what": _("What for"),
        "cents": _("Amount"),
        "invoice": _("Invoice"),
        "state": _("Status"),
    }
    cells = [_cells(row) for row in rows[:MOST]]
    answer = grid("claims_grid", columns, cells, widths={"what": 400}, ticks=True, figures=("open", "cents"))
    by_id = {str(row.claim_id): row for row in rows}
    _buttons(header, [by_id[key] for key in answer.ticked if key in by_id])


def _buttons(header: ContactHeader, ticked: Sequence[ClaimRow]) -> None:
    opened = [row for row in ticked if row.open_cents]
    with st.container(horizontal=True, gap="small", key="claims_deeds"):
        if may(Permission.TAKE_PAYMENTS):
            label = _("Payment …") if not opened else _("Payment for {amount} …").format(
                amount=money(sum(row.open_cents for row in opened))
            )  # fmt: skip
            if st.button(label, icon=":material/payments:", type="primary", key="claims.pay"):
                payment_dialog(header.contact_id, [row.claim_id for row in opened])
            if st.button(_("Make claims …"), icon=":material/request_quote:", key="claims.bill"):
                billing_dialog(header.contact_id)
        billable = [row.claim_id for row in ticked if row.live and not row.invoice]
        if (
            may(Permission.ISSUE_INVOICES)
            and billable
            and st.button(_("Invoice …"), icon=":material/receipt_long:", key="claims.invoice")
        ):
            invoice_dialog(header.contact_id, billable)
        if not may(Permission.CORRECT_BOOKINGS) or len(ticked) != 1:
            return
        (row,) = ticked
        if row.open_cents and st.button(_("Write off …"), icon=":material/money_off:", key="claims.write_off"):
            write_off_dialog(row)
        if row.written_off and st.button(_("Revive"), icon=":material/undo:", key="claims.revive"):
            perform_and_say(_("The claim is open again."), revive_claim, claim_id=row.claim_id)
        if row.kind is ClaimKind.OPENING and row.live and st.button(_("Reverse …"), key="claims.reverse"):
            reverse_opening_dialog(row)


def _cells(row: ClaimRow) -> dict[str, str]:
    what = claim_words(row)
    return {
        "id": str(row.claim_id),
        "due": on(row.due_on),
        "what": f"{what} ({row.for_whom})" if row.for_whom else what,
        "cents": money(row.cents),
        "open": money(row.open_cents) if row.open_cents else "",
        "invoice": row.invoice,
        "state": _state(row),
    }


def _state(row: ClaimRow) -> str:
    if not row.live:
        return _("reversed")
    if row.written_off:
        return _("written off")
    if not row.open_cents:
        return _("settled")
    if row.due_on < today():
        return _("overdue")
    return _("partly settled") if row.open_cents < row.cents else _("open")
