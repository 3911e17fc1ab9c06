"""Contacts: the list of all, likely duplicates, and the import of address books."""

from __future__ import annotations

import streamlit as st

from components import address
from components.perform import may
from domain.access import Permission
from i18n.texts import _
from pages.contacts.duplicates_tab import duplicates_tab
from pages.contacts.import_tab import import_tab
from pages.contacts.list_tab import list_tab

st.title(_("Contacts"), anchor=False)
if may(Permission.IMPORT_CONTACTS):
    labels = {"all": _("All contacts"), "duplicates": _("Duplicates"), "import": _("Import")}
    places = address.tabs("tab", labels)
    if places["all"].open:
        with places["all"]:
            list_tab()
    if places["duplicates"].open:
        with places["duplicates"]:
            duplicates_tab()
    if places["import"].open:
        with places["import"]:
            import_tab()
else:
    list_tab()
