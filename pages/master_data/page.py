"""Master data: everything that is kept about a contact, and its history."""

from __future__ import annotations

from components import address
from components.cards import beside
from components.contact_header import current_contact
from components.hints import hints_html, open_mending
from components.perform import may, me, reading, today
from components.planned import planned_html
from components.presses import Presses
from components.tabs import tabs
from components.trail import trail
from domain.access import Permission
from domain.sensitivity import sees_health_steps
from i18n.texts import _
from pages.master_data.as_of import as_of, chosen_day, day_bar, ways_back
from pages.master_data.consent_section import consents
from pages.master_data.health_section import health
from pages.master_data.hidden_payment import hidden_payment
from pages.master_data.relationship_section import relationships
from pages.master_data.sections import doctor, identity, payment, reach, remark
from queries.as_of import master_data_on
from queries.consents import consent_sheet
from queries.contacts import data_hints, master_data
from queries.dated import has_dated_facts, planned_changes
from queries.history import TrailFilter, history
from queries.relationships import relationships_of
from queries.shared_addresses import living_together

STEPS = 50
"""Steps of the history on one page."""

header = current_contact()
bank = may(Permission.SEE_BANK_DATA)
opened = tabs({"data": _("Data"), "history": _("History")})
if opened == "data":
    day = chosen_day()
    with reading() as session:
        contact = master_data_on(session, header.contact_id, day) if day else master_data(session, header.contact_id)
        hints = () if day else data_hints(session, contact, today=today(), bank=bank, duplicates=False)
        planned = planned_changes(session, header.contact_id)
        told = has_dated_facts(session, header.contact_id)
        living = living_together(session, contact.addresses)
        related = relationships_of(session, header.contact_id, day or today())
        sheet = consent_sheet(session, header.contact_id, day or today())
    if day:
        day_bar(header.contact_id, told=told)
        as_of(contact, related, sheet, day, bank=bank)
    else:
        presses = Presses()
        paying = payment(presses, contact, related, today()) if bank else hidden_payment(contact)
        beside(
            identity(presses, contact, related, today())
            + reach(presses, contact, living)
            + relationships(presses, contact, related, today()),
            paying
            + health(presses, contact)
            + doctor(presses, contact)
            + remark(presses, contact)
            + consents(presses, contact.id, sheet),
            above=hints_html(contact, hints, presses) + planned_html(planned, related, today(), presses, bank=bank),
            below=ways_back(presses, header.contact_id, told=told),
        )
        presses.act()
        open_mending(contact, hints)
else:
    with reading() as session:
        lines = history(
            session,
            TrailFilter(
                contact_id=header.contact_id,
                health=sees_health_steps(me().actor),
                money=may(Permission.SEE_MONEY),
            ),
            limit=STEPS + 1,
            before=address.read_number(address.BEFORE),
        )
    trail(lines[:STEPS], bank=bank)
    address.step_bar("history", lines[STEPS - 1].entry if len(lines) > STEPS else None)
