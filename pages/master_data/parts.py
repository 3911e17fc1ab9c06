"""What the sections of the master data are made of: a title with its buttons, and entries that open.

A section is one large element, its button another: the style sheet lays the button beside the title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from components.cards import card_html
from components.perform import may
from domain.access import Permission
from i18n.texts import _


def section(
    title: str,
    key: str,
    permission: Permission,
    mend: Callable[[], None],
    body: str = "",
    *,
    icon: str = "edit",
) -> None:
    """Title and body (HTML) with the button that changes them, where the role may."""
    pressed = may(permission) and st.button(
        _("Add") if icon == "add" else _("Change"),
        icon=f":material/{icon}:",
        key=key,
        type="tertiary",
        help=title,
    )
    st.html(card_html(title, body))
    if pressed:
        mend()


def row(label: str, key: str, permission: Permission, mend: Callable[[], None]) -> None:
    """One entry of several: a button that opens it, or plain text where the role may not."""
    if not may(permission):
        st.markdown(label)
    elif st.button(label, key=key, type="tertiary", icon=":material/edit:", wrap=True):
        mend()


@contextmanager
def titled(title: str, key: str, body: str) -> Iterator[None]:
    """Title and body (HTML), and on the right of the title what is drawn inside: its buttons."""
    with st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", key=f"titled.{key}"):
        yield
    st.html(card_html(title, body))
