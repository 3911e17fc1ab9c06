"""What the sections of the master data are made of: a title with its buttons, and entries that open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from components.cards import heading
from components.perform import may
from domain.access import Permission
from i18n.texts import _


def head(title: str, key: str, permission: Permission, mend: Callable[[], None], icon: str = "edit") -> None:
    """The title of a section with the button that changes it, where the role may."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        heading(title)
        if may(permission) and st.button(
            _("Add") if icon == "add" else _("Change"),
            icon=f":material/{icon}:",
            key=f"change.{key}",
            type="tertiary",
            help=title,
        ):
            mend()


def row(label: str, key: str, permission: Permission, mend: Callable[[], None]) -> None:
    """One entry of several: a button that opens it, or plain text where the role may not."""
    if not may(permission):
        st.markdown(label)
    elif st.button(label, key=key, type="tertiary", icon=":material/edit:", wrap=True):
        mend()


@contextmanager
def titled(title: str) -> Iterator[None]:
    """The title of a section, and on its right what is drawn inside: its buttons."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        heading(title)
        with st.container(horizontal=True, horizontal_alignment="right", width="content", gap="small"):
            yield
