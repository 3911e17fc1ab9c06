"""The dialog of tasks: what is to be done, until when, by whom, and how often."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from dateutil.relativedelta import relativedelta

from actions.tasks import add_task, edit_task
from components.conflict import open_conflict
from components.entry_fields import below, category_field, links_of, person_field
from components.fields import Form
from components.perform import today
from domain.activities import ActivityKind, Every, Priority, State, following, states_of
from i18n.formatting import format_day
from i18n.texts import N_, _, language
from i18n.words import word
from queries.activities import ActivityRow
from queries.activity_details import TaskDetail

DUE = (
    (N_("Today"), relativedelta()),
    (N_("Tomorrow"), relativedelta(days=1)),
    (N_("In a week"), relativedelta(weeks=1)),
    (N_("In a month"), relativedelta(months=1)),
)
"""Days that are entered with one click."""
NEW = TaskDetail(due_on=None, priority=Priority.NORMAL, every=None, step=1, done_at=None)


def task_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Set a task, or change one; without a contact it is one of the studio."""
    st.dialog(_("Task"), width="medium")(_task)(contact_id, row)


def _task(contact_id: int | None, row: ActivityRow | None) -> None:
    detail = row.detail if row is not None and isinstance(row.detail, TaskDetail) else NEW
    key = f"task.{row.activity_id}.{row.version}" if row else f"task.new.{contact_id}"
    with Form(key, live=True) as form:
        title = form.text("title", _("What is to be done?"), row.title if row else "", autocomplete="off")
        due = due_field(form, "due_on", detail.due_on, suggest=None if row else today())
        left, middle, right = st.columns(3)
        person = person_field(form, row, place=left)
        priority = form.choice("priority", _("Priority"), Priority, detail.priority, place=middle)
        category = category_field(form, ActivityKind.TASK, row, place=right)
        text = form.area("text", _("Text"), row.text if row else "", height=100)
        left, right = st.columns(2)
        every = form.pick(
            "every", _("Repeats every"), list(Every), word, detail.every, place=left, placeholder=_("Never")
        )
        step = form.whole_number("step", _("Every how many"), detail.step, place=right)
        inputs = {"title": title, "text": text, "due_on": due, "priority": priority, "user_id": person}
        inputs |= {"category_id": category, "every": every, "step": step}
        if every is not None:
            st.caption(_("When it is done the next one comes by itself. Dropping it ends the repetition."))
        if row is None:
            form.submit(add_task, done=_("Task saved."), contact_id=contact_id, **inputs)
        else:
            state = _state_field(form, key, row)
            form.submit(
                edit_task, done=_("Task changed."), task_id=row.activity_id, version=row.version, state=state, **inputs
            )
    if row is not None:
        links_of(row)
        below(row)


def _state_field(form: Form, key: str, row: ActivityRow) -> State:
    """Where the task stands; only what may follow is offered, in a conflict what others may have set too."""
    steps = (row.state, *following(row.kind, row.state))
    offered = states_of(row.kind) if open_conflict(key) else [one for one in states_of(row.kind) if one in steps]
    return State(form.pick("state", _("Status"), list(offered), word, row.state))


def due_field(form: Form, name: str, due: date | None, *, suggest: date | None, **more: Any) -> Any:
    """The day until which it is to be done, and beside it the commonest ones for a click."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    read = form.day(name, _("Due"), due, place=left, suggest=suggest, **more)
    form.offers(name, _("Due"), {format_day(today() + ahead, language()): _(text) for text, ahead in DUE}, place=right)
    return read
