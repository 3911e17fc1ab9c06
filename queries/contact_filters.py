"""Which contacts a list wants, as conditions of SQL; a test compares them with the rules of the domain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, false, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from domain.calendar import born_by
from domain.contacts import PaymentMethod, Status
from domain.data_quality import BANK_HINTS, Hint
from domain.search_text import fold
from models.contact import Contact, ContactTag
from models.data_quality import ContactHint
from queries.contact_search import matching_ids
from queries.data_quality import holding_on
from queries.search_lookups import LAST
from queries.standings import by_services, candidates

OLDEST = 150
"""Years: nobody is asked for who is older."""


class Order(StrEnum):
    """By what the list is sorted."""

    NAME = "name"
    NUMBER = "number"
    TOWN = "town"
    BIRTHDAY = "birthday"
    """By the day in the year."""
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts to list; empty fields do not filter."""

    typed: str = ""
    status: Status | None = None
    tag_ids: tuple[int, ...] = ()
    """Those who carry any of them."""
    town: str = ""
    """How the town of the main address begins."""
    age_from: int | None = None
    age_to: int | None = None
    birth_month: int | None = None
    method: PaymentMethod | None = None
    hint: Hint | None = None
    """Those whose data have this gap."""
    order: Order = Order.NAME

    def asks_for_bank_data(self) -> bool:
        """Whether the answer tells something about bank data."""
        return self.method is not None or self.hint in BANK_HINTS


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: asked of a contact at hand, and, where an index tells them, the ids of those who may fulfil it."""

    each: ColumnElement[bool]
    ids: Select[Any] | None = None
    exact: bool = True
    """Whether each of these ids fulfils it; merged contacts may be among them all the same."""
    times: int = 1
    """How often an id may come."""


@dataclass(frozen=True, slots=True)
class Filters:
    """All conditions of a list; `cut` where what was typed fits more contacts than are looked at."""

    found: tuple[Filter, ...]
    cut: bool


def filters(session: Session, wanted: Wanted, *, today: date, bank: bool) -> Filters:
    """The conditions of what is wanted; without `bank` nobody fulfils one about bank data."""
    cut = False
    found = list(_filters(wanted, today))
    if wanted.typed.strip():
        matching = matching_ids(session, wanted.typed, bank=bank)
        cut = matching.cut
        found.append(_one_of(matching.ids))
    if wanted.asks_for_bank_data() and not bank:
        found.append(Filter(false()))
    return Filters(tuple(found), cut)


def _filters(wanted: Wanted, today: date) -> Iterator[Filter]:
    if wanted.status is not None:
        yield _status(wanted.status, today)
    if wanted.tag_ids:
        yield _tagged(wanted.tag_ids)
    if key := fold(wanted.town):
        yield _column(Contact.town_key, lambda town: and_(town >= key, town < key + LAST))
    if wanted.age_from is not None or wanted.age_to is not None:
        yield _column(Contact.born_on, lambda born_on: _aged(born_on, wanted, today))
    if wanted.birth_month is not None:
        month = wanted.birth_month * 100
        yield _column(Contact.birthday, lambda day: and_(day >= month, day < month + 100))
    if wanted.method is not None:
        yield _column(Contact.payment_method, lambda method: method == wanted.method)
    if wanted.hint is not None:
        yield _hinted(wanted.hint, today)


def _aged(born_on: Any, wanted: Wanted, today: date) -> ColumnElement[bool]:
    oldest = born_by(min(wanted.age_to, OLDEST) + 1, today) if wanted.age_to is not None else date.min
    youngest = born_by(min(wanted.age_from, OLDEST), today) if wanted.age_from is not None else date.max
    return and_(born_on > oldest, born_on <= youngest)


class _AtHand(FunctionElement[Any]):
    """A column of a contact that is at hand already: SQLite must not leave the order of the list for its index."""

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(_AtHand)
def _plain(element: _AtHand, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_AtHand, "sqlite")
def _unindexed(element: _AtHand, compiler: Any, **options: Any) -> str:
    return "+" + str(compiler.process(element.clauses, **options))


def _column(column: Any, condition: Callable[[Any], ColumnElement[bool]]) -> Filter:
    """A condition on a column of the contact that has an index."""
    return Filter(condition(_AtHand(column)), select(Contact.id).where(condition(column)))


def _one_of(contact_ids: Sequence[int]) -> Filter:
    # Whole numbers in the text of the statement: thousands of parameters would cost more than the statement.
    ids: BindParameter[Any] = bindparam("ids", contact_ids, expanding=True, literal_execute=True)
    return Filter(Contact.id.in_(ids), select(Contact.id).where(Contact.id.in_(ids)))


def _tagged(tag_ids: Sequence[int]) -> Filter:
    carried = ContactTag.tag_id.in_(tag_ids)
    ids = select(ContactTag.contact_id).where(carried)
    return Filter(exists().where(ContactTag.contact_id == Contact.id, carried), ids, times=len(tag_ids))


def _hinted(hint: Hint, today: date) -> Filter:
    """A hint that holds; likely duplicates have a list of their own and stand in none."""
    held = and_(ContactHint.hint == hint.value, holding_on(today))
    return Filter(
        exists().where(ContactHint.contact_id == Contact.id, held),
        select(ContactHint.contact_id).where(held),
    )


def _status(status: Status, today: date) -> Filter:
    """The same rule as `domain.contacts.status_on`, in SQL; a test compares the two."""
    flags = (
        (Status.DECEASED, Contact.deceased_on),
        (Status.BLOCKED, Contact.blocked_on),
        (Status.ARCHIVED, Contact.archived_on),
    )
    earlier: list[ColumnElement[bool]] = []
    for flag, column in flags:
        unset = or_(column.is_(None), column > today)
        if flag is status:
            ids = select(Contact.id).where(column <= today)
            return Filter(and_(_AtHand(column) <= today, *earlier), ids, exact=False)
        earlier.append(unset)
    return Filter(and_(*earlier, by_services(status, today)), candidates(status, today), exact=False)
