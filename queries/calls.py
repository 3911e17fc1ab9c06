"""Calls: under which numbers a contact is reached."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.contacts import PhoneKind
from models.contact import ContactPhone


@dataclass(frozen=True, slots=True)
class NumberToDial:
    """A number of a contact."""

    number: str
    kind: PhoneKind


def numbers_to_dial(session: Session, contact_id: int | None) -> tuple[NumberToDial, ...]:
    """The numbers of a contact but for faxes: those that reach somebody first, the main one on top."""
    query = (
        select(ContactPhone.number, ContactPhone.kind)
        .where(ContactPhone.contact_id == contact_id, ContactPhone.kind != PhoneKind.FAX)
        .order_by(ContactPhone.undeliverable_on.is_not(None), ContactPhone.is_primary.desc(), ContactPhone.id)
    )
    return tuple(NumberToDial(*row) for row in session.execute(query))
