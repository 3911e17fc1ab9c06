"""A contact as the picker and the lists of likely duplicates show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from domain.clock import day_of
from domain.contacts import ContactFacts, ContactKind, ServicesOnDay, StatusOnDay, display_name, status_on
from models.contact import Contact, ContactAddress
from queries.standings import services_on

AnyRow = Row[*tuple[Any, ...]]

COLUMNS = (
    Contact.id,
    Contact.number,
    Contact.kind,
    Contact.title,
    Contact.first_name,
    Contact.last_name,
    Contact.company_name,
    Contact.born_on,
    Contact.photo,
    Contact.created_at,
    Contact.blocked_on,
    Contact.deceased_on,
    Contact.archived_on,
    Contact.sort_key,
)
"""What a row must hold to become a hit."""


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name that a contact had before, or will have; the last name alone where only that is another."""

    name: str
    since: date | None
    """The day to come from which on it counts; None: it counted before."""


@dataclass(frozen=True, slots=True)
class ContactHit:
    """One contact that was found, with what tells it from others of its name."""

    contact_id: int
    number: str
    name: str
    birth_year: int | None
    town: str
    status: StatusOnDay
    kind: ContactKind
    photo: str | None
    other_name: OtherName | None = None
    """By what it was found, where that is not its name of today."""


_TOWNS = (
    select(ContactAddress.contact_id, ContactAddress.town)
    .where(ContactAddress.contact_id.in_(bindparam("ids", expanding=True)))
    .order_by(ContactAddress.is_primary.desc(), ContactAddress.id)
)


def hits(session: Session, rows: Sequence[AnyRow], today: date) -> tuple[ContactHit, ...]:
    """The rows (of `COLUMNS`) as hits, with the town of the primary address or else of the first."""
    ids = [row.id for row in rows]
    towns: dict[int, str] = {}
    if ids:
        for contact_id, town in session.connection().execute(_TOWNS, {"ids": ids}):
            towns.setdefault(contact_id, town)
    services = services_on(session, ids, today)
    return tuple(_hit(row, towns.get(row.id, ""), services.get(row.id), today) for row in rows)


def hits_of(session: Session, ids: Sequence[int], today: date) -> tuple[ContactHit, ...]:
    """The contacts with these ids, by name; those that are no longer there are left out."""
    rows = session.execute(select(*COLUMNS).where(Contact.id.in_(ids)).order_by(Contact.sort_key, Contact.id)).all()
    return hits(session, rows, today)


def _hit(row: AnyRow, town: str, services: ServicesOnDay | None, today: date) -> ContactHit:
    return ContactHit(
        contact_id=row.id,
        number=row.number,
        name=display_name(row.title, row.first_name, row.last_name, row.company_name),
        birth_year=row.born_on.year if row.born_on else None,
        town=town,
        status=status_on(facts_of(row), today, services),
        kind=row.kind,
        photo=row.photo,
    )


def facts_of(row: AnyRow) -> ContactFacts:
    """The dated facts of a row from which its status is computed."""
    return ContactFacts(day_of(row.created_at), row.blocked_on, row.deceased_on, row.archived_on)


def put_away(row: AnyRow, today: date) -> bool:
    """Whether the contact is archived, deceased or blocked on this day."""
    flags = (row.archived_on, row.deceased_on, row.blocked_on)
    return any(flag is not None and flag <= today for flag in flags)
