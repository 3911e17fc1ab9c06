"""Undoing a merge, at once or years later: both contacts are again what they were, and nobody's later work is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.ledger import part_accounts
from actions.places import settle_returned
from domain.access import Actor, Permission
from domain.errors import Gone
from domain.merging import TOGETHER, LaterMerge, MergeUndone, taken_out
from models.audit import canonical
from models.base import model_of, moment
from models.changes import plain, typed
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from models.course import Enrolment
from models.dated import DatedFact
from models.duplicate import ContactMerge
from models.health import ContactHealth
from queries.redirects import final_number

WITH_MAIN_ROW = (ContactAddress, ContactPhone, ContactEmail)
"""Of these a contact has one main row."""

Row = Any
Key = tuple[str, int]


class Kept(NamedTuple):
    """Something that was changed since the merge and stays so: a field, or of a row that returns something else."""

    table: str
    field: str = ""
    gone: bool = False
    """The row was removed since."""


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Who is apart again, and what stays as it was changed since."""

    number: str
    """Of the contact that was the duplicate."""
    stayed: str
    """Number of the other one."""
    kept: tuple[Kept, ...]


@action(Permission.MERGE_CONTACTS)
def unmerge_contacts(session: Session, actor: Actor, *, merge_id: int) -> Unmerged:
    """Take a merge apart: moved rows return, chosen values too; what was changed since is kept and named."""
    merge = session.get(ContactMerge, merge_id)
    if merge is None:
        raise Gone
    winner, loser = _both(session, merge)
    body = json.loads(merge.body)
    loser.merged_into_id = None
    rows = {(one["table"], one["key"]): one for one in body["changes"] if one["before"] and one["after"]}
    del rows[Contact.__tablename__, loser.id]
    kept = list(_changed_since(session, rows.values()))
    mains = _step_down(session, rows)
    kept += [kept for change in rows.values() for kept in _return(session, change)]
    _come_back(session, (change for change in body["changes"] if change["after"] is None and change["before"]))
    _forget_facts(session, (change["key"] for change in body["changes"] if change["before"] is None), kept)
    kept += _take_notes_apart(session, body["joined"], loser)
    kept += [Kept(Enrolment.__tablename__) for _one in _places_again(session, rows)]
    _share_only_what_agrees(session, rows)
    for contact in (winner, loser):
        _one_main_row_each(session, contact, mains)
    part_accounts(session, actor, winner.id, loser.id)
    _facts_follow(session, rows)
    merge.undone_at = moment(session)
    return Unmerged(loser.number, winner.number, tuple(kept))


def _both(session: Session, merge: ContactMerge) -> tuple[Contact, Contact]:
    """The two contacts, locked; refuses unless this is the last merge that concerns them."""
    people = {
        key: session.get_one(Contact, key, with_for_update=True) for key in sorted((merge.contact_id, merge.loser_id))
    }
    winner, loser = people[merge.contact_id], people[merge.loser_id]
    session.refresh(merge)
    if merge.undone_at is not None or loser.merged_into_id != winner.id:
        raise MergeUndone
    if winner.merged_into_id is not None:
        raise LaterMerge(number=winner.number, into=final_number(session, winner.id))
    later = session.scalar(
        select(Contact.number)
        .join(ContactMerge, ContactMerge.loser_id == Contact.id)
        .where(ContactMerge.contact_id == winner.id, ContactMerge.id > merge.id, ContactMerge.undone_at.is_(None))
        .order_by(ContactMerge.id.desc())
        .limit(1)
    )
    if later is not None:
        raise LaterMerge(number=later, into=winner.number)
    return winner, loser


def take_back_merge(session: Session, actor: Actor, changes: Iterable[dict[str, Any]]) -> None:
    """What `undo` does for the step of a merge: of its entries one holds the row of the merge."""
    for change in changes:
        if change["table"] == ContactMerge.__tablename__ and change["before"] is None:
            unmerge_contacts(session, actor, merge_id=change["key"])


# --- row by row -------------------------------------------------------------------------------------------
def _return(session: Session, change: dict[str, Any]) -> Iterator[Kept]:
    """Give a row the values from before the merge, but for those that somebody has changed since."""
    table, before, after = change["table"], change["before"], change["after"]
    row = session.get(model_of(table), change["key"])
    if row is None:
        return
    touched = {name for name, value in after.items() if plain(getattr(row, name)) != value} - {"is_primary"}
    kept = touched.union(*(columns for columns in TOGETHER if touched & set(columns)))
    for name, value in typed(model_of(table), before).items():
        if name in kept:
            if before[name] != after[name] and table == Contact.__tablename__:
                yield Kept(table, name)
        elif name != "is_primary":
            setattr(row, name, value)


