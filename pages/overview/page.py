"""Overview: what matters now about a contact, in one glance."""

from __future__ import annotations

from components.belonging import belonging_facts
from components.cards import beside, card_html, facts_html
from components.contact_facts import reach_facts, upcoming_birthday
from components.contact_header import current_contact
from components.day_groups import ahead_html
from components.hints import hints_html
from components.notes import pinned_html
from components.perform import may, me, now, reading, today
from components.planned import planned_html
from components.presses import Presses
from components.services_glance import services_html
from components.trail import trail_html
from domain.access import Permission
from domain.sensitivity import sees_health_steps
from i18n.texts import _
from queries.contacts import data_hints, master_data
from queries.dated import planned_changes
from queries.history import TrailFilter, history
from queries.overview import glance
from queries.relationships import relationships_of
from queries.services_glance import services_glance

LATEST = 8
MOST_ROWS = 3
"""Changed rows of one step."""

header = current_contact()
bank = may(Permission.SEE_BANK_DATA)
with reading() as session:
    contact = master_data(session, header.contact_id, tags=False)
    hints = data_hints(session, contact, today=today(), bank=bank)
    related = relationships_of(session, header.contact_id, today())
    planned = planned_changes(session, header.contact_id)
    entries = glance(session, me().actor, header.contact_id, today=today(), now=now())
    money, health = may(Permission.SEE_MONEY), sees_health_steps(me().actor)
    trail_of = TrailFilter(contact_id=header.contact_id, health=health, money=money)
    latest = history(session, trail_of, limit=LATEST)
    services = services_glance(session, header.contact_id, today=today()) if may(Permission.SEE_SERVICES) else None

presses = Presses()
facts = [*upcoming_birthday(contact, today()), *belonging_facts(related, today()), *reach_facts(contact)]
born_on = contact.born_on if contact.deceased_on is None else None
beside(
    ahead_html(entries, born_on, today(), presses),
    pinned_html(entries.pinned)
    + (services_html(services, presses) if services else "")
    + card_html(_("At a glance"), facts_html(facts))
    + card_html(_("Latest changes"), trail_html(latest, bank=bank, most=MOST_ROWS)),
    above=hints_html(contact, hints, presses) + planned_html(planned, related, today(), presses, bank=bank),
)
presses.act()
