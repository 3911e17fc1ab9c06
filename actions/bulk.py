"""One change of many contacts: in transactions of some contacts each, so that it can be watched, stopped and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from actions.undo import undo
from domain.access import Actor
from domain.errors import Refusal

AT_ONCE = 250
"""Contacts, contracts, or entries of the trail, of one transaction."""

Writing = Callable[[], AbstractContextManager[tuple[Session, Actor]]]
"""Opens a transaction and says who acts in it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a change of many has come."""

    total: int
    done: int = 0
    changed: int = 0
    entries: tuple[int, ...] = ()
    """The entries of the trail that take it back."""


def change_many(
    change: Callable[..., int], ids: Sequence[int], *, writing: Writing, of: str = "contact_ids", **inputs: Any
) -> Iterator[Progress]:
    """Run an action on all these, some in each transaction; `of` names its input, and it says how many it changed.

    Each step tells how far it is. Stopping between two steps leaves whole transactions; a refusal ends it there.
    """
    progress = Progress(len(ids))
    while progress.done < progress.total:
        some = ids[progress.done : progress.done + AT_ONCE]
        with writing() as (session, actor):
            changed = change(session, actor, **{of: some}, **inputs)
        progress = Progress(
            progress.total,
            progress.done + len(some),
            progress.changed + changed,
            progress.entries + tuple(session.info.get("chained", ())),
        )
        yield progress


def undo_many(entries: Sequence[int], *, writing: Writing) -> Iterator[Progress]:
    """Take back a change of many, the last entry first; what somebody has changed since stays as it is."""
    progress = Progress(len(entries))
    waiting = list(entries)
    while waiting:
        some = tuple(waiting[-AT_ONCE:])
        del waiting[-AT_ONCE:]
        undone = _undone(some, writing) or sum(_undone((entry,), writing) for entry in reversed(some))
        progress = Progress(progress.total, progress.done + len(some), progress.changed + undone)
        yield progress


def _undone(entries: tuple[int, ...], writing: Writing) -> int:
    """How many were taken back: all of these, or none."""
    try:
        with writing() as (session, actor):
            undo(session, actor, entries=entries)
    except Refusal:
        return 0
    return len(entries)
