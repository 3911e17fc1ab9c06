"""Documents: files are kept byte for byte under their hash, described, changed, binned and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity, restore_activity
from actions.categories import add_category
from actions.documents import add_documents, edit_document
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import ActivityKind, Direction, InBin
from domain.documents import NoFile
from domain.errors import ChangedMeanwhile, Gone, InvalidInput
from gateways.storage import Storage
from models.activity import Activity
from models.document import Document
from queries.activities import Asked, activity_page
from queries.activity_details import DocumentDetail
from queries.documents import document_file
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.files import a_file, a_picture
from tests.people import a_user

READER = Actor(None, "Reader", Role.READ_ONLY)
RECEPTION = Actor(None, "Reception", Role.RECEPTION)


@pytest.fixture
def anna(database: Database) -> int:
    with database.writing(NOW) as session:
        return a_contact(session).id


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "files"))


def added(database: Database, storage: Storage, anna: int, **more: object) -> int:
    with database.writing(NOW) as session:
        given = {"files": [a_file()], **more}
        return add_documents(session, RECEPTION, contact_id=anna, storage=storage, **given)[0].id  # type: ignore[arg-type]


def test_several_files_become_documents_of_their_own(database: Database, storage: Storage, anna: int) -> None:
    ida = a_user(database, "ida", name="Ida")
    files = [a_file("Attest.pdf"), a_file("Foto.jpg", a_picture(), "jpg")]
    with database.writing(NOW) as session:
        category = add_category(session, PROGRAM, kind=ActivityKind.DOCUMENT, name="Attest").id
        add_documents(
            session,
            ida,
            contact_id=anna,
            files=files,
            storage=storage,
            text="one\ntwo",
            category_id=category,
            valid_until=TODAY + timedelta(30),
        )
    asked = Asked((ActivityKind.DOCUMENT,), anna)
    with database.reading(NOW) as session:
        rows = activity_page(session, READER, asked, limit=9, offset=0).rows
        assert [(row.category, row.user, row.at, row.text) for row in rows] == [("Attest", "Ida", NOW, "one\ntwo")] * 2
        until = TODAY + timedelta(30)
        assert {row.detail for row in rows} == {
            DocumentDetail(Direction.INCOMING, one.name, one.media_type, len(one.data), until) for one in files
        }
        found = [document_file(session, READER, row.activity_id) for row in rows]
    assert {storage.get(file.digest) for file in found if file} == {one.data for one in files}


def test_the_free_text_finds_a_document_by_the_name_of_its_file(
    database: Database, storage: Storage, anna: int
) -> None:
    added(database, storage, anna, title="Verordnung", files=[a_file("Scan Müller.pdf")])
    with database.reading(NOW) as session:
        for typed, hits in (("mueller", 1), ("verordnung scan", 1), ("attest", 0)):
            asked = Asked((ActivityKind.DOCUMENT,), anna, typed=typed)
            assert activity_page(session, READER, asked, limit=9, offset=0).total == hits


@pytest.mark.parametrize(
    ("given", "field"),
    [({"title": "x" * 201}, "title"), ({"text": "x" * 20_001}, "text"), ({"category_id": 4711}, "category_id")],
)
def test_wrong_input_names_the_field_and_keeps_nothing(
    database: Database, storage: Storage, anna: int, given: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        added(database, storage, anna, **given)
    assert [problem.field for problem in caught.value.problems] == [field]
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 0


def test_without_a_file_there_is_no_document(database: Database, storage: Storage, anna: int) -> None:
    with pytest.raises(NoFile):
        added(database, storage, anna, files=[])


def test_what_is_known_changes_and_the_file_never(database: Database, storage: Storage, anna: int) -> None:
    key = added(database, storage, anna)
    with database.reading(NOW) as session:
        before = document_file(session, READER, key)
    with database.writing(NOW) as session:
        edit_document(
            session,
            RECEPTION,
            document_id=key,
            version=1,
            direction=Direction.OUTGOING,
            at=NOW - timedelta(2),
            title=" New  title ",
            valid_until=date(2027, 1, 31),
        )
    with database.reading(NOW) as session:
        document = session.get_one(Document, key)
        assert (document.title, document.direction, document.at) == (
            "New title",
            Direction.OUTGOING,
            NOW - timedelta(2),
        )
        assert document.valid_until == date(2027, 1, 31)
        assert document_file(session, READER, key) == before
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        edit_document(
            session, RECEPTION, document_id=key, version=1, direction=Direction.INCOMING, at=NOW, title="Other"
        )


def test_a_binned_document_gives_no_file_until_it_comes_back(database: Database, storage: Storage, anna: int) -> None:
    key = added(database, storage, anna)
    with database.writing(NOW) as session:
        bin_activity(session, RECEPTION, activity_id=key)
    with database.reading(NOW) as session:
        assert document_file(session, PROGRAM, key) is None
    with pytest.raises(InBin), database.writing(NOW) as session:
        edit_document(session, RECEPTION, document_id=key, version=2, direction=Direction.INCOMING, at=NOW)
    with database.writing(NOW) as session:
        restore_activity(session, RECEPTION, activity_id=key)
    with database.reading(NOW) as session:
        assert document_file(session, PROGRAM, key) is not None


def test_adding_several_is_taken_back_in_one_step(database: Database, storage: Storage, anna: int) -> None:
    with database.writing(NOW) as session:
        add_documents(session, RECEPTION, contact_id=anna, files=[a_file(), a_file("b.pdf")], storage=storage)
        session.flush()
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, RECEPTION, entries=entries)
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 0


def test_who_only_reads_adds_and_changes_nothing(database: Database, storage: Storage, anna: int) -> None:
    key = added(database, storage, anna)
    with database.writing(NOW) as session:
        with pytest.raises(NotPermitted):
            add_documents(session, READER, contact_id=anna, files=[a_file()], storage=storage)
        with pytest.raises(NotPermitted):
            edit_document(session, READER, document_id=key, version=1, direction=Direction.INCOMING, at=NOW)


def test_a_contact_that_is_gone_gets_no_document(database: Database, storage: Storage) -> None:
    with pytest.raises(Gone):
        added(database, storage, 4711)
