"""What the tests of the readers share: the files of others, and a contact in a few readable lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from exchange.address_book import ForeignContact

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


def foreign_file(folder: str, name: str) -> bytes:
    """The bytes of a file that somebody's program wrote."""
    path = DATA / folder / name
    if not path.exists():
        pytest.skip(f"the collection of foreign files has no {folder}/{name} here")
    return path.read_bytes()


@dataclass(frozen=True)
class Seen:
    """What matters of a contact, each thing as one text."""

    first: str = ""
    last: str = ""
    company: str = ""
    title: str = ""
    salutation: str = ""
    born_on: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """`kind|street|extra|postcode|town|country`"""
    tags: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    photo: str = ""
    """Bytes and the beginning of the SHA-256."""
    problems: tuple[str, ...] = ()


def seen(contact: ForeignContact) -> Seen:
    """A contact as the tables of expectations write it."""
    photo = contact.photo
    return Seen(
        first=contact.first_name,
        last=contact.last_name,
        company=contact.company_name,
        title=contact.title,
        salutation=contact.salutation.value,
        born_on=contact.born_on,
        phones=tuple(f"{phone.kind} {phone.number}" for phone in contact.phones),
        emails=tuple(f"{email.kind} {email.address}" for email in contact.emails),
        addresses=tuple(f"{a.kind}|{a.street}|{a.extra}|{a.postcode}|{a.town}|{a.country}" for a in contact.addresses),
        tags=contact.tags,
        extras=tuple(sorted(f"{extra.kind} {extra.value}" for extra in contact.extras)),
        photo=f"{len(photo)} {sha256(photo).hexdigest()[:16]}" if photo else "",
        problems=tuple(type(problem).__name__ for problem in contact.problems),
    )
