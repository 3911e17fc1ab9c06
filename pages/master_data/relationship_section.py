"""The section of the master data on who belongs to a contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from components.belonging import relationship_html
from components.cards import card_html, note_html
from components.perform import may
from components.presses import Presses
from components.relationship_dialogs import relationship_dialog, relationships_dialog
from domain.access import Permission
from i18n.texts import _
from pages.master_data.parts import section
from queries.relationships import Related


def relationships(presses: Presses, contact: Any, related: Sequence[Related], today: date) -> str:
    """Family, guardians, employer, payer: seen from this side, with their days."""
    title, edit = _("Relationships"), Permission.EDIT_CONTACTS
    if not related:
        nobody = note_html(_("Nobody yet: family, guardian, employer, or who pays for this contact."))
        return section(
            presses, title, "change.relationships", edit, lambda: relationship_dialog(contact), nobody, icon="add"
        )
    buttons = ""
    if may(edit):
        change, add = partial(relationships_dialog, contact), partial(relationship_dialog, contact)
        buttons = presses.button("change.relationship", _("Change"), change, icon="edit", about=title)
        buttons += presses.button("add.relationship", _("Add"), add, icon="add", about=title)
    return card_html(title, relationship_html(related, today), buttons)
