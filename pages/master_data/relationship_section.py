"""The section of the master data on who belongs to a contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from components.belonging import relationship_html
from components.cards import note_html
from components.perform import may
from components.relationship_dialogs import relationship_dialog, relationships_dialog
from domain.access import Permission
from i18n.texts import _
from pages.master_data.parts import section, titled
from queries.relationships import Related


def relationships(contact: Any, related: Sequence[Related], today: date) -> None:
    """Family, guardians, employer, payer: seen from this side, with their days."""
    title, edit = _("Relationships"), Permission.EDIT_CONTACTS
    if not related:
        nobody = note_html(_("Nobody yet: family, guardian, employer, or who pays for this contact."))
        section(title, "change.relationships", edit, lambda: relationship_dialog(contact), nobody, icon="add")
        return
    with titled(title, "relationships", relationship_html(related, today)):
        if not may(edit):
            return
        if st.button(_("Change"), icon=":material/edit:", key="change.relationship", type="tertiary"):
            relationships_dialog(contact)
        if st.button(_("Add"), icon=":material/add:", key="add.relationship", type="tertiary", help=title):
            relationship_dialog(contact)
