"""The list of all contacts, one page at a time; filtered, sorted and counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from domain.contacts import Status, StatusOnDay, status_on
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag
from queries.contact_hits import facts_of
from queries.contact_search import Matching, matching_ids


class Order(StrEnum):
    """By what the list is sorted."""

    NAME = "name"
    NUMBER = "number"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts to list; empty fields do not filter."""

    typed: str = ""
    status: Status | None = None
    tag_id: int | None = None
    order: Order = Order.NAME


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in the list."""

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
    """So much fits what was typed that there may be more than `total`."""


def contact_page(session: Session, wanted: Wanted, *, today: date, bank: bool, limit: int, offset: int) -> ContactPage:
    """One page of the contacts that are wanted, the last one for those beyond; typed IBANs count only with `bank`."""
    matching = matching_ids(session, wanted.typed, bank=bank) if wanted.typed.strip() else None
    conditions = _conditions(wanted, matching, today)
    total = session.scalar(select(func.count(Contact.id)).where(*conditions)) or 0
    offset = min(offset, max(total - 1, 0) // limit * limit)
    page = select(Contact.id).where(*conditions).order_by(*_order(wanted.order)).limit(limit).offset(offset)
    return ContactPage(_rows(session, page, wanted.order, today), total, offset, bool(matching and matching.cut))


def _conditions(wanted: Wanted, matching: Matching | None, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Contact.merged_into_id.is_(None)]
    if matching is not None:
        # Whole numbers in the text of the statement: thousands of parameters would cost more than the statement.
        ids: BindParameter[Any] = bindparam("ids", matching.ids, expanding=True, literal_execute=True)
        found.append(Contact.id.in_(ids))
    if wanted.status is not None:
        found.append(_has_status(wanted.status, today))
    if wanted.tag_id is not None:
        found.append(Contact.id.in_(select(ContactTag.contact_id).where(ContactTag.tag_id == wanted.tag_id)))
    return found


def _has_status(status: Status, today: date) -> ColumnElement[bool]:
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
            return and_(*earlier, column <= today)
        earlier.append(unset)
    return and_(*earlier)


def _order(order: Order) -> tuple[Any, ...]:
    return {
        Order.NAME: (Contact.sort_key, Contact.id),
        Order.NUMBER: (func.length(Contact.number), Contact.number),
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
        number=row.number,
        name=row.company_name or person,
        born_on=row.born_on,
        town=row.town or "",
        phone=row.phone or "",
        email=row.email or "",
        status=status_on(facts_of(row), today),
    )
