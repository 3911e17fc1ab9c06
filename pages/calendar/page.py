"""Calendar: appointments and course dates of a day or a week, by staff member or by room."""

from __future__ import annotations

import streamlit as st

from i18n.texts import _
from pages.calendar.view import calendar_view

st.title(_("Calendar"), anchor=False)
calendar_view()
