"""One course: what it is, who takes part in the whole of it, and its dates."""

from __future__ import annotations

import streamlit as st

from components import address
from components.activity_list import plain_list, plain_row
from components.cards import heading
from components.course_words import facts_of
from components.courses import course_dialog, dates_dialog
from components.enrolments import leave_dialog
from components.escape import literal, markup
from components.navigation import open_contact
from components.perform import may, reading
from domain.access import Permission
from i18n.texts import _, plural
from pages.courses.dates_tab import show_dates
from queries.courses import AskedDates, CourseRow, courses, dates_page
from queries.participants import members

PER_PAGE = 30


def course_view(course_id: int) -> None:
    """The course with this id, or the way back where there is none."""
    st.button(
        _("All courses"), icon=":material/arrow_back:", type="tertiary", key="course.back",
        on_click=address.clear, args=(("course", "page"),),
    )  # fmt: skip
    with reading() as session:
        found = courses(session, course_id=course_id)
        people = members(session, course_id)
        page = dates_page(session, AskedDates(course_id), limit=PER_PAGE, offset=(address.page("page") - 1) * PER_PAGE)
    if not found:
        st.warning(_("This course is not there."))
        return
    row = found[0]
    _head(row)
    heading(plural("{count} coming date", "{count} coming dates", page.total))
    if page.rows:
        show_dates("course_view_dates", page.rows, with_course=False)
        address.page_bar("page", page.offset // PER_PAGE + 1, -(-page.total // PER_PAGE))
    else:
        st.info(_("No dates are to come. Make some with “New dates”."))
    if people:
        heading(plural("{count} takes part in the whole course", "{count} take part in the whole course", len(people)))
        _members(row, people)


def _head(row: CourseRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(literal(row.name), anchor=False)
        if may(Permission.MANAGE_COURSES):
            with st.container(horizontal=True, width="content"):
                if st.button(_("New dates"), icon=":material/event:", type="primary", key="course.dates"):
                    dates_dialog(row)
                if st.button(_("Change"), icon=":material/edit:", key="course.edit"):
                    course_dialog(row)
    facts = [row.category, facts_of(row), plural("{count} place", "{count} places", row.capacity)]
    if row.retired_on is not None:
        facts.append(_("no longer offered"))
    st.html(
        f"<p>{markup(' · '.join(fact for fact in facts if fact))}</p>"
        + (f"<p class='k-text'>{markup(row.text)}</p>" if row.text else "")
    )


def _members(row: CourseRow, people: tuple[tuple[int, str, str], ...]) -> None:
    acts = [("leave", _("Leave the course"), False)] if may(Permission.EDIT_ACTIVITIES) else []
    rows = [
        plain_row(contact_id, "person", str(place), name, contact=number, number=number, acts=acts)
        for place, (contact_id, number, name) in enumerate(people, 1)
    ]
    pressed = plain_list("course_members", rows)
    chosen = pressed.act[0] if pressed.act else pressed.opened
    for contact_id, number, name in people:
        if contact_id == chosen and pressed.act:
            leave_dialog(contact_id, name, row)
        elif contact_id == chosen:
            open_contact(number)
