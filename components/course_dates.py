"""What the calendar tells of a date of a course."""

from __future__ import annotations

import streamlit as st

from components.cards import Fact, facts
from components.escape import literal
from i18n.clashes import span_words
from i18n.texts import _
from i18n.words import word
from queries.appointments import CalendarEntry


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
