"""All likely duplicates of the address book: only contacts that share something are compared, and few of each block.

Whatever earns enough points shares a name, a birthday, a phone, an e-mail or a place (`domain.duplicates`). The
database finds what two or more share and hands it over in order; in a block of many (10 000 people called Test) each is
compared with its neighbours only, so the work grows with the number of contacts, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.duplicates import LIKELY, Described, Likely, Match
from models.contact import Contact, ContactAddress
from models.search import WEIGHT_NAME, WEIGHT_OTHER, SearchTerm
from queries.described import compared, described

SMALL_BLOCK = 24
"""Contacts of which each is compared with each other one."""

NEIGHBOURS = 6
"""With so many that follow each is compared in larger blocks."""

LETTERS = 2
"""Of two people of one birthday or street a word of their names begins alike; in a small block one letter does."""

STREET_LETTERS = 4
BIRTHDAY_LENGTH = 9
PAIRS_AT_ONCE = 20_000

Row = Any
Pair = tuple[int, int]
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class LikelyOne:
    """Two contacts that may be one, the older first."""

    contact_id: int
    other_id: int
    match: Match


def all_pairs(session: Session) -> Iterator[LikelyOne]:
    """Every two contacts that are likely one or perhaps family, each pair once."""
    pairs = sorted(candidates(session))
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        some = pairs[start : start + PAIRS_AT_ONCE]
        people = described(session, sorted({key for pair in some for key in pair}))
        for one, other in some:
            match = _compared(people.get(one), people.get(other))
            if match is not None:
                yield LikelyOne(one, other, match)


def worth_listing(match: Match) -> bool:
    """Whether a pair stands in the list."""
    return match.points >= LIKELY or match.reason is Likely.FAMILY


def _compared(one: Described | None, other: Described | None) -> Match | None:
    match = compared(one, other) if one and other else None
    return match if match and worth_listing(match) else None


def candidates(session: Session) -> set[Pair]:
    """Every two contacts that are compared: they share something, and stand beside each other in a large block."""
    connection = session.connection()
    found: set[Pair] = set()
    for statement, split in (
        (_by_term(SearchTerm.weight == WEIGHT_NAME), _by_birthday),
        (_by_term(_reaches()), _whole),
        (_by_term(_birthday()), _by_letters),
        (_by_place(), _by_letters),
    ):
        rows = connection.execute(statement, execution_options={"yield_per": 10_000})
        for _key, block in groupby(rows, itemgetter(0)):
            for part in split(list(block)):
                found.update(_near(part))
    return found


def _near(rows: list[Row]) -> Iterator[Pair]:
    """The pairs of a block: all of a small one, of a large one those who stand beside each other."""
    reach = len(rows) if len(rows) <= SMALL_BLOCK else NEIGHBOURS
    for place, one in enumerate(rows):
        for other in rows[place + 1 : place + 1 + reach]:
            if one.id != other.id:
                yield min(one.id, other.id), max(one.id, other.id)


def _whole(rows: list[Row]) -> Iterable[list[Row]]:
    yield rows


def _by_birthday(rows: list[Row]) -> Iterable[list[Row]]:
    """Of a common name only those of one birthday, each with some who have none."""
    if len(rows) <= SMALL_BLOCK:
        return [rows]
    unknown = [row for row in rows if row.born_on is None]
    known = [list(part) for _day, part in groupby((row for row in rows if row.born_on), attrgetter("born_on"))]
    return (part for part in [unknown, *([*part, *unknown[:NEIGHBOURS]] for part in known)] if len(part) > 1)


def _by_letters(rows: list[Row]) -> Iterable[list[Row]]:
    """Those of a block whose names have a beginning in common."""
    letters = 1 if len(rows) <= SMALL_BLOCK else LETTERS
    parts: dict[str, list[Row]] = {}
    for row in rows:
        for start in {word[:letters] for word in row.sort_key.split()}:
            parts.setdefault(start, []).append(row)
    return (part for part in parts.values() if len(part) > 1)


def _by_term(wanted: ColumnElement[bool]) -> Rows:
    """Whoever shares a term of the index; of one name those of one birthday stand together."""
    shared = select(SearchTerm.weight, SearchTerm.term).where(wanted).group_by(SearchTerm.weight, SearchTerm.term)
    several = shared.having(func.count() > 1).subquery()
    return (
        select(SearchTerm.term, Contact.id, Contact.sort_key, Contact.born_on)
        .join(several, and_(several.c.weight == SearchTerm.weight, several.c.term == SearchTerm.term))
        .join(Contact, Contact.id == SearchTerm.contact_id)
        .order_by(SearchTerm.term, Contact.born_on, Contact.sort_key, Contact.id)
    )


def _birthday() -> ColumnElement[bool]:
    return and_(
        SearchTerm.weight == WEIGHT_OTHER,
        SearchTerm.term >= "*",
        SearchTerm.term < "+",
        func.length(SearchTerm.term) == BIRTHDAY_LENGTH,
    )


def _reaches() -> ColumnElement[bool]:
    phone = and_(SearchTerm.term >= "0", SearchTerm.term < ":", func.length(SearchTerm.term) >= 6)
    return and_(SearchTerm.weight == WEIGHT_OTHER, or_(phone, SearchTerm.term.like("%@%")))


def _by_place() -> Rows:
    """Whoever shares postcode and beginning of the street."""
    street = func.substr(ContactAddress.street, 1, STREET_LETTERS)
    known = and_(ContactAddress.street != "", Contact.merged_into_id.is_(None))
    shared = (
        select(ContactAddress.postcode, street.label("street"))
        .where(ContactAddress.street != "")
        .group_by(ContactAddress.postcode, street)
        .having(func.count() > 1)
        .subquery()
    )
    key = ContactAddress.postcode + "|" + street
    return (
        select(key.label("term"), Contact.id, Contact.sort_key, Contact.born_on)
        .join(Contact, Contact.id == ContactAddress.contact_id)
        .join(shared, and_(shared.c.postcode == ContactAddress.postcode, shared.c.street == street))
        .where(known)
        .order_by(key, Contact.sort_key, Contact.id)
    )
