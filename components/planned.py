"""Changes that wait for their day, each with the button that cancels it."""

from __future__ import annotations

from functools import partial

from actions.dated_changes import cancel_dated_change
from components.cards import card_html
from components.escape import markup
from components.perform import may, perform_and_say
from components.presses import Presses, icon_html
from domain.access import Permission
from i18n.formatting import format_day
from i18n.sentences import change_sentence
from i18n.texts import _, language
from queries.dated import PlannedChange


def planned_html(changes: tuple[PlannedChange, ...], presses: Presses, *, bank: bool) -> str:
    """One line for each change; nothing at all when none waits."""
    if not changes:
        return ""
    lines = "".join(_line(change, presses, bank=bank) for change in changes)
    return card_html(_("Planned changes"), f"<ul class='k-planned'>{lines}</ul>")


def _line(change: PlannedChange, presses: Presses, *, bank: bool) -> str:
    start = _("From {day}").format(day=format_day(change.valid_from, language()))
    who = _("entered by {who}").format(who=change.who)
    button = ""
    if may(Permission.EDIT_CONTACTS):
        cancel = partial(
            perform_and_say, _("The planned change is cancelled."), cancel_dated_change, fact_id=change.fact_id
        )
        button = presses.button(f"planned.{change.fact_id}", _("Cancel"), cancel, icon="event_busy", about=start)
    return (
        f"<li>{icon_html('event_upcoming')}<div><b>{markup(start)}</b> · "
        f"<span dir='auto'>{markup(_words(change, bank=bank))}</span>"
        f"<div class='k-sub'>{markup(who)}</div></div>{button}</li>"
    )


def _words(change: PlannedChange, *, bank: bool) -> str:
    return " · ".join(
        change_sentence(field.field, field.before, field.after, language(), bank=bank) for field in change.changes
    )
