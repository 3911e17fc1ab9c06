"""Changes and relationships that wait for their day, each with the button that cancels it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from actions.dated_changes import cancel_dated_change
from actions.relationships import remove_relationship
from components.cards import card_html
from components.escape import markup
from components.perform import may, perform_and_say
from components.presses import Presses, icon_html
from domain.access import Permission
from i18n.formatting import format_day
from i18n.sentences import change_sentence
from i18n.texts import _, language
from i18n.words import word
from queries.dated import PlannedChange
from queries.relationships import Related


def planned_html(
    changes: Iterable[PlannedChange], related: Iterable[Related], today: date, presses: Presses, *, bank: bool
) -> str:
    """One line for each change, and for each relationship that begins later; nothing at all when none waits."""
    lines = [(change.valid_from, _change(change, presses, bank=bank)) for change in changes]
    lines += [(one.period.start, _relationship(one, presses)) for one in related if one.period.start > today]
    if not lines:
        return ""
    items = "".join(line for _day, line in sorted(lines))
    return card_html(_("Planned changes"), f"<ul class='k-planned'>{items}</ul>")


def _change(change: PlannedChange, presses: Presses, *, bank: bool) -> str:
    cancel = partial(
        perform_and_say, _("The planned change is cancelled."), cancel_dated_change, fact_id=change.fact_id
    )
    who = _("entered by {who}").format(who=change.who)
    return _line(f"planned.{change.fact_id}", change.valid_from, _words(change, bank=bank), who, cancel, presses)


def _relationship(one: Related, presses: Presses) -> str:
    cancel = partial(
        perform_and_say,
        _("The planned change is cancelled."),
        remove_relationship,
        relationship_id=one.relationship_id,
        version=one.version,
    )
    words = f"{word(one.seen)}: {one.other.name}"
    return _line(f"planned.tie.{one.relationship_id}", one.period.start, words, one.note, cancel, presses)


def _line(key: str, day: date, words: str, below: str, cancel: Callable[[], object], presses: Presses) -> str:
    start = _("From {day}").format(day=format_day(day, language()))
    button = ""
    if may(Permission.EDIT_CONTACTS):
        button = presses.button(key, _("Cancel"), cancel, icon="event_busy", about=start)
    return (
        f"<li>{icon_html('event_upcoming')}<div><b>{markup(start)}</b> · "
        f"<span dir='auto'>{markup(words)}</span>"
        f"<div class='k-sub'>{markup(below)}</div></div>{button}</li>"
    )


def _words(change: PlannedChange, *, bank: bool) -> str:
    return " · ".join(
        change_sentence(field.field, field.before, field.after, language(), bank=bank) for field in change.changes
    )
