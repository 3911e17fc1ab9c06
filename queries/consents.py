"""Reads consents: what holds on a day for each way and purpose, and how it came to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.consents import Cell, Channel, ConsentSource, Purpose, Standing, Term, standing_on
from models.consent import Consent
from models.contact import Contact

CELLS: tuple[Cell, ...] = tuple((channel, purpose) for purpose in Purpose for channel in Channel)


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One consent with its proof, and its withdrawal."""

    consent_id: int
    version: int
    cell: Cell
    given_on: date
    source: ConsentSource
    proof: str
    proof_file: str | None
    proof_name: str
    withdrawn_on: date | None
    withdrawn_source: ConsentSource | None


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """What holds on a day, and all entries, the newest first."""

    standing: Mapping[Cell, Standing]
    entries: tuple[ConsentEntry, ...]


def consent_sheet(session: Session, contact_id: int, day: date) -> ConsentSheet:
    """The consents of a contact."""
    rows = session.scalars(
        select(Consent).where(Consent.contact_id == contact_id).order_by(Consent.given_on.desc(), Consent.id.desc())
    ).all()
    standing = {cell: standing_on((row.term for row in rows if row.cell == cell), day) for cell in CELLS}
    return ConsentSheet(standing, tuple(_entry(row) for row in rows))


def may_contact(session: Session, contact_id: int, channel: Channel, purpose: Purpose, day: date) -> bool:
    """Whether the contact lets the studio turn to it this way for this purpose on a day; never the dead."""
    rows = session.execute(
        select(Consent.given_on, Consent.withdrawn_on)
        .join(Contact, Contact.id == Consent.contact_id)
        .where(
            Consent.contact_id == contact_id,
            Consent.channel == channel,
            Consent.purpose == purpose,
            Contact.deceased_on.is_(None) | (Contact.deceased_on > day),
        )
    )
    return any(Term(given_on, withdrawn_on).period.holds_on(day) for given_on, withdrawn_on in rows)


def _entry(row: Consent) -> ConsentEntry:
    return ConsentEntry(
        row.id,
        row.version,
        row.cell,
        row.given_on,
        row.source,
        row.proof,
        row.proof_file,
        row.proof_name,
        row.withdrawn_on,
        row.withdrawn_source,
    )
