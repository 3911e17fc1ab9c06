"""The money strip under the header of a contact: open, overdue, credit; each figure leads to its rows."""

from __future__ import annotations

from functools import partial

from components.navigation import BILLING, go
from components.perform import may, once, reading, today
from components.presses import Presses
from domain.access import Permission
from i18n.service_words import money
from i18n.texts import _
from queries.billing import MoneyStrip, money_strip
from queries.contacts import ContactHeader


def strip_html(header: ContactHeader, presses: Presses) -> str:
    """The strip as part of the header; nothing for who may not see money, or where there is none."""
    if not may(Permission.SEE_MONEY):
        return ""
    strip = once(("money", header.contact_id), lambda: _read(header))
    figures = (
        ("open", _("Open"), strip.open_cents, "orange", "claims"),
        ("overdue", _("Overdue"), strip.overdue_cents, "red", "claims"),
        ("credit", _("Credit"), strip.credit_cents, "green", "transactions"),
    )
    shown = [
        presses.button(f"money.{code}", f"{label} {money(cents)}", partial(go, BILLING, tab=tab), about=label).replace(
            'class="k-press ', f'class="k-press k-figure k-{color} '
        )
        for code, label, cents, color, tab in figures
        if cents
    ]
    return f'<div class="k-money-strip">{"".join(shown)}</div>' if shown else ""


def _read(header: ContactHeader) -> MoneyStrip:
    with reading() as session:
        return money_strip(session, header.contact_id, today(), merged=bool(header.merges))
