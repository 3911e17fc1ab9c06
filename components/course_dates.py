"""One date of a course: its dialogs, what the calendar tells of it, and its attendance list on paper."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from actions.course_dates import cancel_date, edit_date
from components.cards import Fact, facts
from components.clashes import clash_part
from components.course_words import facts_of, tell, when_of
from components.courses import room_field, trainer_field
from components.escape import literal
from components.fields import Form
from components.navigation import COURSES, go
from components.perform import reading
from components.quota_payment import back_note
from documents.attendance_list import AttendanceList, AttendanceWords, Attendee, attendance_pdf
from domain.activities import State
from domain.clock import day_of
from domain.errors import Refusal
from i18n.clashes import span_words
from i18n.texts import _, plural
from i18n.times import at_clock, format_time, parse_time
from i18n.words import word
from queries.appointments import CalendarEntry, Clash
from queries.card_files import studio
from queries.course_plan import foreseen_clashes
from queries.courses import DateRow
from queries.participants import Participant
from queries.quotas import units_of_enrolments

CAME = {State.ARRIVED: True, State.NO_SHOW: False}


def edit_date_dialog(row: DateRow) -> None:
    """Change a date, alone or with all that follow."""
    st.dialog(_("Change the date"), width="medium")(_edit)(row)


def _edit(row: DateRow) -> None:
    with Form(f"course_date.{row.date_id}.{row.version}", live=True) as form:
        left, middle, right = st.columns([2, 1, 1])
        starts_at = form.moment("starts_at", _("Begins"), row.starts_at, place=left)
        ends = form.text(
            "ends",
            _("Ends at"),
            row.ends_at,
            place=middle,
            column="ends_at",
            write=format_time,
            read=lambda typed: at_clock(day_of(row.ends_at), parse_time(typed)),
        )
        capacity = form.whole_number("capacity", _("Places"), row.capacity, place=right)
        left, right = st.columns(2)
        room = room_field(form, row.room_id, row.room, place=left)
        trainer = trainer_field(form, row.trainer_id, row.trainer, place=right)
        following = form.check("following", _("Also in all dates that follow"), column=None)
        found = _foreseen(row, form.typed_day("starts_at"), ends, room, trainer, following=following)
        accepted = clash_part(form, found, label=_("Plan it all the same"))
        st.caption(_("Who is enrolled comes along; whoever must be told of a new time stands in “To tell”."))
        form.submit(
            edit_date,
            done=_("Date changed."),
            then=tell,
            date_id=row.date_id,
            version=row.version,
            starts_at=starts_at,
            ends=ends,
            room_id=room,
            trainer_id=trainer,
            capacity=capacity,
            following=following,
            clash_accepted=accepted,
        )


def _foreseen(
    row: DateRow, starts_at: datetime | None, ends: str, room_id: int | None, trainer_id: int | None, *, following: bool
) -> tuple[Clash, ...]:
    """What is taken already, looked up while somebody types."""
    try:
        with reading() as session:
            return foreseen_clashes(
                session,
                row.date_id,
                starts_at=starts_at,
                ends=ends,
                room_id=room_id,
                trainer_id=trainer_id,
                following=following,
            )
    except Refusal:
        return ()


def cancel_date_dialog(row: DateRow) -> None:
    """Let a date not take place."""
    st.dialog(_("Cancel the date"))(_cancel)(row)


def _cancel(row: DateRow) -> None:
    st.markdown(f"**{literal(row.course)}**, {when_of(row)}")
    people = row.taken + row.waiting
    if people:
        st.caption(
            plural(
                "{count} person is enrolled and must be told: a list with phones and e-mails follows.",
                "{count} people are enrolled and must be told: a list with phones and e-mails follows.",
                people,
            )
        )
    with reading() as session:
        back_note(units_of_enrolments(session, date_id=row.date_id))
    with Form(f"cancel_date.{row.date_id}.{row.version}") as form:
        reason = form.text("reason", _("Reason"), column=None, autocomplete="off")
        form.submit(
            cancel_date,
            done=_("Date cancelled. Please tell those who were enrolled."),
            label=_("Cancel the date"),
            date_id=row.date_id,
            reason=reason,
        )


def attendance_button(row: DateRow, people: tuple[Participant, ...]) -> None:
    """The attendance list as a PDF, which is drawn when it is asked for: out of the run, so all is read before."""
    data = _attendance(row, people)
    st.download_button(
        _("Attendance list (PDF)"),
        lambda: attendance_pdf(data),
        f"{_('attendance')}-{day_of(row.starts_at).isoformat()}-{row.date_id}.pdf",
        "application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key="date.paper",
    )


def _attendance(row: DateRow, people: tuple[Participant, ...]) -> AttendanceList:
    with reading() as session:
        name = studio(session).name
    attendees = tuple(
        Attendee(one.name, one.number, CAME.get(one.state), one.state is State.WAITLISTED)
        for one in people
        if one.state is not State.CANCELLED
    )
    words = AttendanceWords(
        title=_("Attendance list"),
        columns=(_("Name"), _("Number"), _("Came"), _("Signature")),
        waiting=_("Waiting list"),
        page=_("page {page} of {pages}"),
        unprintable=_("This font cannot print the character that stood here."),
    )
    places = _("{taken} of {places} places taken").format(taken=row.taken, places=row.capacity)
    said = tuple(fact for fact in (facts_of(row), places) if fact)
    return AttendanceList(name, row.course, when_of(row), said, attendees, words)


def course_date_dialog(entry: CalendarEntry) -> None:
    """Show a date of a course."""
    st.dialog(literal(entry.what[:80]) or _("Course"))(_course_date)(entry)


def _course_date(entry: CalendarEntry) -> None:
    facts(
        [
            Fact(_("When"), span_words(entry.at, entry.ends_at)),
            Fact(_("Trainer"), entry.user),
            Fact(_("Room"), entry.room),
            Fact(_("Places taken"), entry.places),
            Fact(_("Status"), word(entry.state)),
        ]
    )
    if st.button(_("Open the course date"), icon=":material/event:", type="primary", key="course_date.open"):
        go(COURSES, date=str(entry.course_date_id))
