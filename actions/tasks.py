"""Tasks: what somebody is to do, for a contact or the studio; one that repeats brings the next one when it is done."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from actions.action import action
from actions.activities import begin, describe, load_entry
from domain.access import Actor, Permission
from domain.activities import Every, Priority, State
from domain.clock import start_of
from domain.errors import Problems
from domain.tasks import FIRST_YEAR, LAST_YEAR, MOST_STEPS, DueFarAway, RepeatsWithoutDay, StepImpossible, next_due
from models.activity import Activity, Task
from models.base import moment


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def add_task(
    session: Session,
    actor: Actor,
    *,
    title: str,
    contact_id: int | None = None,
    text: str = "",
    due_on: date | None = None,
    priority: Priority = Priority.NORMAL,
    user_id: int | None = None,
    category_id: int | None = None,
    every: Every | None = None,
    step: int | None = 1,
) -> Task:
    """A new task, of a contact or of the studio itself."""
    task, problems = begin_task(session, actor, contact_id=contact_id), Problems()
    describe(session, task, problems, title=title, text=text, category_id=category_id, user_id=user_id)
    task.priority = priority
    plan(session, task, problems, due_on=due_on, every=every, step=step)
    problems.raise_if_any()
    session.add(task)
    return task


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def edit_task(
    session: Session,
    actor: Actor,
    *,
    task_id: int,
    version: int,
    title: str,
    text: str,
    due_on: date | None,
    priority: Priority,
    user_id: int | None,
    state: State,
    category_id: int | None = None,
    every: Every | None = None,
    step: int | None = 1,
) -> Task:
    """Change a task, and where it stands; refuses `NotFollowing`."""
    task, problems = load_entry(session, actor, Task, task_id, version=version), Problems()
    describe(session, task, problems, title=title, text=text, category_id=category_id, user_id=user_id)
    task.priority = priority
    plan(session, task, problems, due_on=due_on, every=every, step=step)
    with problems.field("state"):
        task.move_to(state)
    problems.raise_if_any()
    follow_state(session, actor, task)
    return task


def begin_task(session: Session, actor: Actor, *, contact_id: int | None) -> Task:
    """A task that the caller fills in, and adds then."""
    task = Task(at=moment(session), state=State.OPEN, priority=Priority.NORMAL, step=1)
    return begin(session, actor, task, contact_id=contact_id)


def plan(
    session: Session, task: Task, problems: Problems, *, due_on: date | None, every: Every | None, step: int | None
) -> None:
    """Set the day and the repetition, which is counted from the day that people set last."""
    with problems.field("due_on"):
        if due_on is not None and not FIRST_YEAR <= due_on.year <= LAST_YEAR:
            raise DueFarAway
        if every is not None and due_on is None:
            raise RepeatsWithoutDay
    with problems.field("step"):
        if every is not None and (step is None or not 1 <= step <= MOST_STEPS):
            raise StepImpossible(most=MOST_STEPS)
    if problems.found:
        return
    steps = step if every is not None and step is not None else 1
    if (task.due_on, task.every, task.step) != (due_on, every, steps):
        task.anchor_on = due_on if every is not None else None
    task.due_on, task.every, task.step = due_on, every, steps
    task.at = start_of(due_on) if due_on is not None else task.created_at or moment(session)


def follow_state(session: Session, actor: Actor, task: Task) -> None:
    """What follows when a task is done: it knows when, and the next one comes; reopened, the next one goes again."""
    if task.state is State.DONE and task.done_at is None:
        task.done_at = moment(session)
        _come_again(session, actor, task)
    elif task.state is not State.DONE and task.done_at is not None:
        task.done_at = None
        _take_next_back(session, task)


def _come_again(session: Session, actor: Actor, task: Task) -> None:
    """Set the next task of a repetition; there is only ever one, even where this one is done a second time."""
    if task.every is None or task.due_on is None or session.scalar(select(exists().where(Task.origin_id == task.id))):
        return
    due = next_due(task.anchor_on or task.due_on, task.every, task.step, task.due_on)
    if due is None:
        return
    following = begin_task(session, actor, contact_id=None)
    for column in ("contact_id", "title", "text", "category_id", "user_id", "priority", "every", "step"):
        setattr(following, column, getattr(task, column))
    following.anchor_on, following.due_on, following.at = task.anchor_on or task.due_on, due, start_of(due)
    following.origin_id = task.id
    session.add(following)


def _take_next_back(session: Session, task: Task) -> None:
    """Remove the next task, unless somebody has touched it or something has come from it."""
    later = aliased(Activity, flat=True)
    untouched = (Task.origin_id == task.id, Task.version == 1, Task.anchor_on.is_not(None))
    following = session.scalars(select(Task).where(*untouched, ~exists().where(later.origin_id == Task.id))).first()
    if following is not None:
        session.delete(following)
