"""Health data: hidden until somebody who may see them asks for them; each look stands in the audit trail."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.health_data import HealthData, look_at_health_data, write_health_note
from components.cards import Fact, card_html, facts_html, note_html
from components.escape import markup
from components.fields import Form
from components.perform import may, perform, reading
from components.presses import Presses
from domain.access import Permission
from i18n.formatting import format_instant
from i18n.texts import _, language
from queries.health import has_health_note


def health(presses: Presses, contact: Any) -> str:
    """The section: that it is hidden, and for those who may the way to it."""
    title, hidden = _("Health"), facts_html([Fact(_("Health data"), "", hidden=True)])
    if not may(Permission.SEE_HEALTH_DATA):
        return card_html(title, hidden)
    with reading() as session:
        noted = has_health_note(session, contact.id)
    label = _("Show") if noted or not may(Permission.EDIT_HEALTH_DATA) else _("Add")
    button = presses.button("health_show", label, lambda: _look(contact.id), icon="health_and_safety", about=title)
    return card_html(title, hidden if noted else note_html(_("Nothing is noted.")), button)


def _look(contact_id: int) -> None:
    seen = perform(look_at_health_data, contact_id=contact_id)
    if seen is not None:
        st.dialog(_("Health data"), width="medium")(_show)(contact_id, seen)


def _show(contact_id: int, seen: HealthData) -> None:
    st.caption(_("That you looked at this is noted in the audit trail."), text_alignment="left")
    if may(Permission.EDIT_HEALTH_DATA):
        with Form(f"health.{contact_id}.{seen.version}") as form:
            note = form.area("note", _("What the team must know: allergies, implants, limits"), seen.note, height=220)
            form.submit(
                write_health_note,
                done=_("Health data changed."),
                contact_id=contact_id,
                version=seen.version,
                note=note,
            )
    else:
        st.text(seen.note or _("Nothing is noted."))
    if seen.earlier:
        with st.expander(_("Earlier notes")):
            st.html("<ul class='k-log'>" + "".join(map(_earlier, seen.earlier)) + "</ul>")


def _earlier(note: Any) -> str:
    until = _("until {instant}, changed by {who}").format(
        instant=format_instant(note.until, language()), who=note.changed_by
    )
    return f"<li><time>{markup(until)}</time><div class='k-changes'>{markup(note.text)}</div></li>"
