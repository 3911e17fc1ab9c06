"""Courses: their coming dates with free places, the courses themselves, and who must be told something."""

from __future__ import annotations

import streamlit as st

from components import address
from components.perform import reading
from components.tabs import tabs
from i18n.texts import _
from pages.courses.course_view import course_view
from pages.courses.courses_tab import courses_tab
from pages.courses.date_view import date_view
from pages.courses.dates_tab import dates_tab
from pages.courses.tell_tab import tell_tab
from queries.participants import to_tell

date_id, course_id = address.read_number("date"), address.read_number("course")
if date_id is not None:
    date_view(date_id)
elif course_id is not None:
    course_view(course_id)
else:
    st.title(_("Courses"), anchor=False)
    with reading() as session:
        people = to_tell(session)
    labels = {
        "dates": _("Dates"),
        "courses": _("Courses"),
        "tell": f"{_('To tell')} ({len(people)})" if people else _("To tell"),
    }
    draws = {"dates": dates_tab, "courses": courses_tab, "tell": lambda: tell_tab(people)}
    draws[tabs(labels)]()
