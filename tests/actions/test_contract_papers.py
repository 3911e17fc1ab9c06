"""Papers of contracts: the signed one is filed, replaced and detached, and who lacks it is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity, empty_bin
from actions.cancellations import void_contract
from actions.signed_papers import detach_signed_paper, file_signed_paper
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import KEPT_IN_BIN_DAYS, Direction
from domain.documents import NoFile
from domain.errors import ChangedMeanwhile, Gone, InvalidInput
from gateways.storage import Storage
from i18n.sentences import FIELDS
from models.audit import AuditEntry
from models.contract import Contract
from models.document import Document
from queries.contracts import Asked, contract_view, contracts_of
from queries.history import TrailFilter, history
from queries.services_glance import services_glance
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.files import a_file, a_pdf
from tests.services import a_contract, a_tariff

RECEPTION = Actor(None, "Reception", Role.RECEPTION)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "files"))


@pytest.fixture
def made(database: Database) -> int:
    """A contact with a contract that was signed today."""
    with database.writing(NOW) as session:
        contact, term = a_contact(session, "Anna", "Müller").id, a_tariff(session)
    with database.writing(NOW) as session:
        return a_contract(session, contact, term_id=term, start_on=TODAY)


def another(database: Database, signed_on: date, at: datetime = NOW) -> int:
    """Another contract of the contact."""
    with database.writing(at) as session:
        return a_contract(session, 1, term_id=1, start_on=signed_on)


def filed(database: Database, storage: Storage, contract: int, name: str = "Vertrag.pdf", at: datetime = NOW) -> int:
    with database.writing(at) as session:
        done = file_signed_paper(session, RECEPTION, contract_id=contract, files=[a_file(name)], storage=storage)
        return done.signed_document_id or 0


def lacking(database: Database, day: date = TODAY) -> set[int]:
    """The contracts that the lists call unsigned; the view and the glance say the same."""
    with database.reading() as session:
        rows = contracts_of(session, Asked(1, day))
        for row in rows:
            view = contract_view(session, row.contract_id, contact_id=1, day=day, today=day)
            assert view is not None
            assert view.row.unsigned == row.unsigned
        found = {row.contract_id for row in rows if row.unsigned}
        glance = services_glance(session, 1, today=day).contracts
        assert {one.contract_id for one in glance if one.unsigned} == found & {one.contract_id for one in glance}
    return found


def last_step(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.max(AuditEntry.seq))) or 0


def test_the_signed_paper_becomes_a_document_of_the_contact(database: Database, storage: Storage, made: int) -> None:
    key = filed(database, storage, made)
    with database.reading() as session:
        document, contract = session.get_one(Document, key), session.get_one(Contract, made)
        assert (document.contact_id, document.direction) == (1, Direction.INCOMING)
        assert contract.number in document.title
        assert storage.get(document.file) == a_pdf()
        view = contract_view(session, made, contact_id=1, day=TODAY, today=TODAY)
        assert view is not None
        assert view.signed_paper is not None
        assert view.signed_paper.file_name == "Vertrag.pdf"


def test_it_is_replaced_and_detached_and_all_papers_stay(database: Database, storage: Storage, made: int) -> None:
    first, second = filed(database, storage, made), filed(database, storage, made, "Besser.pdf")
    assert first != second
    with database.writing(NOW) as session:
        detach_signed_paper(session, RECEPTION, contract_id=made)
        assert session.get_one(Contract, made).signed_document_id is None
        assert {one.id for one in session.scalars(select(Document))} == {first, second}
        with pytest.raises(Gone):
            detach_signed_paper(session, RECEPTION, contract_id=made)


def test_each_step_is_taken_back_and_told_by_the_name_of_the_file(
    database: Database, storage: Storage, made: int
) -> None:
    filed(database, storage, made)
    with database.writing(NOW) as session:
        detach_signed_paper(session, RECEPTION, contract_id=made)
    with database.writing(NOW) as session:
        lines = history(session, TrailFilter(contact_id=1))
        assert [line.action for line in lines[:2]] == ["detach_signed_paper", "file_signed_paper"]
        [change] = [one for one in lines[0].changes if one.field == "signed_document_id"]
        assert (change.before, change.after) == ("Vertrag.pdf", None)
        assert FIELDS["signed_document_id"] == "Signed contract"
    detached = last_step(database)
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=(detached,))
        assert session.get_one(Contract, made).signed_document_id is not None
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=(detached - 1,))
    with database.reading() as session:
        assert session.get_one(Contract, made).signed_document_id is None
        assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_what_is_wrong_is_refused(database: Database, storage: Storage, made: int) -> None:
    with database.writing(NOW) as session:
        with pytest.raises(NoFile):
            file_signed_paper(session, RECEPTION, contract_id=made, files=[], storage=storage)
        with pytest.raises(ChangedMeanwhile):
            file_signed_paper(session, RECEPTION, contract_id=made, version=99, files=[a_file()], storage=storage)
        with pytest.raises((Gone, InvalidInput)):
            file_signed_paper(session, RECEPTION, contract_id=99, files=[a_file()], storage=storage)
        with pytest.raises(NotPermitted):
            file_signed_paper(
                session, Actor(None, "", Role.THERAPIST), contract_id=made, files=[a_file()], storage=storage
            )


def test_nobody_is_nagged_before_the_studio_files_its_first_paper(
    database: Database, storage: Storage, made: int
) -> None:
    older = another(database, TODAY - timedelta(days=30))
    assert lacking(database) == set()
    filed(database, storage, made)
    newer = another(database, TODAY)
    tomorrow = another(database, TODAY + timedelta(days=1), LATER)
    assert older not in lacking(database)
    assert lacking(database, TODAY + timedelta(days=1)) == {newer, tomorrow}
    with database.writing(LATER) as session:
        void_contract(session, PROGRAM, contract_id=newer, reason="twice")
    assert lacking(database, TODAY + timedelta(days=1)) == {tomorrow}
    filed(database, storage, tomorrow, at=LATER)
    assert lacking(database, TODAY + timedelta(days=1)) == set()


def test_a_paper_in_the_bin_is_no_paper_and_leaves_for_good(database: Database, storage: Storage, made: int) -> None:
    key = filed(database, storage, made)
    with database.writing(NOW) as session:
        bin_activity(session, RECEPTION, activity_id=key)
    assert lacking(database) == {made}
    with database.writing(NOW + timedelta(days=KEPT_IN_BIN_DAYS + 1)) as session:
        assert empty_bin(session, PROGRAM) == 1
    with database.reading() as session:
        assert session.get_one(Contract, made).signed_document_id is None
