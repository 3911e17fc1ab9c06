"""Rows of facts as one element, and the trail as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st

from components.escape import markup
from i18n.texts import _, plural
from queries.contact_hits import ContactHit

MOST_PEOPLE = 6
"""Names in one row."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; an empty value that should be there is marked as missing."""

    label: str
    value: str
    wanted: bool = False
    failed: str = ""
    """Why the value reaches nobody: it is struck out, with this beside it."""
    people: tuple[ContactHit, ...] = ()
    """Instead of a value: contacts that a click opens."""
    hidden: bool = False
    """There is a value, and this role does not see it: it must not be in `value` either."""


def facts(rows: Iterable[Fact]) -> None:
    """Label and value in rows; what is empty is left out, unless it is wanted: then it is marked."""
    table = facts_html(rows)
    if table:
        st.html(table)


def facts_html(rows: Iterable[Fact]) -> str:
    """The rows as HTML; empty where none is shown."""
    shown = [row for row in rows if row.value or row.wanted or row.people or row.hidden]
    lines = (f"<tr><th scope='row'>{markup(row.label)}</th><td dir='auto'>{_value(row)}</td></tr>" for row in shown)
    return f"<table class='k-rows'>{''.join(lines)}</table>" if shown else ""


def contact_link(hit: ContactHit) -> str:
    """The name of a contact as HTML; a click opens it without a new page (`components.contact_picker` listens)."""
    return number_link(hit.number, hit.name)


def number_link(number: str, name: str) -> str:
    """The same where only number and name are known."""
    return f'<a class="k-open" href="/overview?contact={quote(number)}" target="_self">{markup(name)}</a>'


def _value(row: Fact) -> str:
    if row.hidden:
        return f"<span class='k-hidden'>•••• {markup(_('hidden'))}</span>"
    if row.people:
        named = ", ".join(contact_link(hit) for hit in row.people[:MOST_PEOPLE])
        more = len(row.people) - MOST_PEOPLE
        return named if more <= 0 else f"{named} {markup(plural('and {count} more', 'and {count} more', more))}"
    if row.failed:
        return f"<s>{markup(row.value)}</s> <span class='k-failed'>{markup(row.failed)}</span>"
    return markup(row.value) if row.value else f"<span class='k-missing'>{markup(_('missing'))}</span>"


def heading(text: str) -> None:
    """The title of a section; `text` is one of our own."""
    st.markdown(f"##### {text}", anchors=False)


def card_html(title: str, body: str, buttons: str = "") -> str:
    """A section as HTML; `title` is one of our own, `body` and `buttons` (beside the title) are HTML."""
    beside_it = f"<span class='k-buttons'>{buttons}</span>" if buttons else ""
    return f"<section><div class='k-top'><h5 class='k-title'>{markup(title)}</h5>{beside_it}</div>{body}</section>"


def note_html(text: str) -> str:
    """A few pale words as HTML, where there is nothing else to show."""
    return f"<p class='k-note'>{markup(text)}</p>"


def beside(*columns: str, above: str = "", below: str = "") -> None:
    """HTML side by side, on a phone one below the other: few large elements are quicker than many small ones."""
    st.html(f"{above}<div class='k-beside'>{''.join(f'<div>{column}</div>' for column in columns)}</div>{below}")
