"""Receivables: billing runs, and the contacts that wait for somebody to put their data right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from components.tabs import tabs
from i18n.texts import N_, _
from pages.receivables.parked_tab import parked_tab
from pages.receivables.runs_tab import runs_tab

TABS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "runs": (N_("Billing run"), runs_tab),
    "parked": (N_("Parked contacts"), parked_tab),
}

st.title(_("Receivables"), anchor=False)
_label, draw = TABS[tabs({code: _(label) for code, (label, _draw) in TABS.items()})]
draw()
