"""Taking back a whole import: what it made goes, what it changed is as before, and what was touched since stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from actions.contact_details import add_email, edit_phone
from actions.contacts import edit_contact, set_tags, write_remark
from actions.payment_data import record_mandate
from actions.recent import remember_opened
from actions.tags import edit_tag
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.consents import Channel, ConsentSource, Purpose
from domain.contact_import import OnNumber
from domain.contacts import EmailKind
from domain.relationships import RelationshipKind
from exchange import import_undo
from exchange.import_judge import Choices
from exchange.import_undo import LeftAlone, UndoProgress, undo_run
from i18n.texts import speaking
from models.consent import Consent
from models.contact import Contact
from models.contact_import import ImportedContact
from models.health import ContactHealth
from models.relationship import Relationship
from queries.history import TrailFilter, first_broken_link, history
from queries.import_runs import import_runs
from tests.building import a_contact, a_person
from tests.conftest import NOW, TODAY
from tests.exchange.importing import UPDATE, a_book, begun, imported, names, steps, stored, writing
from tests.people import a_user

TABLES = (
    "contact", "contact_address", "contact_phone", "contact_email", "contact_tag", "tag", "doctor", "dated_fact",
    "search_term", "search_text", "recent_contact", "imported_contact",
)  # fmt: skip
HEAD = "Nummer;Vorname;Nachname;Telefon;E-Mail;Straße;PLZ;Ort;Tags;Hausarzt;IBAN"
NEW = "1;Ben;Groß;0221 111111;ben@example.de;Ring 1;50667;Köln;Yoga;Dr. Eva Berg;DE89370400440532013000"
KNOWN = "77;Anna;Maier;0170 1234567;anna@b.de;Weg 2;53111;Bonn;VIP, Yoga;Dr. Eva Berg;DE89370400440532013000"
MAIN = Choices(on_number=OnNumber.UPDATE, main_from_file=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the tables that an import writes, without versions and stamps of change."""
    found = {}
    with database.engine.connect() as connection:
        for table in TABLES:
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings().all()
            found[table] = sorted(
                (tuple(value for name, value in row.items() if name != "version") for row in rows), key=repr
            )
    return found


def undone(database: Database, run_id: int, actor: Actor = PROGRAM) -> UndoProgress:
    """The end of the undo of a run."""
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database, actor))
    return last


def in_the_house(database: Database) -> int:
    """A contact that is there before, with all that an update touches; its key."""
    with database.writing(NOW) as session:
        contact = a_contact(session, number="77", phone="0221 998877", email="anna@example.de")
        set_tags(session, PROGRAM, contact_id=contact.id, names=("VIP",))
        return contact.id


@pytest.mark.parametrize("choices", [UPDATE, MAIN])
def test_an_import_that_is_taken_back_leaves_everything_as_it_was(
    database: Database, tmp_path: Path, choices: Choices
) -> None:
    in_the_house(database)
    before = everything(database)
    book = a_book(HEAD, NEW, KNOWN, "2;Cem;Öz;;;;;;Neu;;")
    run_id = begun(database, book)
    progress = imported(database, book, tmp_path, choices, run_id=run_id)
    assert (progress.imported, progress.updated) == (2, 1)
    assert everything(database) != before
    assert undone(database, run_id) == UndoProgress(3, 3)
    assert everything(database) == before
    with database.reading() as session:
        assert first_broken_link(session) is None
        (line,) = import_runs(session, limit=10)
        assert (line.created, line.updated, line.undone, line.left) == (2, 1, 3, 0)
        assert history(session, TrailFilter(action="undo_import"))
    assert imported(database, book, tmp_path, choices).imported == 2


def _relationship(session: Session, contact_id: int, other_id: int) -> None:
    session.add(Relationship(contact_id=other_id, other_id=contact_id, kind=RelationshipKind.PARENT, valid_from=TODAY))


def _consent(session: Session, contact_id: int, _other: int) -> None:
    session.add(
        Consent(
            contact_id=contact_id,
            channel=Channel.EMAIL,
            purpose=Purpose.NEWS,
            given_on=TODAY,
            source=ConsentSource.PAPER,
        )
    )


