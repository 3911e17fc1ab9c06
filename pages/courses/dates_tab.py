"""The dates of all courses, the next on top, filtered by what the address says."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address
from components.activity_filters import asked_period, period_fields
from components.activity_list import plain_list, plain_row
from components.course_words import places_badges, weekday
from components.perform import reading, today
from domain.clock import ZONE
from i18n.formatting import format_day
from i18n.texts import N_, _, language, plural
from i18n.times import format_time
from queries.activities import colleagues
from queries.courses import AskedDates, DateRow, DateShow, courses, dates_page
from queries.rooms import rooms

PAGE = ("page",)
FILTERS = ("of", "trainer", "room", "period", "from", "until", "places")
SHOWN = {
    DateShow.FREE.value: N_("Places free"),
    DateShow.FULL.value: N_("Full"),
    DateShow.CANCELLED.value: N_("Cancelled"),
}
PER_PAGE = 40
WIDTH = 150


@st.fragment
def dates_tab() -> None:
    """The filter bar and the list; a click opens a date."""
    asked = _filtered()
    with reading() as session:
        found = dates_page(session, asked, limit=PER_PAGE, offset=(address.page("page") - 1) * PER_PAGE)
    st.caption(plural("{count} date", "{count} dates", found.total))
    if not found.rows:
        st.info(
            _("Nothing matches. Take a filter away.")
            if address.taken(FILTERS)
            else _("There are no coming dates. Open a course to make some.")
        )
        return
    show_dates("course_dates", found.rows)
    address.page_bar("page", found.offset // PER_PAGE + 1, -(-found.total // PER_PAGE))


def show_dates(key: str, rows: tuple[DateRow, ...], *, with_course: bool = True) -> None:
    """Dates as a list; the one that is pressed opens."""
    opened = plain_list(key, [_row(row, with_course=with_course) for row in rows]).opened
    if opened is not None:
        st.query_params["date"] = str(opened)
        st.rerun()


def _row(row: DateRow, *, with_course: bool) -> dict[str, Any]:
    day = row.starts_at.astimezone(ZONE).date()
    when = f"{weekday(day)} {format_day(day, language())}"
    time = f"{format_time(row.starts_at)}–{format_time(row.ends_at)}"
    until = _("until {time}").format(time=format_time(row.ends_at)) if with_course else ""
    facts = " · ".join(part for part in (until, row.room, row.cancelled_reason) if part)
    return plain_row(
        row.date_id,
        "event_busy" if row.cancelled_at else "event",
        f"{when}, {format_time(row.starts_at)}" if with_course else when,
        row.course if with_course else time,
        badges=places_badges(row),
        facts=facts,
        who=row.trainer,
        over=row.cancelled_at is not None,
    )


def _filtered() -> AskedDates:
    """Draw the filters; what they ask for."""
    looks: dict[str, Any] = {"drops": PAGE, "width": WIDTH, "placeholder": _("All")}
    with reading() as session:
        named = {str(one.course_id): one.name for one in courses(session, retired=True)}
        trainers = {str(one.key): one.name for one in colleagues(session)}
        places = {str(one.key): one.name for one in rooms(session, today())}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="activities_bar"):
        course = address.choose("of", _("Course"), named, **(looks | {"width": 200}))
        trainer = address.choose("trainer", _("Trainer"), trainers, **looks)
        room = address.choose("room", _("Room"), places, **looks)
        show = address.choose("places", _("Places"), {code: _(text) for code, text in SHOWN.items()}, **looks)
        period_fields(_("Coming"))
        if address.taken(FILTERS):
            address.reset_button("course_dates_reset", (*FILTERS, *PAGE))
    since, before = asked_period()
    return AskedDates(
        course_id=int(course) if course else None,
        trainer_id=int(trainer) if trainer else None,
        room_id=int(room) if room else None,
        since=since,
        before=before,
        show=DateShow(show) if show else None,
    )
