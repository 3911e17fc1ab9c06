"""Dialogs of invoices: issue one after a look at its pages, look at one, cancel it, credit a part of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from actions.invoices import cancel_invoice, credit_invoice, drawn, issue_invoice
from components.document_view import paper_pages
from components.escape import literal
from components.fields import Form
from components.payment_dialogs import reason
from components.perform import me, reading, storage, today
from domain.documents import FileUnavailable, StorageUnreachable
from domain.errors import Refusal
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.messages import explain
from i18n.service_words import days_words, money, on
from i18n.texts import _
from queries.invoice_drafts import draft_invoice
from queries.invoices import InvoiceLineRow, InvoiceRow, invoice_file, invoice_lines


def invoice_dialog(contact_id: int, claim_ids: Sequence[int]) -> None:
    """Look at the invoice that these claims give, and issue it."""
    st.dialog(_("Issue an invoice"), width="large")(_issue)(contact_id, tuple(claim_ids))


def _issue(contact_id: int, claim_ids: tuple[int, ...]) -> None:
    try:
        with reading() as session:
            paper = draft_invoice(session, contact_id, claim_ids, today()).paper
        data = drawn(paper, storage())
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    st.caption(_("With its number it can no longer be changed, only cancelled or corrected by another document."))
    with Form(f"invoice.{contact_id}.{'.'.join(map(str, claim_ids))}") as form:
        form.submit(
            issue_invoice,
            done=_("Invoice issued."),
            label=_("Issue the invoice"),
            contact_id=contact_id,
            claim_ids=claim_ids,
            storage=storage(),
        )
    paper_pages(data)


def invoice_view(row: InvoiceRow) -> None:
    """The pages of a document as they were issued."""
    st.dialog(row.number, width="large")(_view)(row)


def _view(row: InvoiceRow) -> None:
    with reading() as session:
        file = invoice_file(session, me().actor, row.invoice_id)
    if file is None:
        return
    try:
        data = storage().get(file.digest)
    except (StoredFileMissing, StoredFileDamaged):
        st.error(literal(explain(FileUnavailable(name=file.name))), icon=":material/error:")
    except StorageUnreachable as fault:
        st.error(literal(explain(fault)), icon=":material/error:")
    else:
        paper_pages(data)


def cancel_dialog(row: InvoiceRow) -> None:
    """Cancel an invoice as a whole."""
    st.dialog(_("Cancel the invoice"))(_cancel)(row)


def _cancel(row: InvoiceRow) -> None:
    said = _(
        "{number} of {day} over {amount} is cancelled by a document with its own number. Claims and payments stay, "
        "and the claims can be invoiced anew."
    )
    st.caption(literal(said.format(number=row.number, day=on(row.issued_on), amount=money(row.gross_cents))))
    with Form(f"invoice.cancel.{row.invoice_id}") as form:
        form.submit(
            cancel_invoice,
            done=_("Invoice cancelled."),
            label=_("Cancel the invoice"),
            invoice_id=row.invoice_id,
            reason=reason(form),
            storage=storage(),
        )


def credit_dialog(row: InvoiceRow) -> None:
    """Credit a part of an invoice."""
    st.dialog(_("Correct the invoice"), width="medium")(_credit)(row)


def _credit(row: InvoiceRow) -> None:
    with reading() as session:
        lines = [line for line in invoice_lines(session, row.invoice_id) if line.left_cents]
    st.caption(
        _("What is credited is no longer owed; what was paid of it becomes credit.")
        + " "
        + _("A line that is credited as a whole is claimed anew at the next billing while its contract asks for it.")
    )
    with Form(f"invoice.credit.{row.invoice_id}") as form:
        amounts = {
            line.line_id: form.amount(f"cents.{line.line_id}", _label(line), 0, empty=0, column=None) for line in lines
        }
        form.submit(
            credit_invoice,
            done=_("Invoice corrected."),
            label=_("Issue the correction"),
            invoice_id=row.invoice_id,
            cents=lambda: {key: read() for key, read in amounts.items()},
            reason=reason(form),
            storage=storage(),
        )


def _label(line: InvoiceLineRow) -> str:
    days = f", {days_words(line.period)}" if line.period is not None and line.period.last_day is not None else ""
    left = _("at most {amount}").format(amount=money(line.left_cents))
    return literal(f"{line.text}{days} ({left})")
