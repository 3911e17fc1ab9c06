"""Changes that wait for their day, each with the button that cancels it."""

from __future__ import annotations

import streamlit as st

from actions.dated_changes import cancel_dated_change
from components.cards import heading
from components.escape import literal
from components.perform import may, perform_and_say
from domain.access import Permission
from i18n.formatting import format_day
from i18n.sentences import change_sentence
from i18n.texts import _, language
from queries.dated import PlannedChange


def planned_list(changes: tuple[PlannedChange, ...], *, bank: bool) -> None:
    """One line for each change; nothing at all when none waits."""
    if not changes:
        return
    heading(_("Planned changes"))
    for change in changes:
        left, right = st.columns([5, 3], vertical_alignment="center")
        start = _("From {day}").format(day=format_day(change.valid_from, language()))
        who = _("entered by {who}").format(who=change.who)
        left.markdown(
            f":material/event_upcoming: **{literal(start)}** · {literal(_words(change, bank=bank))}  \n"
            f":gray[{literal(who)}]"
        )
        if may(Permission.EDIT_CONTACTS) and right.button(
            _("Cancel"), key=f"planned.{change.fact_id}", icon=":material/event_busy:", width="stretch"
        ):
            perform_and_say(_("The planned change is cancelled."), cancel_dated_change, fact_id=change.fact_id)


def _words(change: PlannedChange, *, bank: bool) -> str:
    return " · ".join(
        change_sentence(field.field, field.before, field.after, language(), bank=bank) for field in change.changes
    )
