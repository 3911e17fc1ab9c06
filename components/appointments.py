"""The dialog of an appointment: book one or a series, move it, say who came, cancel it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from actions.appointments import book_appointment, cancel_appointment, edit_appointment
from actions.steps import take_step
from components.appointment_series import repeat_fields, scope_field
from components.clashes import clash_part
from components.contact_choice import contact_choice, forget_choice
from components.entry_fields import below, category_field, person_field, stepped
from components.escape import markup
from components.fields import Form
from components.focus import focus
from components.perform import may, me, now, perform_and_say, reading, today
from components.quota_payment import back_note, quota_payment
from domain.access import Permission
from domain.activities import ActivityKind, State, following
from domain.appointments import USUAL_MINUTES, Repeat, Scope, minutes_between, wall
from domain.errors import Refusal
from exchange.calendar_ics import one_appointment
from i18n.clashes import span_words
from i18n.texts import _
from i18n.words import word
from queries.activities import ActivityRow, categories
from queries.activity_details import AppointmentDetail
from queries.appointment_series import chosen_ids, foreseen, slots
from queries.appointments import Clash, clashes
from queries.contact_search import recent_contacts
from queries.quotas import units_paying
from queries.rooms import rooms

HALF_HOUR = timedelta(minutes=30)
WITH = "appointment.with"


@dataclass(frozen=True, slots=True)
class Wanted:
    """With what a new appointment begins that was asked for by a click into the calendar."""

    day: date
    clock: time
    user_id: int | None = None
    room_id: int | None = None


def appointment_dialog(contact_id: int | None, row: ActivityRow | None = None, wanted: Wanted | None = None) -> None:
    """Book an appointment, or open one."""
    forget_choice(WITH)
    st.dialog(_("Appointment"), width="medium")(_appointment)(contact_id, row, wanted)


def _appointment(contact_id: int | None, row: ActivityRow | None, wanted: Wanted | None = None) -> None:
    if row is None:
        _new(contact_id, wanted)
        return
    _head(row)
    if not may(Permission.EDIT_ACTIVITIES):
        st.html(f"<div class='k-text'>{markup(row.text)}</div>")
        return
    _steps(row)
    _change(row)
    quota_payment(row)
    with st.container(horizontal=True, key="appointment_below"):
        _file(row)
        below(row)
    if State.CANCELLED in following(row.kind, row.state):
        _cancel(row)


def _new(contact_id: int | None, wanted: Wanted | None) -> None:
    start, named = wanted or soon(), contact_id is not None
    if contact_id is None:
        with reading() as session:
            recent = recent_contacts(session, me().user_id, today=today(), limit=4)
        with st.container(key="appointment_with"):
            chosen = contact_choice(WITH, _("With whom (empty: an appointment of the studio)"), suggested=recent)
        focus("appointment_with")
        contact_id = chosen.contact_id if chosen is not None else None
    with Form(f"appointment.new.{wanted}", live=True, begins=named) as form:
        inputs = _fields(form, None, start)
        repeat, without = repeat_fields(form)
        found = _foreseen(form, inputs, repeat, without)
        accepted = clash_part(form, found, value=False)
        form.submit(
            book_appointment,
            done=_("Appointment booked.") if repeat is None else _("Series booked."),
            label=_("Book"),
            contact_id=contact_id,
            repeat=repeat,
            without=without,
            clash_accepted=accepted,
            **inputs,
        )


def soon() -> Wanted:
    """The next half hour that begins."""
    local = wall(now())
    start = local.replace(minute=0, second=0, microsecond=0)
    while start <= local:
        start += HALF_HOUR
    return Wanted(start.date(), start.time(), me().user_id)


def _head(row: ActivityRow) -> None:
    detail = detail_of(row)
    facts = [word(row.state), span_words(row.at, detail.ends_at)]
    if row.contact:
        link = f"/overview?contact={row.contact_number}"
        facts.insert(0, f"<a class='k-open k-link' href='{link}' target='_self'>{markup(row.contact)}</a>")
    if detail.cancelled_reason:
        facts.append(detail.cancelled_reason)
    shown = [
        fact if fact.startswith("<a ") and n == 0 and row.contact else markup(fact) for n, fact in enumerate(facts)
    ]
    st.html(f"<div class='k-sub'>{' · '.join(shown)}</div>")


def _steps(row: ActivityRow) -> None:
    """One button for each state that may follow but the cancelling, which asks for its reason below."""
    states = [state for state in following(row.kind, row.state) if state is not State.CANCELLED]
    with st.container(horizontal=True, gap="xsmall", key="appointment_steps"):
        for state in states:
            if st.button(word(state), icon=STEP_ICONS.get(state), key=f"appointment.step.{state}"):
                perform_and_say(
                    stepped(row.kind, state),
                    take_step,
                    activity_id=row.activity_id,
                    version=row.version,
                    state=state,
                )


STEP_ICONS = {
    State.BOOKED: ":material/event:",
    State.CONFIRMED: ":material/event_available:",
    State.ARRIVED: ":material/check:",
    State.NO_SHOW: ":material/person_off:",
}


def _change(row: ActivityRow) -> None:
    detail = detail_of(row)
    with Form(f"appointment.{row.activity_id}.{row.version}", live=True) as form:
        inputs = _fields(form, row, Wanted(wall(row.at).date(), wall(row.at).time(), row.user_id, detail.room_id))
        scope = scope_field(form) if detail.series_id is not None else Scope.THIS
        found = _foreseen(form, inputs, None, (), row=row, scope=scope)
        accepted = clash_part(form, found, value=detail.clash_accepted)
        form.submit(
            edit_appointment,
            done=_("Appointment changed.") if scope is Scope.THIS else _("Series changed."),
            appointment_id=row.activity_id,
            version=row.version,
            scope=scope,
            clash_accepted=accepted,
            **inputs,
        )


def detail_of(row: ActivityRow) -> AppointmentDetail:
    """What an appointment says beyond the columns that all entries share."""
    assert isinstance(row.detail, AppointmentDetail)
    return row.detail


def _fields(form: Form, row: ActivityRow | None, start: Wanted) -> dict[str, Any]:
    """The fields of an appointment, by the inputs of its actions."""
    left, right = st.columns(2)
    category = category_field(form, ActivityKind.APPOINTMENT, row, label=_("Type"), place=left)
    usual, name = _usual(category)
    title = form.text("title", _("Title"), row.title if row else "", place=right, autocomplete="off", placeholder=name)
    first, second, third = st.columns([2, 1, 1])
    stored = row is not None
    day = form.day(
        "day",
        _("Day"),
        start.day if stored else None,
        suggest=None if stored else start.day,
        place=first,
        required=True,
        column="at" if stored else None,
        taken=lambda values: wall(values["at"]).date(),
    )
    clock = form.clock(
        "clock",
        _("Begins"),
        start.clock if stored else None,
        suggest=None if stored else start.clock,
        place=second,
        column="at" if stored else None,
        taken=lambda values: wall(values["at"]).time(),
    )
    minutes = _minutes(form, row, usual, third)
    _ends(form)
    left, right = st.columns(2)
    person = _person(form, row, start, left)
    room = _room(form, row, start, right)
    text = form.area("text", _("Note"), row.text if row else "", height=80)
    return {
        "category_id": category,
        "title": title,
        "day": day,
        "clock": clock,
        "minutes": minutes,
        "user_id": person,
        "room_id": room,
        "text": text,
    }


def _usual(category_id: int | None) -> tuple[int, str]:
    """How long an appointment of a type usually takes, and what it is called where no title is typed."""
    with reading() as session:
        known = {one.key: one for one in categories(session, ActivityKind.APPOINTMENT, today(), retired=True)}
    chosen = known.get(category_id or 0)
    return (chosen.minutes or USUAL_MINUTES, chosen.name) if chosen else (USUAL_MINUTES, "")


def _minutes(form: Form, row: ActivityRow | None, usual: int, place: Any) -> Callable[[], int | None]:
    label = _("Minutes")
    if row is not None:
        stored = minutes_between(row.at, detail_of(row).ends_at)

        def length(values: Any) -> int:
            return minutes_between(values["at"], values["ends_at"])

        return form.whole_number("minutes", label, stored, place=place, column="ends_at", taken=length)
    # The length of a type takes the place of the one before, unless somebody has typed another.
    field, proposed = form.key_of("minutes"), form.key_of("proposed")
    if st.session_state.get(field) == str(st.session_state.get(proposed, "")):
        st.session_state[field] = str(usual)
    st.session_state[proposed] = usual
    suggest = None if field in st.session_state else usual
    return form.whole_number("minutes", label, place=place, column=None, suggest=suggest)


def _ends(form: Form) -> None:
    spans = _spans(form)
    if spans:
        at, ends_at = spans[0]
        st.caption(span_words(at, ends_at))


def _spans(
    form: Form, repeat: Repeat | None = None, without: tuple[date, ...] = ()
) -> tuple[tuple[datetime, datetime], ...]:
    """When what stands in the form right now takes place; nothing while it cannot be read."""
    day, clock, minutes = (form.typed_day(name) for name in ("day", "clock", "minutes"))
    if day is None or clock is None:
        return ()
    try:
        return slots(day, clock, minutes, repeat, without)
    except Refusal:
        return ()


def _person(form: Form, row: ActivityRow | None, start: Wanted, place: Any) -> Any:
    return person_field(form, row, label=_("Staff member"), place=place, start=start.user_id, suggest=False)


def _room(form: Form, row: ActivityRow | None, start: Wanted, place: Any) -> Any:
    kept = detail_of(row).room_id if row is not None else None
    with reading() as session:
        offered = {one.key: one.name for one in rooms(session, today(), kept=kept)}
    return form.pick(
        "room_id",
        _("Room"),
        list(offered),
        lambda key: offered.get(key, ""),
        kept if row is not None else start.room_id,
        place=place,
        placeholder=_("None"),
    )


def _foreseen(
    form: Form,
    inputs: dict[str, Any],
    repeat: Repeat | None,
    without: tuple[date, ...],
    *,
    row: ActivityRow | None = None,
    scope: Scope = Scope.THIS,
) -> tuple[Clash, ...]:
    """What is taken already, looked up while somebody types."""
    spans = _spans(form, repeat, without)
    place = {"user_id": inputs["user_id"], "room_id": inputs["room_id"]}
    if not spans:
        return ()
    with reading() as session:
        if row is None:
            return clashes(session, spans, **place)
        day, clock, minutes = (form.typed_day(name) for name in ("day", "clock", "minutes"))
        try:
            return foreseen(session, row.activity_id, scope, now(), day=day, clock=clock, minutes=minutes, **place)
        except Refusal:
            return ()


def _cancel(row: ActivityRow) -> None:
    one = detail_of(row).series_id is None
    place = st.expander(_("Cancel the appointment …"), icon=":material/event_busy:")
    with place, Form(f"appointment.cancel.{row.activity_id}.{row.version}") as form:
        reason = form.text("reason", _("Reason"), column=None, autocomplete="off")
        scope = Scope.THIS if one else scope_field(form)
        with reading() as session:
            back_note(len(units_paying(session, chosen_ids(session, row.activity_id, scope, now()))))
        form.submit(
            cancel_appointment,
            done=_("Appointment cancelled.") if scope is Scope.THIS else _("Appointments of the series cancelled."),
            label=_("Cancel the appointment"),
            appointment_id=row.activity_id,
            version=row.version,
            reason=reason,
            scope=scope,
        )


def _file(row: ActivityRow) -> None:
    st.download_button(
        _("For the calendar (.ics)"),
        data=lambda: one_appointment(row, now()),
        file_name=f"{row.at:%Y-%m-%d}.ics",
        mime="text/calendar",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="appointment.ics",
    )
