"""The sections of the master data: what is known, and beside it the button that changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from components.cards import Fact, facts, heading
from components.contact_facts import address_line, identity_facts, payment_facts
from components.dialogs import address_dialog, email_dialog, phone_dialog
from components.escape import literal
from components.master_data_dialogs import (
    doctor_dialog,
    identity_dialog,
    mandate_actions_dialog,
    mandate_dialog,
    payment_dialog,
    remark_dialog,
)
from components.perform import may
from domain.access import Permission
from domain.bank import format_iban, mandate_state
from domain.phones import format_phone
from i18n.formatting import format_day
from i18n.texts import _, language
from i18n.words import word
from queries.contacts import mandate_facts


def _head(title: str, key: str, permission: Permission, mend: Callable[[], None], icon: str = "edit") -> None:
    """The title of a section with the button that changes it, where the role may."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        heading(title)
        if may(permission) and st.button(
            _("Add") if icon == "add" else _("Change"),
            icon=f":material/{icon}:",
            key=f"change.{key}",
            type="tertiary",
            help=title,
        ):
            mend()


def _row(label: str, key: str, permission: Permission, mend: Callable[[], None]) -> None:
    """One entry of several: a button that opens it, or plain text where the role may not."""
    if not may(permission):
        st.markdown(label)
    elif st.button(label, key=key, type="tertiary", icon=":material/edit:"):
        mend()


def identity(contact: Any, today: date) -> None:
    """Name and birthday."""
    _head(_("Name and birthday"), "identity", Permission.EDIT_CONTACTS, lambda: identity_dialog(contact))
    facts(identity_facts(contact, today))


def reach(contact: Any) -> None:
    """Phones, e-mails, addresses: several of each."""
    parts = (
        (_("Phone numbers"), "phone", contact.phones, phone_dialog, lambda row: format_phone(row.number)),
        (_("E-mail addresses"), "email", contact.emails, email_dialog, lambda row: row.address),
        (_("Addresses"), "address", contact.addresses, address_dialog, address_line),
    )
    for title, key, rows, dialog, show in parts:
        _head(title, key, Permission.EDIT_CONTACTS, lambda dialog=dialog: dialog(contact.id), icon="add")
        if not rows:
            facts([Fact(title, "", wanted=True)])
        for row in sorted(rows, key=lambda row: not row.is_primary):
            note = word(row.kind) + (f", {_('main')}" if row.is_primary and len(rows) > 1 else "")
            label = f"{literal(show(row))} :gray[{literal(note)}]"
            _row(
                label,
                f"{key}.{row.id}",
                Permission.EDIT_CONTACTS,
                lambda dialog=dialog, row=row: dialog(contact.id, row),
            )


def payment(contact: Any, today: date) -> None:
    """Payment method, account and mandates."""
    _head(_("Payment data"), "payment", Permission.EDIT_BANK_DATA, lambda: payment_dialog(contact))
    facts(payment_facts(contact))
    if not contact.iban and not contact.mandates:
        return
    _head(_("SEPA mandates"), "mandate", Permission.EDIT_BANK_DATA, lambda: mandate_dialog(contact), icon="add")
    for mandate in contact.mandates:
        state = mandate_state(mandate_facts(mandate), today)
        details = [word(state)]
        if mandate.signed_on:
            details.append(_("signed on {day}").format(day=format_day(mandate.signed_on, language())))
        if mandate.iban != contact.iban:
            details.append(_("for {iban}").format(iban=format_iban(mandate.iban)))
        _row(
            f"{literal(mandate.reference)} :gray[{literal(', '.join(details))}]",
            f"mandate.{mandate.id}",
            Permission.EDIT_BANK_DATA,
            lambda mandate=mandate, state=state: mandate_actions_dialog(mandate, state),
        )


def doctor(contact: Any) -> None:
    """The family doctor from the card file."""
    _head(_("Family doctor"), "doctor", Permission.EDIT_CONTACTS, lambda: doctor_dialog(contact))
    card = contact.doctor
    if card is None:
        facts([Fact(_("Doctor"), "", wanted=True)])
        return
    facts(
        [
            Fact(_("Doctor"), card.display_name),
            Fact(_("Practice"), card.practice),
            Fact(_("Specialty"), card.specialty),
            Fact(_("Address"), ", ".join(p for p in (card.street, f"{card.postcode} {card.town}".strip()) if p)),
            Fact(_("Phone"), format_phone(card.phone) if card.phone else ""),
            Fact(_("E-mail"), card.email),
        ]
    )


def remark(contact: Any) -> None:
    """The free text."""
    _head(_("Remark"), "remark", Permission.EDIT_CONTACTS, lambda: remark_dialog(contact))
    if contact.remark:
        st.text(contact.remark)
