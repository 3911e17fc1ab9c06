"""The invoices of a contact and what corrects them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.invoices import cancel_dialog, credit_dialog, invoice_view
from components.perform import may, reading, today
from domain.access import Permission
from domain.invoices import InvoiceKind
from i18n.service_words import money, on
from i18n.texts import _, plural
from i18n.words import word
from queries.contacts import ContactHeader
from queries.invoices import InvoiceRow, InvoiceState, invoices_of

COLORS = {
    InvoiceState.OPEN: "blue",
    InvoiceState.OVERDUE: "orange",
    InvoiceState.PAID: "green",
    InvoiceState.CANCELLED: "gray",
    InvoiceState.CORRECTION: "gray",
}


@st.fragment
def invoices_tab(header: ContactHeader) -> None:
    """The list, the latest on top: a click shows the pages, the buttons save, cancel and correct."""
    with reading() as session:
        rows = invoices_of(session, header.contact_id, today())
    if not rows:
        st.info(_("There are no invoices yet. Tick claims in the tab “Open claims” to issue one."))
        return
    st.caption(plural("{count} document", "{count} documents", len(rows)))
    pressed = plain_list("invoices_list", [_row(row) for row in rows])
    by_id = {row.invoice_id: row for row in rows}
    if pressed.opened is not None:
        invoice_view(by_id[pressed.opened])
    elif pressed.act is not None:
        dialog = cancel_dialog if pressed.act[1] == "cancel" else credit_dialog
        dialog(by_id[pressed.act[0]])


def _row(row: InvoiceRow) -> dict[str, Any]:
    facts = [
        money(row.gross_cents),
        _("due {day}").format(day=on(row.due_on)) if row.due_on and row.open_cents else "",
        _("credited: {amount}").format(amount=money(row.credited_cents)) if row.credited_cents else "",
        _("for {number}").format(number=row.corrects) if row.corrects else "",
        _("see {number}").format(number=", ".join(row.corrected_by)) if row.corrected_by else "",
        row.reason,
    ]
    return plain_row(
        row.invoice_id,
        "receipt_long" if row.kind is InvoiceKind.INVOICE else "undo",
        on(row.issued_on),
        f"{word(row.kind)} {row.number}",
        badges=[(_state(row), COLORS[row.state])],
        facts=" · ".join(fact for fact in facts if fact),
        who=row.who,
        over=row.state is InvoiceState.CANCELLED,
        file=(f"/invoices/{row.invoice_id}", _("PDF")),
        acts=_acts(row),
    )


def _acts(row: InvoiceRow) -> list[tuple[str, str, bool]]:
    """What can be done with it: a correction only while something is left, a cancellation only before corrections."""
    stands = row.kind is InvoiceKind.INVOICE and row.state is not InvoiceState.CANCELLED
    if not stands or not may(Permission.CORRECT_BOOKINGS):
        return []
    acts = [("credit", _("Correct …"), False)] if row.credited_cents < row.gross_cents else []
    return acts if row.corrected_by else [*acts, ("cancel", _("Cancel …"), False)]


def _state(row: InvoiceRow) -> str:
    if row.state is InvoiceState.PAID:
        return _("settled")
    if row.state is InvoiceState.CANCELLED:
        return _("cancelled")
    if row.state is InvoiceState.CORRECTION:
        return _("correction")
    words = _("overdue: {amount}") if row.state is InvoiceState.OVERDUE else _("open: {amount}")
    return words.format(amount=money(row.open_cents))
