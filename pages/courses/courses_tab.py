"""The courses of the studio; a click opens one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.course_words import weekday
from components.courses import course_dialog
from components.perform import may, reading
from domain.access import Permission
from i18n.formatting import format_day, format_instant
from i18n.texts import _, language, plural
from queries.courses import CourseRow, courses


@st.fragment
def courses_tab() -> None:
    """The list, and a new course."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        retired = st.toggle(_("Also those no longer offered"), key="retired_courses")
        if may(Permission.MANAGE_COURSES) and st.button(
            _("New course"), icon=":material/add:", type="primary", key="courses.add"
        ):
            course_dialog()
    with reading() as session:
        found = courses(session, retired=retired)
    if not found:
        st.info(_("There is no course yet."))
        return
    opened = plain_list("courses_list", [_row(one) for one in found]).opened
    if opened is not None:
        st.query_params["course"] = str(opened)
        st.rerun()


def _row(row: CourseRow) -> dict[str, Any]:
    badges = [(row.category, row.color)] if row.category else []
    if row.retired_on is not None:
        said = _("no longer offered since {day}").format(day=format_day(row.retired_on, language()))
        badges.append((said, "gray"))
    facts = [
        plural("{count} place", "{count} places", row.capacity),
        row.room,
        plural("{count} coming date", "{count} coming dates", row.coming),
        plural("{count} takes part in the whole", "{count} take part in the whole", row.members) if row.members else "",
    ]
    when = f"{weekday(row.next_at)} {format_instant(row.next_at, language())}" if row.next_at else _("no date")
    return plain_row(
        row.course_id,
        "sports_gymnastics",
        when,
        row.name,
        badges=badges,
        facts=" · ".join(fact for fact in facts if fact),
        who=row.trainer,
        over=row.retired_on is not None,
    )
