"""The sections of the master data that hang on the contact itself: name, ways to reach, payment, doctor, remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from components.address_dialogs import address_dialog
from components.belonging import now
from components.cards import Fact, facts_html
from components.contact_facts import address_line, identity_facts, payment_facts
from components.dialogs import email_dialog, phone_dialog
from components.escape import markup
from components.master_data_dialogs import (
    doctor_dialog,
    identity_dialog,
    mandate_actions_dialog,
    mandate_dialog,
    payment_dialog,
    remark_dialog,
)
from components.presses import Presses
from components.undeliverable import failed_words
from domain.access import Permission
from domain.bank import format_iban, mandate_state
from domain.calendar import is_minor
from domain.phones import format_phone
from domain.relationships import Relation
from i18n.formatting import format_day, join_words
from i18n.texts import _, language
from i18n.words import word
from pages.master_data.parts import entry, section
from queries.contacts import mandate_facts
from queries.relationships import Related


def identity(presses: Presses, contact: Any, related: Sequence[Related], today: date) -> str:
    """Name and birthday; of minors also who represents them."""
    rows = identity_facts(contact, today)
    if contact.born_on is not None and is_minor(contact.born_on, today):
        rows.append(Fact(word(Relation.GUARDIAN), "", wanted=True, people=now(related, Relation.GUARDIAN, today)))
    title, change = _("Name and birthday"), Permission.EDIT_CONTACTS
    return section(presses, title, "change.identity", change, lambda: identity_dialog(contact), facts_html(rows))


def reach(presses: Presses, contact: Any, living: Mapping[int, tuple[str, ...]]) -> str:
    """Phones, e-mails, addresses: several of each; `living` says who shares an address, by its id."""
    parts = (
        (_("Phone numbers"), "phone", contact.phones, phone_dialog, lambda row: format_phone(row.number)),
        (_("E-mail addresses"), "email", contact.emails, email_dialog, lambda row: row.address),
        (_("Addresses"), "address", contact.addresses, address_dialog, address_line),
    )
    sections, edit = "", Permission.EDIT_CONTACTS
    for title, key, rows, dialog, show in parts:
        ways = "" if rows else facts_html([Fact(title, "", wanted=True)])
        for one in sorted(rows, key=lambda one: not one.is_primary):
            way = _way(show(one), one, main=one.is_primary and len(rows) > 1, shared=living.get(one.id, ()))
            ways += entry(presses, way, f"{key}.{one.id}", edit, partial(dialog, contact.id, one))
        sections += section(presses, title, f"change.{key}", edit, partial(dialog, contact.id), ways, icon="add")
    return sections


def _way(text: str, one: Any, *, main: bool, shared: tuple[str, ...]) -> str:
    """A way to reach somebody on one line; struck out when what was sent there came back."""
    note = [word(one.kind), _("main") if main else ""]
    if shared:
        note.append(_("shared with {names}").format(names=join_words(shared, language())))
    label = markup(text)
    if failed := failed_words(one):
        return f"<s>{label}</s> <span class='k-failed'>{markup(failed)}</span>"
    return f"{label} <span class='k-sub'>{markup(', '.join(filter(None, note)))}</span>"


def payment(presses: Presses, contact: Any, related: Sequence[Related], today: date) -> str:
    """Who pays where it is somebody else, payment method, account and mandates."""
    payer = Fact(word(Relation.PAYER), "", people=now(related, Relation.PAYER, today))
    rows, change = facts_html([payer, *payment_facts(contact)]), Permission.EDIT_BANK_DATA
    paying = section(presses, _("Payment data"), "change.payment", change, lambda: payment_dialog(contact), rows)
    if not contact.iban and not contact.mandates:
        return paying
    mandates = ""
    for mandate in contact.mandates:
        state = mandate_state(mandate_facts(mandate), today)
        details = [word(state)]
        if mandate.signed_on:
            details.append(_("signed on {day}").format(day=format_day(mandate.signed_on, language())))
        if mandate.iban != contact.iban:
            details.append(_("for {iban}").format(iban=format_iban(mandate.iban)))
        words = f"{markup(mandate.reference)} <span class='k-sub'>{markup(', '.join(details))}</span>"
        opens = partial(mandate_actions_dialog, mandate, state)
        mandates += entry(presses, words, f"mandate.{mandate.id}", change, opens)
    title, add = _("SEPA mandates"), partial(mandate_dialog, contact)
    return paying + section(presses, title, "change.mandate", change, add, mandates, icon="add")


def doctor(presses: Presses, contact: Any) -> str:
    """The family doctor from the card file."""
    card = contact.doctor
    rows = [Fact(_("Doctor"), "", wanted=True)]
    if card is not None:
        rows = [
            Fact(_("Doctor"), card.display_name),
            Fact(_("Practice"), card.practice),
            Fact(_("Specialty"), card.specialty),
            Fact(_("Address"), ", ".join(p for p in (card.street, f"{card.postcode} {card.town}".strip()) if p)),
            Fact(_("Phone"), format_phone(card.phone) if card.phone else ""),
            Fact(_("E-mail"), card.email),
        ]
    title, change = _("Family doctor"), Permission.EDIT_CONTACTS
    return section(presses, title, "change.doctor", change, lambda: doctor_dialog(contact), facts_html(rows))


def remark(presses: Presses, contact: Any) -> str:
    """The free text."""
    text = f"<div class='k-text' dir='auto'>{markup(contact.remark)}</div>" if contact.remark else ""
    title, change = _("Remark"), Permission.EDIT_CONTACTS
    return section(presses, title, "change.remark", change, lambda: remark_dialog(contact), text)
