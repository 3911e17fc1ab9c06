"""The file behind a document, for those who may have it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Actor, Permission
from models.activity import Activity
from models.document import Document


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """Where the bytes of a document lie, and what they are."""

    digest: str
    name: str
    media_type: str
    size: int


def document_file(session: Session, actor: Actor, document_id: int) -> DocumentFile | None:
    """The file of a document; None where there is none, it lies in the bin, or this user may not see it."""
    if not actor.may(Permission.SEE_CONTACTS):
        return None
    part = Document.__table__.c
    row = session.execute(
        select(part.file, part.file_name, part.media_type, part.size)
        .join(Activity.__table__, Activity.__table__.c.id == part.id)
        .where(part.id == document_id, Activity.__table__.c.deleted_at.is_(None))
    ).one_or_none()
    return DocumentFile(*row) if row is not None else None
