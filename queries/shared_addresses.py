"""Reads who shares an address, and whose address somebody may share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.contacts import display_name
from models.contact import Contact, ContactAddress


def living_together(session: Session, addresses: Collection[ContactAddress]) -> dict[int, tuple[str, ...]]:
    """Who else shares each of these addresses, by its id; those that nobody shares are left out."""
    groups = {address.share_group: address.id for address in addresses if address.share_group is not None}
    if not groups:
        return {}
    rows = session.execute(
        select(
            ContactAddress.share_group,
            Contact.title,
            Contact.first_name,
            Contact.last_name,
            Contact.company_name,
        )
        .join(Contact, Contact.id == ContactAddress.contact_id)
        .where(ContactAddress.share_group.in_(groups), ContactAddress.id.not_in(groups.values()))
        .order_by(Contact.sort_key, Contact.id)
    )
    names: defaultdict[int, list[str]] = defaultdict(list)
    for group, *name in rows:
        names[groups[group or 0]].append(display_name(*name))
    return {key: tuple(found) for key, found in names.items()}


def addresses_of(session: Session, contact_id: int) -> tuple[ContactAddress, ...]:
    """The postal addresses of a contact, the main one first."""
    return tuple(
        session.scalars(
            select(ContactAddress)
            .where(ContactAddress.contact_id == contact_id)
            .order_by(ContactAddress.is_primary.desc(), ContactAddress.id)
        )
    )
