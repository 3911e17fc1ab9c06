"""Services of a contact: what runs now, all contracts, all quotas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components import address
from components.contact_header import current_contact
from components.tabs import tabs
from i18n.texts import N_, _
from pages.services.contract_view import contract_view_tab
from pages.services.contracts_tab import contracts_tab
from pages.services.overview_tab import overview_tab
from pages.services.quotas_tab import quotas_tab
from queries.contacts import ContactHeader

TABS: Mapping[str, tuple[str, Callable[[ContactHeader], None]]] = {
    "overview": (N_("Overview"), overview_tab),
    "contracts": (N_("Contracts"), contracts_tab),
    "quotas": (N_("Quotas"), quotas_tab),
}

header = current_contact()
if address.read("contract"):
    contract_view_tab(header)
else:
    _label, draw = TABS[tabs({code: _(label) for code, (label, _draw) in TABS.items()})]
    draw(header)
