"""The part of an appointment's dialog that is about series: how it repeats, and which of them a change is about."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components.escape import markup
from components.fields import Form
from components.perform import reading
from domain.activities import Every
from domain.appointments import Repeat, Scope, days_of_series
from domain.errors import Refusal
from domain.holidays import holidays_among
from i18n.formatting import format_day
from i18n.holidays import holiday_word
from i18n.texts import N_, _, language, plural
from i18n.words import word
from queries.card_files import studio

EVERY = {
    Every.DAY: N_("Days"),
    Every.WEEK: N_("Weeks"),
    Every.MONTH: N_("Months"),
}
NAMED = 6
"""Holidays that are named."""


def repeat_fields(form: Form) -> tuple[Repeat | None, tuple[date, ...]]:
    """How a new appointment repeats, None for once; and the holidays that are left out."""
    if not st.toggle(_("Repeat as a series"), key=form.key_of("series")):
        return None, ()
    one, two, three, four = st.columns(4)
    step = form.whole_number("step", _("Every"), place=one, column=None, suggest=1)
    every = form.pick("every", _("Unit"), list(EVERY), lambda code: _(EVERY[code]), Every.WEEK, place=two, column=None)
    times = form.whole_number("times", _("How often"), place=three, column=None, suggest=10)
    until = form.day("until", _("Until (may be empty)"), place=four, column=None)
    del step, times, until
    repeat = Repeat(every or Every.WEEK, form.typed_day("step") or 0, form.typed_day("until"), form.typed_day("times"))
    return repeat, _holidays(form, repeat)


def _holidays(form: Form, repeat: Repeat) -> tuple[date, ...]:
    """The public holidays among the days of a series are shown, and left out where that is ticked."""
    day = form.typed_day("day")
    try:
        days = days_of_series(day, repeat) if day is not None else ()
    except Refusal:
        return ()
    if days:
        last = _("the last on {day}").format(day=format_day(days[-1], language()))
        st.caption(f"{plural('{count} appointment', '{count} appointments', len(days))}, {last}")
    with reading() as session:
        found = holidays_among(days, studio(session).land)
    if not found:
        return ()
    told = "; ".join(f"{format_day(one, language())} {holiday_word(name)}" for one, name in list(found.items())[:NAMED])
    more = " …" if len(found) > NAMED else ""
    st.html(f"<div class='k-note'>{markup(_('Public holidays:'))} {markup(told + more)}</div>")
    if st.checkbox(_("Leave out public holidays"), value=True, key=form.key_of("skip")):
        return tuple(found)
    return ()


def scope_field(form: Form) -> Scope:
    """Which appointments of the series a change is about."""
    scope = st.radio(
        _("Applies to"),
        list(Scope),
        format_func=word,
        horizontal=True,
        key=form.key_of("scope"),
        help=_(
            "Times move by the same difference. What was changed in one appointment alone stays as it is there. "
            "What is over, cancelled or settled is left alone."
        ),
    )
    return Scope(scope)
