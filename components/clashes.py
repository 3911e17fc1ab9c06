"""What is taken already, shown before it is saved, and the tick with which it is saved all the same."""

from __future__ import annotations

import streamlit as st

from components.escape import markup
from components.fields import Form
from i18n.clashes import clash_words
from i18n.texts import _, plural
from queries.appointments import Clash


def clash_part(form: Form, found: tuple[Clash, ...], *, value: bool = False, label: str = "") -> bool:
    """Who and what is taken, and the tick with which it is saved all the same."""
    if not found:
        return False
    lines = "".join(f"<li>{markup(clash_words(clash))}</li>" for clash in found[:5])
    more = plural("and {count} more", "and {count} more", len(found) - 5) if len(found) > 5 else ""
    st.html(
        f"<div class='k-clash' role='alert'><b>{markup(_('Already taken'))}</b><ul>{lines}</ul>{markup(more)}</div>"
    )
    accepted = form.check("clash_accepted", label or _("Book all the same"), value=value, column=None)
    form.slot("clash_accepted")
    return accepted
