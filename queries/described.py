"""Contacts as `domain.duplicates` compares them, and the likeness of two texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from domain.duplicates import Described, Match, Place, match, most_points, place, spoken
from domain.search_text import fold, phone_terms
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone

AT_ONCE = 5_000
"""Contacts per round of statements."""

_IDS: Any = bindparam("ids", expanding=True, literal_execute=True)
"""Whole numbers in the text of the statement: thousands of parameters would cost more than the statement."""

_CONTACTS = select(
    Contact.id,
    Contact.kind,
    Contact.salutation,
    Contact.first_name,
    Contact.last_name,
    Contact.company_name,
    Contact.born_on,
).where(Contact.id.in_(_IDS))
_EMAILS = select(ContactEmail.contact_id, ContactEmail.address).where(ContactEmail.contact_id.in_(_IDS))
_PHONES = select(ContactPhone.contact_id, ContactPhone.number).where(ContactPhone.contact_id.in_(_IDS))
_ADDRESSES = select(
    ContactAddress.contact_id, ContactAddress.street, ContactAddress.postcode, ContactAddress.town
).where(ContactAddress.contact_id.in_(_IDS))


def alike(ours: str, theirs: str) -> float:
    """How alike two texts are, from 0 to 1, by letters that are wrong, missing or swapped."""
    return 1.0 if ours == theirs else OSA.normalized_similarity(ours, theirs)


def compared(ours: Described, theirs: Described) -> Match | None:
    """How much speaks for these two being one contact, if it is worth a look."""
    return match(ours, theirs, alike)


def might_reach(
    points: int, ours: Described, theirs: Described, *, sharing: bool, kin: bool, placed: bool = False
) -> bool:
    """Whether two contacts can have so many points, as far as is known of them (`most_points`)."""
    return most_points(ours, theirs, alike, sharing=sharing, kin=kin, placed=placed) >= points


def with_places(session: Session, people: Mapping[int, Described]) -> dict[int, Described]:
    """The same people with their addresses."""
    places = _places_of(session.connection(), list(people)) if people else {}
    return {key: replace(person, places=tuple(places.get(key, ()))) for key, person in people.items()}


def _places_of(connection: Connection, ids: list[int]) -> dict[int, dict[Place, None]]:
    places: defaultdict[int, dict[Place, None]] = defaultdict(dict)
    for contact_id, street, postcode, town in connection.execute(_ADDRESSES, {"ids": ids}):
        places[contact_id][place(street, postcode, town)] = None
    return places


def named(row: Any) -> Described:
    """Name and birthday of a row as they are compared."""
    return Described(
        row.kind,
        row.salutation,
        spoken(row.first_name),
        spoken(row.last_name),
        spoken(row.company_name),
        row.born_on,
    )


def as_read(contact: Contact) -> Described:
    """A contact whose addresses, phones and e-mails have been read, as it is compared."""
    return replace(
        named(contact),
        emails=frozenset(fold(row.address) for row in contact.emails),
        phones=frozenset(term for row in contact.phones for term in phone_terms(row.number)),
        places=tuple(dict.fromkeys(place(row.street, row.postcode, row.town) for row in contact.addresses)),
    )


def described(session: Session, contact_ids: Collection[int]) -> dict[int, Described]:
    """These contacts as they are compared, those that exist."""
    found: dict[int, Described] = {}
    for ids in _some(contact_ids):
        found |= _described(session, ids)
    return found


def _some(contact_ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(contact_ids)
    while ids := list(islice(left, AT_ONCE)):
        yield ids


def _described(session: Session, ids: list[int]) -> dict[int, Described]:
    connection, values = session.connection(), {"ids": ids}
    emails: defaultdict[int, set[str]] = defaultdict(set)
    phones: defaultdict[int, set[str]] = defaultdict(set)
    places = _places_of(connection, ids)
    for contact_id, address in connection.execute(_EMAILS, values):
        emails[contact_id].add(fold(address))
    for contact_id, number in connection.execute(_PHONES, values):
        phones[contact_id].update(phone_terms(number))
    return {
        row.id: replace(
            named(row),
            emails=frozenset(emails.get(row.id, ())),
            phones=frozenset(phones.get(row.id, ())),
            places=tuple(places.get(row.id, ())),
        )
        for row in connection.execute(_CONTACTS, values)
    }
