"""Payment data for roles that may not see them: that they are there, and nothing of what they say."""

from __future__ import annotations

from typing import Any

from components.cards import Fact, card_html, facts_html, note_html
from domain.contacts import PaymentMethod
from i18n.texts import _


def hidden_payment(contact: Any) -> str:
    """What is on record, each value hidden; nothing of it leaves the server."""
    there = {
        _("Payment method"): contact.payment_method is not PaymentMethod.NONE,
        _("IBAN"): bool(contact.iban),
        _("SEPA mandate"): bool(contact.mandates),
    }
    held = facts_html(Fact(label, "", hidden=True) for label, known in there.items() if known)
    note = _("On record; your role does not see it.") if held else _("Nothing is on record.")
    return card_html(_("Payment data"), held + note_html(note))
