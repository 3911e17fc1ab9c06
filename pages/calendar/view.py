"""The calendar itself: what the address asks for, the ways through the days, the grid and what a click in it opens."""

from __future__ import annotations

from datetime import date, time, timedelta

import streamlit as st

from components import address
from components.appointments import Wanted, appointment_dialog, soon
from components.calendar_grid import Column, calendar_grid
from components.course_dates import course_date_dialog
from components.entries import open_entry
from components.perform import may, now, reading, today
from domain.access import Permission
from domain.appointments import wall
from domain.holidays import holidays_among
from i18n.formatting import format_day
from i18n.holidays import holiday_word
from i18n.texts import N_, _, language
from pages.calendar.blocks import blocks_of, hours_of
from queries.activities import Choice, colleagues
from queries.appointments import CalendarEntry, calendar_entries
from queries.card_files import studio
from queries.rooms import rooms

VIEWS = {"day": N_("Day"), "week": N_("Week")}
BY = {"staff": N_("Staff"), "room": N_("Rooms")}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
NOBODY = "0"
"""The column of what nobody does, or that has no room."""


@st.fragment
def calendar_view() -> None:
    """Bar and grid; a fragment, so that going on by a day draws nothing else anew."""
    hidden = {"label_visibility": "collapsed"}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="calendar_bar"):
        view = address.switch("view", _("View"), {code: _(text) for code, text in VIEWS.items()}, **hidden)
        day = _ways(7 if view == "week" else 1)
        by = address.switch("by", _("Columns"), {code: _(text) for code, text in BY.items()}, drops=("who",), **hidden)
        with reading() as session:
            people, places = colleagues(session), rooms(session, today())
            land = studio(session).land or ""
        offered = people if by == "staff" else places
        names = {str(one.key): one.name for one in offered}
        who = address.choose("who", _("Only"), names, width=180, placeholder=_("All"), **hidden)
        if may(Permission.EDIT_ACTIVITIES) and st.button(
            _("Appointment"), icon=":material/add:", type="primary", key="calendar.new"
        ):
            appointment_dialog(None, None, _wanted(by, day, who))
    days = _week(day) if view == "week" else (day,)
    key = int(who) if who else None
    with reading() as session:
        found = calendar_entries(
            session,
            days[0],
            days[-1] + timedelta(days=1),
            user_id=key if by == "staff" else None,
            room_id=key if by == "room" else None,
        )
    holidays = {one: holiday_word(name) for one, name in holidays_among(days, land).items()}
    st.caption(_headline(days, holidays))
    columns = _days(days, holidays) if view == "week" else _owners(by, offered, found, key)
    _grid(view, by, columns, found, day, key)


def _ways(step: int) -> date:
    """Back, today, on, and a field for the day; the day that the address asks for."""
    day = address.read_day("on") or today()
    day = min(max(day, date(1900, 1, 8)), date(9999, 12, 1))
    for key, label, icon, goal in (
        ("back", _("Back"), "chevron_left", day - timedelta(days=step)),
        ("today", _("Today"), "today", today()),
        ("on", _("On"), "chevron_right", day + timedelta(days=step)),
    ):
        value = "" if goal == today() else goal.isoformat()
        st.button(
            _("Today") if key == "today" else "",
            icon=f":material/{icon}:",
            key=f"calendar.{key}",
            help=label,
            on_click=address.write,
            args=("on", value),
        )
    address.day("on", _("Day"), usual=today(), width=165, label_visibility="collapsed")
    return day


def _week(day: date) -> tuple[date, ...]:
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(7))


def _headline(days: tuple[date, ...], holidays: dict[date, str]) -> str:
    first = days[0]
    if len(days) == 1:
        named = f" · {holidays[first]}" if first in holidays else ""
        return f"{_(WEEKDAYS[first.weekday()])} {format_day(first, language())}{named}"
    span = f"{format_day(first, language())} – {format_day(days[-1], language())}"
    return _("Week {number}: {span}").format(number=first.isocalendar().week, span=span)


def _days(days: tuple[date, ...], holidays: dict[date, str]) -> list[Column]:
    return [
        Column(
            day.isoformat(),
            f"{_(WEEKDAYS[day.weekday()])} {day:%d.%m.}"
            if language() == "de"
            else f"{_(WEEKDAYS[day.weekday()])} {day.day}",
            holidays.get(day, ""),
            today=day == today(),
        )
        for day in days
    ]


def _owners(by: str, offered: tuple[Choice, ...], found: tuple[CalendarEntry, ...], only: int | None) -> list[Column]:
    """A column for each person or room, and for what belongs to none or to one that is no longer offered."""
    names = {one.key: one.name for one in offered if only is None or one.key == only}
    for entry in found:
        key, name = (entry.user_id, entry.user) if by == "staff" else (entry.room_id, entry.room)
        if key is not None:
            names.setdefault(key, name)
    columns = [Column(str(key), name) for key, name in names.items()]
    if any((entry.user_id if by == "staff" else entry.room_id) is None for entry in found) or not columns:
        columns.append(Column(NOBODY, _("Nobody") if by == "staff" else _("No room")))
    return columns


def _grid(
    view: str, by: str, columns: list[Column], found: tuple[CalendarEntry, ...], day: date, only: int | None
) -> None:
    blocks = blocks_of(found, columns, view=view, by=by, day=day)
    moment = wall(now())
    here = [n for n, column in enumerate(columns) if (column.today if view == "week" else day == moment.date())]
    hours = hours_of(blocks)
    minute = moment.hour * 60 + moment.minute
    seen = bool(here) and hours[0] * 60 <= minute < hours[1] * 60
    opened, slot = calendar_grid(
        "calendar.grid",
        columns,
        blocks,
        hours=hours,
        now={"columns": here, "minute": minute} if seen else None,
        may=may(Permission.EDIT_ACTIVITIES),
        words={"book": _("New appointment")},
    )
    if opened is not None:
        kind, key = opened[0], int(opened[1:])
        if kind == "a":
            open_entry(key)
        else:
            course_date_dialog(next(entry for entry in found if entry.course_date_id == key))
    elif slot is not None:
        _begin(view, by, slot, day, only)


def _wanted(by: str, day: date, who: str | None) -> Wanted | None:
    """With what a new appointment begins from the button: another day than today, and who is shown alone."""
    key = int(who) if who else None
    if day == today() and key is None:
        return None
    start = soon()
    clock = start.clock if day == start.day else time(9)
    person = key if by == "staff" and key is not None else start.user_id
    return Wanted(day, clock, user_id=person, room_id=key if by == "room" else None)


def _begin(view: str, by: str, slot: tuple[str, int], day: date, only: int | None) -> None:
    """A new appointment with day, time and person or room of the place that was clicked."""
    key, minute = slot
    on = date.fromisoformat(key) if view == "week" else day
    owner = only if view == "week" else (int(key) or None)
    wanted = Wanted(
        on,
        time(minute // 60, minute % 60),
        user_id=owner if by == "staff" else None,
        room_id=owner if by == "room" else None,
    )
    appointment_dialog(None, None, wanted)
