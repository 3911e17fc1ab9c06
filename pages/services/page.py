"""Services of a contact: what runs now, all contracts, all quotas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components import address
from components.contact_header import current_contact
from i18n.texts import N_, _
from pages.services.quotas_tab import quotas_tab
from queries.contacts import ContactHeader

TABS: Mapping[str, tuple[str, Callable[[ContactHeader], None]]] = {
    "quotas": (N_("Quotas"), quotas_tab),
}

header = current_contact()
places = address.tabs("tab", {code: _(label) for code, (label, _draw) in TABS.items()})
for code, (_label, draw) in TABS.items():
    if places[code].open:
        with places[code]:
            draw(header)
