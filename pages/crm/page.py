"""CRM: what happened with a contact and what is to come, in one list and by kind."""

from __future__ import annotations

from components.activity_tab import Tab, activity_tab
from components.contact_header import current_contact
from components.enrolments import memberships
from components.tabs import tabs
from domain.activities import ActivityKind
from i18n.texts import N_, _
from queries.activities import ActivityOrder

TABS = (
    Tab("history", tuple(ActivityKind)),
    Tab(
        "notes",
        (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE),
        (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE),
    ),
    Tab("calls", (ActivityKind.CALL,), (ActivityKind.CALL,)),
    Tab("emails", (ActivityKind.EMAIL,), (ActivityKind.EMAIL,)),
    Tab("tasks", (ActivityKind.TASK,), (ActivityKind.TASK,), ActivityOrder.OPEN_FIRST),
    Tab(
        "appointments",
        (ActivityKind.APPOINTMENT,),
        (ActivityKind.APPOINTMENT,),
        order=ActivityOrder.OPEN_FIRST,
    ),
    Tab(
        "courses",
        (ActivityKind.COURSE,),
        (ActivityKind.COURSE,),
        order=ActivityOrder.OPEN_FIRST,
        above=memberships,
    ),
    Tab("documents", (ActivityKind.DOCUMENT,), (ActivityKind.DOCUMENT,)),
)
LABELS = {
    "history": N_("History"),
    "notes": N_("Notes"),
    "calls": N_("Calls"),
    "emails": N_("E-mails"),
    "tasks": N_("Tasks"),
    "appointments": N_("Appointments"),
    "courses": N_("Courses"),
    "documents": N_("Documents"),
}

header = current_contact()
opened = tabs({tab.code: _(LABELS[tab.code]) for tab in TABS})
activity_tab(next(tab for tab in TABS if tab.code == opened), header.contact_id)
