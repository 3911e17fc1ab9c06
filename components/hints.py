"""Hints on the data of a contact, each with the button that mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.contact_picker import hit_label
from components.dialogs import address_dialog, email_dialog, phone_dialog
from components.master_data_dialogs import identity_dialog, mandate_dialog, payment_dialog
from components.merge_dialog import merge_form
from components.navigation import MASTER_DATA, go, open_contact
from components.perform import may, reading, today
from components.state import MERGED_WITH
from domain.access import Permission
from domain.data_quality import Hint
from i18n.texts import N_, _
from i18n.words import word
from queries.similar_contacts import similar_to


def _duplicates_dialog(contact: Any) -> None:
    st.session_state.pop(MERGED_WITH, None)
    st.dialog(_("Possible duplicates"), width="large")(_duplicates)(contact)


def _duplicates(contact: Any) -> None:
    """Who may be the same, each with a look at both; or, once one was chosen, both side by side."""
    chosen = st.session_state.get(MERGED_WITH)
    if chosen is not None:
        merge_form(contact.id, chosen)
        return
    with reading() as session:
        likely = similar_to(session, contact, today=today())
    for found in likely:
        hit = found.hit
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            label = f"{hit_label(hit)} · {word(found.reason)}"
            if st.button(label, key=f"duplicate.{hit.number}", type="tertiary", icon=":material/open_in_new:"):
                open_contact(hit.number)
            if may(Permission.MERGE_CONTACTS):
                st.button(
                    _("Compare and merge"),
                    key=f"compare.{hit.number}",
                    on_click=st.session_state.__setitem__,
                    args=(MERGED_WITH, hit.contact_id),
                )


MENDS: dict[Hint, tuple[str, Callable[[Any], None], Permission]] = {
    Hint.NO_WAY_TO_REACH: (
        N_("Add phone"),
        lambda contact: phone_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.NO_PHONE: (N_("Add phone"), lambda contact: phone_dialog(contact.id), Permission.EDIT_CONTACTS),
    Hint.NO_EMAIL: (N_("Add e-mail"), lambda contact: email_dialog(contact.id), Permission.EDIT_CONTACTS),
    Hint.NO_ADDRESS: (
        N_("Add address"),
        lambda contact: address_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.NO_BIRTHDAY: (N_("Add birthday"), identity_dialog, Permission.EDIT_CONTACTS),
    Hint.IBAN_MISSING: (N_("Add IBAN"), payment_dialog, Permission.EDIT_BANK_DATA),
    Hint.MANDATE_MISSING: (N_("Record mandate"), mandate_dialog, Permission.EDIT_BANK_DATA),
    Hint.MANDATE_EXPIRED: (N_("Record mandate"), mandate_dialog, Permission.EDIT_BANK_DATA),
    Hint.MANDATE_UNSIGNED: (
        N_("Record signature"),
        lambda contact: go(MASTER_DATA),
        Permission.EDIT_BANK_DATA,
    ),
    Hint.POSSIBLE_DUPLICATE: (
        N_("Compare"),
        _duplicates_dialog,
        Permission.SEE_CONTACTS,
    ),
}


def hint_list(contact: Any, hints: tuple[Hint, ...]) -> None:
    """One line a hint, with its button where the role may use it."""
    for hint in hints:
        label, mend, permission = MENDS[hint]
        text = f":orange[:material/warning:] {word(hint)}"
        if not may(permission):
            st.markdown(text)
            continue
        left, right = st.columns([5, 3], vertical_alignment="center")
        left.markdown(text)
        if right.button(_(label), key=f"mend.{hint}", width="stretch"):
            mend(contact)
