"""Contacts: the list of all, and the import of address books."""

from __future__ import annotations

import streamlit as st

from components.perform import may
from domain.access import Permission
from i18n.texts import _
from pages.contacts.import_tab import import_tab
from pages.contacts.list_tab import list_tab

st.title(_("Contacts"), anchor=False)
if may(Permission.IMPORT_CONTACTS):
    every, importing = st.tabs([_("All contacts"), _("Import")], key="tab", on_change="rerun", bind="query-params")
    if every.open:
        with every:
            list_tab()
    if importing.open:
        with importing:
            import_tab()
else:
    list_tab()
