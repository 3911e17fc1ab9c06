"""Reads the imports: the list of all runs, what is left of one, and how columns were understood before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.contact_import import ImportKind
from domain.contacts import display_name
from models.contact import Contact
from models.contact_import import ImportedContact, ImportMapping, ImportRun
from models.user import UserAccount


@dataclass(frozen=True, slots=True)
class RunLine:
    """One import in the list of all."""

    run_id: int
    at: datetime
    who: str
    file_name: str
    created: int
    updated: int
    undone: int
    undone_at: datetime | None
    kind: ImportKind

    @property
    def left(self) -> int:
        """What an undo would look at: contacts, or what else the file held."""
        return self.created + self.updated - self.undone


def import_runs(session: Session, *, limit: int, offset: int = 0) -> tuple[RunLine, ...]:
    """The imports, newest first."""
    query = (
        select(ImportRun, UserAccount.name)
        .outerjoin(UserAccount, UserAccount.id == ImportRun.user_id)
        .order_by(ImportRun.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        RunLine(run.id, run.created_at, name or "Kontor", run.file_name, run.created, run.updated, run.undone,
                run.undone_at, run.kind)
        for run, name in session.execute(query)
    )  # fmt: skip


def contacts_of_run(session: Session, run_id: int, *, before: int | None, limit: int) -> tuple[tuple[int, int], ...]:
    """Contacts of a run that are not undone, the last one first, each behind its key; those before a key."""
    query = select(ImportedContact.id, ImportedContact.contact_id).where(ImportedContact.run_id == run_id)
    if before is not None:
        query = query.where(ImportedContact.id < before)
    rows = session.execute(query.order_by(ImportedContact.id.desc()).limit(limit))
    return tuple((row.id, row.contact_id) for row in rows)


def left_of_run(session: Session, run_id: int) -> tuple[ImportKind, int]:
    """What a run brought, and how many of it are not undone."""
    run = session.get_one(ImportRun, run_id)
    contacts = run.kind is ImportKind.CONTACTS
    return run.kind, count_of_run(session, run_id) if contacts else run.created - run.undone


def count_of_run(session: Session, run_id: int) -> int:
    """How many contacts of a run are not undone."""
    query = select(func.count()).select_from(ImportedContact).where(ImportedContact.run_id == run_id)
    return session.scalar(query) or 0


def taken_by_run(session: Session, run_id: int, contact_ids: Collection[int]) -> frozenset[int]:
    """Those of the contacts that a run has made or changed already."""
    query = select(ImportedContact.contact_id).where(
        ImportedContact.run_id == run_id, ImportedContact.contact_id.in_(contact_ids)
    )
    return frozenset(session.scalars(query)) if contact_ids else frozenset()


def names_of(session: Session, contact_ids: Collection[int]) -> tuple[tuple[str, str], ...]:
    """Number and name of these contacts, by number."""
    columns = (Contact.title, Contact.first_name, Contact.last_name, Contact.company_name)
    rows = session.execute(select(Contact.number, *columns).where(Contact.id.in_(contact_ids)).order_by(Contact.number))
    return tuple((number, display_name(*names)) for number, *names in rows)


def kept_mapping_body(session: Session, headers_key: str) -> str | None:
    """How the columns of a file with these headers were understood last time."""
    return session.scalar(select(ImportMapping.body).where(ImportMapping.headers_key == headers_key))
