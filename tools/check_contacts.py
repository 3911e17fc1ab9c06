"""Checks of each contact: search index, photo, primary details, columns that follow from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.findable import Findable, findables
from actions.search_index import index_entry
from domain.search_text import fold
from gateways.storage import Storage
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from models.list_index import stale_contacts
from models.mandate import Mandate
from models.search import SearchTerm, SearchText

AT_ONCE = 500
"""Contacts in memory at the same time."""

_COLUMNS = (
    Contact.id,
    Contact.number,
    Contact.first_name,
    Contact.last_name,
    Contact.company_name,
    Contact.photo,
    Contact.sort_key,
    Contact.merged_into_id,
)


@dataclass(slots=True)
class _Rows:
    """What hangs on one contact."""

    phones: list[Any] = field(default_factory=list)
    emails: list[Any] = field(default_factory=list)
    addresses: list[Any] = field(default_factory=list)
    mandates: list[Any] = field(default_factory=list)
    terms: set[tuple[int, str]] = field(default_factory=set)
    text: str | None = None


def contact_breaches(session: Session, storage: Storage) -> Iterator[str]:
    """Every breach of every contact, in words."""
    last = 0
    while contacts := session.execute(
        select(*_COLUMNS).where(Contact.id > last).order_by(Contact.id).limit(AT_ONCE)
    ).all():
        last = contacts[-1].id
        ids = [contact.id for contact in contacts]
        rows, found_by = _rows(session, ids), findables(session.connection(), ids)
        stale = stale_contacts(session, ids)
        for contact in contacts:
            if contact.id in stale:
                yield f"Contact {contact.number}: what lists sort and count by is not that of its data."
            for breach in _breaches(contact, rows[contact.id], found_by.get(contact.id), storage):
                yield f"Contact {contact.number}: {breach}."


def is_stored(storage: Storage, digest: str) -> bool:
    """Whether a file is in the storage; what is no digest never is."""
    try:
        return storage.exists(digest)
    except ValueError:
        return False


def _rows(session: Session, ids: Sequence[int]) -> defaultdict[int, _Rows]:
    rows: defaultdict[int, _Rows] = defaultdict(_Rows)

    def of(model: Any, *columns: Any) -> Iterator[Any]:
        statement = select(model.contact_id, *columns).where(model.contact_id.in_(ids))
        yield from session.execute(statement.order_by(*model.__table__.primary_key))

    for row in of(ContactPhone, ContactPhone.is_primary):
        rows[row.contact_id].phones.append(row)
    for row in of(ContactEmail, ContactEmail.address, ContactEmail.address_key, ContactEmail.is_primary):
        rows[row.contact_id].emails.append(row)
    for row in of(ContactAddress, ContactAddress.is_primary):
        rows[row.contact_id].addresses.append(row)
    for row in of(Mandate, Mandate.reference, Mandate.reference_key):
        rows[row.contact_id].mandates.append(row)
    for row in of(SearchTerm, SearchTerm.weight, SearchTerm.term):
        rows[row.contact_id].terms.add((row.weight, row.term))
    for row in of(SearchText, SearchText.text):
        rows[row.contact_id].text = row.text
    return rows


def _breaches(contact: Any, rows: _Rows, found_by: Findable | None, storage: Storage) -> Iterator[str]:
    meant = index_entry(found_by) if found_by else None
    if rows.terms != (meant.terms if meant else set()):
        yield "the terms of the search index are not those of its data"
    if rows.text != (meant.text if meant else None):
        yield "the text of the search index is not that of its data"
    if contact.photo is not None and not is_stored(storage, contact.photo):
        yield f"the photo is not in the storage: {contact.photo}"
    if contact.sort_key != fold(contact.company_name or f"{contact.last_name} {contact.first_name}"):
        yield "sort_key does not follow from the name"
    if any(email.address_key != email.address.casefold() for email in rows.emails):
        yield "address_key does not follow from the e-mail address"
    if any(mandate.reference_key != mandate.reference.upper() for mandate in rows.mandates):
        yield "reference_key does not follow from the mandate reference"
    for kind, details in (("phone", rows.phones), ("e-mail", rows.emails), ("address", rows.addresses)):
        primary = sum(detail.is_primary for detail in details)
        if details and primary != 1 and contact.merged_into_id is None:
            yield f"{primary} of {len(details)} rows of the kind {kind} are primary, not one"
