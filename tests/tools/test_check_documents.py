"""`check` names each document whose file is gone, in the bin too."""

from __future__ import annotations

from pathlib import Path

from actions.activities import bin_activity
from actions.documents import add_documents
from db.session import Database
from domain.access import PROGRAM
from gateways.storage import Storage
from tests.building import a_contact
from tests.conftest import NOW
from tests.files import a_file, a_picture
from tools.check_documents import document_breaches


def test_a_document_without_its_file_is_named(database: Database, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    files = [a_file(), a_file("Foto.jpg", a_picture(), "jpg")]
    with database.writing(NOW) as session:
        made = add_documents(session, PROGRAM, contact_id=a_contact(session).id, files=files, storage=storage)
        keys = [document.id for document in made]
    with database.writing(NOW) as session:
        bin_activity(session, PROGRAM, activity_id=keys[1])
    with database.reading(NOW) as session:
        assert list(document_breaches(session, storage)) == []
        gone = made[1].file
        next(tmp_path.rglob(gone)).unlink()
        assert list(document_breaches(session, storage)) == [
            f"Document {keys[1]}: its file is not in the storage: {gone}."
        ]
