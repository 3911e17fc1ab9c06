"""The billing run on screen: what it would do, the run itself with its progress, and who could not be billed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import streamlit as st

from actions.billing import Lot, begin_run, bill_lot, foresee_lot, patiently
from components.cards import number_link
from components.escape import literal, markup
from components.fields import Form
from components.perform import foreseen, perform, reading, run, say, today
from domain.calendar import add_months
from domain.errors import Refusal
from i18n.messages import explain
from i18n.service_words import money, on
from i18n.texts import _, plural
from queries.billing_runs import contacts_named

STATE = "billing.foreseen"


@dataclass(slots=True)
class Foreseen:
    """What a run to a day would do, as far as it has been looked at."""

    until: date
    lots: list[Lot] = field(default_factory=list)


def run_form() -> None:
    """The day, the preview, and the run."""
    with Form("billing_run", live=True) as form:
        left, _rest = st.columns([1, 3])
        usual = add_months(today().replace(day=1), 1)
        until = form.day("until", _("Due up to and including"), usual, place=left, required=True, column=None)
        if form.sent(_("Preview")) and not form.unread:
            day = until()
            assert day is not None
            st.session_state[STATE] = _foresee(day)
    found: Foreseen | None = st.session_state.get(STATE)
    if found is None:
        return
    _shown(found)
    if st.button(_("Run to {day} now").format(day=on(found.until)), type="primary", key="billing_run.go"):
        _run(found.until)


def _foresee(until: date) -> Foreseen:
    found, bar = Foreseen(until), st.empty()
    while not found.lots or not found.lots[-1].ended:
        after = found.lots[-1].reached_id if found.lots else 0
        try:
            found.lots.append(foreseen(lambda lot: lot, foresee_lot, until=until, after=after))
        except Refusal as refusal:
            st.error(literal(explain(refusal)), icon=":material/error:")
            break
        bar.caption(_count(found.lots))
    bar.empty()
    return found


def _run(until: date) -> None:
    started = perform(begin_run, until=until)
    if started is None:
        return
    lots, bar = list[Lot](), st.empty()
    while not lots or not lots[-1].ended:
        try:
            lot, _entries = patiently(partial(run, bill_lot, run_id=started.id))
        except Refusal as refusal:
            st.error(literal(explain(refusal)), icon=":material/error:")
            return
        lots.append(lot)
        bar.caption(_count(lots))
    st.session_state.pop(STATE, None)
    say(_("The run is done: {what}").format(what=_made(lots)))
    st.rerun()


def _count(lots: Sequence[Lot]) -> str:
    return plural("{count} contact", "{count} contacts", sum(lot.contacts for lot in lots))


def _made(lots: Sequence[Lot]) -> str:
    made = plural("{count} new claim", "{count} new claims", sum(lot.outcome.made for lot in lots))
    return f"{made}, {money(sum(lot.outcome.made_cents for lot in lots))}"


def _shown(found: Foreseen) -> None:
    gone = sum(lot.outcome.reversed for lot in found.lots)
    lines = [_count(found.lots), _made(found.lots)]
    if gone:
        words = plural("{count} corrected claim", "{count} corrected claims", gone)
        lines.append(f"{words}, {money(-sum(lot.outcome.reversed_cents for lot in found.lots))}")
    st.html("".join(f"<div>{markup(line)}</div>" for line in lines))
    parked = [one for lot in found.lots for one in lot.parked]
    if parked:
        with reading() as session:
            named = contacts_named(session, [contact_id for contact_id, _refusal in parked])
        st.warning(plural("{count} contact cannot be billed", "{count} contacts cannot be billed", len(parked)))
        parked_list((*named[contact_id], explain(refusal)) for contact_id, refusal in parked)


def parked_list(rows: Iterable[tuple[str, str, str]]) -> None:
    """Number and name of contacts that could not be billed, each with the reason; the name opens it."""
    lines = "".join(
        f"<tr><td>{markup(number)}</td><td>{number_link(number, name)}</td><td>{markup(why)}</td></tr>"
        for number, name, why in rows
    )
    st.html(f"<table class='k-rows'>{lines}</table>")
