"""Who of many newcomers is here already: a few statements for hundreds of contacts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.contact_import import TwinSign
from domain.search_text import fold
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone

MOST_KNOWN = 20
"""Contacts that are looked at for one mark."""

Rows = Select[*tuple[Any, ...]]


class Mark(NamedTuple):
    """One thing that two contacts share when they are one: a name with a value, or a number alone."""

    sign: TwinSign
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, as far as it tells people apart."""

    street: str
    postcode: str
    town: str

    def key(self) -> str:
        """The folded place."""
        return fold(f"{self.postcode} {self.town} {self.street}")


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells a contact from others, as it is stored; `name` is the folded name of lists (`Contact.sort_key`)."""

    name: str
    number: str = ""
    born_on: date | None = None
    emails: tuple[str, ...] = ()
    """In lower case."""
    phones: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    def marks(self) -> Iterator[Mark]:
        """By what others find this contact, surest first; the name alone comes last."""
        if self.number:
            yield Mark(TwinSign.NUMBER, "", self.number)
        if self.born_on:
            yield Mark(TwinSign.BIRTHDAY, self.name, self.born_on.isoformat())
        places = tuple(key for place in self.places if (key := place.key()))
        for sign, values in (
            (TwinSign.EMAIL, self.emails),
            (TwinSign.PHONE, self.phones),
            (TwinSign.ADDRESS, places),
        ):
            for value in values:
                yield Mark(sign, self.name, value)
        yield Mark(TwinSign.NAME, self.name, "")

    def asked(self) -> Iterator[Mark]:
        """By what this contact finds others: the name alone only where it brings nothing else."""
        *marks, alone = self.marks()
        yield from marks or [alone]


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that is here."""

    number: str
    name: str
    born_on: date | None


def may_be_one(sign: TwinSign, born_on: date | None, other: date | None) -> bool:
    """Whether a shared mark speaks for one person: father and son share name, phone and address."""
    shared_at_home = sign in {TwinSign.PHONE, TwinSign.ADDRESS}
    return not (shared_at_home and born_on and other and born_on != other)


_COLUMNS = (
    Contact.number,
    Contact.title,
    Contact.first_name,
    Contact.last_name,
    Contact.company_name,
    Contact.born_on,
    Contact.sort_key,
)


def known_contacts(session: Session, newcomers: Sequence[Traits]) -> dict[Mark, tuple[Known, ...]]:
    """The contacts that are here under any mark that the newcomers ask for, oldest first."""
    asked = {mark for newcomer in newcomers for mark in newcomer.asked()}
    found: dict[Mark, tuple[Known, ...]] = {}
    for mark, known in _found(session, asked, newcomers):
        if mark in asked and len(found.get(mark, ())) < MOST_KNOWN:
            found[mark] = (*found.get(mark, ()), known)
    return found


def _found(session: Session, asked: Iterable[Mark], newcomers: Sequence[Traits]) -> Iterator[tuple[Mark, Known]]:
    by_sign: dict[TwinSign, list[Mark]] = {}
    for mark in asked:
        by_sign.setdefault(mark.sign, []).append(mark)
    connection = session.connection()
    for sign, marks in by_sign.items():
        names = {mark.name for mark in marks}
        values = {mark.value for mark in marks}
        if sign is TwinSign.NUMBER:
            statement = select(*_COLUMNS).where(Contact.number.in_(values))
        elif sign is TwinSign.BIRTHDAY:
            days = {newcomer.born_on for newcomer in newcomers if newcomer.born_on}
            statement = _named(names).where(Contact.born_on.in_(days))
        elif sign is TwinSign.EMAIL:
            statement = _with(ContactEmail.address_key, names, values)
        elif sign is TwinSign.PHONE:
            statement = _with(ContactPhone.number, names, values)
        elif sign is TwinSign.ADDRESS:
            towns = {place.town for newcomer in newcomers for place in newcomer.places}
            statement = _with(ContactAddress.town, names, towns).add_columns(
                ContactAddress.street, ContactAddress.postcode
            )
        else:
            alone = (Contact.sort_key.in_(names), Contact.merged_into_id.is_(None))
            oldest = select(func.min(Contact.id)).where(*alone).group_by(Contact.sort_key)
            statement = select(*_COLUMNS).where(Contact.id.in_(oldest))
        if sign is not TwinSign.NUMBER:
            statement = statement.where(Contact.merged_into_id.is_(None))
        for row in connection.execute(statement.order_by(Contact.id)):
            yield _mark(sign, row), Known(row.number, _display_name(row), row.born_on)


def _named(names: set[str]) -> Rows:
    return select(*_COLUMNS).where(Contact.sort_key.in_(names))


def _with(column: InstrumentedAttribute[str], names: set[str], values: set[str]) -> Rows:
    """The contacts of these names that have one of these values in a table of their own."""
    owner = column.class_.contact_id
    return (
        select(*_COLUMNS, column.label("value"))
        .join(column.class_, owner == Contact.id)
        .where(Contact.sort_key.in_(names), column.in_(values))
    )


def _mark(sign: TwinSign, row: Any) -> Mark:
    if sign is TwinSign.NUMBER:
        return Mark(sign, "", row.number)
    if sign is TwinSign.BIRTHDAY:
        return Mark(sign, row.sort_key, row.born_on.isoformat())
    if sign is TwinSign.ADDRESS:
        return Mark(sign, row.sort_key, Place(row.street, row.postcode, row.value).key())
    return Mark(sign, row.sort_key, "" if sign is TwinSign.NAME else row.value)


def _display_name(row: Any) -> str:
    return row.company_name or " ".join(part for part in (row.title, row.first_name, row.last_name) if part)
