"""Imports as a whole: begun, written down contact by contact, and taken back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contact_update import BANK
from actions.holding import still_holds
from actions.loading import load
from actions.moving_quotas import LEDGER, quotas_used, take_quotas_back
from actions.undo import is_as_left, take_back
from domain.access import Actor, Permission
from domain.contact_import import ImportKind, Taken
from domain.errors import ChangedMeanwhile
from models.audit import canonical
from models.audit_chain import noted_steps
from models.base import Base, model_of, moment
from models.changes import log_of
from models.contact import Contact
from models.contact_import import ImportedContact, ImportMapping, ImportRun
from models.dated import DatedFact
from queries.contact_rows import rows_hanging_on

_HOW = {"import_contacts": Taken.CREATED, "update_contacts": Taken.UPDATED, "import_contracts": Taken.UPDATED,
    "import_quotas": Taken.UPDATED, "import_mandates": Taken.UPDATED}  # fmt: skip
COUNTED = {ImportKind.CONTRACTS: "contract", ImportKind.QUOTAS: "quota", ImportKind.MANDATES: "mandate"}
"""What is counted of an import; of all others the contacts."""
_CARDS = ("tag", "doctor")
LONGEST_FILE_NAME = 200


@action(Permission.IMPORT_CONTACTS)
def begin_import(
    session: Session,
    actor: Actor,
    *,
    file_name: str,
    kind: ImportKind = ImportKind.CONTACTS,
    headers_key: str = "",
    mapping: str = "",
) -> ImportRun:
    """The run to which the next contacts belong; how its columns are understood is kept for files like it."""
    run = ImportRun(user_id=actor.user_id, file_name=file_name[-LONGEST_FILE_NAME:], kind=kind)
    session.add(run)
    if headers_key:
        kept = session.scalar(select(ImportMapping).where(ImportMapping.headers_key == headers_key))
        kept = kept or ImportMapping(headers_key=headers_key)
        kept.body = mapping
        session.add(kept)
    session.flush()
    return run


def note_taken(session: Session, run_id: int) -> None:
    """Write down what the steps of this transaction made and changed, so that the run can be taken back."""
    run = load(session, ImportRun, run_id)
    rows, cards = [], []
    for step in noted_steps(session):
        if step.contact_id is None:
            made = (change for change in step.changes if change.table in _CARDS and change.before is None)
            cards += [{"table": change.table, "key": change.key, "after": change.after} for change in made]
        elif step.changes and (how := _HOW.get(step.action)):
            rows.append({"run_id": run_id, "contact_id": step.contact_id, "how": how, "body": step.body()})
            if run.kind in COUNTED:
                run.created += _made(run.kind, json.loads(step.body())["changes"])
            else:
                run.created += how is Taken.CREATED
                run.updated += how is Taken.UPDATED
    if cards:
        run.cards = canonical(json.loads(run.cards) + cards)
    if rows:
        session.execute(insert(ImportedContact), rows)


@action(Permission.IMPORT_CONTACTS)
def undo_import(session: Session, actor: Actor, *, run_id: int, contact_ids: Collection[int]) -> tuple[int, ...]:
    """Take back what a run did to these contacts; gives those that somebody has touched since, who stay as they are.

    New ones go with everything that came with them, changed ones hold again what they held.
    """
    run = load(session, ImportRun, run_id)
    session.scalars(select(Contact).where(Contact.id.in_(contact_ids)).order_by(Contact.id).with_for_update()).all()
    taken = select(ImportedContact).where(ImportedContact.run_id == run_id, ImportedContact.contact_id.in_(contact_ids))
    done = {row.contact_id: row for row in session.scalars(taken.order_by(ImportedContact.id.desc()))}
    changes = {contact_id: json.loads(row.body)["changes"] for contact_id, row in done.items()}
    if any(BANK & _filled(change) for some in changes.values() for change in some):
        actor.require(Permission.EDIT_BANK_DATA)
    held = _look_up(session, [change for some in changes.values() for change in some])
    touched = _touched(session, done, changes) | quotas_used(session, changes)
    session.execute(
        delete(ImportedContact).where(
            ImportedContact.run_id == run_id, ImportedContact.contact_id.in_(done.keys() - touched)
        )
    )
    for contact_id in done.keys() - touched:
        take_back(session, [change for change in changes[contact_id] if change["table"] not in LEDGER])
        take_quotas_back(session, actor, changes[contact_id])
        run.undone += _made(run.kind, changes[contact_id]) if run.kind in COUNTED else 1
    if not still_holds(session, log_of(session).changes):
        raise ChangedMeanwhile
    run.undone_at = moment(session)
    del held
    return tuple(sorted(touched))


@action(Permission.IMPORT_CONTACTS)
def remove_unused_cards(session: Session, actor: Actor, *, run_id: int) -> None:
    """Remove the tags and doctors that a run made, as far as nobody uses or has changed them."""
    run = load(session, ImportRun, run_id)
    left = []
    for card in json.loads(run.cards):
        record = session.get(model_of(card["table"]), card["key"])
        if record is None:
            continue
        if is_as_left(session, card) and not _is_used(session, record):
            session.delete(record)
        else:
            left.append(card)
    run.cards = canonical(left)


def _made(kind: ImportKind, changes: Sequence[dict[str, Any]]) -> int:
    """How many things of this kind came by these changes."""
    return sum(change["table"] == COUNTED[kind] and change["before"] is None for change in changes)


def _filled(change: dict[str, Any]) -> set[str]:
    """The columns to which a change gave a value or took one from."""
    sides = (change["before"] or {}, change["after"] or {})
    return {name for side in sides for name, value in side.items() if value}


def _touched(session: Session, done: dict[int, ImportedContact], changes: dict[int, list[dict[str, Any]]]) -> set[int]:
    """The contacts that are not as the run left them: a row differs, or a new contact has rows of somebody else."""
    own = {(change["table"], change["key"]) for some in changes.values() for change in some}
    created = [contact_id for contact_id, row in done.items() if row.how is Taken.CREATED]
    touched = {contact_id for contact_id, some in changes.items() if not all(is_as_left(session, one) for one in some)}
    for row in rows_hanging_on(session, created):
        if (row.table, row.key) not in own:
            touched.add(row.contact_id)
    for fact in session.scalars(select(DatedFact).where(DatedFact.contact_id.in_(done.keys() - set(created)))):
        if _comes_later(fact, changes[fact.contact_id]):
            touched.add(fact.contact_id)
    return touched


def _comes_later(fact: DatedFact, changes: Sequence[dict[str, Any]]) -> bool:
    """Whether an entry for a day was made after the run about a column that the run changed."""
    own = [change["key"] for change in changes if change["table"] == DatedFact.__tablename__]
    columns = {
        name
        for change in changes
        if (change["table"], change["key"]) == (fact.table_name, fact.row_key) and change["before"] is not None
        for name in change["after"]
    }
    return bool(own) and fact.id > max(own) and not columns.isdisjoint(fact.values)


def _look_up(session: Session, changes: Sequence[dict[str, Any]]) -> list[Base]:
    """These rows by one statement for each table; as long as they are held, nobody asks for them one by one."""
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for change in changes:
        keys[change["table"]].append(change["key"])
    models: list[tuple[Any, list[int]]] = [(model_of(table), some) for table, some in keys.items()]
    return [row for model, some in models for row in session.scalars(select(model).where(model.id.in_(some)))]


def _is_used(session: Session, record: Base) -> bool:
    """Whether any row of any table points to this one."""
    return any(
        session.scalar(select(link.parent).where(link.parent == record.id).limit(1)) is not None  # type: ignore[attr-defined]
        for table in Base.metadata.sorted_tables
        for link in table.foreign_keys
        if link.column.table.name == record.__tablename__
    )
