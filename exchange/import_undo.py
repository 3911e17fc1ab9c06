"""Takes a whole import back, chunk by chunk: it can be watched, stopped, and done again for what was left.

1. The contacts of the run, the last ones first, a transaction each chunk; where one is refused, one by one.
2. Whoever was touched since stays as they are and is named.
3. At the end the tags and doctors that the run made go, as far as nobody uses them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from actions.import_runs import remove_unused_cards, undo_import
from domain.access import NotPermitted
from domain.errors import Refusal
from exchange.contact_import import Reading, Writing
from queries.import_runs import contacts_of_run, count_of_run, names_of

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A contact that somebody has touched since the import."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class UndoProgress:
    """How far the undo of an import has come."""

    total: int
    done: int = 0
    left: tuple[LeftAlone, ...] = ()

    @property
    def undone(self) -> int:
        """Contacts that are again what they were, or gone."""
        return self.done - len(self.left)


def undo_run(run_id: int, *, reading: Reading, writing: Writing) -> Iterator[UndoProgress]:
    """Take a run back; yields the progress after each commit. Refuses `NotPermitted`."""
    with reading() as session:
        progress, before = UndoProgress(count_of_run(session, run_id)), None
    while True:
        with reading() as session:
            some = contacts_of_run(session, run_id, before=before, limit=AT_ONCE)
        if not some:
            break
        before = some[-1][0]
        left = _undo(run_id, [contact_id for _, contact_id in some], writing)
        with reading() as session:
            names = tuple(LeftAlone(*pair) for pair in names_of(session, left))
        progress = UndoProgress(progress.total, progress.done + len(some), (*progress.left, *names))
        yield progress
    with writing() as (session, actor):
        remove_unused_cards(session, actor, run_id=run_id)


def _undo(run_id: int, contact_ids: Sequence[int], writing: Writing) -> Collection[int]:
    """Those of the contacts that stay as they are."""
    try:
        with writing() as (session, actor):
            return undo_import(session, actor, run_id=run_id, contact_ids=contact_ids)
    except NotPermitted:
        raise
    except (Refusal, IntegrityError):
        if len(contact_ids) == 1:
            return contact_ids
    return [left for contact_id in contact_ids for left in _undo(run_id, [contact_id], writing)]
