"""An invoice before it has a number: chosen claims of one debtor, with all that the law wants on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims import ClaimKind
from domain.contacts import PaymentMethod
from domain.errors import Gone
from domain.invoice_papers import TAXED, Paper, PaperLine
from domain.invoices import (
    DifferentDebtors,
    InvoicedElsewhere,
    InvoiceKind,
    NothingToInvoice,
    OnInvoiceAlready,
    RecipientIncomplete,
    SenderIncomplete,
    line_taxes,
)
from domain.tax import rate_on
from i18n.claims import claim_title
from i18n.texts import Language, speaking
from models.claim import Claim
from models.contact import Contact
from models.invoice import Invoice, InvoiceLine
from models.purchase import Purchase, PurchaseItem
from models.studio import Studio
from queries.billing import account_of
from queries.letters import postal_address, recipient_of, sender_of

NEEDED = ("name", "street", "postcode", "town")
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """The paper, and the claims of its lines in their order."""

    paper: Paper
    claims: tuple[Claim, ...]


def draft_invoice(
    session: Session, contact_id: int, claim_ids: Collection[int], day: date, *, lock: bool = False
) -> InvoiceDraft:
    """The invoice that these claims would give on a day, without its number; refuses what stands in the way."""
    contact, studio = session.get_one(Contact, contact_id), session.get_one(Studio, 1)
    claims = _claims(session, contact_id, claim_ids, lock=lock)
    missing = [name for name in NEEDED if not getattr(studio, name).strip()]
    missing += [] if studio.tax_number or studio.vat_id else ["tax_number"]
    if missing:
        raise SenderIncomplete(missing=tuple(missing))
    address = postal_address(session, contact_id)
    spoken: Language = "en" if contact.language == "en" else "de"
    recipient = recipient_of(contact, address, studio.country, spoken)
    if address is None or not contact.display_name or not address.town:
        raise RecipientIncomplete
    with speaking(spoken):
        lines = _lines(session, contact_id, claims, small_business=studio.small_business)
    paper = Paper(
        kind=InvoiceKind.INVOICE,
        number="",
        issued_on=day,
        due_on=day + timedelta(days=studio.payment_days),
        language=spoken,
        sender=sender_of(studio),
        logo=studio.logo,
        tax_number=studio.tax_number,
        vat_id=studio.vat_id,
        small_business=studio.small_business,
        recipient=recipient,
        customer=contact.number,
        lines=lines,
        open_cents=sum(claim.open_cents for claim in claims),
        by_debit=contact.payment_method is PaymentMethod.DEBIT,
        payee=studio.account_holder or studio.name,
        iban=studio.iban,
        text=studio.invoice_text,
    )
    return InvoiceDraft(paper, tuple(claims))


def _claims(session: Session, contact_id: int, claim_ids: Collection[int], *, lock: bool) -> Sequence[Claim]:
    """The live claims with these keys, in the order of their days, on no invoice yet, all on the same account."""
    query = select(Claim).where(Claim.id.in_(claim_ids)).order_by(Claim.id).execution_options(populate_existing=True)
    claims = session.scalars(query.with_for_update() if lock else query).all()
    if not claims:
        raise NothingToInvoice
    if len(claims) < len(set(claim_ids)) or not all(claim.live for claim in claims):
        raise Gone
    accounts = account_of(session, contact_id)
    if any(claim.debtor_id not in accounts for claim in claims):
        raise DifferentDebtors
    if any(claim.kind is ClaimKind.OPENING for claim in claims):
        raise InvoicedElsewhere
    on_one = (
        select(Invoice.number)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .where(InvoiceLine.claim_id.in_(claim_ids), InvoiceLine.live)
        .limit(1)
    )
    number = session.scalar(on_one)
    if number is not None:
        raise OnInvoiceAlready(number=number)
    return sorted(claims, key=lambda claim: (claim.due_on, claim.id))


def _lines(
    session: Session, contact_id: int, claims: Sequence[Claim], *, small_business: bool
) -> tuple[PaperLine, ...]:
    item_ids = [claim.item_id for claim in claims if claim.item_id is not None]
    sold = {
        key: (quantity, day)
        for key, quantity, day in session.execute(
            select(PurchaseItem.id, PurchaseItem.quantity, Purchase.sold_on)
            .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
            .where(PurchaseItem.id.in_(item_ids))
        ).tuples()
    }
    accounts = account_of(session, contact_id)
    others = [claim.contact_id for claim in claims if claim.contact_id not in accounts]
    people = session.scalars(select(Contact).where(Contact.id.in_(others))).all() if others else ()
    names = {person.id: person.display_name for person in people}
    lines = []
    for claim in claims:
        quantity, day = sold.get(claim.item_id or 0, (1, claim.due_on))
        first = claim.starts_on or day
        last = first if claim.period is None else claim.period.last_day or first
        free = small_business and claim.tax in TAXED
        lines.append(
            PaperLine(
                text=claim_title(claim.kind, claim.text)[:LONGEST_TEXT],
                for_whom=names.get(claim.contact_id, ""),
                quantity=quantity,
                supplied_from=first,
                supplied_until=last,
                tax=claim.tax,
                rate=0 if free else rate_on(claim.tax, last),
                gross_cents=claim.cents,
                tax_cents=0,
            )
        )
    return _taxed(lines)


def _taxed(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    taxes = line_taxes([(line.tax, line.rate, line.gross_cents) for line in lines])
    return tuple(replace(line, tax_cents=tax) for line, tax in zip(lines, taxes, strict=True))
