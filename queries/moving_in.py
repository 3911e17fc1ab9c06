"""Whom a file of another system means: by number, by e-mail, or by name and birthday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.search_text import fold
from models.contact import Contact, ContactEmail
from queries.redirects import final_ids

AT_ONCE = 500

Value = TypeVar("Value")
Named = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class People:
    """The contacts that are here under what a file says of them."""

    numbers: Mapping[str, int]
    emails: Mapping[str, Sequence[int]]
    named: Mapping[Named, Sequence[int]]

    def of(self, values: Mapping[str, Any]) -> tuple[str, str, Sequence[int]]:
        """By which column somebody is looked for, the text, and who that is; the surest column alone counts."""
        if "contact" in values:
            found = self.numbers.get(values["contact"])
            return "contact", values["contact"], () if found is None else (found,)
        name = _name(values)
        if name is not None:
            text = f"{values.get('first_name', '')} {values['last_name']}".strip()
            found_named = self.named.get(name, ())
            if found_named or "email" not in values:
                return "last_name", text, found_named
        if "email" in values:
            return "email", values["email"], self.emails.get(values["email"].lower(), ())
        return "", "", ()


def people_named(session: Session, rows: Iterable[Mapping[str, Any]]) -> People:
    """Look all of them up, hundreds with one statement."""
    rows = list(rows)
    numbers = {row[key] for row in rows for key in ("contact", "payer") if key in row}
    mails = {row["email"].lower() for row in rows if "email" in row}
    days = {name[2] for row in rows if (name := _name(row))}
    by_number: dict[str, int] = {}
    by_mail, by_name = defaultdict[str, list[int]](list), defaultdict[Named, list[int]](list)
    for some in _some(numbers):
        found = session.execute(select(Contact.number, Contact.id).where(Contact.number.in_(some))).tuples().all()
        final = final_ids(session, [key for _number, key in found])
        by_number |= {number: final.get(key, key) for number, key in found}
    for some in _some(mails):
        mailed = (
            select(ContactEmail.address_key, ContactEmail.contact_id)
            .join(Contact, Contact.id == ContactEmail.contact_id)
            .where(ContactEmail.address_key.in_(some), Contact.merged_into_id.is_(None))
            .distinct()
        )
        for address, key in session.execute(mailed):
            by_mail[address].append(key)
    for days_here in _some(days):
        born = select(Contact.first_name, Contact.last_name, Contact.born_on, Contact.id).where(
            Contact.born_on.in_(days_here), Contact.merged_into_id.is_(None)
        )
        for first, last, day, key in session.execute(born):
            assert day is not None
            by_name[fold(first), fold(last), day].append(key)
    return People(by_number, by_mail, by_name)


def _name(values: Mapping[str, Any]) -> Named | None:
    if "last_name" not in values or "born_on" not in values:
        return None
    return fold(values.get("first_name", "")), fold(values["last_name"]), values["born_on"]


def _some(values: Iterable[Value]) -> Iterator[list[Value]]:
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some
