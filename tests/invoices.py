"""Invoices for tests: a studio that may issue them, who receives them, and a paper of each kind of line."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions.contact_details import add_address
from actions.studio import StudioCard, edit_studio
from domain.access import PROGRAM
from domain.contacts import AddressKind
from domain.invoice_papers import Paper, PaperLine
from domain.invoices import InvoiceKind, line_taxes
from domain.letters import Sender
from domain.tax import TaxKind
from tests.building import a_contact

IBAN = "DE89370400440532013000"
STUDIO = StudioCard(
    name="Studio Süd", street="Ringstraße 1", postcode="50667", town="Köln", tax_number="181/815/08155", iban=IBAN
)
KINDS = (
    ("Beitrag Fitness", TaxKind.STANDARD, 19_00, 49_90),
    ("Eiweißriegel", TaxKind.REDUCED, 7_00, 12_50),
    ("Krankengymnastik", TaxKind.EXEMPT_TREATMENT, 0, 84_00),
    ("Rückenkurs", TaxKind.EXEMPT_COURSE, 0, 60_00),
    ("Pfand", TaxKind.NONE, 0, 5_00),
)


def a_studio(session: Session, **more: Any) -> None:
    """Name, address, tax number and bank."""
    edit_studio(session, PROGRAM, version=1, card=STUDIO)


def a_recipient(session: Session, first_name: str = "Anna", last_name: str = "Müller", **more: str) -> int:
    """A contact with an address; its key."""
    contact = a_contact(session, first_name, last_name, **more)
    add_address(
        session, PROGRAM, contact_id=contact.id, kind=AddressKind.HOME, street="Ring 1", postcode="50667", town="Köln"
    )
    return contact.id


def a_paper(count: int = len(KINDS), **more: Any) -> Paper:
    """An invoice with so many lines, of each kind in turn."""
    kinds = [KINDS[place % len(KINDS)] for place in range(count)]
    taxes = line_taxes([(tax, rate, cents) for _text, tax, rate, cents in kinds])
    lines = tuple(
        PaperLine(text, "", 1, date(2026, 11, 1), date(2026, 11, 30), tax, rate, cents, part)
        for (text, tax, rate, cents), part in zip(kinds, taxes, strict=True)
    )
    parts: dict[str, Any] = {
        "kind": InvoiceKind.INVOICE,
        "number": "R-00017",
        "issued_on": date(2026, 11, 23),
        "due_on": date(2026, 12, 7),
        "language": "de",
        "sender": Sender("Studio Süd", ("Ringstraße 1", "50667 Köln"), "Studio Süd · Ringstraße 1 · 50667 Köln"),
        "logo": None,
        "tax_number": "181/815/08155",
        "vat_id": "",
        "small_business": False,
        "recipient": ("Frau Dr. Łucja Müller", "Große Straße 5", "50999 Köln"),
        "customer": "10023",
        "lines": lines,
        "open_cents": sum(line.gross_cents for line in lines),
        "by_debit": False,
        "payee": "Studio Süd GmbH",
        "iban": IBAN,
        "text": "Vielen Dank.",
    }
    return Paper(**parts | more)
