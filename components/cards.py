"""Rows of facts as one element, and the trail as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from components.escape import markup
from i18n.texts import _


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; an empty value that should be there is marked as missing."""

    label: str
    value: str
    wanted: bool = False


def facts(rows: Iterable[Fact]) -> None:
    """Label and value in rows; what is empty is left out, unless it is wanted: then it is marked."""
    table = facts_html(rows)
    if table:
        st.html(table)


def facts_html(rows: Iterable[Fact]) -> str:
    """The rows as HTML; empty where none is shown."""
    shown = [row for row in rows if row.value or row.wanted]
    lines = (
        f"<tr><th scope='row'>{markup(row.label)}</th><td dir='auto'>"
        + (markup(row.value) if row.value else f"<span class='k-missing'>{markup(_('missing'))}</span>")
        + "</td></tr>"
        for row in shown
    )
    return f"<table class='k-rows'>{''.join(lines)}</table>" if shown else ""


def heading(text: str) -> None:
    """The title of a section; `text` is one of our own."""
    st.markdown(f"##### {text}", anchors=False)


def card_html(title: str, body: str) -> str:
    """A section as HTML; `title` is one of our own, `body` is HTML."""
    return f"<section><h5 class='k-title'>{markup(title)}</h5>{body}</section>"


def beside(*columns: str) -> None:
    """HTML side by side, on a phone one below the other: few large elements are quicker than many small ones."""
    st.html(f"<div class='k-beside'>{''.join(f'<div>{column}</div>' for column in columns)}</div>")
