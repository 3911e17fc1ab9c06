"""What the tabs of the settings share: a title with its button, and rows that open when they are pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from components import address
from components.cards import heading
from components.escape import literal
from i18n.texts import _

Row = TypeVar("Row")

PER_PAGE = 25


def head(title: str, key: str, label: str | None = None, *, icon: str = "edit", primary: bool = False) -> bool:
    """The title of a section with its button; True in the run in which it was pressed."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        heading(title)
        return bool(
            st.button(
                label or _("Change"),
                icon=f":material/{icon}:",
                key=key,
                type="primary" if primary else "tertiary",
                help=None if label else title,
            )
        )


def entry(name: str, details: Sequence[str], key: str, *, mark: str = "") -> bool:
    """One row of a list as a button; True in the run in which it was pressed.

    `mark` stands in place of the name and is Markdown of our own, with everything typed escaped.
    """
    note = " · ".join(part for part in details if part)
    return bool(st.button(f"{mark or f'**{literal(name)}**'} :gray[{literal(note)}]", key=key, type="tertiary"))


def pages(rows: Sequence[Row], key: str, draw: Callable[[Row], None]) -> None:
    """Draw the rows of one page, and below them the way to the others; the page stands in the address."""
    count = max(1, -(-len(rows) // PER_PAGE))
    current = min(address.page(key), count)
    with st.container(gap="xxsmall"):
        for row in rows[(current - 1) * PER_PAGE : current * PER_PAGE]:
            draw(row)
    address.page_bar(key, current, count)
