"""What the tabs of the catalogue share: search, those no longer offered, the button for a new card, other files."""

from __future__ import annotations

import streamlit as st

from components import address
from components.navigation import COURSES, SETTINGS, go
from components.perform import may
from domain.access import Permission
from i18n.texts import _


def bar(key: str, new: str) -> tuple[str, bool, bool]:
    """The bar above a list: what to look for, whether also those no longer offered, whether to make a new card."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = address.search(f"{key}_text", _("Search"), placeholder=_("Name"), width=260)
        retired = st.toggle(_("Also those no longer offered"), key=f"retired_{key}")
        pressed = may(Permission.EDIT_CATALOGUE) and st.button(
            new, icon=":material/add:", type="primary", key=f"{key}.add"
        )
    return text, retired, bool(pressed)


def nothing(text: str, empty: str) -> None:
    """What a list without rows says."""
    st.info(_("Nothing matches. Take a filter away.") if text else empty)


def elsewhere() -> None:
    """Where the other card files are kept."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Kept elsewhere:"), width="content")
        if st.button(_("Courses"), icon=":material/sports_gymnastics:", type="tertiary", key="to.courses"):
            go(COURSES, tab="courses")
        if may(Permission.EDIT_CARD_FILES):
            for code, label in (("doctors", _("Doctors")), ("tags", _("Tags")), ("texts", _("Texts"))):
                if st.button(label, icon=":material/settings:", type="tertiary", key=f"to.{code}"):
                    go(SETTINGS, tab=code)
