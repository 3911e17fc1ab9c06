"""Somebody who has cancelled is asked why, and offered something: a task in one click."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import describe
from actions.contract_loading import today_of
from actions.loading import load
from actions.tasks import begin_task
from domain.access import Actor, Permission
from domain.activities import OPEN_STATES, ActivityKind, Priority
from domain.errors import Problems
from domain.notice_windows import WinBackPlanned
from models.activity import Activity, Task
from models.contract import Contract

DAYS = 3


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def plan_win_back(session: Session, actor: Actor, *, contract_id: int, title: str) -> Task:
    """A task for whoever asks, due in three days; refuses `WinBackPlanned` where it is planned already."""
    contract = load(session, Contract, contract_id)
    line = f"{title} ({contract.number})"
    planned = select(Activity.id).where(
        Activity.contact_id == contract.contact_id,
        Activity.kind == ActivityKind.TASK,
        Activity.title == line,
        Activity.state.in_(OPEN_STATES),
        Activity.deleted_at.is_(None),
    )
    if session.scalar(planned.limit(1)) is not None:
        raise WinBackPlanned(title=line)
    task, problems = begin_task(session, actor, contact_id=contract.contact_id), Problems()
    describe(session, task, problems, title=line, text="", category_id=None, user_id=actor.user_id)
    problems.raise_if_any()
    task.priority, task.due_on = Priority.HIGH, today_of(session) + timedelta(days=DAYS)
    session.add(task)
    return task
