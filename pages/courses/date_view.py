"""One date of a course: who comes, who waits, who came, and who must be told."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.course_dates import remove_date, restore_date
from actions.enrolments import mark_attendance
from components import address
from components.activity_list import plain_list, plain_row
from components.activity_words import color
from components.badges import badge
from components.cards import heading
from components.clashes import clash_part
from components.course_dates import attendance_button, cancel_date_dialog, edit_date_dialog
from components.course_words import facts_of, places_badges, tell, when_of
from components.enrolments import enrol_somebody_dialog
from components.entries import open_entry
from components.escape import literal, markup
from components.fields import Form
from components.perform import may, perform_and_say, reading
from components.to_tell import tell_list
from domain.access import Permission
from domain.activities import State
from domain.phones import format_phone
from i18n.texts import _, plural
from i18n.words import word
from queries.course_plan import clashes_of_date
from queries.courses import DateRow, date_row
from queries.participants import Participant, participants

PLACED = (State.BOOKED, State.ARRIVED, State.NO_SHOW)


def date_view(date_id: int) -> None:
    """The date with this id, or the way back where there is none."""
    st.button(
        _("Back"), icon=":material/arrow_back:", type="tertiary", key="date.back",
        on_click=address.clear, args=(("date",),),
    )  # fmt: skip
    with reading() as session:
        row, people = date_row(session, date_id), participants(session, date_id)
    if row is None:
        st.warning(_("This date is not there."))
        return
    _head(row, people)
    _people(row, people)


def _head(row: DateRow, people: tuple[Participant, ...]) -> None:
    st.title(literal(row.course), anchor=False)
    badges = " ".join(badge(text, tone) for text, tone in places_badges(row))
    facts = " · ".join(part for part in (when_of(row), facts_of(row), row.cancelled_reason) if part)
    st.html(f"<p>{markup(facts)} {badges}</p>")
    with st.container(horizontal=True, key="date_buttons"):
        if row.cancelled_at is None and may(Permission.EDIT_ACTIVITIES):
            if st.button(_("Enrol somebody"), icon=":material/person_add:", type="primary", key="date.enrol"):
                enrol_somebody_dialog(row)
            _all_came(people)
        if people:
            attendance_button(row, people)
        if may(Permission.MANAGE_COURSES):
            _manage(row, people)


def _all_came(people: tuple[Participant, ...]) -> None:
    open_ids = tuple(one.enrolment_id for one in people if one.state is State.BOOKED)
    if open_ids and st.button(_("All arrived"), icon=":material/done_all:", key="date.all"):
        done = plural("{count} person marked as arrived.", "{count} people marked as arrived.", len(open_ids))
        perform_and_say(done, mark_attendance, enrolment_ids=open_ids, state=State.ARRIVED)


def _manage(row: DateRow, people: tuple[Participant, ...]) -> None:
    if row.cancelled_at is not None:
        with reading() as session:
            found = clashes_of_date(session, row.date_id)
        with Form(f"restore_date.{row.date_id}.{row.version}") as form:
            accepted = clash_part(form, found, label=_("Plan it all the same"))
            form.submit(
                restore_date,
                done=_("The date takes place after all. Everybody has what they had."),
                label=_("Take back the cancellation"),
                then=tell,
                date_id=row.date_id,
                clash_accepted=accepted,
            )
        return
    if st.button(_("Change"), icon=":material/edit:", key="date.edit"):
        edit_date_dialog(row)
    if st.button(_("Cancel the date"), icon=":material/event_busy:", key="date.cancel"):
        cancel_date_dialog(row)
    if not people and st.button(_("Remove"), icon=":material/delete:", type="tertiary", key="date.remove"):
        address.clear(("date",))
        perform_and_say(_("Date removed."), remove_date, date_id=row.date_id)


def _people(row: DateRow, people: tuple[Participant, ...]) -> None:
    telling = tuple(one for one in people if one.news is not None)
    placed = [one for one in people if one.state in PLACED]
    waiting = [one for one in people if one.state is State.WAITLISTED]
    gone = [one for one in people if one.state is State.CANCELLED]
    if telling:
        heading(_("To tell"))
        tell_list("date_tell", telling, with_date=False)
    if placed:
        heading(plural("{count} person with a place", "{count} people with a place", len(placed)))
        _list("placed", placed, marks=True)
    if waiting:
        heading(_("Waiting list"))
        _list("waiting", waiting)
    if gone:
        heading(_("Cancelled"))
        _list("gone", gone)
    if not people:
        st.info(_("Nobody is enrolled yet."))


def _list(key: str, people: list[Participant], *, marks: bool = False) -> None:
    may_mark = marks and may(Permission.EDIT_ACTIVITIES)
    pressed = plain_list(f"date_{key}", [_row(one, place, marks=may_mark) for place, one in enumerate(people, 1)])
    if pressed.act is not None:
        enrolment_id, code = pressed.act
        one = next(one for one in people if one.enrolment_id == enrolment_id)
        state = State.BOOKED if one.state.value == code else State(code)
        done = _("{name}: {state}.").format(name=one.name, state=word(state))
        perform_and_say(done, mark_attendance, enrolment_ids=(enrolment_id,), state=state)
    elif pressed.opened is not None:
        open_entry(pressed.opened)


def _row(one: Participant, place: int, *, marks: bool) -> dict[str, Any]:
    phone = format_phone(one.phone)
    badges = [(_("whole course"), "gray")] if one.member else []
    if one.state is not State.BOOKED:
        badges.insert(0, (word(one.state), color(one.state)))
    acts = [
        (State.ARRIVED.value, _("✓ Arrived"), one.state is State.ARRIVED),
        (State.NO_SHOW.value, _("✗ Did not come"), one.state is State.NO_SHOW),
    ]
    return plain_row(
        one.enrolment_id,
        "person",
        phone,
        f"{place}. {one.name}",
        badges=badges,
        facts=one.reason,
        over=one.state is State.CANCELLED,
        contact=one.number,
        number=one.number,
        acts=acts if marks else [],
    )
