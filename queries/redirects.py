"""Contacts that were duplicates: their numbers lead to the contact that stayed, over any number of merges."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session, aliased

from models.contact import Contact
from models.duplicate import ContactMerge


@dataclass(frozen=True, slots=True)
class MergeMark:
    """A merge that stands, as the contact that stayed shows it."""

    merge_id: int
    number: str
    """Of the duplicate."""
    name: str
    at: datetime


def final_number(session: Session, contact_id: int) -> str:
    """The number of the contact to which a duplicate leads in the end."""
    return str(session.scalar(select(Contact.number).where(Contact.id == final_id(session, contact_id))))


def final_id(session: Session, contact_id: int) -> int:
    """The contact itself, or the one to which it leads in the end."""
    return final_ids(session, [contact_id]).get(contact_id, contact_id)


def final_ids(session: Session, contact_ids: Collection[int]) -> dict[int, int]:
    """Those of the contacts that were merged, each with the one to which it leads in the end."""
    into: dict[int, int] = {}
    ahead = set(contact_ids)
    while ahead:
        query = select(Contact.id, Contact.merged_into_id).where(
            Contact.id.in_(ahead), Contact.merged_into_id.is_not(None)
        )
        found = {key: int(target or 0) for key, target in session.execute(query).tuples()}
        into |= found
        ahead = set(found.values()) - into.keys()
    return {key: _end(key, into) for key in into}


_INTO = select(Contact.id, Contact.merged_into_id).where(Contact.merged_into_id.in_(bindparam("ids", expanding=True)))


def merged_ids(session: Session | Connection, contact_ids: Collection[int]) -> dict[int, int]:
    """Every contact that leads to one of these, and to which in the end."""
    into: dict[int, int] = {}
    ahead: Collection[int] = contact_ids
    while ahead:
        found = session.execute(_INTO, {"ids": list(ahead)})
        rows = {row.id: row.merged_into_id for row in found if row.id not in into}
        into |= rows
        ahead = rows.keys()
    return {key: _end(key, into) for key in into}


def _end(key: int, into: dict[int, int]) -> int:
    """Where a chain ends; in a circle, which no action makes, somewhere on it."""
    been = {key}
    while key in into and into[key] not in been:
        key = into[key]
        been.add(key)
    return key


def merged_numbers(session: Session, contact_id: int) -> tuple[str, ...]:
    """The numbers that lead to a contact, oldest contact first."""
    into = merged_ids(session, [contact_id])
    return tuple(session.scalars(select(Contact.number).where(Contact.id.in_(into)).order_by(Contact.id)))


def merge_marks(session: Session, contact_id: int) -> tuple[MergeMark, ...]:
    """The merges of this contact that stand, latest first: that one is undone first."""
    loser = aliased(Contact)
    rows = session.execute(
        select(ContactMerge.id, ContactMerge.created_at, loser)
        .join(loser, loser.id == ContactMerge.loser_id)
        .where(ContactMerge.contact_id == contact_id, ContactMerge.undone_at.is_(None))
        .order_by(ContactMerge.id.desc())
    )
    return tuple(MergeMark(row.id, row[2].number, row[2].display_name, row.created_at) for row in rows)
