"""The dialogs of enrolments: enrol a contact in dates or a whole course, and what is done with one enrolment."""

from __future__ import annotations

import streamlit as st

from actions.enrolments import cancel_enrolment, enrol, enrol_again, enrol_in_course, leave_course, mark_attendance
from components.activity_words import badges_html, when
from components.contact_choice import contact_choice, forget_choice
from components.course_words import offer_of, tell, when_of
from components.entry_fields import below
from components.escape import literal, markup
from components.fields import Form
from components.navigation import COURSES, go
from components.perform import may, perform_and_say, reading
from components.quota_payment import back_note, quota_payment
from domain.access import Permission
from domain.activities import State
from i18n.texts import _, plural
from i18n.words import word
from queries.activities import ActivityRow
from queries.activity_details import CourseDetail
from queries.courses import CourseRow, DateRow, coming_dates, courses, courses_of
from queries.participants import Participant, enrolled_in, participants, participants_by_id
from queries.quotas import units_of_enrolments, units_paying

WHOLE = "whole"
MOST_OFFERED = 60
"""Coming dates among which one chooses."""


def enrolment_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Enrol a contact in a course, or look at an enrolment."""
    if row is not None:
        st.dialog(_("Place in a course"), width="medium")(_enrolment)(row)
    elif contact_id is not None:
        st.dialog(_("Enrol in a course"), width="medium")(_enrol)(contact_id)


def _enrol(contact_id: int) -> None:
    with reading() as session:
        offered = {one.course_id: one for one in courses(session) if one.coming}
        mine = {one.course_id for one in courses_of(session, contact_id)}
    if not offered:
        st.info(_("There is no course with coming dates. Make one on the page “Courses”."))
        return
    with Form(f"enrol.{contact_id}", live=True) as form:
        course_id = form.pick(
            "course_id",
            _("Course"),
            list(offered),
            lambda key: _course_words(offered[key]),
            column=None,
            placeholder=_("Choose a course"),
        )
        if course_id is None:
            st.caption(_("Choose a course, then the dates."))
            return
        _dates_or_whole(form, contact_id, offered[course_id], member=course_id in mine)


def _course_words(row: CourseRow) -> str:
    return " · ".join(part for part in (row.name, row.trainer, row.room) if part)


def _dates_or_whole(form: Form, contact_id: int, course: CourseRow, *, member: bool) -> None:
    ways = {"dates": _("Single dates"), WHOLE: _("The whole course")}
    way = "dates"
    if member:
        st.caption(_("This contact takes part in the whole course: new dates are booked by themselves."))
    else:
        way = st.segmented_control(
            _("Dates"), list(ways), default="dates", required=True, format_func=ways.__getitem__,
            key=f"enrol.{contact_id}.way", label_visibility="collapsed",
        )  # fmt: skip
    with reading() as session:
        there = enrolled_in(session, contact_id)
        coming = coming_dates(session, course.course_id, limit=MOST_OFFERED)
    dates = {one.date_id: one for one in coming if one.date_id not in there}
    if way == WHOLE:
        full = sum(not one.free for one in dates.values())
        text = plural(
            "In the {count} coming date and in all that are made later.",
            "In the {count} coming dates and in all that are made later.",
            course.coming,
        )
        st.caption(text + (" " + plural("{count} of them is full.", "{count} of them are full.", full) if full else ""))
        form.submit(
            enrol_in_course,
            done=_("Enrolled in the whole course."),
            label=_("Enrol"),
            then=tell,
            contact_id=contact_id,
            course_id=course.course_id,
        )
        return
    if not dates:
        st.info(_("This contact is enrolled in all coming dates of the course."))
        return
    chosen = st.multiselect(
        _("Dates"),
        list(dates),
        default=[next((one.date_id for one in dates.values() if one.free), next(iter(dates)))],
        format_func=lambda key: offer_of(dates[key]),
        key=f"enrol.{contact_id}.{course.course_id}.dates",
        placeholder=_("Choose dates"),
        select_all=False,
    )
    full = [one for key, one in dates.items() if key in chosen and not one.free]
    if full:
        st.caption(_("Full: {dates}. There the contact goes on the waiting list.").format(
            dates="; ".join(when_of(one) for one in full[:3])
        ))  # fmt: skip
    form.submit(enrol, done=_("Enrolled."), label=_("Enrol"), then=tell, contact_id=contact_id, date_ids=tuple(chosen))


def enrol_somebody_dialog(row: DateRow) -> None:
    """Enrol a contact that is looked for in a date."""
    forget_choice(f"enrol_in.{row.date_id}")
    st.dialog(_("Enrol somebody"), width="medium")(_enrol_somebody)(row)


def _enrol_somebody(row: DateRow) -> None:
    st.caption(f"{literal(row.course)} · {offer_of(row)}")
    with reading() as session:
        known = [one.contact_id for one in participants(session, row.date_id) if one.state is not State.CANCELLED]
    hit = contact_choice(f"enrol_in.{row.date_id}", _("Contact"), without=known)
    if hit is not None:
        with Form(f"enrol_in.{row.date_id}.{hit.contact_id}") as form:
            form.submit(
                enrol,
                done=_("Enrolled."),
                label=_("Enrol"),
                then=tell,
                contact_id=hit.contact_id,
                date_ids=(row.date_id,),
            )


def _enrolment(row: ActivityRow) -> None:
    with reading() as session:
        found = participants_by_id(session, [row.activity_id])
    detail = row.detail
    if not found or not isinstance(detail, CourseDetail):
        st.warning(_("This entry is no longer there."))
        return
    one = found[0]
    facts = " · ".join(part for part in (when(row), detail.room, row.user) if part)
    reason = f"<br>{markup(one.reason)}" if one.reason else ""
    st.html(f"<p><b>{markup(detail.course)}</b> {badges_html(row)}<br>{markup(facts)}{reason}</p>")
    if one.state is State.WAITLISTED:
        st.caption(_place_in_queue(one))
    if st.button(_("Open the course date"), icon=":material/event:", type="tertiary", key="enrolment.date"):
        go(COURSES, date=str(one.date_id))
    quota_payment(row)
    if may(Permission.EDIT_ACTIVITIES):
        enrolment_actions(one)
        if one.state is State.CANCELLED:
            below(row)


def _place_in_queue(one: Participant) -> str:
    with reading() as session:
        queue = [each for each in participants(session, one.date_id) if each.state is State.WAITLISTED]
    place = next((number for number, each in enumerate(queue, 1) if each.enrolment_id == one.enrolment_id), 0)
    return _("Number {place} of the waiting list: moves up by itself when a place becomes free.").format(place=place)


def enrolment_actions(one: Participant) -> None:
    """What can be done with an enrolment."""
    if one.state in {State.BOOKED, State.ARRIVED, State.NO_SHOW}:
        with st.container(horizontal=True):
            for state in (State.ARRIVED, State.NO_SHOW, State.BOOKED):
                if state is not one.state and st.button(attendance_word(state), key=f"enrolment.{state}"):
                    perform_and_say(
                        _("{name}: {state}.").format(name=one.name, state=word(state)),
                        mark_attendance,
                        enrolment_ids=(one.enrolment_id,),
                        state=state,
                    )
    if one.state in {State.BOOKED, State.WAITLISTED}:
        with Form(f"enrolment.{one.enrolment_id}.{one.version}") as form:
            reason = form.text("reason", _("Reason (may stay empty)"), column=None, autocomplete="off")
            with reading() as session:
                back_note(len(units_paying(session, (one.enrolment_id,))))
            form.submit(
                cancel_enrolment,
                done=_("Enrolment cancelled."),
                label=_("Cancel the enrolment"),
                then=tell,
                enrolment_id=one.enrolment_id,
                reason=reason,
            )
    if one.state is State.CANCELLED and not one.with_date:
        with Form(f"enrolment.again.{one.enrolment_id}.{one.version}") as form:
            form.submit(
                enrol_again,
                done=_("Enrolled."),
                label=_("Enrol again"),
                then=tell,
                enrolment_id=one.enrolment_id,
            )


def attendance_word(state: State) -> str:
    """What a button says that marks somebody."""
    words = {State.ARRIVED: _("✓ Arrived"), State.NO_SHOW: _("✗ Did not come"), State.BOOKED: _("Not known yet")}
    return words[state]


def leave_dialog(contact_id: int, name: str, course: CourseRow) -> None:
    """Somebody no longer takes part in a whole course."""
    st.dialog(_("Leave the course"))(_leave)(contact_id, name, course)


def _leave(contact_id: int, name: str, course: CourseRow) -> None:
    text = _("{name} no longer takes part in {course}: all enrolments in coming dates are cancelled.")
    st.markdown(text.format(name=literal(name), course=literal(course.name)))
    with Form(f"leave.{course.course_id}.{contact_id}") as form:
        reason = form.text("reason", _("Reason (may stay empty)"), column=None, autocomplete="off")
        with reading() as session:
            back_note(units_of_enrolments(session, course_id=course.course_id, contact_id=contact_id))
        form.submit(
            leave_course,
            done=_("No longer takes part."),
            label=_("Leave the course"),
            then=tell,
            contact_id=contact_id,
            course_id=course.course_id,
            reason=reason,
        )


def memberships(contact_id: int) -> None:
    """The courses in which a contact takes part as a whole, on top of the list of enrolments."""
    with reading() as session:
        mine = courses_of(session, contact_id)
    if not mine:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="memberships"):
        st.caption(_("Takes part in the whole course:"), width="content")
        for one in mine:
            st.markdown(f"**{literal(one.name)}**", width="content")
            if may(Permission.EDIT_ACTIVITIES) and st.button(
                _("Leave the course"), icon=":material/logout:", key=f"membership.{one.course_id}", type="tertiary"
            ):
                leave_dialog(contact_id, _("This contact"), one)
