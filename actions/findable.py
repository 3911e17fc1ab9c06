"""What contacts are found by: what their master data hold today, held before, and will hold; and by duplicates."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.contact import Contact, ContactEmail, ContactPhone
from models.dated import DatedFact
from queries.redirects import merged_ids


@dataclass(frozen=True, slots=True)
class Findable:
    """What a contact is found by."""

    number: str
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    born_on: date | None = None
    iban: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    also: tuple[Findable, ...] = ()
    """The same contact on other days, and what was merged into it."""


def findables(connection: Connection, contact_ids: Sequence[int]) -> dict[int, Findable]:
    """What these contacts are found by, of those that exist; one that was merged into another is not found any more.

    The rows are locked first: of two people who each add a phone to one contact, the second sees both.
    """
    contacts = connection.execute(
        select(
            Contact.id,
            Contact.number,
            Contact.first_name,
            Contact.last_name,
            Contact.company_name,
            Contact.born_on,
            Contact.iban,
        )
        .where(Contact.id.in_(contact_ids), Contact.merged_into_id.is_(None))
        .order_by(Contact.id)
        .with_for_update(key_share=True)
    ).all()
    emails = _details(connection, contact_ids, ContactEmail, ContactEmail.address)
    phones = _details(connection, contact_ids, ContactPhone, ContactPhone.number)
    facts = _facts(connection, contact_ids)
    merged = _merged(connection, contact_ids)
    return {
        row.id: Findable(
            number=row.number,
            first_name=row.first_name,
            last_name=row.last_name,
            company_name=row.company_name,
            born_on=row.born_on,
            iban=row.iban,
            emails=tuple(emails[row.id].values()),
            phones=tuple(phones[row.id].values()),
            also=(
                *_other_days(row, facts.get(row.id, ()), emails[row.id].keys(), phones[row.id].keys()),
                *merged.get(row.id, ()),
            ),
        )
        for row in contacts
    }


def _details(
    connection: Connection, contact_ids: Sequence[int], model: Any, column: Any
) -> defaultdict[int, dict[int, str]]:
    """The values of a column in a table of details, by contact and key."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    statement = select(model.contact_id, model.id, column.label("value")).where(model.contact_id.in_(contact_ids))
    for row in connection.execute(statement.order_by(model.id)):
        found[row.contact_id][row.id] = row.value
    return found


def _merged(connection: Connection, contact_ids: Sequence[int]) -> dict[int, list[Findable]]:
    """Numbers and names of the duplicates that lead to these contacts."""
    into = merged_ids(connection, contact_ids)
    found: dict[int, list[Findable]] = {}
    if into:
        columns = (Contact.id, Contact.number, Contact.first_name, Contact.last_name, Contact.company_name)
        for row in connection.execute(select(*columns).where(Contact.id.in_(into)).order_by(Contact.id)):
            names = Findable(row.number, row.first_name, row.last_name, row.company_name)
            found.setdefault(into[row.id], []).append(names)
    return found


def _facts(connection: Connection, contact_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The dated facts of these contacts in the order in which they count."""
    found: dict[int, list[Any]] = {}
    statement = (
        select(DatedFact.contact_id, DatedFact.table_name, DatedFact.row_key, DatedFact.body)
        .where(DatedFact.contact_id.in_(contact_ids), DatedFact.removed.is_(False))
        .order_by(DatedFact.valid_from, DatedFact.id)
    )
    for row in connection.execute(statement):
        found.setdefault(row.contact_id, []).append(row)
    return found


def _other_days(row: Any, facts: Sequence[Any], email_keys: Any, phone_keys: Any) -> Iterator[Findable]:
    """One for each state that the facts tell of; those of details that are gone tell of nobody."""
    state = {"first_name": row.first_name, "last_name": row.last_name, "company_name": row.company_name}
    state |= {"born_on": row.born_on and row.born_on.isoformat(), "iban": row.iban}
    for fact in facts:
        values = json.loads(fact.body)
        if fact.table_name == Contact.__tablename__ and state.keys() & values.keys():
            state |= {name: value for name, value in values.items() if name in state}
            born = state["born_on"]
            yield Findable(row.number, **{**state, "born_on": date.fromisoformat(born) if born else None})
        elif fact.table_name == ContactEmail.__tablename__ and fact.row_key in email_keys and "address" in values:
            yield Findable(row.number, emails=(values["address"],))
        elif fact.table_name == ContactPhone.__tablename__ and fact.row_key in phone_keys and "number" in values:
            yield Findable(row.number, phones=(values["number"],))
