"""Contacts with all that can hang on one, and what a database holds of them: for the tests of merging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from actions.merge import merge_contacts
from db.session import Database
from domain.access import PROGRAM, Actor
from domain.merging import MergedField, Side
from gateways.storage import Storage
from models import Base
from models.contact import Contact
from models.duplicate import ContactMerge
from queries.merge_plan import MergePreview, merge_preview
from tests.conftest import NOW
from tools.check_contacts import contact_breaches
from tools.check_merges import merge_breaches
from tools.check_relations import relation_breaches

NOT_COMPARED = {"audit_entry", "audit_detail", "audit_head", "contact_merge", "recent_contact", "user_session"}
"""The trail only grows, the merge is kept with the day on which it was undone, and the rest is not about data."""


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all other tables, without versions (they only rise)."""
    found = {}
    with database.engine.connect() as connection:
        for table in sorted(Base.metadata.tables.keys() - NOT_COMPARED):
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
            found[table] = sorted(
                (tuple(value for name, value in row.items() if name != "version") for row in rows), key=repr
            )
    return found


def previewed(session: Session, contact_id: int, loser_id: int) -> MergePreview:
    """What the dialog shows."""
    preview = merge_preview(session, contact_id, loser_id)
    assert preview is not None
    return preview


def merge(
    session: Session,
    contact_id: int,
    loser_id: int,
    choices: Mapping[MergedField, Side] | None = None,
    actor: Actor = PROGRAM,
) -> ContactMerge:
    """Merge as somebody does who takes what is proposed, or chooses."""
    preview = previewed(session, contact_id, loser_id)
    proposed = {pair.field: pair.proposed for pair in preview.fields if pair.proposed}
    return merge_contacts(
        session,
        actor,
        contact_id=contact_id,
        loser_id=loser_id,
        seen=preview.plan.seen,
        choices=proposed | dict(choices or {}),
    )


def breaches(database: Database, folder: str) -> list[str]:
    """What `tools check` finds in the contacts and their merges."""
    with database.reading() as session:
        return [*contact_breaches(session, Storage(folder)), *merge_breaches(session)]


def relations_broken(database: Database, folder: str) -> list[str]:
    """What `tools check` finds between contacts."""
    with database.reading(NOW) as session:
        return list(relation_breaches(session, Storage(folder)))


def numbers(contacts: Iterable[Contact]) -> list[str]:
    """Their numbers."""
    return [contact.number for contact in contacts]
