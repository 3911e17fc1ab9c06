"""What the sections of the master data are made of, as HTML: a title with its buttons, and entries that open."""

from __future__ import annotations

from collections.abc import Callable

from components.cards import card_html
from components.perform import may
from components.presses import Presses
from domain.access import Permission
from i18n.texts import _


def section(
    presses: Presses,
    title: str,
    key: str,
    permission: Permission,
    mend: Callable[[], None],
    body: str = "",
    *,
    icon: str = "edit",
) -> str:
    """Title and body with the button that changes them, where the role may."""
    button = ""
    if may(permission):
        label = _("Add") if icon == "add" else _("Change")
        button = presses.button(key, label, mend, icon=icon, about=title)
    return card_html(title, body, button)


def entry(presses: Presses, inside: str, key: str, permission: Permission, mend: Callable[[], None]) -> str:
    """One entry of several: a button that opens it, or plain text where the role may not."""
    if not may(permission):
        return f"<p class='k-way' dir='auto'>{inside}</p>"
    return presses.wrapped(key, inside, mend, icon="edit", look="k-way")
