"""The cards by which the desk knows a contact: giving one, and blocking one that is lost."""

from __future__ import annotations

import streamlit as st

from actions.check_in import block_card, give_card
from components.escape import literal
from components.fields import Form
from components.perform import perform_and_say, reading
from i18n.formatting import format_day
from i18n.texts import _, language
from queries.check_ins import cards_of


def cards_dialog(contact_id: int) -> None:
    """The cards of a contact."""
    st.dialog(_("Cards"))(_cards)(contact_id)


def _cards(contact_id: int) -> None:
    with reading() as session:
        found = cards_of(session, contact_id)
    for card in found:
        left, right = st.columns([3, 1], vertical_alignment="center")
        if card.lost_on is not None:
            day = format_day(card.lost_on, language())
            left.markdown(_("{number} (blocked on {day})").format(number=literal(card.number), day=day))
            continue
        left.markdown(literal(card.number))
        if right.button(_("Block"), key=f"card.{card.card_id}", type="tertiary"):
            perform_and_say(_("Card blocked."), block_card, card_id=card.card_id)
    with Form(f"card.{contact_id}.{len(found)}") as form:
        number = form.text("number", _("Number of the new card"), column=None, autocomplete="off")
        form.submit(give_card, done=_("Card given."), label=_("Give the card"), contact_id=contact_id, number=number)
