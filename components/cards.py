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
    hidden: bool = False
    """There is a value, and this role does not see it: it must not be in `value` either."""


def facts(rows: Iterable[Fact]) -> None:
    """Label and value in rows; what is empty is left out, unless it is wanted: then it is marked."""
    shown = [row for row in rows if row.value or row.wanted or row.hidden]
    lines = (
        f"<tr><th scope='row'>{markup(row.label)}</th><td dir='auto'>" + _value(row) + "</td></tr>" for row in shown
    )
    if shown:
        st.html(f"<table class='k-rows'>{''.join(lines)}</table>")


def _value(row: Fact) -> str:
    if row.hidden:
        return f"<span class='k-hidden'>•••• {markup(_('hidden'))}</span>"
    return markup(row.value) if row.value else f"<span class='k-missing'>{markup(_('missing'))}</span>"


def heading(text: str) -> None:
    """The title of a section; `text` is one of our own."""
    st.markdown(f"##### {text}", anchors=False)
