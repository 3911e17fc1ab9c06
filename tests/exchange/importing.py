"""What the tests of the import share: a book of a few lines, planned and imported."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.import_runs import begin_import
from db.session import Database
from domain.access import PROGRAM, Actor
from domain.contact_import import OnDuplicate, OnNumber
from exchange.contact_import import Progress, Shown, Writing, plan_import, run_import
from exchange.import_judge import Choices, PlannedContact
from exchange.uploaded_book import UploadedBook, open_book
from gateways.storage import Storage
from i18n.messages import explain
from i18n.texts import language
from models.contact import Contact
from queries.contacts import master_data
from tests.conftest import NOW, TODAY

LARGEST = 5_000_000


def a_book(*lines: str, name: str = "book.csv") -> UploadedBook:
    """A CSV of these lines."""
    return open_book(name, "\n".join(lines).encode(), largest=LARGEST)


def writing(database: Database, actor: Actor = PROGRAM) -> Writing:
    """What opens a transaction for the run."""

    @contextmanager
    def transaction() -> Iterator[tuple[Session, Actor]]:
        with database.writing(NOW) as session:
            yield session, actor

    return transaction


def planned(database: Database, book: UploadedBook) -> list[PlannedContact]:
    """The plan of a book."""
    return list(plan_import(book.contacts(TODAY), reading=database.reading, today=TODAY, remark_language=language()))


BOTH_ANYWAY = Choices(OnDuplicate.IMPORT, OnNumber.IMPORT)
UPDATE = Choices(on_number=OnNumber.UPDATE)


def begun(database: Database, book: UploadedBook) -> int:
    """The key of a run of a book."""
    with database.writing(NOW) as session:
        return begin_import(session, PROGRAM, file_name=book.name).id


def steps(
    database: Database,
    book: UploadedBook,
    folder: Path,
    choices: Choices | None = None,
    so_far: Progress | None = None,
    actor: Actor = PROGRAM,
    run_id: int = 0,
    shown: Shown | None = None,
) -> Iterator[Progress]:
    """The run of a book, step by step; what goes into remarks is said in the language of the test."""
    return run_import(
        book.contacts(TODAY),
        run_id=run_id or begun(database, book),
        writing=writing(database, actor),
        storage=Storage(str(folder)),
        today=TODAY,
        remark_language=language(),
        choices=choices,
        reserved=book.numbers(),
        shown=shown,
        so_far=so_far,
    )


def imported(
    database: Database, book: UploadedBook, folder: Path, choices: Choices | None = None, run_id: int = 0
) -> Progress:
    """The end of the run of a book."""
    return deque(steps(database, book, folder, choices, run_id=run_id), maxlen=1).pop()


def stored(database: Database) -> list[Contact]:
    """All contacts with everything that hangs on them, in the order in which they came."""
    with database.reading() as session:
        ids = session.scalars(select(Contact.id).order_by(Contact.id)).all()
        found = [master_data(session, contact_id) for contact_id in ids]
    return [contact for contact in found if contact is not None]


def names(database: Database) -> list[str]:
    """The names of all contacts."""
    return [contact.display_name for contact in stored(database)]


def said(progress: Progress) -> list[str]:
    """Why contacts stayed out, in words."""
    return [explain(reason) for one in progress.left_out for reason in one.reasons]
