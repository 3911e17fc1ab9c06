"""Whoever must still be told something of a course."""

from __future__ import annotations

import streamlit as st

from components.to_tell import tell_list
from i18n.texts import _
from queries.participants import Participant


def tell_tab(people: tuple[Participant, ...]) -> None:
    """The list of all courses."""
    if people:
        tell_list("to_tell", people)
    else:
        st.success(_("Everybody knows. Whoever moves up from a waiting list, or loses a date, will stand here."))
