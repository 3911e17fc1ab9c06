"""People with known duplicates (FEBRL, `../shared/data/febrl`) as contacts, and how many of them are found."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contact_import import NewAddress, NewContact, import_contacts
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import AddressKind, ContactKind, Identity
from domain.duplicates import Likely
from gateways.storage import Storage
from models.contact import Contact
from queries.duplicate_blocks import LikelyOne, worth_listing
from queries.similar_contacts import matches_of

FILE = "dataset1.csv"

LOWEST_PRECISION = 0.99
LOWEST_RECALL = 0.95

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """How well pairs that were found agree with those that are known."""

    found: int
    right: int
    known: int

    @property
    def precision(self) -> float:
        """How many of the found are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """How many of the known are found."""
        return self.right / self.known

    @property
    def good_enough(self) -> bool:
        """Whether both bounds hold."""
        return self.precision >= LOWEST_PRECISION and self.recall >= LOWEST_RECALL


def load_people(database: Database, folder: Path) -> set[Pair]:
    """Take the people over as contacts, as an import does; gives the pairs that are known to be one."""
    with (folder / FILE).open(newline="", encoding="utf-8") as file:
        rows = [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as storage, database.writing(datetime.now(UTC)) as session:
        import_contacts(session, PROGRAM, contacts=[_contact(row) for row in rows], storage=Storage(storage))
    with database.reading() as session:
        people: dict[str, list[int]] = {}
        for key, number in session.execute(select(Contact.id, Contact.number).order_by(Contact.id)):
            people.setdefault(number.split("-")[1], []).append(key)
    return {(one, other) for keys in people.values() for one in keys for other in keys if one < other}


def _contact(row: dict[str, str]) -> NewContact:
    home = NewAddress(
        kind=AddressKind.HOME,
        street=f"{row['address_1']} {row['street_number']}".strip(),
        extra=row["address_2"],
        postcode=row["postcode"],
        town=row["suburb"],
        country="AU",
    )
    identity = Identity(
        ContactKind.PERSON, first_name=row["given_name"], last_name=row["surname"], born_on=_day(row["date_of_birth"])
    )
    return NewContact(identity=identity, number=row["rec_id"], addresses=(home,))


def _day(text: str) -> date | None:
    """A day, if it is one: some birthdays are mistyped beyond the calendar."""
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def agreement(pairs: Iterable[LikelyOne], known: set[Pair], *, family: bool) -> Found:
    """How good a list of pairs is, with or without those that are perhaps family."""
    listed = {(pair.contact_id, pair.other_id) for pair in pairs if family or pair.match.reason is not Likely.FAMILY}
    return Found(len(listed), len(listed & known), len(known))


def one_by_one(session: Session) -> list[LikelyOne]:
    """The same pairs as the look at a single contact finds them, for each contact."""
    return [
        LikelyOne(contact_id, other_id, match)
        for contact_id in session.scalars(select(Contact.id)).all()
        for other_id, match in matches_of(session, contact_id).items()
        if contact_id < other_id and worth_listing(match)
    ]