def _edit_and_back(session: Session, contact_id: int, _other: int) -> None:
    for name in ("X", "Groß"):
        version = session.get_one(Contact, contact_id).version
        identity = a_person("Ben", name)
        edit_contact(session, PROGRAM, contact_id=contact_id, version=version, identity=identity, language="de")


TOUCHES: dict[str, Callable[[Session, int, int], object]] = {
    "remark": lambda s, c, _o: write_remark(
        s, PROGRAM, contact_id=c, version=s.get_one(Contact, c).version, remark="x"
    ),
    "email": lambda s, c, _o: add_email(s, PROGRAM, contact_id=c, kind=EmailKind.WORK, address="n@example.de"),
    "tag": lambda s, c, _o: set_tags(s, PROGRAM, contact_id=c, names=("Other",)),
    "mandate": lambda s, c, _o: record_mandate(s, PROGRAM, contact_id=c),
    "relationship": _relationship,
    "consent": _consent,
    "health": lambda s, c, _o: s.add(ContactHealth(contact_id=c, note="x")),
    "merge": lambda s, c, o: setattr(s.get_one(Contact, o), "merged_into_id", c),
    "a change to come": lambda s, c, _o: edit_contact(
        s, PROGRAM, contact_id=c, version=s.get_one(Contact, c).version, identity=a_person("Ben", "Neu"), language="de",
        valid_from=TODAY + timedelta(days=30),
    ),
    "changed and changed back": _edit_and_back,
}  # fmt: skip


@pytest.mark.parametrize("touch", TOUCHES)
def test_whoever_was_touched_since_stays_and_is_named(database: Database, tmp_path: Path, touch: str) -> None:
    other = in_the_house(database)
    book = a_book(HEAD, NEW, "2;Cem;Öz;;;;;;;;")
    run_id = begun(database, book)
    imported(database, book, tmp_path, run_id=run_id)
    ben = next(contact.id for contact in stored(database) if contact.number == "1")
    with database.writing(NOW) as session:
        TOUCHES[touch](session, ben, other)
    before = everything(database)
    assert undone(database, run_id).left == (LeftAlone("1", "Ben Groß"),)
    after = everything(database)
    assert {name: rows for name, rows in after.items() if name in {"contact_phone", "contact_email", "doctor"}} == {
        name: before[name] for name in ("contact_phone", "contact_email", "doctor")
    }
    assert "Cem Öz" not in names(database)
    assert undone(database, run_id).left == (LeftAlone("1", "Ben Groß"),)
    with database.reading() as session:
        (line,) = import_runs(session, limit=1)
        assert (line.undone, line.left) == (1, 1)


def test_to_have_been_looked_at_is_no_touch(database: Database, tmp_path: Path) -> None:
    user = a_user(database)
    book = a_book(HEAD, NEW)
    run_id = begun(database, book)
    imported(database, book, tmp_path, run_id=run_id)
    with database.writing(NOW) as session:
        remember_opened(session, user, number="1")
    assert undone(database, run_id).left == ()
    assert everything(database)["recent_contact"] == []


def _last_name(session: Session, contact_id: int) -> None:
    contact = session.get_one(Contact, contact_id)
    identity = a_person("Anna", "Other")
    edit_contact(session, PROGRAM, contact_id=contact_id, version=contact.version, identity=identity, language="de")


def _phone(session: Session, contact_id: int) -> None:
    phone = session.execute(text("SELECT id, version, kind FROM contact_phone WHERE is_primary")).one()
    edit_phone(
        session, PROGRAM, phone_id=phone.id, version=phone.version, kind=phone.kind, number="0221 5555555", primary=True
    )  # fmt: skip


def _later(session: Session, contact_id: int) -> None:
    contact = session.get_one(Contact, contact_id)
    identity = a_person("Anna", "Later")
    edit_contact(
        session, PROGRAM, contact_id=contact_id, version=contact.version, identity=identity, language="de",
        valid_from=TODAY + timedelta(days=5),
    )  # fmt: skip


