"""The button with which a card is offered no longer, or again; either can be undone, so neither asks first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from components.perform import perform_and_say
from i18n.texts import _


def offering(
    key: str,
    retired_on: date | None,
    *,
    retire: tuple[Callable[..., Any], str],
    revive: tuple[Callable[..., Any], str],
    **which: int,
) -> None:
    """The button that fits; each of the two is an action with what is said when it is done, `which` names the card."""
    if retired_on is not None:
        change, done = revive
        pressed = st.button(_("Offer again"), icon=":material/unarchive:", type="tertiary", key=f"{key}.revive")
    else:
        change, done = retire
        pressed = st.button(_("Offer no longer"), icon=":material/archive:", type="tertiary", key=f"{key}.retire")
    if pressed:
        perform_and_say(done, change, **which)
