"""Overview: what matters now about a contact, in one glance."""

from __future__ import annotations

import streamlit as st

from components.cards import facts, heading
from components.contact_facts import reach_facts, upcoming_birthday
from components.contact_header import current_contact
from components.hints import hint_list
from components.perform import may, reading, today
from components.planned import planned_list
from components.trail import trail
from domain.access import Permission
from i18n.texts import _
from queries.contacts import data_hints, master_data
from queries.dated import planned_changes
from queries.history import TrailFilter, history

LATEST = 8

header = current_contact()
bank = may(Permission.SEE_BANK_DATA)
with reading() as session:
    contact = master_data(session, header.contact_id)
    hints = data_hints(session, contact, today=today(), bank=bank)
    planned = planned_changes(session, header.contact_id)
    latest = history(session, TrailFilter(contact_id=header.contact_id), limit=LATEST)

left, right = st.columns(2, gap="large")
with left:
    if hints:
        heading(_("Needs attention"))
        hint_list(contact, hints)
    planned_list(planned, bank=bank)
    heading(_("At a glance"))
    facts([*upcoming_birthday(contact, today()), *reach_facts(contact)])
with right:
    heading(_("Latest changes"))
    trail(latest, bank=bank)
