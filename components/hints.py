"""Hints on the data of a contact, each with the button that mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components import address
from components.address_dialogs import address_dialog
from components.contact_picker import hit_label
from components.dialogs import email_dialog, phone_dialog
from components.escape import markup
from components.master_data_dialogs import (
    identity_dialog,
    mandate_actions_dialog,
    mandate_dialog,
    payment_dialog,
)
from components.merge_dialog import merge_form
from components.navigation import open_contact
from components.perform import may, reading, today
from components.presses import Presses, icon_html
from components.relationship_dialogs import relationship_dialog
from components.state import MERGED_WITH
from domain.access import Permission
from domain.bank import MandateState, mandate_state
from domain.data_quality import Hint
from domain.emails import parse_email
from domain.hint_spans import accepted
from domain.phones import parse_phone
from domain.relationships import Relation
from i18n.texts import N_, _
from i18n.words import word
from queries.contacts import mandate_facts
from queries.similar_contacts import similar_to

MEND = "mend"
"""In the address of a contact page: the hint whose mending dialog opens with it."""


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


def _wrong_email(contact: Any) -> None:
    email_dialog(contact.id, next(row for row in contact.emails if not accepted(parse_email, row.address)))


def _wrong_phone(contact: Any) -> None:
    phone_dialog(contact.id, next(row for row in contact.phones if not accepted(parse_phone, row.number)))


def _first_failed(rows: Any) -> Any:
    """The main one of what came back."""
    return next(row for row in sorted(rows, key=lambda row: not row.is_primary) if row.undeliverable_on is not None)


def _draft_mandate(contact: Any) -> None:
    drafts = (row for row in contact.mandates if row.iban == contact.iban)
    state = MandateState.DRAFT
    mandate_actions_dialog(next(row for row in drafts if mandate_state(mandate_facts(row), today()) is state), state)


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
    Hint.MINOR_WITHOUT_GUARDIAN: (
        N_("Add guardian"),
        lambda contact: relationship_dialog(contact, Relation.GUARDIAN),
        Permission.EDIT_CONTACTS,
    ),
    Hint.NO_BIRTHDAY: (N_("Add birthday"), identity_dialog, Permission.EDIT_CONTACTS),
    Hint.IBAN_MISSING: (N_("Add IBAN"), payment_dialog, Permission.EDIT_BANK_DATA),
    Hint.MANDATE_MISSING: (N_("Record mandate"), mandate_dialog, Permission.EDIT_BANK_DATA),
    Hint.MANDATE_EXPIRED: (N_("Record mandate"), mandate_dialog, Permission.EDIT_BANK_DATA),
    Hint.MANDATE_UNSIGNED: (N_("Record signature"), _draft_mandate, Permission.EDIT_BANK_DATA),
    Hint.BIRTHDAY_IMPOSSIBLE: (N_("Correct birthday"), identity_dialog, Permission.EDIT_CONTACTS),
    Hint.EMAIL_INVALID: (N_("Correct e-mail"), _wrong_email, Permission.EDIT_CONTACTS),
    Hint.PHONE_INVALID: (N_("Correct phone"), _wrong_phone, Permission.EDIT_CONTACTS),
    Hint.EMAIL_UNDELIVERABLE: (
        N_("Correct e-mail"),
        lambda contact: email_dialog(contact.id, _first_failed(contact.emails)),
        Permission.EDIT_CONTACTS,
    ),
    Hint.PHONE_UNDELIVERABLE: (
        N_("Correct phone"),
        lambda contact: phone_dialog(contact.id, _first_failed(contact.phones)),
        Permission.EDIT_CONTACTS,
    ),
    Hint.ADDRESS_UNDELIVERABLE: (
        N_("Correct address"),
        lambda contact: address_dialog(contact.id, _first_failed(contact.addresses)),
        Permission.EDIT_CONTACTS,
    ),
    Hint.IBAN_INVALID: (N_("Correct IBAN"), payment_dialog, Permission.EDIT_BANK_DATA),
    Hint.POSSIBLE_DUPLICATE: (
        N_("Compare"),
        _duplicates_dialog,
        Permission.SEE_CONTACTS,
    ),
}


def hints_html(contact: Any, hints: tuple[Hint, ...], presses: Presses) -> str:
    """Each hint as the button that mends it, where the role may."""
    shown = "".join(_hint_html(contact, hint, presses) for hint in hints)
    return f"<div class='k-hints'>{shown}</div>" if shown else ""


def _hint_html(contact: Any, hint: Hint, presses: Presses) -> str:
    label, mend = mending(hint), MENDS[hint][1]
    if not label:
        return f"<span class='k-hint'>{icon_html('warning')}<span>{markup(word(hint))}</span></span>"
    words = f"{markup(word(hint))} <b>{markup(label)}</b>"
    return presses.wrapped(f"mend.{hint}", words, lambda: mend(contact), icon="warning", look="k-hint")


def mending(hint: Hint) -> str:
    """What mends the hint, in words; empty where the role may not."""
    label, _mend, permission = MENDS[hint]
    return _(label) if may(permission) else ""


def open_mending(contact: Any, hints: tuple[Hint, ...]) -> None:
    """Open the dialog that mends the hint in the address, once; nothing where it no longer applies."""
    code = address.read(MEND)
    address.write(MEND, "")
    hint = next((hint for hint in hints if hint == code), None)
    if hint is not None and mending(hint):
        MENDS[hint][1](contact)
