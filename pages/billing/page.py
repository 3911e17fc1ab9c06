"""Billing of a contact: the account, what was bought, what is open, what was invoiced and paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components.contact_header import current_contact
from components.tabs import tabs
from i18n.texts import N_, _
from pages.billing.account_tab import account_tab
from pages.billing.claims_tab import claims_tab
from pages.billing.invoices_tab import invoices_tab
from pages.billing.purchases_tab import purchases_tab
from pages.billing.transactions_tab import transactions_tab
from queries.contacts import ContactHeader

TABS: Mapping[str, tuple[str, Callable[[ContactHeader], None]]] = {
    "account": (N_("Account"), account_tab),
    "purchases": (N_("Purchases"), purchases_tab),
    "claims": (N_("Open claims"), claims_tab),
    "invoices": (N_("Invoices"), invoices_tab),
    "transactions": (N_("Transactions"), transactions_tab),
}

header = current_contact()
_label, draw = TABS[tabs({code: _(label) for code, (label, _draw) in TABS.items()})]
draw(header)
