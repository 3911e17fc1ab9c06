"""The dialog of calls: with whom, what came of it, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from actions.calls import FollowUp, add_call, dialled, edit_call
from components.entry_fields import below, category_field, links_of, person_field
from components.escape import markup
from components.fields import Form
from components.perform import now, reading, today
from components.presses import icon_html
from components.tasks import due_field
from domain.activities import ActivityKind, CallOutcome, Direction
from domain.calls import PRESETS, usual_call_back
from domain.errors import Refusal
from domain.phones import format_phone
from i18n.texts import _, plural
from i18n.words import word
from queries.activities import ActivityRow
from queries.activity_details import CallDetail
from queries.calls import NumberToDial, numbers_to_dial


def call_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Enter a call, or change one."""
    with reading() as session:
        numbers = numbers_to_dial(session, contact_id)
    st.dialog(_("Call"), width="medium")(_call)(contact_id, row, numbers, now())


def _call(contact_id: int | None, row: ActivityRow | None, numbers: tuple[NumberToDial, ...], began: datetime) -> None:
    detail = row.detail if row is not None and isinstance(row.detail, CallDetail) else None
    with Form(f"call.{row.activity_id}.{row.version}" if row else f"call.new.{contact_id}", live=True) as form:
        left, right = st.columns([2, 3])
        way = detail.direction if detail else Direction.OUTGOING
        inputs: dict[str, Any] = {"direction": form.segments("direction", _("Direction"), Direction, way, place=left)}
        inputs["number"] = _number(form, detail, numbers, place=right)
        outcome = form.segments("outcome", _("Outcome"), CallOutcome, detail.outcome if detail else None)
        inputs["outcome"] = outcome
        inputs |= _times(form, row, detail, outcome, began)
        inputs["text"] = form.area("text", _("What was said"), row.text if row else "", height=100)
        left, middle, right = st.columns(3)
        inputs["title"] = form.text("title", _("Title"), row.title if row else "", place=left, autocomplete="off")
        inputs["category_id"] = category_field(form, ActivityKind.CALL, row, place=middle)
        inputs["user_id"] = person_field(form, row, place=right)
        inputs["follow_up"] = _follow_up(form)
        if row is None:
            form.submit(add_call, done=_("Call saved."), contact_id=contact_id, **inputs)
        else:
            form.submit(edit_call, done=_("Call changed."), call_id=row.activity_id, version=row.version, **inputs)
    if row is not None:
        links_of(row)
        below(row)


def _number(form: Form, detail: CallDetail | None, numbers: tuple[NumberToDial, ...], *, place: Any) -> str:
    """The number, those of the contact for a click, and a link that dials it."""
    left, right = place.columns([3, 2], vertical_alignment="bottom")
    typed = form.text(
        "number",
        _("Number"),
        detail.number if detail else "",
        place=left,
        suggest=numbers[0].number if numbers and detail is None else None,
        write=lambda number: format_phone(number) if number else "",
        read=dialled,
        autocomplete="off",
    )
    if len(numbers) > 1:
        offered = {format_phone(one.number): f"{format_phone(one.number)} ({word(one.kind)})" for one in numbers}
        form.offers("number", _("Number"), offered, place=place)
    try:
        number = dialled(typed)
    except Refusal:
        number = ""
    if number.startswith("+"):
        title = _("Dial {number}").format(number=format_phone(number))
        inside = f"{icon_html('call')} {markup(_('Dial'))}"
        right.html(f"<a class='k-dial' href='tel:{markup(number)}' title='{markup(title)}'>{inside}</a>")
    return typed


def _times(
    form: Form, row: ActivityRow | None, detail: CallDetail | None, outcome: CallOutcome, began: datetime
) -> dict[str, Any]:
    """When it was and how long, and when to call back. The entry stands at the one or the other (`Call.at`)."""
    again = detail is not None and detail.called_at is not None
    left, right = st.columns(2)
    at = row.at if row else None
    called_at = form.moment(
        "called_at",
        _("Time"),
        detail.called_at if detail and again else at,
        place=left,
        column="called_at" if again else "at",
        suggest=None if row else began,
    )
    call_back_at: Callable[[], datetime | None] | None = None
    if outcome is CallOutcome.CALL_BACK:
        call_back_at = form.moment(
            "call_back_at",
            _("Call back at"),
            at if again else None,
            place=right,
            column="at" if again else None,
            suggest=None if again else usual_call_back(began),
        )
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    minutes = form.whole_number("minutes", _("Minutes"), detail.minutes if detail else None, place=left)
    presets = {str(preset): plural("{count} min", "{count} min", preset) for preset in PRESETS}
    form.offers("minutes", _("Minutes"), presets, place=right)
    return {"called_at": called_at, "minutes": minutes, "call_back_at": call_back_at}


def _follow_up(form: Form) -> Callable[[], FollowUp] | None:
    """The task that follows, where somebody ticks that one does."""
    if not form.check("follow_up", _("Set a task that follows from it"), column=None):
        return None
    title = form.text("task_title", _("What is to be done?"), column=None, autocomplete="off")
    due = due_field(form, "task_due_on", None, suggest=today() + timedelta(days=1), column=None)
    person = person_field(form, None, name="task_user_id", column=None)
    return lambda: FollowUp(title, due(), person)
