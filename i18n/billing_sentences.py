"""The audit trail of billing in words: each action as a sentence, each column by its name on screen."""

from __future__ import annotations

from enum import StrEnum

from domain.claims import ClaimKind
from domain.invoices import InvoiceKind
from domain.settling import Means, PaymentKind
from i18n.texts import N_

STEPS: dict[str, str] = {
    "bill_contact": N_("{who} made the claims that are due"),
    "begin_run": N_("{who} began a billing run"),
    "bill_lot": N_("{who} made the claims that are due, in a billing run"),
    "foresee_lot": N_("{who} looked at what a billing run would do"),
    "record_payment": N_("{who} recorded a payment"),
    "change_allocation": N_("{who} changed what a payment settles"),
    "reverse_payment": N_("{who} reversed a payment"),
    "refund_credit": N_("{who} paid credit back"),
    "open_account": N_("{who} took over an opening balance"),
    "reverse_opening": N_("{who} reversed an opening balance"),
    "sell_products": N_("{who} sold something at the desk"),
    "undo_purchase": N_("{who} undid a sale"),
    "write_off": N_("{who} wrote a claim off"),
    "revive_claim": N_("{who} revived a claim"),
    "issue_invoice": N_("{who} issued an invoice"),
    "cancel_invoice": N_("{who} cancelled an invoice"),
    "credit_invoice": N_("{who} corrected an invoice"),
}

FIELDS: dict[str, str] = {
    "debtor_id": N_("Debtor"),
    "sold_on": N_("Sold on"),
    "quantity": N_("Quantity"),
    "each_cents": N_("Price each"),
    "discount_cents": N_("Discount"),
    "booked_on": N_("Booked on"),
    "value_on": N_("Value date"),
    "issued_on": N_("Invoice date"),
    "gross_cents": N_("Gross"),
    "net_cents": N_("Net"),
    "tax_cents": N_("VAT"),
    "means": N_("Paid by"),
    "remittance": N_("Reference of the payment"),
    "receipt_number": N_("Receipt"),
    "small_business": N_("Small business (§ 19 UStG)"),
    "payment_days": N_("Days to pay"),
    "invoice_text": N_("Text of invoices"),
    "closed_until": N_("Books closed until"),
}

OF_FIELD: dict[str, type[StrEnum]] = {"means": Means}

WORDS: tuple[tuple[StrEnum, str], ...] = (
    (ClaimKind.QUOTA, N_("Quota")),
    (ClaimKind.PURCHASE, N_("Purchase")),
    (ClaimKind.OPENING, N_("Opening balance")),
    (PaymentKind.PAYMENT, N_("Payment")),
    (PaymentKind.REFUND, N_("Refund")),
    (PaymentKind.REVERSAL, N_("Reversal")),
    (Means.CASH, N_("Cash")),
    (Means.CARD, N_("Card payment")),
    (Means.TRANSFER, N_("Bank transfer")),
    (Means.DEBIT, N_("Direct debit")),
    (Means.OPENING, N_("Opening balance")),
    (InvoiceKind.INVOICE, N_("Invoice")),
    (InvoiceKind.CANCELLATION, N_("Cancellation invoice")),
    (InvoiceKind.CREDIT_NOTE, N_("Invoice correction")),
)
