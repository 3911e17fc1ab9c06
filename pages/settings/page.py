"""Settings: the own account, the studio, its users, and what is kept for all."""

from __future__ import annotations

import streamlit as st

from components.perform import me
from domain.access import Permission
from i18n.texts import N_, _
from pages.settings.account_tab import account_tab
from pages.settings.doctors_tab import doctors_tab
from pages.settings.numbers_tab import numbers_tab
from pages.settings.studio_tab import studio_tab
from pages.settings.tags_tab import tags_tab
from pages.settings.trail_tab import trail_tab
from pages.settings.users_tab import users_tab

TABS = (
    (N_("My account"), Permission.OWN_ACCOUNT, account_tab),
    (N_("Studio"), Permission.EDIT_STUDIO, studio_tab),
    (N_("Users"), Permission.MANAGE_USERS, users_tab),
    (N_("Number ranges"), Permission.EDIT_STUDIO, numbers_tab),
    (N_("Tags"), Permission.EDIT_CARD_FILES, tags_tab),
    (N_("Doctors"), Permission.EDIT_CARD_FILES, doctors_tab),
    (N_("Audit trail"), Permission.SEE_AUDIT, trail_tab),
)

st.title(_("Settings"), anchor=False)
actor = me().actor
shown = [(_(title), draw) for title, permission, draw in TABS if actor.may(permission)]
places = st.tabs([title for title, _draw in shown], key="tab", on_change="rerun", bind="query-params")
for place, (_title, draw) in zip(places, shown, strict=True):
    if place.open:
        with place:
            draw()