@pytest.mark.parametrize("touch", [_last_name, _phone, _later])
def test_an_update_that_somebody_went_on_from_stays(
    database: Database, tmp_path: Path, touch: Callable[[Session, int], None]
) -> None:
    contact_id = in_the_house(database)
    book = a_book("Nummer;Nachname;Haupttelefon", "77;Maier;0170 1234567")
    run_id = begun(database, book)
    imported(database, book, tmp_path, UPDATE, run_id=run_id)
    with database.writing(NOW) as session:
        touch(session, contact_id)
    before = everything(database)
    assert [left.number for left in undone(database, run_id).left] == ["77"]
    assert everything(database) == before


def test_what_the_import_did_not_touch_may_change_meanwhile(database: Database, tmp_path: Path) -> None:
    contact_id = in_the_house(database)
    book = a_book("Nummer;Nachname", "77;Maier")
    run_id = begun(database, book)
    imported(database, book, tmp_path, UPDATE, run_id=run_id)
    with database.writing(NOW) as session:
        write_remark(session, PROGRAM, contact_id=contact_id, version=2, remark="mine")
    assert undone(database, run_id).left == ()
    contact = stored(database)[0]
    assert (contact.last_name, contact.remark) == ("Müller", "mine")


def test_runs_upon_one_another_are_taken_back_from_the_last(database: Database, tmp_path: Path) -> None:
    first, second = a_book(HEAD, NEW), a_book("Nummer;Nachname", "1;Tal")
    made, changed = begun(database, first), begun(database, second)
    imported(database, first, tmp_path, run_id=made)
    imported(database, second, tmp_path, UPDATE, run_id=changed)
    assert [left.name for left in undone(database, made).left] == ["Ben Tal"]
    assert undone(database, changed).left == ()
    assert undone(database, made).left == ()
    assert stored(database) == []


def a_long_run(database: Database, tmp_path: Path, rows: int = 7) -> int:
    book = a_book("Vorname;Nachname;Tags", *(f"F{number};Fremd;Neu" for number in range(rows)))
    run_id = begun(database, book)
    imported(database, book, tmp_path, run_id=run_id)
    return run_id


def test_a_stopped_undo_goes_on(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_undo, "AT_ONCE", 3)
    run_id = a_long_run(database, tmp_path)
    (first,) = islice(undo_run(run_id, reading=database.reading, writing=writing(database)), 1)
    assert (first.total, first.done, len(stored(database))) == (7, 3, 4)
    assert names(database) == ["F0 Fremd", "F1 Fremd", "F2 Fremd", "F3 Fremd"]
    assert undone(database, run_id) == UndoProgress(4, 4)
    assert stored(database) == []
    assert everything(database)["tag"] == []
    assert list(undo_run(run_id, reading=database.reading, writing=writing(database))) == []


def test_what_the_database_refuses_stays_alone(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = a_long_run(database, tmp_path)
    if database.engine.dialect.name == "sqlite":
        poison = (
            "CREATE TRIGGER poison BEFORE DELETE ON contact WHEN OLD.first_name = 'F3' "
            "BEGIN SELECT RAISE(ABORT, 'poison'); END"
        )
    else:
        poison = "CREATE TABLE poison (id bigint REFERENCES contact); INSERT INTO poison SELECT id FROM contact "
        poison += "WHERE first_name = 'F3'"
    with database.engine.begin() as connection:
        connection.execute(text(poison))
    assert [left.name for left in undone(database, run_id).left] == ["F3 Fremd"]
    assert names(database) == ["F3 Fremd"]


def test_tags_and_doctors_that_others_use_or_changed_stay(database: Database, tmp_path: Path) -> None:
    contact_id = in_the_house(database)
    book = a_book(HEAD, NEW, "2;Cem;Öz;;;;;;Renamed, Alone;Dr. Gut;")
    run_id = begun(database, book)
    imported(database, book, tmp_path, run_id=run_id)
    with database.writing(NOW) as session:
        set_tags(session, PROGRAM, contact_id=contact_id, names=("Yoga",))
        tag = session.execute(text("SELECT id, version FROM tag WHERE name = 'Renamed'")).one()
        edit_tag(session, PROGRAM, tag_id=tag.id, version=tag.version, name="Mine", color="red")
    undone(database, run_id)
    with database.engine.connect() as connection:
        assert sorted(connection.scalars(text("SELECT name FROM tag"))) == ["Mine", "VIP", "Yoga"]
        assert list(connection.scalars(text("SELECT last_name FROM doctor"))) == []


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.THERAPIST, Role.READ_ONLY])
def test_only_who_may_import_takes_back(database: Database, tmp_path: Path, role: Role) -> None:
    run_id = a_long_run(database, tmp_path)
    with pytest.raises(NotPermitted):
        undone(database, run_id, Actor(1, "x", role))
    assert len(stored(database)) == 7


