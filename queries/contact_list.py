"""The list of contacts, one page at a time; filtered, sorted and counted by the database, quick at a million.

1. Each filter says how many it lets through, counted to a bound in an index; the rarest one leads.
2. Few are asked the other filters and sorted.
3. Many are counted to a bound as well; then the page is read in the order of the list, until it is full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, intersect, select
from sqlalchemy.orm import Session

from domain.contacts import ServicesOnDay, StatusOnDay, status_on
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from queries.contact_filters import Filter, Filters, Order, Wanted, filters
from queries.contact_hits import facts_of
from queries.standings import services_on

__all__ = ["ContactPage", "ContactRow", "Order", "Wanted", "contact_ids", "contact_page"]

MOST_COUNTED = 10_000
"""Contacts up to which a list is counted and paged; beyond, people filter further."""
MOST_MEASURED = 100_000
"""Contacts up to which one filter is counted to see whether it leads."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in the list."""

    contact_id: int
    number: str
    name: str
    born_on: date | None
    town: str
    phone: str
    """E.164"""
    email: str
    status: StatusOnDay


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of the list, how many rows come before it, and how many contacts there are in all."""

    rows: tuple[ContactRow, ...]
    total: int
    offset: int
    cut: bool
    """There are or may be more than `total`."""


def contact_page(session: Session, wanted: Wanted, *, today: date, bank: bool, limit: int, offset: int) -> ContactPage:
    """One page of the contacts that are wanted, the last one for those beyond.

    Without `bank`, typed IBANs find nobody, and no filter tells anything about bank data.
    """
    asked = filters(session, wanted, today=today, bank=bank)
    measured, order = _measured(session, asked), _order(wanted.order)
    fitting = _fitting(asked, measured)

    def start(total: int) -> int:
        return min(offset, max(total - 1, 0) // limit * limit)

    if measured and measured[0].size <= MOST_COUNTED:
        ids = session.scalars(fitting.order_by(*order)).all()
        first = start(len(ids))
        return ContactPage(_rows(session, ids[first : first + limit], today), len(ids), first, asked.cut)
    total = _count(session, asked, measured, fitting)
    cut, total = total > MOST_COUNTED, min(total, MOST_COUNTED)
    page = (_asked(asked.found) if cut else fitting).order_by(*order).limit(limit).offset(start(total))
    return ContactPage(_rows(session, session.scalars(page).all(), today), total, start(total), cut or asked.cut)


def contact_ids(session: Session, wanted: Wanted, *, today: date, bank: bool) -> tuple[int, ...]:
    """The ids of all contacts that are wanted, in the order of the list."""
    asked = filters(session, wanted, today=today, bank=bank)
    fitting = _fitting(asked, _measured(session, asked))
    return tuple(session.scalars(fitting.order_by(*_order(wanted.order))))


class _Measured(NamedTuple):
    """A filter, and how many its index lets through, `MOST_MEASURED` at most."""

    size: int
    found: Filter
    ids: Select[Any]


def _measured(session: Session, asked: Filters) -> list[_Measured]:
    """The filters that an index can count, the one that lets the fewest through first."""
    indexed = [(found, found.ids) for found in asked.found if found.ids is not None]
    if not indexed:
        return []
    counts = (select(func.count()).select_from(ids.limit(MOST_MEASURED).subquery()) for _found, ids in indexed)
    sizes = session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    measured = (_Measured(size, *pair) for size, pair in zip(sizes, indexed, strict=True))
    return sorted(measured, key=lambda one: one.size)


def _asked(found: Iterable[Filter]) -> Select[Any]:
    """The ids of those who fulfil these filters, asked one by one."""
    return select(Contact.id).where(Contact.merged_into_id.is_(None), *(one.each for one in found))


def _fitting(asked: Filters, measured: list[_Measured]) -> Select[Any]:
    """The ids of those who fulfil all filters: where indexes let few through, only these are asked the others."""
    narrow = [one for one in measured if one.size < MOST_MEASURED]
    if not narrow:
        return _asked(asked.found)
    if narrow[0].size <= MOST_COUNTED:
        narrow = narrow[:1]
    known = [one.found for one in narrow if one.found.exact]
    ids = intersect(*(one.ids for one in narrow)) if len(narrow) > 1 else narrow[0].ids
    return _asked(found for found in asked.found if all(found is not one for one in known)).where(Contact.id.in_(ids))


def _count(session: Session, asked: Filters, measured: list[_Measured], fitting: Select[Any]) -> int:
    """How many contacts there are, one more than `MOST_COUNTED` for any number beyond."""
    if len(asked.found) == len(measured) == 1 and (found := measured[0].found).exact:
        enough = 2 * MOST_COUNTED * found.times  # so many cannot have been merged
        if measured[0].size > enough:
            return MOST_COUNTED + 1
    some = fitting.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _order(order: Order) -> tuple[Any, ...]:
    return {
        Order.NAME: (Contact.sort_key, Contact.id),
        Order.NUMBER: (Contact.number_key, Contact.id),
        Order.TOWN: (Contact.town_key, Contact.sort_key, Contact.id),
        Order.BIRTHDAY: (Contact.birthday, Contact.sort_key, Contact.id),
        Order.NEWEST: (Contact.id.desc(),),
    }[order]


def _rows(session: Session, ids: Sequence[int], today: date) -> tuple[ContactRow, ...]:
    """The contacts of these ids, in their order."""

    def primary(column: Any, model: Any) -> Any:
        return (
            select(column).where(model.contact_id == Contact.id, model.is_primary).correlate(Contact).scalar_subquery()
        )

    query = select(
        Contact.id,
        Contact.number,
        Contact.title,
        Contact.first_name,
        Contact.last_name,
        Contact.company_name,
        Contact.born_on,
        Contact.created_at,
        Contact.blocked_on,
        Contact.deceased_on,
        Contact.archived_on,
        primary(ContactAddress.town, ContactAddress).label("town"),
        primary(ContactPhone.number, ContactPhone).label("phone"),
        primary(ContactEmail.address, ContactEmail).label("email"),
    ).where(Contact.id.in_(ids))
    rows = {row.id: row for row in session.execute(query)} if ids else {}
    services = services_on(session, list(rows), today)
    return tuple(_row(rows[key], services.get(key), today) for key in ids if key in rows)


def _row(row: Any, services: ServicesOnDay | None, today: date) -> ContactRow:
    person = ", ".join(part for part in (row.last_name, row.first_name) if part)
    return ContactRow(
        contact_id=row.id,
        number=row.number,
        name=row.company_name or person,
        born_on=row.born_on,
        town=row.town or "",
        phone=row.phone or "",
        email=row.email or "",
        status=status_on(facts_of(row), today, services),
    )
