"""Documents: files from or for a contact, kept with their bytes as they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import begin, describe, load_entry
from domain.access import Actor, Permission
from domain.activities import Direction
from domain.documents import CheckedFile, NoFile
from domain.errors import Missing, Problems
from domain.texts import tidy_line
from gateways.storage import Storage
from models.activity import LONGEST_TITLE
from models.base import moment
from models.document import Document


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def add_documents(
    session: Session,
    actor: Actor,
    *,
    contact_id: int | None,
    files: Sequence[CheckedFile],
    storage: Storage,
    direction: Direction = Direction.INCOMING,
    at: datetime | None = None,
    title: str = "",
    text: str = "",
    category_id: int | None = None,
    valid_until: date | None = None,
    origin_id: int | None = None,
) -> tuple[Document, ...]:
    """New documents, one for each file; `gateways.documents` has looked at the files."""
    if not files:
        raise NoFile(field="files")
    made = []
    for file in files:
        document = Document(at=at or moment(session), user_id=actor.user_id, direction=direction)
        begin(session, actor, document, contact_id=contact_id, origin_id=origin_id)
        _write(session, document, title=title, text=text, category_id=category_id)
        document.valid_until = valid_until
        keep_file(document, file, storage)
        made.append(document)
    session.add_all(made)
    return tuple(made)


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def edit_document(
    session: Session,
    actor: Actor,
    *,
    document_id: int,
    version: int,
    direction: Direction,
    at: datetime,
    title: str = "",
    text: str = "",
    category_id: int | None = None,
    valid_until: date | None = None,
) -> Document:
    """Change what is known of a document; its file never changes."""
    document = load_entry(session, actor, Document, document_id, version=version)
    _write(session, document, title=title, text=text, category_id=category_id)
    document.direction, document.at, document.valid_until = direction, at, valid_until
    return document


def _write(session: Session, document: Document, *, title: str, text: str, category_id: int | None) -> None:
    problems = Problems()
    describe(
        session,
        document,
        problems,
        title=title,
        text=text,
        category_id=category_id,
        user_id=document.user_id,
        title_required=False,
    )
    problems.raise_if_any()


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def keep_letter(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    subject: str,
    text: str,
    file: CheckedFile,
    storage: Storage,
    category_id: int | None = None,
) -> Document:
    """A letter to the contact, kept as it was printed."""
    document = Document(at=moment(session), user_id=actor.user_id, direction=Direction.OUTGOING)
    begin(session, actor, document, contact_id=contact_id)
    problems = Problems()
    with problems.field("subject"):
        tidy_line(subject, longest=LONGEST_TITLE, required=True)
    if not text.strip():
        problems.note(Missing(field="text"))
    problems.raise_if_any()
    _write(session, document, title=subject, text=text, category_id=category_id)
    keep_file(document, file, storage)
    session.add(document)
    return document


def keep_file(document: Document, file: CheckedFile, storage: Storage) -> None:
    """The bytes of a document, and what they are."""
    document.file, document.size = storage.put(file.data), len(file.data)
    document.file_name, document.media_type = file.name, file.media_type
