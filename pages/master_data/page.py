"""Master data: everything that is kept about a contact, and its history."""

from __future__ import annotations

import streamlit as st

from components import address
from components.contact_header import current_contact
from components.hints import hint_list, open_mending
from components.perform import may, me, reading, today
from components.trail import trail
from domain.access import Permission
from domain.sensitivity import sees_health_steps
from i18n.texts import _
from pages.master_data.health_section import health
from pages.master_data.hidden_payment import hidden_payment
from pages.master_data.sections import doctor, identity, payment, reach, remark
from queries.contacts import data_hints, master_data
from queries.history import TrailFilter, history

STEPS = 50
"""Steps of the history on one page."""

header = current_contact()
bank = may(Permission.SEE_BANK_DATA)
places = address.tabs("tab", {"data": _("Data"), "history": _("History")})
if places["data"].open:
    with places["data"]:
        with reading() as session:
            contact = master_data(session, header.contact_id)
            hints = data_hints(session, contact, today=today(), bank=bank)
        left, right = st.columns(2, gap="large")
        with left:
            identity(contact, today())
            reach(contact)
        with right:
            hint_list(contact, hints)
            if bank:
                payment(contact, today())
            else:
                hidden_payment(contact)
            health(contact)
            doctor(contact)
            remark(contact)
        open_mending(contact, hints)
if places["history"].open:
    with reading() as session:
        lines = history(
            session,
            TrailFilter(contact_id=header.contact_id, health=sees_health_steps(me().actor)),
            limit=STEPS + 1,
            before=address.read_number(address.BEFORE),
        )
    with places["history"]:
        trail(lines[:STEPS], bank=bank)
        address.step_bar("history", lines[STEPS - 1].entry if len(lines) > STEPS else None)
