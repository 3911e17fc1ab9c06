"""Payment data for roles that may not see them: that they are there, and nothing of what they say."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.cards import Fact, facts, heading
from domain.contacts import PaymentMethod
from i18n.texts import _


def hidden_payment(contact: Any) -> None:
    """What is on record, each value hidden; nothing of it leaves the server."""
    there = {
        _("Payment method"): contact.payment_method is not PaymentMethod.NONE,
        _("IBAN"): bool(contact.iban),
        _("SEPA mandate"): bool(contact.mandates),
    }
    heading(_("Payment data"))
    if any(there.values()):
        facts([Fact(label, "", hidden=True) for label, held in there.items() if held])
        st.caption(_("On record; your role does not see it."))
    else:
        st.caption(_("Nothing is on record."))
