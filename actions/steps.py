"""An entry goes on to its next state, from any list: a task is done, somebody has arrived, a call was returned."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import load_entry
from actions.appointments import settle_step
from actions.tasks import follow_state
from domain.access import Actor, Permission
from domain.activities import ActivityKind, NotFollowing, State
from models.activity import Activity, Task
from models.appointment import Appointment

BY_PEOPLE = frozenset({ActivityKind.TASK, ActivityKind.CALL, ActivityKind.APPOINTMENT})
"""Kinds whose states people set; those of e-mails and courses follow from actions of their own."""


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def take_step(
    session: Session, actor: Actor, *, activity_id: int, state: State, version: int | None = None, reason: str = ""
) -> Activity:
    """Let an entry go to a state that may follow; refuses `NotFollowing`."""
    entry = load_entry(session, actor, Activity, activity_id, version=version)
    if entry.kind not in BY_PEOPLE:
        raise NotFollowing(state=entry.state, wanted=state)
    entry.move_to(state)
    if isinstance(entry, Appointment):
        settle_step(session, entry, reason=reason)
    elif isinstance(entry, Task):
        follow_state(session, actor, entry)
    return entry
