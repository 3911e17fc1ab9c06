"""Check-in: somebody is found by name or card, let in, and seen among those who are here."""

from __future__ import annotations

import streamlit as st

from components.check_in import desk_card, visits
from components.contact_choice import contact_choice
from components.escape import literal
from components.perform import reading
from i18n.texts import _
from queries.check_ins import contact_of_card

CHOSEN, CARD = "desk", "desk.card"


def by_card() -> None:
    """Take the contact of the card that was read; the field is empty for the next one."""
    number = str(st.session_state.get(CARD) or "").strip()
    st.session_state[CARD] = ""
    st.session_state["desk.unknown"] = ""
    if not number:
        return
    with reading() as session:
        found = contact_of_card(session, number)
    if found is None:
        st.session_state["desk.unknown"] = number
    else:
        st.session_state[f"{CHOSEN}.chosen"] = found


st.title(_("Check-in"), anchor=False)
left, right = st.columns(2, gap="large")
with left:
    st.text_input(_("Card number"), key=CARD, on_change=by_card, icon=":material/badge:", autocomplete="off")
    unknown = st.session_state.get("desk.unknown")
    if unknown:
        text = _("The card {number} is not known or is blocked. Look the contact up by name.")
        st.error(text.format(number=literal(unknown)), icon=":material/error:")
    hit = contact_choice(CHOSEN, _("Contact"))
    if hit is not None:
        desk_card(hit.number)
with right:
    visits()
