"""Settings: the own account, the studio, its users, and what is kept for all."""

from __future__ import annotations

import streamlit as st

from components.perform import me
from components.tabs import tabs
from domain.access import Permission
from i18n.texts import N_, _
from pages.settings.account_tab import account_tab
from pages.settings.categories_tab import categories_tab
from pages.settings.doctors_tab import doctors_tab
from pages.settings.numbers_tab import numbers_tab
from pages.settings.outbox_tab import outbox_tab
from pages.settings.rooms_tab import rooms_tab
from pages.settings.studio_tab import studio_tab
from pages.settings.tags_tab import tags_tab
from pages.settings.templates_tab import templates_tab
from pages.settings.trail_tab import trail_tab
from pages.settings.users_tab import users_tab

TABS = (
    ("account", N_("My account"), Permission.OWN_ACCOUNT, account_tab),
    ("studio", N_("Studio"), Permission.EDIT_STUDIO, studio_tab),
    ("users", N_("Users"), Permission.MANAGE_USERS, users_tab),
    ("numbers", N_("Number ranges"), Permission.EDIT_STUDIO, numbers_tab),
    ("tags", N_("Tags"), Permission.EDIT_CARD_FILES, tags_tab),
    ("categories", N_("Categories"), Permission.EDIT_CARD_FILES, categories_tab),
    ("rooms", N_("Rooms"), Permission.EDIT_CARD_FILES, rooms_tab),
    ("texts", N_("Texts"), Permission.EDIT_CARD_FILES, templates_tab),
    ("outbox", N_("Outbox"), Permission.SEND_EMAILS, outbox_tab),
    ("doctors", N_("Doctors"), Permission.EDIT_CARD_FILES, doctors_tab),
    ("trail", N_("Audit trail"), Permission.SEE_AUDIT, trail_tab),
)

st.title(_("Settings"), anchor=False)
actor = me().actor
shown = {code: (_(title), draw) for code, title, permission, draw in TABS if actor.may(permission)}
_title, draw = shown[tabs({code: title for code, (title, _draw) in shown.items()})]
draw()
