"""What a browser tab remembers between two runs: keys of the session state, declared in one place.

Only ids and drafts live here; the selected contact, tabs and filters stand in the URL, data in the database.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

ALERTED = "alerted"
"""The contact whose alerts were read, or that has none; it changes when another one is opened."""
CONFLICT = "conflict"
"""The form that is in conflict with what somebody else saved (`components.conflict`)."""
CONTACT = "contact"
"""Number of the selected contact; also the name of the query parameter."""
IMPORT = "import"
"""The address book that is being imported (`pages.contacts.import_draft`)."""
LANGUAGE = "language"
ME = "me"
"""Who was signed in at the last look; `components.perform` looks each time before it reads or writes."""
MERGED_WITH = "merged_with"
"""The contact that was picked to be compared with the one of an open dialog."""
MOVING = "moving"
"""The file of another system that moves in, as judged (`pages.contacts.moving_in`)."""
NOTICE = "notice"
OPENED = "opened"
"""The contact that was last written down as opened."""
PICKER = "picker"
TO_OPEN = "to_open"
"""The entry whose dialog opens next, instead of the one from which it was chosen."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was done, to be said once; `undo` are the audit entries that can be taken back."""

    text: str
    undo: tuple[int, ...] = ()


def selected_contact() -> str | None:
    """Number of the selected contact: the address wins over what the tab remembers."""
    number = st.query_params.get(CONTACT) or st.session_state.get(CONTACT)
    return str(number)[:30] if number else None


def select_contact(number: str | None) -> None:
    """Remember the contact and write it into the address."""
    st.session_state[CONTACT] = number
    if number is None:
        st.query_params.pop(CONTACT, None)
    elif st.query_params.get(CONTACT) != number:
        st.query_params[CONTACT] = number
