"""Entries in words: what a list shows of each kind in its columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.badges import badge
from components.escape import markup
from domain.activities import ActivityKind, CallOutcome, Direction, Priority, State
from domain.clock import ZONE
from domain.phones import format_phone
from i18n.formatting import format_day, format_instant
from i18n.texts import _, language, plural
from i18n.words import word
from queries.activities import ActivityRow
from queries.activity_details import (
    AppointmentDetail,
    CallDetail,
    CourseDetail,
    DocumentDetail,
    EmailDetail,
    NoteDetail,
    TaskDetail,
)

ICONS = {
    ActivityKind.NOTE: "sticky_note_2",
    ActivityKind.HEALTH_NOTE: "medical_information",
    ActivityKind.CALL: "call",
    ActivityKind.EMAIL: "mail",
    ActivityKind.TASK: "task_alt",
    ActivityKind.APPOINTMENT: "event",
    ActivityKind.COURSE: "groups",
    ActivityKind.DOCUMENT: "description",
}
STATE_COLORS = {
    State.OPEN: "blue",
    State.IN_PROGRESS: "violet",
    State.WAITING: "amber",
    State.DONE: "green",
    State.DROPPED: "gray",
    State.QUEUED: "blue",
    State.SENDING: "blue",
    State.SENT: "green",
    State.FAILED: "red",
    State.UNCLEAR: "orange",
    State.BOOKED: "blue",
    State.CONFIRMED: "violet",
    State.ARRIVED: "green",
    State.NO_SHOW: "red",
    State.CANCELLED: "gray",
    State.WAITLISTED: "amber",
}


def when(row: ActivityRow) -> str:
    """Day and time of an entry; of a task the day alone."""
    if isinstance(row.detail, TaskDetail):
        return format_day(row.detail.due_on, language()) if row.detail.due_on else _("no day")
    if isinstance(row.detail, AppointmentDetail | CourseDetail):
        return f"{format_instant(row.at, language())}–{row.detail.ends_at.astimezone(ZONE):%H:%M}"
    return format_instant(row.at, language())


def headline(row: ActivityRow) -> str:
    """What an entry is called."""
    if isinstance(row.detail, CourseDetail):
        return row.detail.course
    return row.title or _unnamed(row, row.detail)


def _unnamed(row: ActivityRow, detail: Any) -> str:
    """What an entry without a title is called."""
    match detail:
        case CallDetail():
            return word(CallOutcome.CALL_BACK) if row.state is State.OPEN else _call(detail)
        case DocumentDetail():
            return detail.file_name
        case EmailDetail():
            return _("(no subject)")
        case AppointmentDetail():
            return row.category or word(row.kind)
    lines = row.text.splitlines()
    return lines[0][:120] if lines else word(row.kind)


def _call(detail: CallDetail) -> str:
    return _("Call from the contact") if detail.direction is Direction.INCOMING else _("Call to the contact")


def _called(detail: CallDetail) -> str:
    """When it was, where the entry stands at the instant of the call back."""
    if detail.called_at is None:
        return ""
    return _("called on {instant}").format(instant=format_instant(detail.called_at, language()))


def facts(row: ActivityRow) -> list[str]:
    """What else is worth a word, by kind."""
    return [fact for fact in _facts(row, row.detail) if fact]


def _facts(row: ActivityRow, detail: Any) -> Iterator[str]:
    match detail:
        case CallDetail():
            yield _call(detail) if row.title or row.state is State.OPEN else ""
            yield format_phone(detail.number)
            yield word(detail.outcome) if row.title or row.state is not State.OPEN else ""
            yield plural("{count} minute", "{count} minutes", detail.minutes) if detail.minutes else ""
            yield _called(detail)
        case EmailDetail():
            yield word(detail.direction)
            yield detail.sender if detail.direction is Direction.INCOMING else detail.recipients
            yield detail.answer if row.state in {State.FAILED, State.UNCLEAR} else ""
        case TaskDetail():
            yield word(Priority.HIGH) if detail.priority is Priority.HIGH else ""
            yield repeats(detail) if detail.every else ""
        case AppointmentDetail() | CourseDetail():
            yield detail.room
            yield detail.cancelled_reason
            yield _("series") if getattr(detail, "series_id", None) else ""
        case DocumentDetail():
            yield _("from the contact") if detail.direction is Direction.INCOMING else _("for the contact")
            yield detail.file_name if row.title else ""
            yield (
                _("valid until {day}").format(day=format_day(detail.valid_until, language()))
                if detail.valid_until
                else ""
            )


def repeats(detail: TaskDetail) -> str:
    """`repeats every 2 weeks`."""
    texts = {
        "day": plural("repeats every day", "repeats every {count} days", detail.step),
        "week": plural("repeats every week", "repeats every {count} weeks", detail.step),
        "month": plural("repeats every month", "repeats every {count} months", detail.step),
        "year": plural("repeats every year", "repeats every {count} years", detail.step),
    }
    return texts[str(detail.every)]


def badges(row: ActivityRow) -> list[tuple[str, str]]:
    """Words and colours that stand beside an entry: alert, pinned, late, status, category."""
    found = []
    if isinstance(row.detail, NoteDetail) and row.detail.alert:
        found.append((_("Alert"), "red"))
    if row.pinned:
        found.append((_("Pinned"), "amber"))
    if row.overdue:
        found.append((_("Overdue"), "red"))
    call_back = isinstance(row.detail, CallDetail) and row.detail.outcome is CallOutcome.CALL_BACK
    if row.state is not State.NONE and not (row.overdue and row.state is State.OPEN):
        found.append((_("Call back") if call_back and row.state is State.OPEN else word(row.state), color(row.state)))
    if row.category and headline(row) != row.category:
        found.append((row.category, row.color))
    return found


def color(state: State) -> str:
    """The colour of a status, the same everywhere."""
    return STATE_COLORS.get(state, "gray")


def badges_html(row: ActivityRow) -> str:
    """The badges as HTML."""
    return " ".join(badge(text, tone) for text, tone in badges(row))


def summary_html(row: ActivityRow) -> str:
    """An entry as a line of a small list: when, what, badges."""
    return f"<time>{markup(when(row))}</time>{markup(headline(row))} {badges_html(row)}"
