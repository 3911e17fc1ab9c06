"""Appointments and course dates as iCalendar (RFC 5545), for one of them or as the feed of a person.

All times are in UTC, so that no program needs to know a time zone of ours. Nothing on health goes out: notes never do,
and whom an appointment is with only where that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event, vText

from domain.activities import State
from i18n.texts import _
from queries.activities import ActivityRow
from queries.activity_details import AppointmentDetail
from queries.appointments import CalendarEntry

PRODUCT = "-//Kontor//Kontor//DE"
STATUS = {State.CANCELLED: "CANCELLED", State.BOOKED: "CONFIRMED", State.CONFIRMED: "CONFIRMED"}
HOST = "kontor.invalid"
"""Behind the @ of identifiers, which only have to differ; this name can belong to nobody."""


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """What goes into a calendar; `key` never changes, `sequence` rises with each change."""

    key: str
    sequence: int
    at: datetime
    ends_at: datetime
    summary: str
    place: str
    state: State
    created_at: datetime


def calendar_file(items: Iterable[CalendarItem], now: datetime, *, name: str = "") -> bytes:
    """A calendar of these items, as it stands now."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", vText(name))
    for item in items:
        calendar.add_component(_event(item, now))
    return bytes(calendar.to_ical())


def _event(item: CalendarItem, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.key}@{HOST}")
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("created", item.created_at.replace(microsecond=0))
    event.add("sequence", item.sequence)
    event.add("dtstart", item.at)
    event.add("dtend", item.ends_at)
    event.add("summary", item.summary)
    if item.place:
        event.add("location", item.place)
    event.add("status", STATUS.get(item.state, "CONFIRMED"))
    return event


def feed_item(entry: CalendarEntry, *, with_names: bool) -> CalendarItem:
    """An entry as a feed tells it: its type or course, and whom it is with only if that is wanted."""
    if entry.course_date_id is not None:
        key, summary = _key("course", entry.course_date_id, entry.created_at), entry.what
    else:
        key = _key("appointment", entry.activity_id or 0, entry.created_at)
        summary = entry.what if with_names or not entry.contact else entry.type
        if with_names and entry.contact:
            summary = ", ".join(part for part in (summary, entry.contact) if part)
    return CalendarItem(
        key,
        entry.version - 1,
        entry.at,
        entry.ends_at,
        summary or _("Appointment"),
        entry.room,
        entry.state,
        entry.created_at,
    )


def one_appointment(row: ActivityRow, now: datetime) -> bytes:
    """One appointment as a file to hand out: to the contact, who knows whom it is with."""
    assert isinstance(row.detail, AppointmentDetail)
    item = CalendarItem(
        _key("appointment", row.activity_id, row.detail.created_at),
        row.version - 1,
        row.at,
        row.detail.ends_at,
        row.title or row.category or _("Appointment"),
        row.detail.room,
        row.state,
        row.detail.created_at,
    )
    return calendar_file((item,), now)


def _key(kind: str, number: int, created_at: datetime) -> str:
    """Of two studios no two are equal: each came at an instant of its own."""
    return f"{kind}-{number}-{round(created_at.timestamp() * 1_000_000)}"
