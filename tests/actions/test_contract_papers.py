"""Papers of contracts: the signed one is filed, replaced and detached, and who lacks it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity, empty_bin
from actions.cancellations import cancel_contract, void_contract
from actions.contact_details import add_email
from actions.contract_letters import RECEIPT, keep_contract_letter, send_contract_letter
from actions.contract_successors import switch_tariff
from actions.contracts import Sale
from actions.signed_papers import detach_signed_paper, file_signed_paper
from actions.undo import undo
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import KEPT_IN_BIN_DAYS, Direction, State
from domain.contacts import EmailKind
from domain.contract_deeds import Receipt
from domain.contracts import CancellationKind, NoticeChannel
from domain.documents import NoFile
from domain.errors import ChangedMeanwhile, Gone, InvalidInput
from gateways.storage import Storage
from i18n.formatting import format_day, format_instant
from i18n.sentences import FIELDS
from models.audit import AuditEntry
from models.contract import Contract
from models.document import Document
from models.email import Email, EmailAttachment
from queries.contract_papers import KeptLetter, kept_letters
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


@pytest.fixture
def _server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("KONTOR_SMTP_HOST", "mail.studio.example")
    monkeypatch.setenv("KONTOR_MAIL_FROM", "info@studio.example")
    settings.cache_clear()
    yield
    settings.cache_clear()


def with_address(database: Database, address: str = "anna@example.com") -> str:
    with database.writing(NOW) as session:
        add_email(session, PROGRAM, contact_id=1, kind=EmailKind.PRIVATE, address=address)
    return address


def kept(database: Database, storage: Storage, contract: int, data: bytes, name: str = "letter.pdf") -> int:
    with database.writing(NOW) as session:
        file = a_file(name, data)
        return keep_contract_letter(
            session, RECEPTION, contract_id=contract, title="Letter", file=file, storage=storage
        ).id


def test_a_letter_is_kept_once_with_its_first_bytes(database: Database, storage: Storage, made: int) -> None:
    first = kept(database, storage, made, b"%PDF-1 first")
    assert kept(database, storage, made, b"%PDF-1 second") == first
    other = kept(database, storage, made, b"%PDF-1 third", "other.pdf")
    assert other != first
    with database.writing(NOW) as session:
        document = session.get_one(Document, first)
        assert (document.contact_id, document.direction) == (1, Direction.OUTGOING)
        assert storage.get(document.file) == b"%PDF-1 first"
        bin_activity(session, RECEPTION, activity_id=first)
    assert kept(database, storage, made, b"%PDF-1 fourth") not in {first, other}


@pytest.mark.usefixtures("_server")
def test_a_letter_goes_by_e_mail_as_it_is_kept(database: Database, storage: Storage, made: int) -> None:
    address, first = with_address(database), kept(database, storage, made, b"%PDF-1 first")
    with database.writing(NOW) as session:
        names = ["letter.pdf"]
        assert not kept_letters(session, 1, names)["letter.pdf"].mailed
        email = send_contract_letter(
            session,
            RECEPTION,
            contract_id=made,
            address=address,
            title="Letter",
            text="see there",
            file=a_file("letter.pdf", b"%PDF-1 second"),
            storage=storage,
        )
        [attached] = session.scalars(select(EmailAttachment).where(EmailAttachment.email_id == email.id))
        assert storage.get(attached.file) == b"%PDF-1 first"
        assert (email.state, email.recipients) == (State.QUEUED, address)
        assert kept_letters(session, 1, names) == {"letter.pdf": KeptLetter(first, mailed=True)}
    with database.reading() as session:
        assert session.get_one(AuditEntry, last_step(database)).action == "send_contract_letter"


@pytest.mark.usefixtures("_server")
def test_sending_keeps_the_letter_and_is_taken_back_as_one(database: Database, storage: Storage, made: int) -> None:
    address = with_address(database)
    given: dict[str, Any] = {"title": "Letter", "text": "see there", "file": a_file("letter.pdf"), "storage": storage}
    with database.writing(NOW) as session:
        send_contract_letter(session, RECEPTION, contract_id=made, address=address, **given)
    sent = last_step(database)
    with database.writing(NOW) as session:
        assert len(session.scalars(select(Document)).all()) == 1
        undo(session, PROGRAM, entries=(sent,))
        assert session.scalars(select(Document)).all() == []
        assert session.scalars(select(Email)).all() == []
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        send_contract_letter(session, RECEPTION, contract_id=made, address="x@example.com", **given)


def cancelled(database: Database, contract: int, **more: Any) -> tuple[Receipt | None, list[Email]]:
    with database.writing(NOW) as session:
        given = {"received_on": TODAY, "channel": NoticeChannel.WEB, **more}
        cancel_contract(session, PROGRAM, contract_id=contract, **given)
        return session.info.get(RECEIPT), list(session.scalars(select(Email)))


@pytest.mark.usefixtures("_server")
def test_a_notice_through_the_website_is_confirmed_at_once(database: Database, made: int) -> None:
    address = with_address(database)
    receipt, [email] = cancelled(database, made)
    assert receipt is Receipt.QUEUED
    assert (email.recipients, email.state, email.contact_id) == (address, State.QUEUED, 1)
    cancelling = last_step(database)
    with database.reading() as session:
        contract = session.get_one(Contract, made)
        assert contract.ends_on is not None
        assert format_day(contract.ends_on, "de") in email.text
        assert format_instant(NOW, "de") in email.text
        assert contract.number in email.title
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=(cancelling,))
        assert session.scalars(select(Email)).all() == []
        assert session.get_one(Contract, made).ends_on is None


@pytest.mark.usefixtures("_server")
def test_without_an_address_that_works_the_notice_says_so(database: Database, made: int) -> None:
    assert cancelled(database, made) == (Receipt.NO_ADDRESS, [])


def test_without_a_mail_server_the_notice_says_so(database: Database, made: int) -> None:
    with_address(database)
    assert cancelled(database, made) == (Receipt.NO_MAIL, [])


@pytest.mark.usefixtures("_server")
@pytest.mark.parametrize(
    "more",
    [{"channel": NoticeChannel.DESK}, {"kind": CancellationKind.BY_STUDIO, "reason": "x"}],
)
def test_other_notices_are_confirmed_by_people(database: Database, made: int, more: dict[str, Any]) -> None:
    with_address(database)
    assert cancelled(database, made, **more) == (None, [])


def test_a_switch_is_known_from_both_sides(database: Database, made: int) -> None:
    start = TODAY + timedelta(days=10)
    with database.writing(NOW) as session:
        sale = Sale(term_id=1, start_on=start)
        new = switch_tariff(session, PROGRAM, contract_id=made, sale=sale, signed_on=TODAY).id
    with database.reading() as session:
        old, now = (contract_view(session, key, contact_id=1, day=TODAY, today=TODAY) for key in (made, new))
        assert old is not None
        assert now is not None
        assert (old.switched_on, old.switched_from) == (start, None)
        assert (now.switched_on, now.switched_from) == (None, (old.row.name, old.row.number))
