"""The dialogs of relationships: somebody new who belongs to a contact, and what is to change about one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from actions.relationships import add_relationship, edit_relationship, end_relationship, remove_relationship
from components.belonging import period_words
from components.cards import Fact, facts
from components.contact_choice import contact_choice, forget_choice
from components.escape import literal
from components.fields import Form
from components.navigation import open_contact
from components.perform import perform_and_say, reading, today
from domain.calendar import is_minor
from domain.contacts import ContactKind
from domain.periods import EVER, Period, day_after
from domain.relationships import PayerTaken, Relation, open_to
from i18n.messages import explain
from i18n.texts import _
from i18n.words import word
from queries.contact_hits import ContactHit
from queries.relationships import Related, payers_with, relationships_of

PAYING = (Relation.PAYER, Relation.PAID_FOR)
FROM_TODAY = (*PAYING, Relation.EMPLOYER, Relation.EMPLOYEE)
"""What begins on some day; families and guardians are so since always, unless one says otherwise."""


def relationship_dialog(contact: Any, seen: Relation | None = None) -> None:
    """Enter who belongs to a contact, as what and since when."""
    forget_choice(f"relationship.{contact.id}")
    st.dialog(_("New relationship"), width="medium")(_new)(contact, seen)


def _new(contact: Any, preset: Relation | None) -> None:
    key = f"relationship.{contact.id}"
    options = [one for one in Relation if any(open_to(one, contact.kind, other) for other in ContactKind)]
    seen = st.selectbox(
        _("Relationship"),
        options,
        index=options.index(preset) if preset in options else None,
        format_func=word,
        placeholder=_("What is the other contact?"),
        key=f"{key}.seen",
        filter_mode=None,
    )
    other = contact_choice(key, _("Who?"), without=(contact.id,))
    if seen is None or other is None:
        return
    with Form(f"{key}.{seen}.{other.number}", live=seen in PAYING) as form:
        valid_from, valid_until = _days(form, today() if seen in FROM_TODAY else None, None)
        note = form.text("note", _("Note"))
        _show_hint(contact, other, seen)
        if seen in PAYING:
            _show_payers(contact, other, seen, form)
        form.submit(
            add_relationship,
            done=_("Relationship added."),
            contact_id=contact.id,
            other_id=other.contact_id,
            seen=seen,
            valid_from=valid_from,
            valid_until=valid_until,
            note=note,
        )


def _days(
    form: Form, start: date | None, until: date | None
) -> tuple[Callable[[], date | None], Callable[[], date | None]]:
    """First and last day, as people say them; what comes back is half-open."""
    left, right = st.columns(2)
    first = form.day("valid_from", _("From (empty: always)"), start, place=left, empty=EVER)
    return first, form.day("valid_until", _("Last day (empty: open)"), until, place=right, last=True)


def _show_hint(contact: Any, other: ContactHit, seen: Relation) -> None:
    ward = contact.born_on if seen is Relation.GUARDIAN else None
    if ward is not None and not is_minor(ward, today()):
        st.caption(_("{name} is of age: only a court appoints a guardian then.").format(name=_name(contact)))


def _show_payers(contact: Any, other: ContactHit, seen: Relation, form: Form) -> None:
    """Say beforehand who will pay from which day on."""
    paid_id, payer = (contact.id, other.name) if seen is Relation.PAYER else (other.contact_id, contact.display_name)
    wanted = Period(form.typed_day("valid_from") or EVER, form.typed_day("valid_until"))
    if wanted.end is not None and wanted.end <= wanted.start:
        return
    try:
        with reading() as session:
            terms = payers_with(session, paid_id, payer, wanted)
    except PayerTaken as taken:
        st.warning(literal(explain(taken)))
        return
    if len(terms) > 1:
        paid = _name(contact) if seen is Relation.PAYER else literal(other.name)
        st.markdown(_("After saving, these pay for {name}:").format(name=paid))
        facts([Fact(period_words(term.period, today()) or _("always"), term.name) for term in terms])


def _name(contact: Any) -> str:
    return literal(contact.display_name)


def relationships_dialog(contact: Any) -> None:
    """Change, end or remove one of the relationships."""
    with reading() as session:
        related = relationships_of(session, contact.id, today())
    st.dialog(_("Change a relationship"), width="medium")(_change)(related)


def _change(related: tuple[Related, ...]) -> None:
    """As they were when the dialog was opened: what others change meanwhile is a conflict, not another form."""
    by_id = {one.relationship_id: one for one in related}
    chosen = st.selectbox(_("Relationship"), list(by_id), format_func=lambda key: _label(by_id[key]), key="relations")
    if chosen is not None:
        _edit(by_id[chosen])
        _ways_out(by_id[chosen])


def _edit(one: Related) -> None:
    with Form(f"relation.{one.relationship_id}.{one.version}") as form:
        valid_from, valid_until = _days(form, one.period.start, one.period.end)
        note = form.text("note", _("Note"), one.note)
        form.submit(
            edit_relationship,
            done=_("Relationship changed."),
            relationship_id=one.relationship_id,
            version=one.version,
            valid_from=valid_from,
            valid_until=valid_until,
            note=note,
        )


def _ways_out(one: Related) -> None:
    inputs = {"relationship_id": one.relationship_id, "version": one.version}
    with st.container(horizontal=True):
        if st.button(_("Open contact"), icon=":material/open_in_new:", type="tertiary", key="relation.open"):
            open_contact(one.other.number)
        runs = one.period.holds_on(today()) and one.period.last_day != today()
        if runs and st.button(_("Ends today"), icon=":material/event_busy:", type="tertiary", key="relation.end"):
            tomorrow = day_after(today())
            perform_and_say(_("Relationship ended."), end_relationship, valid_until=tomorrow, **inputs)
        if st.button(_("Remove (a mistake)"), icon=":material/delete:", type="tertiary", key="relation.remove"):
            perform_and_say(_("Relationship removed."), remove_relationship, **inputs)


def _label(one: Related) -> str:
    days = period_words(one.period, today())
    return " · ".join(part for part in (word(one.seen), one.other.name, one.other.number, days) if part)
