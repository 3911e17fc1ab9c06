"""Contacts: the list of all, likely duplicates, and the import of address books."""

from __future__ import annotations

import streamlit as st

from components.perform import may
from components.tabs import tabs
from domain.access import Permission
from i18n.texts import _
from pages.contacts.duplicates_tab import duplicates_tab
from pages.contacts.import_tab import import_tab
from pages.contacts.list_tab import list_tab

st.title(_("Contacts"), anchor=False)
draws = {"all": list_tab, "duplicates": duplicates_tab, "import": import_tab}
if may(Permission.IMPORT_CONTACTS):
    draws[tabs({"all": _("All contacts"), "duplicates": _("Duplicates"), "import": _("Import")})]()
else:
    list_tab()
