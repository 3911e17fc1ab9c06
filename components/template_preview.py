"""How a text with variables comes out for a real contact, and which variables there are."""

from __future__ import annotations

import streamlit as st

from components.contact_choice import contact_choice
from components.escape import literal, markup
from components.perform import me, reading, today
from domain.errors import Refusal
from domain.templates import Variable, placeholder
from i18n.messages import explain
from i18n.texts import _, language
from i18n.words import word
from queries.contact_search import recent_contacts
from queries.templates import language_of, previewed


def variables_table(spoken: str) -> None:
    """All variables as they are written, with what they say."""
    lines = "".join(
        f"<tr><th scope='row'><code>{markup(placeholder(variable, spoken or language()))}</code></th>"
        f"<td>{markup(word(variable))}</td></tr>"
        for variable in Variable
    )
    st.html(f"<table class='k-rows'>{lines}</table>")


def preview(subject: str, text: str, spoken: str) -> None:
    """The text with the data of a contact that one chooses; at first of the one that was opened last."""
    with reading() as session:
        recent = recent_contacts(session, me().user_id, today=today(), limit=4)
    hit = contact_choice("template.preview", _("For which contact"), suggested=recent)
    if hit is None:
        return
    try:
        with reading() as session:
            shown = previewed(session, subject, text, hit.contact_id, language=language_of(spoken), user=me().name)
    except Refusal as refusal:
        st.warning(literal(explain(refusal)), icon=":material/error:")
        return
    letter(shown.subject, shown.text)
    missing(shown.missing)


def letter(subject: str, text: str) -> None:
    """Subject and text as they will be read."""
    st.html(f"<div class='k-letter'><b>{markup(subject)}</b><div class='k-text'>{markup(text)}</div></div>")


def missing(variables: tuple[Variable, ...]) -> None:
    """Say which variables are empty for this contact."""
    if variables:
        names = ", ".join(word(variable) for variable in variables)
        st.warning(literal(_("Empty for this contact: {names}").format(names=names)), icon=":material/warning:")