def test_bank_data_are_taken_back_only_by_who_may_change_them(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from domain.access import ROLES, Permission

    book = a_book(HEAD, NEW)
    run_id = begun(database, book)
    imported(database, book, tmp_path, run_id=run_id)
    monkeypatch.setattr(
        "domain.access.ROLES", {Role.OFFICE: frozenset(ROLES[Role.OFFICE] - {Permission.EDIT_BANK_DATA})}
    )
    with pytest.raises(NotPermitted):
        undone(database, run_id, Actor(None, "x", Role.OFFICE))
    assert len(stored(database)) == 1


def test_the_body_holds_what_the_trail_holds(database: Database, tmp_path: Path) -> None:
    in_the_house(database)
    book = a_book(HEAD, KNOWN)
    imported(database, book, tmp_path, UPDATE)
    with database.reading() as session:
        body = session.scalars(select(ImportedContact.body)).one()
        trail = session.execute(
            text(
                "SELECT body FROM audit_detail JOIN audit_entry USING (seq) "
                "WHERE action = 'update_contacts' AND contact_id IS NOT NULL"
            )
        ).scalar_one()
    assert body == trail


def test_an_empty_run_needs_no_transaction_but_the_last(database: Database) -> None:
    run_id = begun(database, a_book("Name", "x"))
    assert list(undo_run(run_id, reading=database.reading, writing=writing(database))) == []


CELLS = {
    "Nachname": ("", "Maier", "Berg"),
    "Geburtsdatum": ("", "01.02.1980"),
    "Telefon": ("", "0170 1234567", "0221 998877"),
    "Haupttelefon": ("", "0221 998877", "0170 7654321"),
    "E-Mail": ("", "a@b.de", "anna@example.de"),
    "Ort": ("", "Köln", "Bonn"),
    "Hauptadresse Ort": ("", "Köln", "Ulm"),
    "Tags": ("", "VIP", "Yoga, VIP"),
    "IBAN": ("", "DE89370400440532013000", "x"),
    "Bemerkung": ("", "x"),
}
ROW = some.tuples(some.sampled_from(("77", "78", "5", "")), *(some.sampled_from(cells) for cells in CELLS.values()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=some.lists(ROW, min_size=1, max_size=4), main=some.booleans())
def test_any_import_taken_back_restores_everything(
    database: Database, tmp_path: Path, rows: list[tuple[str, ...]], main: bool
) -> None:
    with database.reading() as session:
        is_new = session.scalar(select(Contact.id).where(Contact.number == "77")) is None
    if is_new:
        in_the_house(database)
        with database.writing(NOW) as session:
            a_contact(session, "Ben", "Groß", number="78", born_on=date(1990, 1, 1))
    before = everything(database)
    lines = (";".join(("Vorname", *row)) for row in rows)
    book = a_book(f"Vorname;Nummer;{';'.join(CELLS)}", *(f"X{line.removeprefix('Vorname')}" for line in lines))
    run_id = begun(database, book)
    imported(database, book, tmp_path, Choices(on_number=OnNumber.UPDATE, main_from_file=main), run_id=run_id)
    if undo := list(undo_run(run_id, reading=database.reading, writing=writing(database))):
        assert undo[-1].left == ()
    assert everything(database) == before


def test_steps_are_written_into_their_run_only(database: Database, tmp_path: Path) -> None:
    one, two = a_book(HEAD, NEW), a_book("Vorname;Nachname", "Cem;Öz")
    for book in (one, two):
        list(steps(database, book, tmp_path))
    with database.reading() as session:
        assert [(line.created, line.file_name) for line in import_runs(session, limit=9)] == [
            (1, "book.csv"), (1, "book.csv")
        ]  # fmt: skip
        assert history(session, TrailFilter(action="begin_import"))[0].changes
