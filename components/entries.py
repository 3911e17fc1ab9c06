"""All kinds of entries and their dialogs: how a new one is begun, and how one that is there is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from components.activity_words import ICONS
from components.appointments import appointment_dialog
from components.calls import call_dialog
from components.document_dialogs import document_dialog
from components.emails import email_dialog
from components.enrolments import enrolment_dialog
from components.entry_fields import binned_dialog, entry, reading_dialog
from components.notes import health_note_dialog, note_dialog
from components.perform import may
from components.state import TO_OPEN
from components.tasks import task_dialog
from domain.access import Permission
from domain.activities import ActivityKind
from i18n.texts import N_, _
from queries.activities import ActivityRow

Dialog = Callable[[int | None, ActivityRow | None], None]
"""Called with a contact for a new entry, and with an entry to open it: it edits what was there when it was opened."""


@dataclass(frozen=True, slots=True)
class EntryKind:
    """How entries of a kind are made and opened."""

    label: str
    dialog: Dialog
    permission: Permission = Permission.EDIT_ACTIVITIES
    """Who may make one."""

    def said(self) -> str:
        """The word on the button that begins one."""
        return _(self.label)


ENTRY_KINDS: Mapping[ActivityKind, EntryKind] = {
    ActivityKind.NOTE: EntryKind(N_("Note"), note_dialog),
    ActivityKind.CALL: EntryKind(N_("Call"), call_dialog),
    ActivityKind.EMAIL: EntryKind(N_("E-mail"), email_dialog),
    ActivityKind.TASK: EntryKind(N_("Task"), task_dialog),
    ActivityKind.HEALTH_NOTE: EntryKind(N_("Health note"), health_note_dialog, Permission.EDIT_HEALTH_DATA),
    ActivityKind.APPOINTMENT: EntryKind(N_("Appointment"), appointment_dialog),
    ActivityKind.COURSE: EntryKind(N_("Course"), enrolment_dialog),
    ActivityKind.DOCUMENT: EntryKind(N_("Document"), document_dialog),
}
"""In the order of the buttons."""

LOOKED_AT = frozenset({ActivityKind.HEALTH_NOTE, ActivityKind.DOCUMENT})
"""Kinds whose dialogs themselves know what those see who may not change them."""


def icon(kind: ActivityKind) -> str:
    """The symbol of a kind, as the framework names it."""
    return f":material/{ICONS[kind]}:"


def may_begin(kind: ActivityKind) -> bool:
    """Whether this user may make an entry of the kind."""
    return kind in ENTRY_KINDS and may(ENTRY_KINDS[kind].permission)


def begin(kind: ActivityKind, contact_id: int | None) -> None:
    """Open the dialog of a new entry."""
    ENTRY_KINDS[kind].dialog(contact_id, None)


def open_entry(activity_id: int) -> None:
    """Open the dialog of an entry, whatever it is; what lies in the bin shows the way back."""
    row = entry(activity_id)
    if row is None:
        return
    if row.deleted_at is not None:
        binned_dialog(row)
    elif row.kind not in LOOKED_AT and not may_begin(row.kind):
        reading_dialog(row)
    else:
        ENTRY_KINDS[row.kind].dialog(row.contact_id, row)


def open_waiting() -> None:
    """Open the entry that was chosen in the dialog of another one (`components.entry_fields.open_next`)."""
    waiting = st.session_state.pop(TO_OPEN, None)
    if waiting is not None:
        open_entry(waiting)
