"""Tabs of a page, of which the open one stands in the address and alone is built.

One element of HTML: the framework's tabs take the browser as long as everything else on a page together.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import address, presses
from components.escape import markup

TAB = "tab"
"""The name in the address, and the beginning of the keys of what is pressed."""


def tabs(labels: Mapping[str, str]) -> str:
    """Draw the tabs, words by code; the code of the open one. The first is the one without an address."""
    first = next(iter(labels))
    wanted = presses.pressed().removeprefix(f"{TAB}.")
    if wanted in labels:
        address.write(TAB, "" if wanted == first else wanted)
    elif address.read(TAB) not in labels:
        address.write(TAB, "")
    shown = address.read(TAB) or first
    buttons = "".join(_tab(code, words, is_open=code == shown) for code, words in labels.items())
    st.html(f'<div class="k-tabs" role="tablist">{buttons}</div>')
    return shown


def _tab(code: str, words: str, *, is_open: bool) -> str:
    selected, turn = ("true", 0) if is_open else ("false", -1)
    return (
        f'<button type="button" role="tab" aria-selected="{selected}" tabindex="{turn}"'
        f' data-press="{TAB}.{markup(code)}">{markup(words)}</button>'
    )