def _places_again(session: Session, rows: Mapping[Key, dict[str, Any]]) -> Sequence[Enrolment]:
    """Places in courses that return; those that cannot be had any more, as others have them by now."""
    table = Enrolment.__tablename__
    returned = {
        key: change["after"].get("cancelled_reason", "")
        for (name, key), change in rows.items()
        if name == table and "state" in change["before"]
    }
    return settle_returned(session, returned) if returned else ()


def _come_back(session: Session, changes: Iterable[dict[str, Any]]) -> None:
    """What the merge dissolved is there again, under its own key."""
    for change in changes:
        model = model_of(change["table"])
        session.add(model(id=change["key"], **typed(model, change["before"])))
    session.flush()


def _forget_facts(session: Session, keys: Iterable[int], kept: Iterable[Kept]) -> None:
    """What the merge said to hold from its day on, but for the fields that stay as they were changed since."""
    names = {one.field for one in kept if one.table == Contact.__tablename__}
    for key in keys:
        fact = session.get(DatedFact, key)
        if fact is None:
            continue
        left = {name: value for name, value in fact.values.items() if name in names}
        if left:
            fact.body = canonical(left)
        else:
            session.delete(fact)
    session.flush()


def _changed_since(session: Session, changes: Iterable[dict[str, Any]]) -> Iterator[Kept]:
    """Rows that return changed, or not at all; of the contact itself each field is named (`_return`)."""
    for change in changes:
        row = session.get(model_of(change["table"]), change["key"])
        if row is None:
            yield Kept(change["table"], gone=True)
        elif not isinstance(row, Contact) and getattr(row, "version", None) != change["version"]:
            yield Kept(change["table"])


def _step_down(session: Session, rows: Mapping[Key, dict[str, Any]]) -> tuple[set[Key], set[Key]]:
    """Let no row that returns be a main one on the way; gives those that were main, and those that are it now."""
    was, now = set[Key](), set[Key]()
    for key, change in rows.items():
        row = session.get(model_of(key[0]), key[1]) if "contact_id" in change["after"] else None
        if row is None or not isinstance(row, WITH_MAIN_ROW):
            continue
        if row.is_primary:
            now.add(key)
        if change["before"].get("is_primary"):
            was.add(key)
        row.is_primary = False
    session.flush()
    return was, now


def _one_main_row_each(session: Session, contact: Contact, mains: tuple[set[Key], set[Key]]) -> None:
    """Of each kind one row is the main one: the one that was, else the one that is, else the oldest."""
    session.flush()
    for model in WITH_MAIN_ROW:
        rows: list[Row] = list(session.scalars(select(model).where(model.contact_id == contact.id).order_by(model.id)))
        was, now = ([row for row in rows if (model.__tablename__, row.id) in keys] for keys in mains)
        main = [*was, *(row for row in rows if row.is_primary), *now, *rows][:1]
        for row in rows:
            row.is_primary = row.is_primary and row in main
        session.flush()
        for row in main:
            row.is_primary = True
    session.flush()


def _facts_follow(session: Session, rows: Iterable[Key]) -> None:
    """What a row will hold hangs on the contact that has the row, also what was entered since."""
    for table, key in rows:
        row = session.get(model_of(table), key)
        owner = getattr(row, "contact_id", None)
        if owner is None or table == DatedFact.__tablename__:
            continue
        for fact in session.scalars(
            select(DatedFact).where(DatedFact.table_name == table, DatedFact.row_key == key)
        ).all():
            fact.contact_id = owner


def _share_only_what_agrees(session: Session, rows: Iterable[Key]) -> None:
    """A place that was changed for all who share it is no longer that of a row which was left behind."""
    session.flush()
    for table, key in rows:
        row = session.get(ContactAddress, key) if table == ContactAddress.__tablename__ else None
        if row is None or row.share_group is None:
            continue
        others = session.scalars(
            select(ContactAddress).where(ContactAddress.share_group == row.share_group, ContactAddress.id != row.id)
        ).all()
        if not others or any(_place(other) != _place(row) for other in others):
            row.share_group = None
            session.flush()


def _place(row: Row) -> tuple[str, ...]:
    return row.street, row.extra, row.postcode, row.town, row.country


def _take_notes_apart(session: Session, keys: Iterable[int], loser: Contact) -> Iterator[Kept]:
    """Take the duplicate's health note out of the one to which it was added, if it still ends it."""
    theirs = session.scalar(select(ContactHealth).where(ContactHealth.contact_id == loser.id))
    for key in keys:
        ours = session.get(ContactHealth, key)
        note = taken_out(ours.note, theirs.note) if ours and theirs else None
        if ours is None or note is None:
            yield Kept(ContactHealth.__tablename__, "note")
        else:
            ours.note = note
