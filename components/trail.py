"""The audit trail of a contact or the studio as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from components.escape import markup
from i18n.formatting import format_instant
from i18n.sentences import change_sentence, step_sentence
from i18n.texts import _, language, plural
from queries.history import FieldChange, HistoryLine


def trail(lines: tuple[HistoryLine, ...], *, with_contact: bool = False, bank: bool = True) -> None:
    """The steps as one list, newest first: who did what when, with each field before and after."""
    st.html(trail_html(lines, with_contact=with_contact, bank=bank))


def trail_html(
    lines: tuple[HistoryLine, ...], *, with_contact: bool = False, bank: bool = True, most: int | None = None
) -> str:
    """The same as HTML, of each step the first `most` rows that it changed."""
    items = "".join(_item(line, with_contact=with_contact, bank=bank, most=most) for line in lines)
    brief = " k-brief" if most is not None else ""
    return f"<ul class='k-log{brief}'>{items}</ul>"


def _item(line: HistoryLine, *, with_contact: bool, bank: bool, most: int | None) -> str:
    head = step_sentence(line.action, line.who)
    if (with_contact or line.of_duplicate) and line.contact_number:
        head += f" · {line.contact_number}"
    if line.about:
        head += f": {line.about}"
    if line.reason:
        head += " · " + _("Reason: {reason}").format(reason=line.reason)
    if line.erased:
        head += " · " + _("(details erased)")
    told = [change for change in line.changes if bank or change.table != "mandate"]
    groups = (list(row) for _key, row in groupby(told, key=lambda change: (change.table, change.key)))
    rows = [text for text in (_row(row, bank=bank) for row in groups) if text]
    if most is not None and len(rows) > most:
        rest = len(rows) - most
        rows = [*rows[:most], markup(plural("and {count} more", "and {count} more", rest))]
    inner = "<br>".join(rows)
    return (
        f"<li><time>{markup(format_instant(line.at, language()))}</time>{markup(head)}"
        + (f"<div class='k-changes'>{inner}</div>" if inner else "")
        + "</li>"
    )


def _row(changes: Sequence[FieldChange], *, bank: bool) -> str:
    """What happened to one row, on one line."""
    told = (
        change_sentence(
            change.field,
            change.before,
            change.after,
            language(),
            removed=change.removed,
            since=change.since,
            bank=bank,
        )
        for change in changes
    )
    return " · ".join(markup(text) for text in told if text)
