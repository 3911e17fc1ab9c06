"""The master data of any day, and what each field held from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from actions.dated_changes import cancel_dated_change
from components import address
from components.belonging import relationship_table
from components.cards import facts, heading
from components.contact_facts import identity_facts, payment_facts, reach_facts
from components.escape import literal, markup
from components.perform import may, perform_and_say, reading, today
from components.presses import Presses
from domain.access import Permission
from i18n.formatting import format_day, format_instant
from i18n.sentences import FIELDS, shown_value
from i18n.texts import _, language
from pages.master_data.consent_section import consent_matrix
from queries.consents import ConsentSheet
from queries.dated import FieldPeriod, field_history
from queries.relationships import Related

ON = "on"
"""The day in the address, ISO."""
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
"""Days of which one may ask."""


def chosen_day() -> date | None:
    """The day that the address asks for; None for today and for anything that is no day."""
    try:
        day = date.fromisoformat(address.read(ON))
    except ValueError:
        return None
    return day if FIRST <= day <= LAST and day != today() else None


def ways_back(presses: Presses, contact_id: int, *, told: bool) -> str:
    """Buttons to the master data of another day, and to the periods of all fields where there are any.

    The field for the day takes longer to draw than all the rest of the page: it comes when somebody asks for it.
    """
    buttons = presses.button("as_of", _("As of another day …"), _day_dialog, icon="event")
    if told:
        history = partial(_history_dialog, contact_id)
        buttons += presses.button("fields.history", _("History of the fields"), history, icon="history")
    return f"<div class='k-actions k-wide'>{buttons}</div>"


def day_bar(contact_id: int, *, told: bool) -> None:
    """The same while another day is shown, with the field for the day."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _day_field()
        st.button(_("Back to today"), icon=":material/today:", on_click=address.write, args=(ON, ""))
        if told and st.button(_("History of the fields"), icon=":material/history:", key="fields.history"):
            _history_dialog(contact_id)


def _day_dialog() -> None:
    st.dialog(_("As of another day"))(_choose_day)()


def _choose_day() -> None:
    _day_field()
    if chosen_day() is not None:
        st.rerun()


def _day_field() -> None:
    day = chosen_day() or today()
    if st.session_state.get(ON) != day:
        st.session_state[ON] = day
    st.date_input(
        _("As of"),
        key=ON,
        format="DD.MM.YYYY" if language() == "de" else "DD/MM/YYYY",
        min_value=FIRST,
        max_value=LAST,
        on_change=_keep_day,
        width=190,
    )


def _keep_day() -> None:
    day = st.session_state[ON]
    address.write(ON, day.isoformat() if day and day != today() else "")


def as_of(then: Any, related: Sequence[Related], sheet: ConsentSheet, day: date, *, bank: bool) -> None:
    """The master data of that day, to be read only."""
    shown = format_day(day, language())
    words = _("As it will be on {day}.") if day > today() else _("As it was on {day}.")
    st.info(words.format(day=shown), icon=":material/history:")
    left, right = st.columns(2, gap="large")
    with left:
        heading(_("Name and birthday"))
        facts(identity_facts(then, day))
        heading(_("How to reach"))
        facts(reach_facts(then))
        if there := [one for one in related if one.period.holds_on(day)]:
            heading(_("Relationships"))
            relationship_table(there, day)
    with right:
        if bank:
            heading(_("Payment data"))
            facts(payment_facts(then))
        if sheet.entries:
            heading(_("Consents"))
            st.html(consent_matrix(sheet))


def _history_dialog(contact_id: int) -> None:
    st.dialog(_("History of the fields"), width="large")(_history)(contact_id)


def _history(contact_id: int) -> None:
    with reading() as session:
        periods = field_history(session, contact_id)
    bank = may(Permission.SEE_BANK_DATA)
    st.html(_table(periods, bank=bank))
    entries = {period.fact_id: period for period in periods if period.valid_from is not None}
    if not entries or not may(Permission.EDIT_CONTACTS):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Take back an entry"),
            list(entries),
            index=None,
            format_func=lambda fact_id: _entry_words(entries[fact_id], bank=bank),
            placeholder=_("Choose an entry that was wrong"),
        )
        if st.button(_("Take back"), icon=":material/undo:", disabled=chosen is None) and chosen is not None:
            perform_and_say(_("The entry is taken back."), cancel_dated_change, fact_id=chosen)


def _entry_words(period: FieldPeriod, *, bank: bool) -> str:
    assert period.valid_from is not None
    day = format_day(period.valid_from, language())
    value = shown_value(period.field, period.value, language(), bank=bank)
    return literal(f"{_(FIELDS[period.field])} · {day} · {value or _('empty')}")


def _table(periods: tuple[FieldPeriod, ...], *, bank: bool) -> str:
    heads = (_("Field"), _("From"), _("Until"), _("Value"), _("Entered by"))
    head = "".join(f"<th scope='col'>{markup(text)}</th>" for text in heads)
    rows, before = [], None
    for period in periods:
        key = (period.table, period.row_key, period.field)
        label = "" if key == before else _(FIELDS[period.field])
        before = key
        rows.append(_table_row(label, period, bank=bank))
    return f"<table class='k-rows k-grid'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _table_row(label: str, period: FieldPeriod, *, bank: bool) -> str:
    start = format_day(period.valid_from, language()) if period.valid_from else _("ever since")
    end = format_day(period.valid_until - timedelta(days=1), language()) if period.valid_until else ""
    who = "" if period.valid_from is None else f"{period.who}, {format_instant(period.entered_at, language())}"
    value = shown_value(period.field, period.value, language(), bank=bank) or _("empty")
    cells = "".join(f"<td dir='auto'>{markup(text)}</td>" for text in (start, end, value, who))
    return f"<tr><th scope='row'>{markup(label)}</th>{cells}</tr>"
