"""Merging two contacts that are one: what hangs on the duplicate goes over, its number leads on, nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from actions.action import action
from actions.dated_facts import facts_of_today
from actions.leaving import ensure_can_leave
from actions.loading import load
from actions.places import give_places, lock_dates
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.errors import NotAChoice, Problems
from domain.merging import (
    COLUMNS,
    TEXTS,
    TOGETHER,
    MergedField,
    PersonAndCompany,
    PreviewOutdated,
    Side,
    WithItself,
    chosen,
)
from domain.texts import tidy_text
from models.audit import canonical
from models.base import model_of, moment
from models.changes import Change, log_of, plain
from models.contact import Contact
from models.course import Enrolment
from models.duplicate import ContactMerge
from models.health import ContactHealth
from queries.merge_plan import MergePlan, merge_plan

LONGEST_REMARK = 20_000

Choices = Mapping[MergedField, Side]
"""Whose value is taken; of fields that are not named, that of the contact that stays."""


@action(Permission.MERGE_CONTACTS, undoable=True)
def merge_contacts(
    session: Session, actor: Actor, *, contact_id: int, loser_id: int, seen: str, choices: Choices
) -> ContactMerge:
    """Make one contact of two, exactly as `queries.merge_plan.merge_preview` showed it (`seen`).

    Refuses `PreviewOutdated` when anything of it is different now, `AlreadyMerged` when somebody was quicker, and
    `PayerStillPays` when who stays were archived or dead and paid for others.
    """
    if contact_id == loser_id:
        raise WithItself
    people = {key: load(session, Contact, key) for key in sorted((contact_id, loser_id))}
    winner, loser = people[contact_id], people[loser_id]
    if winner.kind is not loser.kind:
        raise PersonAndCompany
    plan = merge_plan(session, winner, loser)
    if plan.seen != seen:
        raise PreviewOutdated
    _take(actor, winner, loser, choices)
    for edit in plan.edits:
        for name, value in edit.values.items():
            setattr(edit.row, name, value)
    for row in plan.dissolved:
        session.delete(row)
    loser.merged_into_id = winner.id
    session.flush()
    _pass_on_places(session, plan)
    if winner.archived_on is not None or winner.deceased_on is not None:
        ensure_can_leave(session, winner, day_of(moment(session)))
    facts_of_today(session, actor, log_of(session).changes, undoing=False)
    session.flush()
    merge = ContactMerge(contact_id=winner.id, loser_id=loser.id, body=_body(session, log_of(session).changes, plan))
    session.add(merge)
    return merge


def _take(actor: Actor, winner: Contact, loser: Contact, choices: Choices) -> None:
    """Give the contact that stays the chosen values."""
    problems = Problems()
    for field, side in choices.items():
        ours, theirs = ({name: getattr(one, name) for name in COLUMNS[field]} for one in (winner, loser))
        if side is Side.OURS or ours == theirs:
            continue
        if field is MergedField.PAYMENT:
            actor.require(Permission.EDIT_BANK_DATA)
        with problems.field(field.value):
            if side is Side.BOTH and field not in TEXTS:
                raise NotAChoice(value=side)
            for name, value in chosen(ours, theirs, field, side).items():
                setattr(winner, name, tidy_text(value, longest=LONGEST_REMARK) if field in TEXTS else value)
    problems.raise_if_any()


def _pass_on_places(session: Session, plan: MergePlan) -> None:
    """Who was in a date twice gives one place to whoever waits."""
    rows = [edit.row for edit in plan.edits if isinstance(edit.row, Enrolment) and "state" in edit.values]
    give_places(session, lock_dates(session, {row.course_date_id for row in rows}))


def _body(session: Session, changes: list[Change], plan: MergePlan) -> str:
    """What undoing needs: each row before and after, but no health note, which is found in the rows themselves."""
    health = ContactHealth.__tablename__
    rows = [
        _whole(session, change) for change in changes if change.table != health or "contact_id" in (change.after or {})
    ]
    joined = [edit.row.id for edit in plan.edits if edit.row.__tablename__ == health and "note" in edit.values]
    return canonical({"changes": rows, "joined": joined})


def _whole(session: Session, change: Change) -> dict[str, Any]:
    """A row before and after, with the columns that belong to those that changed."""
    if change.before is None or change.after is None:
        return {"table": change.table, "key": change.key, "before": change.before, "after": None}
    row: Any = session.get(model_of(change.table), change.key)
    before, after = change.before, change.after or {}
    beside = {name for columns in TOGETHER if set(columns) & after.keys() for name in columns if hasattr(row, name)}
    same = {name: plain(getattr(row, name)) for name in sorted(beside - after.keys())}
    version = getattr(row, "version", None)
    return {"table": change.table, "key": change.key, "before": same | before, "after": same | after} | {
        "version": version
    }
