"""Checks of merged contacts: each leads to one that stands, and for each there is the merge that undoes it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.contact import Contact
from models.duplicate import ContactMerge


def merge_breaches(session: Session) -> Iterator[str]:
    """Every breach of a merge, in words."""
    rows = session.execute(
        select(Contact.id, Contact.number, Contact.merged_into_id).where(Contact.merged_into_id.is_not(None))
    ).all()
    into: dict[int, int] = {row.id: row.merged_into_id for row in rows}
    standing = {
        (merge.loser_id, merge.contact_id)
        for merge in session.execute(
            select(ContactMerge.loser_id, ContactMerge.contact_id).where(ContactMerge.undone_at.is_(None))
        )
    }
    for row in rows:
        if _in_circle(row.id, into):
            yield f"Contact {row.number}: its number leads in a circle."
        if (row.id, row.merged_into_id) not in standing:
            yield f"Contact {row.number}: it is merged, but there is no merge that could be undone."
    for loser_id, contact_id in sorted(standing):
        if into.get(loser_id) != contact_id:
            number = session.scalar(select(Contact.number).where(Contact.id == loser_id))
            yield f"Contact {number}: a merge stands, but its number does not lead on."


def _in_circle(start: int, into: dict[int, int]) -> bool:
    """Whether one never comes to a contact that stands."""
    key, steps = start, 0
    while key in into and steps <= len(into):
        key, steps = into[key], steps + 1
    return key in into
