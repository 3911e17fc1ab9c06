"""The decorator of all actions: permission first, then the three beats, then the audit entry and the search index."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from actions.dated_facts import facts_of_today
from actions.quota_settling import settle_units
from actions.reconciling import follow_up
from actions.search_index import index_contacts
from domain.access import Actor, Permission
from models.audit_chain import Step, note_step
from models.base import model_of
from models.changes import Change, log_of

Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")

UNDOABLE: dict[str, Permission] = {}
"""The actions that staff can take back with one click, and what they ask for."""

ALL: dict[str, Permission] = {}
"""Every action and what it asks for; a test walks them."""

UNDOING = frozenset({"undo", "undo_import", "unmerge_contacts"})
"""The actions that take rows back as the trail holds them, their dated facts among them."""


def action(
    permission: Permission, *, undoable: bool = False
) -> Callable[
    [Callable[Concatenate[Session, Actor, Inputs], Result]],
    Callable[Concatenate[Session, Actor, Inputs], Result],
]:
    """Make a function an action: it asks for the permission and leaves an audit entry per contact that it changed."""

    def decorate(
        function: Callable[Concatenate[Session, Actor, Inputs], Result],
    ) -> Callable[Concatenate[Session, Actor, Inputs], Result]:
        name = function.__name__
        ALL[name] = permission
        if undoable:
            UNDOABLE[name] = permission

        @functools.wraps(function)
        def run(session: Session, actor: Actor, /, *args: Inputs.args, **inputs: Inputs.kwargs) -> Result:
            actor.require(permission)
            result = function(session, actor, *args, **inputs)
            session.flush()
            _leave_entry(session, actor, name, str(inputs.get("reason") or ""))
            return result

        return run

    return decorate


def _leave_entry(session: Session, actor: Actor, name: str, reason: str) -> None:
    changes = log_of(session).drain()
    facts_of_today(session, actor, changes, undoing=name in UNDOING)
    settle_units(session, actor, changes, exactly=name == "undo")
    follow_up(session, actor, changes)
    session.flush()
    changes += log_of(session).drain()
    own, seen = defaultdict[int, list[Change]](list), defaultdict[int, list[Change]](list)
    for change in changes:
        own[change.contact_id or 0].append(change)
        for other in set(change.also) - {change.contact_id}:
            seen[other].append(change)
    for contact_id in sorted(own.keys() | seen.keys()):
        rows, others = tuple(own.get(contact_id, ())), tuple(seen.get(contact_id, ()))
        note_step(session, Step(actor.user_id, name, contact_id or None, reason, rows, others))
    touched = {change.contact_id for change in changes if change.contact_id and model_of(change.table).__indexed__}
    if touched:
        index_contacts(session, touched)
