"""A letter to a contact: the studio's head, the recipient as in the window of the envelope, day and language."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bank import format_iban
from domain.clock import day_of
from domain.contacts import ContactKind, Salutation
from domain.letters import Letter, Sender
from domain.phones import format_phone
from i18n.countries import country_names
from i18n.texts import Language
from models.base import moment
from models.contact import Contact, ContactAddress
from models.studio import Studio
from queries.templates import salutation_line

MOST_LINES = 6
SALUTATIONS = {
    ("de", Salutation.MS): "Frau",
    ("de", Salutation.MR): "Herrn",
    ("en", Salutation.MS): "Ms",
    ("en", Salutation.MR): "Mr",
}
"""Before a name in an address; the German of a man stands in the accusative."""


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter that is still without its logo, and what people should know before they send it."""

    letter: Letter
    logo: str | None
    """Content hash of the picture in the storage."""
    has_address: bool
    comes_back: bool
    """The address is marked as undeliverable."""
    salutation: str
    """How the text addresses the recipient, without a comma."""


def letter_draft(session: Session, contact_id: int, *, subject: str, text: str, clerk: str) -> LetterDraft:
    """A letter to this contact, of today."""
    contact, studio = session.get_one(Contact, contact_id), session.get_one(Studio, 1)
    address = postal_address(session, contact_id)
    spoken: Language = "en" if contact.language == "en" else "de"
    letter = Letter(
        sender=sender_of(studio),
        recipient=recipient_of(contact, address, studio.country, spoken),
        number=contact.number,
        clerk=clerk,
        day=day_of(moment(session)),
        language=spoken,
        subject=subject,
        text=text,
    )
    comes_back = address is not None and address.undeliverable_on is not None
    return LetterDraft(letter, studio.logo, address is not None, comes_back, salutation_line(contact, spoken))


def postal_address(session: Session, contact_id: int) -> ContactAddress | None:
    """Where letters to a contact go."""
    return session.scalars(
        select(ContactAddress)
        .where(ContactAddress.contact_id == contact_id)
        .order_by(ContactAddress.is_primary.desc(), ContactAddress.id)
        .limit(1)
    ).one_or_none()


def recipient_of(contact: Contact, address: ContactAddress | None, home: str, spoken: Language) -> tuple[str, ...]:
    """The lines in the window of the envelope."""
    person = " ".join(part for part in (contact.title, contact.first_name, contact.last_name) if part)
    salutation = SALUTATIONS.get((spoken, contact.salutation), "") if person else ""
    named = " ".join(part for part in (salutation, person) if part)
    lines = [contact.company_name, named] if contact.kind is ContactKind.COMPANY else [named, contact.company_name]
    if address is not None:
        # What the post needs comes last and is never the line that is left out.
        abroad = country_names(spoken).get(address.country, "").upper() if address.country not in {"", home} else ""
        place = [address.street, f"{address.postcode} {address.town}".strip(), abroad]
        lines += [address.extra, *place]
    lines = [line for line in lines if line]
    return tuple(lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 3], *lines[-3:]])


def sender_of(studio: Studio) -> Sender:
    """The studio as its papers show it."""
    place = f"{studio.postcode} {studio.town}".strip()
    phone = format_phone(studio.phone) if studio.phone else ""
    website = studio.website.removeprefix("https://").removeprefix("http://").rstrip("/")
    bank = f"IBAN {format_iban(studio.iban)}" if studio.iban else ""
    own = [line.strip() for line in studio.letterhead.splitlines() if line.strip()]
    legal = " · ".join(part for part in (bank, studio.vat_id or studio.tax_number) if part)
    return Sender(
        name=studio.name,
        address=tuple(line for line in (studio.street, place) if line),
        return_line=" · ".join(part for part in (studio.name, studio.street, place) if part),
        facts=tuple(fact for fact in (phone, studio.email, website) if fact),
        footer=tuple(line for line in (*own, legal) if line),
    )
