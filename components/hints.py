"""Hints on the data of a contact, each with the button that mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components import address
from components.address_dialogs import address_dialog
from components.contact_picker import hit_label
from components.dialogs import email_dialog, phone_dialog
from components.master_data_dialogs import (
    identity_dialog,
    mandate_actions_dialog,
    mandate_dialog,
    payment_dialog,
)
from components.navigation import open_contact
from components.perform import may, reading, today
from components.relationship_dialogs import relationship_dialog
from domain.access import Permission
from domain.bank import MandateState, mandate_state
from domain.data_quality import Hint
from domain.emails import parse_email
from domain.hint_spans import accepted
from domain.phones import parse_phone
from domain.relationships import Relation
from i18n.texts import N_, _
from i18n.words import word
from queries.contact_search import similar_to
from queries.contacts import mandate_facts

MEND = "mend"
"""In the address of a contact page: the hint whose mending dialog opens with it."""


def _duplicates_dialog(contact: Any) -> None:
    st.dialog(_("Possible duplicates"))(_duplicates)(contact)


def _duplicates(contact: Any) -> None:
    with reading() as session:
        likely = similar_to(session, contact, today=today())
    for found in likely:
        label = f"{hit_label(found.hit)} · {word(found.reason)}"
        if st.button(label, key=f"duplicate.{found.hit.number}", type="tertiary", icon=":material/open_in_new:"):
            open_contact(found.hit.number)


def _wrong_email(contact: Any) -> None:
    email_dialog(contact.id, next(row for row in contact.emails if not accepted(parse_email, row.address)))


def _wrong_phone(contact: Any) -> None:
    phone_dialog(contact.id, next(row for row in contact.phones if not accepted(parse_phone, row.number)))


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
    Hint.PHONE_UNDELIVERABLE: (
        N_("Add phone"),
        lambda contact: phone_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.EMAIL_UNDELIVERABLE: (
        N_("Add e-mail"),
        lambda contact: email_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.ADDRESS_UNDELIVERABLE: (
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
        N_("Another e-mail"),
        lambda contact: email_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.PHONE_UNDELIVERABLE: (
        N_("Another phone"),
        lambda contact: phone_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.ADDRESS_UNDELIVERABLE: (
        N_("Another address"),
        lambda contact: address_dialog(contact.id),
        Permission.EDIT_CONTACTS,
    ),
    Hint.IBAN_INVALID: (N_("Correct IBAN"), payment_dialog, Permission.EDIT_BANK_DATA),
    Hint.POSSIBLE_DUPLICATE: (
        N_("Compare"),
        _duplicates_dialog,
        Permission.SEE_CONTACTS,
    ),
}


def hint_list(contact: Any, hints: tuple[Hint, ...]) -> None:
    """Each hint as the button that mends it, where the role may."""
    if not hints:
        return
    with st.container(key="hints", horizontal=True, gap="small"):
        for hint in hints:
            label, mend = mending(hint), MENDS[hint][1]
            if not label:
                st.markdown(f":orange[:material/warning:] {word(hint)}", width="content")
            elif st.button(f"{word(hint)} **{label}**", icon=":material/warning:", key=f"mend.{hint}", wrap=True):
                mend(contact)


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
