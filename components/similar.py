"""Whoever may already be the contact that is being entered; a former member is taken out of the archive instead."""

from __future__ import annotations

from datetime import date

import streamlit as st

from actions.contacts import revive_contact
from components.badges import status_words
from components.escape import literal
from components.navigation import open_contact
from components.perform import may, reading, run, say, today
from domain.access import Permission
from domain.contacts import Salutation, Status
from domain.errors import Refusal
from i18n.messages import explain
from i18n.texts import _
from i18n.words import word
from queries.contact_hits import ContactHit
from queries.similar_contacts import similar_contacts


def show_similar(
    first: str, last: str, company: str, born_on: date | None, phone: str, email: str, salutation: Salutation
) -> None:
    """Name whoever may already be this person, each with a way to open."""
    with reading() as session:
        likely = similar_contacts(
            session,
            first_name=first,
            last_name=last,
            company_name=company,
            born_on=born_on,
            phone=phone,
            email=email,
            salutation=salutation,
            today=today(),
        )
    if not likely:
        return
    st.markdown(f":orange[:material/group: **{_('Already here?')}**]")
    for found in likely:
        hit = found.hit
        facts = [f"*{hit.birth_year}" if hit.birth_year else "", hit.town, hit.number, word(found.reason)]
        if hit.status.status is not Status.PROSPECT:
            facts.append(status_words(hit.status))
        rest = " · ".join(literal(fact) for fact in facts if fact)
        label = f"**{literal(hit.name[:80])}** {rest}"
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(label, key=f"similar.{hit.number}", type="tertiary", icon=":material/open_in_new:"):
                open_contact(hit.number)
            if hit.status.status is Status.ARCHIVED and may(Permission.FLAG_CONTACTS):
                _reactivate(hit)


def _reactivate(hit: ContactHit) -> None:
    """A former member comes back instead of being entered anew."""
    if st.button(_("Take out of the archive"), key=f"revive.{hit.number}", icon=":material/unarchive:"):
        try:
            _contact, entries = run(revive_contact, contact_id=hit.contact_id)
        except Refusal as refusal:
            st.error(literal(explain(refusal)), icon=":material/error:")
            return
        say(_("Back from the archive."), entries)
        open_contact(hit.number)
