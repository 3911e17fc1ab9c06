"""Reads how contacts belong together, seen from either side, on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from domain.contacts import display_name
from domain.periods import Period
from domain.relationships import PayerTerm, Relation, RelationshipKind, change_of_payer, relation
from models.contact import Contact
from models.relationship import Relationship
from queries.contact_hits import COLUMNS, ContactHit, hits

MANY = 200
"""A company may pay for very many: of each side so many are listed at the most."""
_ORDER = list(Relation)
_NAME = (Contact.title, Contact.first_name, Contact.last_name, Contact.company_name)
_DAYS = (Relationship.valid_from, Relationship.valid_until)


@dataclass(frozen=True, slots=True)
class Related:
    """Somebody who belongs to a contact: what they are to it (`seen`), and on which days."""

    relationship_id: int
    version: int
    seen: Relation
    period: Period
    note: str
    other: ContactHit


def relationships_of(session: Session, contact_id: int, day: date) -> tuple[Related, ...]:
    """Everybody who ever belonged to a contact: who does on the day first, then those to come, then the past."""
    found = (*_seen_by(session, contact_id, day), *_looking_back(session, contact_id, day))
    return tuple(sorted(found, key=lambda one: (_turn(one.period, day), _ORDER.index(one.seen), one.other.name)))


def payer_on(session: Session, contact_id: int, day: date) -> ContactHit | None:
    """Who pays for a contact on a day; None where it pays for itself. One step: a payer's payer does not count."""
    found = _seen_by(session, contact_id, day, Relationship.kind == RelationshipKind.PAYER, _on(day))
    return found[0].other if found else None


def paid_by(session: Session, payer_id: int, day: date) -> tuple[Related, ...]:
    """For whom a contact pays on a day or later."""
    return _looking_back(session, payer_id, day, Relationship.kind == RelationshipKind.PAYER, _until_after(day))


def guardians_on(session: Session, contact_id: int, day: date) -> tuple[ContactHit, ...]:
    """Who represents a contact by law on a day."""
    found = _seen_by(session, contact_id, day, Relationship.kind == RelationshipKind.GUARDIAN, _on(day))
    return tuple(one.other for one in found)


def payers_with(session: Session, contact_id: int, payer: str, wanted: Period) -> tuple[PayerTerm, ...]:
    """Who will pay for a contact, and when, once somebody new (by name) pays as wanted; refuses `PayerTaken`."""
    rows = session.execute(
        select(Relationship.id, *_DAYS, *_NAME)
        .join(Contact, Contact.id == Relationship.other_id)
        .where(Relationship.contact_id == contact_id, Relationship.kind == RelationshipKind.PAYER)
    )
    terms = [PayerTerm(key, display_name(*name), Period(start, end)) for key, start, end, *name in rows]
    change = change_of_payer(terms, wanted)
    changed = {term.key: term for term in change.ended}
    found = [changed.get(term.key, term) for term in terms]
    return tuple(sorted([*found, PayerTerm(0, payer, change.period)], key=lambda term: term.period.start))


def _seen_by(session: Session, contact_id: int, day: date, *wanted: ColumnElement[bool]) -> tuple[Related, ...]:
    """What others are to the contact."""
    return _read(session, contact_id, day, _OTHERS.where(*wanted) if wanted else _OTHERS, from_other=False)


def _looking_back(session: Session, contact_id: int, day: date, *wanted: ColumnElement[bool]) -> tuple[Related, ...]:
    """Those to whom the contact is something; all of those who are something certain."""
    return _read(session, contact_id, day, _BACK.where(*wanted).limit(None) if wanted else _BACK, from_other=True)


def _ties(own: Any, other: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *COLUMNS,
            *_DAYS,
            Relationship.id.label("relationship_id"),
            Relationship.version,
            Relationship.kind.label("tie"),
            Relationship.note,
        )
        .join(Contact, Contact.id == other)
        .where(own == bindparam("contact_id"))
        .order_by(Contact.sort_key, Contact.id, Relationship.valid_from)
        .limit(MANY)
    )


_OTHERS = _ties(Relationship.contact_id, Relationship.other_id)
_BACK = _ties(Relationship.other_id, Relationship.contact_id)
"""Made once, for either side: every page of a contact asks."""


def _read(
    session: Session, contact_id: int, day: date, ties: Select[*tuple[Any, ...]], *, from_other: bool
) -> tuple[Related, ...]:
    rows = session.execute(ties, {"contact_id": contact_id}).all()
    return tuple(
        Related(
            row.relationship_id,
            row.version,
            relation(row.tie, from_other=from_other),
            Period(row.valid_from, row.valid_until),
            row.note,
            hit,
        )
        for row, hit in zip(rows, hits(session, rows, day), strict=True)
    )


def _until_after(day: date) -> ColumnElement[bool]:
    return Relationship.valid_until.is_(None) | (Relationship.valid_until > day)


def _on(day: date) -> ColumnElement[bool]:
    return (Relationship.valid_from <= day) & _until_after(day)


def _turn(period: Period, day: date) -> int:
    if period.holds_on(day):
        return 0
    return 1 if period.start > day else 2
