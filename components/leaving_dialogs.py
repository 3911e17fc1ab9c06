"""The dialogs of those who leave: whoever pays for others names before who pays for them from then on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import streamlit as st

from actions.contacts import archive_contact, mark_deceased
from components.belonging import period_words
from components.cards import Fact, facts
from components.contact_choice import contact_choice, forget_choice
from components.escape import literal
from components.fields import Form
from components.perform import perform_and_say, reading, today
from domain.relationships import Handover
from i18n.texts import N_, _, plural
from queries.contact_hits import ContactHit
from queries.contacts import ContactHeader
from queries.relationships import Related, paid_by

MOST_ONE_BY_ONE = 12
"""So many people can each be given a payer of their own; more get one for all."""


class Way(StrEnum):
    """Who pays for those for whom somebody paid."""

    THEMSELVES = "themselves"
    ONE = "one"
    EACH = "each"


_WORDS = {
    Way.THEMSELVES: N_("They pay for themselves"),
    Way.ONE: N_("Another contact for all"),
    Way.EACH: N_("One by one"),
}


def archive_dialog(contact_id: int) -> None:
    """Archive a contact: at once, or after naming who pays for those for whom it pays."""
    paid = _paid(contact_id)
    if not paid:
        perform_and_say(_("Archived."), archive_contact, contact_id=contact_id)
        return
    _forget(contact_id, paid)
    st.dialog(_("Archive"), width="medium")(_archive)(contact_id)


def _archive(contact_id: int) -> None:
    with Form(f"archive.{contact_id}", live=True) as form:
        handover = _handover(form, contact_id, _paid(contact_id))
        if handover is not None:
            form.submit(
                archive_contact, done=_("Archived."), label=_("Archive"), contact_id=contact_id, handover=handover
            )


def deceased_dialog(header: ContactHeader) -> None:
    """Record a death, and who pays for those for whom the contact paid."""
    _forget(header.contact_id, _paid(header.contact_id))
    st.dialog(_("Deceased"), width="medium")(_deceased)(header)


def _deceased(header: ContactHeader) -> None:
    paid = _paid(header.contact_id)
    with Form(f"deceased.{header.contact_id}.{header.version}", live=bool(paid)) as form:
        day = header.facts.deceased_on
        on = form.day("on", _("Day of death"), day, suggest=today(), required=True, column="deceased_on")
        handover = _handover(form, header.contact_id, paid) if paid else Handover(today(), {})
        if handover is not None:
            form.submit(
                mark_deceased,
                done=_("Recorded."),
                contact_id=header.contact_id,
                version=header.version,
                on=on,
                handover=handover,
            )


def _paid(contact_id: int) -> tuple[Related, ...]:
    with reading() as session:
        return paid_by(session, contact_id, today())


def _forget(contact_id: int, paid: Sequence[Related]) -> None:
    for key in (contact_id, *(f"{contact_id}.{one.other.contact_id}" for one in paid)):
        forget_choice(f"successor.{key}")


def _handover(form: Form, contact_id: int, paid: Sequence[Related]) -> Any:
    """Who pays from when on; None until somebody was chosen wherever somebody is to be."""
    st.markdown(
        plural(
            "Pays for {count} contact. Who pays from then on?",
            "Pays for {count} contacts. Who pays from then on?",
            len(paid),
        )
    )
    facts([Fact(period_words(one.period, today()), "", people=(one.other,)) for one in paid[:MOST_ONE_BY_ONE]])
    valid_from = form.day("valid_from", _("Somebody else pays from"), suggest=today(), column=None)
    ways = list(Way) if 1 < len(paid) <= MOST_ONE_BY_ONE else [Way.THEMSELVES, Way.ONE]
    way = st.segmented_control(
        _("Who pays from then on?"),
        ways,
        default=Way.THEMSELVES,
        required=True,
        format_func=lambda one: _(_WORDS[one]),
        key=f"successor.way.{contact_id}",
        label_visibility="collapsed",
    )
    successors = _successors(Way(way), contact_id, paid)
    return None if successors is None else lambda: Handover(valid_from() or today(), successors)


def _successors(way: Way, contact_id: int, paid: Sequence[Related]) -> dict[int, int | None] | None:
    people = {one.other.contact_id: one.other for one in paid}
    if way is Way.THEMSELVES:
        return dict.fromkeys(people)
    if way is Way.ONE:
        chosen = contact_choice(f"successor.{contact_id}", _("Who pays for all?"), without=(contact_id,))
        if chosen is None:
            return None
        return {key: None if key == chosen.contact_id else chosen.contact_id for key in people}
    chosen_for = {key: _one_by_one(contact_id, hit) for key, hit in people.items()}
    return {key: chosen.contact_id if chosen else None for key, chosen in chosen_for.items()}


def _one_by_one(contact_id: int, paid: ContactHit) -> ContactHit | None:
    label = _("Who pays for {name}? (empty: they themselves)").format(name=literal(paid.name))
    return contact_choice(f"successor.{contact_id}.{paid.contact_id}", label, without=(contact_id, paid.contact_id))
