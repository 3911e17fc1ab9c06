"""Changes of many contacts at once: the bar of what can be done, the progress with its way to stop, and the undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from actions.bulk import AT_ONCE, Progress, change_many, undo_many
from actions.undo import undo
from components.escape import literal
from components.perform import may, perform_and_say, say, writing_as
from domain.access import Permission
from domain.errors import Refusal
from i18n.formatting import format_number
from i18n.messages import explain
from i18n.texts import _, language, plural

RUNNING = "bulk.running"
"""How far the change has come that this tab began; it stays when people stop it."""


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Something that can be done with chosen contacts."""

    key: str
    label: str
    icon: str
    permission: Permission
    open: Callable[[tuple[int, ...]], None]
    """Opens the dialog for contacts of these ids: what it shows is what it changes."""


def bulk_buttons(ids: Callable[[], tuple[int, ...]], actions: Sequence[BulkAction]) -> None:
    """A button for each action that the role permits; the chosen contacts are read when one is pressed."""
    for action in actions:
        if may(action.permission) and st.button(
            _(action.label), icon=f":material/{action.icon}:", key=f"bulk.{action.key}"
        ):
            action.open(ids())


def change_with_progress(
    change: Callable[..., int], ids: Sequence[int], *, done: Callable[[int], str], **inputs: Any
) -> None:
    """Run an action on many (`change_many`), show how far it is, then say what was done and how to take it back.

    Pressing anything meanwhile stops it between two transactions; `say_stopped` then tells what came of it.
    """
    bar = st.progress(0.0)
    st.button(_("Stop"), icon=":material/stop_circle:", key="bulk.stop")
    progress = Progress(len(ids))
    try:
        for progress in change_many(change, ids, writing=writing_as, **inputs):
            st.session_state[RUNNING] = progress
            bar.progress(progress.done / progress.total, text=_so_far(progress))
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        if not progress.entries:
            return
    st.session_state.pop(RUNNING, None)
    say(done(progress.changed), progress.entries)
    st.rerun()


def say_stopped(done: Callable[[int], str]) -> None:
    """After a stop: say what was done until then, with its undo."""
    progress: Progress | None = st.session_state.pop(RUNNING, None)
    if progress is None:
        return
    say(_("Stopped. {done}").format(done=done(progress.changed)), progress.entries)
    st.rerun()


def take_back(entries: tuple[int, ...]) -> None:
    """Undo from a button: few steps at once or not at all, those of a change of many one after the other."""
    if len(entries) <= AT_ONCE:
        perform_and_say(_("Undone."), undo, entries=entries)
        return
    bar = st.progress(0.0)
    progress = Progress(len(entries))
    for progress in undo_many(entries, writing=writing_as):
        bar.progress(progress.done / progress.total, text=_so_far(progress))
    left = progress.total - progress.changed
    stay = plural("{count} step stays: it was changed since.", "{count} steps stay: they were changed since.", left)
    say(f"{_('Undone.')} {stay}" if left else _("Undone."))
    st.rerun()


def _so_far(progress: Progress) -> str:
    done, total = (format_number(count, language()) for count in (progress.done, progress.total))
    return _("{done} of {total}").format(done=done, total=total)
