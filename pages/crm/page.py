"""CRM: what happened with a contact and what is to come, in one list and by kind."""

from __future__ import annotations

from components import address
from components.activity_tab import Tab, activity_tab
from components.contact_header import current_contact
from domain.activities import ActivityKind
from i18n.texts import _

TABS = (
    Tab("history", tuple(ActivityKind)),
    Tab(
        "notes",
        (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE),
        (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE),
    ),
    Tab("emails", (ActivityKind.EMAIL,), (ActivityKind.EMAIL,)),
)

header = current_contact()
labels = {"history": _("History"), "notes": _("Notes"), "emails": _("E-mails")}
places = address.tabs("tab", labels)
for tab in TABS:
    if places[tab.code].open:
        with places[tab.code]:
            activity_tab(tab, header.contact_id)
