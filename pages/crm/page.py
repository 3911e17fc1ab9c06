"""CRM: what happened with a contact and what is to come, in one list and by kind."""

from __future__ import annotations

from components import address
from components.activity_tab import Tab, activity_tab
from components.contact_header import current_contact
from components.enrolments import memberships
from domain.activities import ActivityKind
from i18n.texts import _
from queries.activities import ActivityOrder

TABS = (
    Tab("history", tuple(ActivityKind)),
    Tab(
        "notes",
        (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE),
        (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE),
    ),
    Tab(
        "courses",
        (ActivityKind.COURSE,),
        (ActivityKind.COURSE,),
        order=ActivityOrder.OPEN_FIRST,
        above=memberships,
    ),
)

header = current_contact()
labels = {"history": _("History"), "notes": _("Notes"), "courses": _("Courses")}
places = address.tabs("tab", labels)
for tab in TABS:
    if places[tab.code].open:
        with places[tab.code]:
            activity_tab(tab, header.contact_id)
