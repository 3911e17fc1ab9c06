"""The list of contacts, one page at a time; filtered, sorted and counted by the database, quick at a million.

1. Each filter says how many it lets through, counted up to `MOST_COUNTED` in an index; the rarest one leads.
2. Where it lets few through, they are read by their keys, asked the other filters, and sorted.
3. Where even the rarest lets many through, the contacts are read in the order of the list until the page is full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from domain.contacts import StatusOnDay, status_on
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from queries.contact_filters import Filter, Filters, Order, Wanted, filters
from queries.contact_hits import facts_of

__all__ = ["ContactPage", "ContactRow", "Order", "Wanted", "contact_ids", "contact_page"]

MOST_COUNTED = 10_000
"""Contacts up to which a list is counted and paged; beyond, people filter further."""


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
    lead, few = _lead(session, asked)
    total = session.scalar(select(func.count()).select_from(_ids(asked, lead).limit(MOST_COUNTED + 1).subquery())) or 0
    cut = total > MOST_COUNTED
    total = min(total, MOST_COUNTED)
    offset = min(offset, max(total - 1, 0) // limit * limit)
    chosen = _ids(asked, lead if few or not cut else None).order_by(*_order(wanted.order)).limit(limit).offset(offset)
    return ContactPage(_rows(session, chosen, wanted.order, today), total, offset, cut or asked.cut)


def contact_ids(session: Session, wanted: Wanted, *, today: date, bank: bool) -> tuple[int, ...]:
    """The ids of all contacts that are wanted, in the order of the list."""
    asked = filters(session, wanted, today=today, bank=bank)
    lead, _few = _lead(session, asked)
    return tuple(session.scalars(_ids(asked, lead).order_by(*_order(wanted.order))))


def _lead(session: Session, asked: Filters) -> tuple[Filter | None, bool]:
    """The filter that lets the fewest through, and whether these are few."""
    counted = [found for found in asked.found if found.ids is not None]
    if not counted:
        return None, False
    sizes = session.execute(
        select(
            *(
                select(func.count()).select_from(found.ids.limit(MOST_COUNTED + 1).subquery()).scalar_subquery()
                for found in counted
                if found.ids is not None
            )
        )
    ).one()
    size, place = min((size, place) for place, size in enumerate(sizes))
    return counted[place], size <= MOST_COUNTED


def _ids(asked: Filters, lead: Filter | None) -> Select[Any]:
    """The ids of those who fulfil all filters, read in the order of the list or by the filter that leads."""
    query = select(Contact.id).where(Contact.merged_into_id.is_(None))
    if lead is not None and lead.ids is not None:
        led = lead.ids.subquery("led")
        query = query.join(led, led.c.id == Contact.id)
    return query.where(*(found.each for found in asked.found if found is not lead))


def _order(order: Order) -> tuple[Any, ...]:
    return {
        Order.NAME: (Contact.sort_key, Contact.id),
        Order.NUMBER: (Contact.number_key, Contact.id),
        Order.TOWN: (Contact.town_key, Contact.sort_key, Contact.id),
        Order.BIRTHDAY: (Contact.birthday, Contact.sort_key, Contact.id),
        Order.NEWEST: (Contact.id.desc(),),
    }[order]


def _rows(session: Session, page: Select[Any], order: Order, today: date) -> tuple[ContactRow, ...]:
    chosen = page.subquery()

    def primary(column: Any, model: Any) -> Any:
        return (
            select(column).where(model.contact_id == Contact.id, model.is_primary).correlate(Contact).scalar_subquery()
        )

    query = (
        select(
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
        )
        .join(chosen, chosen.c.id == Contact.id)
        .order_by(*_order(order))
    )
    return tuple(_row(row, today) for row in session.execute(query))


def _row(row: Any, today: date) -> ContactRow:
    person = ", ".join(part for part in (row.last_name, row.first_name) if part)
    return ContactRow(
        contact_id=row.id,
        number=row.number,
        name=row.company_name or person,
        born_on=row.born_on,
        town=row.town or "",
        phone=row.phone or "",
        email=row.email or "",
        status=status_on(facts_of(row), today),
    )
