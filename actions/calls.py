"""Phone calls: who called whom, what came of it, and who is to be called back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import begin, describe, load_entry
from actions.tasks import begin_task, plan
from domain.access import Actor, Permission
from domain.activities import CallOutcome, Direction, State
from domain.calls import LONGEST_CALL, CallBackInPast, CallInFuture, CallTooLong
from domain.clock import day_of
from domain.errors import Missing, Problems, Refusal
from domain.phones import parse_phone
from domain.texts import tidy_line
from models.activity import Call, Task
from models.base import moment

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The task that comes out of a call."""

    title: str
    due_on: date | None = None
    user_id: int | None = None


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def add_call(
    session: Session,
    actor: Actor,
    *,
    contact_id: int | None,
    direction: Direction,
    outcome: CallOutcome,
    number: str = "",
    called_at: datetime | None = None,
    call_back_at: datetime | None = None,
    minutes: int | None = None,
    title: str = "",
    text: str = "",
    category_id: int | None = None,
    user_id: int | None = None,
    follow_up: FollowUp | None = None,
) -> Call:
    """A call that was made just now or at `called_at`, and the task that follows from it."""
    call, problems = begin(session, actor, Call(at=moment(session)), contact_id=contact_id), Problems()
    call.state = State.NONE
    describe(
        session, call, problems, title=title, text=text, category_id=category_id, user_id=user_id, title_required=False
    )
    _dial(call, problems, direction, number, minutes)
    _stand(session, call, problems, outcome, called_at or moment(session), call_back_at)
    task = _follow(session, actor, call, problems, follow_up)
    problems.raise_if_any()
    session.add(call)
    _add_behind(session, call, task)
    return call


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def edit_call(
    session: Session,
    actor: Actor,
    *,
    call_id: int,
    version: int,
    direction: Direction,
    outcome: CallOutcome,
    number: str,
    called_at: datetime | None,
    call_back_at: datetime | None = None,
    minutes: int | None = None,
    title: str = "",
    text: str = "",
    category_id: int | None = None,
    user_id: int | None = None,
    follow_up: FollowUp | None = None,
) -> Call:
    """Change a call; another task may follow from it."""
    call, problems = load_entry(session, actor, Call, call_id, version=version), Problems()
    describe(
        session, call, problems, title=title, text=text, category_id=category_id, user_id=user_id, title_required=False
    )
    _dial(call, problems, direction, number, minutes)
    _stand(session, call, problems, outcome, called_at or call.called_at or call.at, call_back_at)
    task = _follow(session, actor, call, problems, follow_up)
    problems.raise_if_any()
    _add_behind(session, call, task)
    return call


def _dial(call: Call, problems: Problems, direction: Direction, number: str, minutes: int | None) -> None:
    call.direction = direction
    with problems.field("number"):
        call.number = dialled(number)
    with problems.field("minutes"):
        if minutes is not None and not 0 <= minutes <= LONGEST_CALL:
            raise CallTooLong(longest=LONGEST_CALL)
        call.minutes = minutes or None


def dialled(typed: str) -> str:
    """The number as E.164 where it can be read as one, else as it was typed (`intern 12`)."""
    try:
        return parse_phone(typed)
    except Refusal:
        return tidy_line(typed, longest=LONGEST_NUMBER)


def _stand(
    session: Session,
    call: Call,
    problems: Problems,
    outcome: CallOutcome,
    called_at: datetime,
    call_back_at: datetime | None,
) -> None:
    """When it was, and whether somebody is to call back: then the call stays open, at the instant of that."""
    again, before = outcome is CallOutcome.CALL_BACK, call.at if call.called_at is not None else None
    with problems.field("called_at"):
        if called_at > moment(session):
            raise CallInFuture
    with problems.field("call_back_at"):
        if again and call_back_at is None:
            raise Missing
        if again and call_back_at != before and day_of(call_back_at or called_at) < day_of(moment(session)):
            raise CallBackInPast
    if again != (call.outcome is CallOutcome.CALL_BACK):
        # Not a step that people take: another outcome means that there is or is nothing left to do.
        call.state = State.OPEN if again else State.NONE
    call.outcome = outcome
    call.at, call.called_at = (call_back_at or called_at, called_at) if again else (called_at, None)


def _follow(session: Session, actor: Actor, call: Call, problems: Problems, follow_up: FollowUp | None) -> Task | None:
    """The task that follows from the call; what is wrong with it is noted under `task_…`."""
    if follow_up is None:
        return None
    task, own = begin_task(session, actor, contact_id=call.contact_id), Problems()
    describe(session, task, own, title=follow_up.title, user_id=follow_up.user_id)
    plan(session, task, own, due_on=follow_up.due_on, every=None, step=1)
    for problem in own.found:
        problem.field = f"task_{problem.field}"
        problems.note(problem)
    return task


def _add_behind(session: Session, call: Call, task: Task | None) -> None:
    if task is not None:
        session.flush()
        task.origin_id = call.id
        session.add(task)
