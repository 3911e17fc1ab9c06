"""The command line: what it says, what it leaves, and with which code it ends."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest
from sqlalchemy import select, text

from actions.contact_details import add_email
from actions.tags import add_tag
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, Role
from domain.contacts import EmailKind
from gateways.storage import Storage
from models.user import UserAccount
from tests.building import a_contact
from tests.databases import PostgresTemplate
from tests.merging import merge
from tests.models.test_audit import tamper
from tools.check import breaches
from tools.commands import main
from tools.serve import serve

PASSWORD = "five green apples\n"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD))


def users(house: Database) -> list[UserAccount]:
    with house.reading() as session:
        return list(session.scalars(select(UserAccount)))


def test_a_user_is_added_gets_a_password_and_is_disabled(
    house: Database, typed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["user", "add", "Eva", "--name", "Eva Ende", "--role", "manager"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD))
    assert main(["user", "add", "admin"]) == 0
    eva = users(house)[0]
    assert (eva.login, eva.name, eva.role) == ("eva", "Eva Ende", Role.MANAGER)
    first = eva.password_hash
    monkeypatch.setattr("sys.stdin", io.StringIO("another long password\n"))
    assert main(["user", "password", "EVA"]) == 0
    assert users(house)[0].password_hash != first
    assert main(["user", "disable", " \uff25va "]) == 0
    assert users(house)[0].disabled_at is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["user", "password", "nobody"], "no such user"),
        (["user", "disable", "nobody"], "no such user"),
        (["user", "add", "a b"], "without spaces"),
    ],
)
def test_a_broken_rule_is_said_in_words(
    house: Database, typed: None, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
    assert users(house) == []


def test_a_short_password_is_refused(
    house: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["user", "add", "eva"]) == 2
    assert "at least" in capsys.readouterr().err


def test_check_says_that_all_holds(house: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with house.writing() as session:
        a_contact(session)
    assert main(["check"]) == 0
    assert "All invariants hold." in capsys.readouterr().out


def test_check_names_each_breach(house: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with house.writing() as session:
        a_contact(session)
    tamper(house, "audit_entry_no_update", "audit_entry", "UPDATE audit_entry SET action = 'x'")
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert "The trigger audit_entry_no_update is missing" in said
    assert "broken at entry 1: the entry was changed" in said
    assert "2 breaches" in said


def test_check_works_on_postgresql_too(
    postgres_template: PostgresTemplate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from db.session import database

    url = postgres_template.url()
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    database.cache_clear()
    assert main(["migrate"]) == 0
    with database().writing() as session:
        a_contact(session)
    with database().engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_head_forward ON audit_head"))
    assert main(["check"]) == 1
    assert "audit_head_forward" in capsys.readouterr().out
    database().engine.dispose()
    database.cache_clear()
    settings.cache_clear()
    postgres_template.drop(url)


def found(database: Database, storage: Storage) -> list[str]:
    """What the check says, in a database that it must have left as it was."""
    said = list(breaches(database, storage))
    assert said == list(breaches(database, storage))
    return said


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """An empty storage."""
    return Storage(str(tmp_path / "files"))


def by_hand(database: Database, *statements: str) -> None:
    """Change the data as somebody with the database's password could."""
    writing = database.engine.execution_options(kontor_writes=True)
    with writing.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def whole(database: Database) -> int:
    """A contact with two e-mail addresses, and a tag; the contact's id."""
    with database.writing() as session:
        contact = a_contact(session, phone="0221 998877")
        for address in ("anna@example.org", "a.mueller@example.org"):
            add_email(session, PROGRAM, contact_id=contact.id, kind=EmailKind.PRIVATE, address=address)
        add_tag(session, PROGRAM, name="Yoga")
        return contact.id


HOLLOW = {
    "sqlite": (
        "DROP TRIGGER audit_entry_no_update",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END",
    ),
    "postgresql": (
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "DROP TRIGGER audit_entry_no_update ON audit_entry",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION nothing()",
    ),
}


def test_all_holds_in_a_database_that_the_program_wrote(database: Database, storage: Storage) -> None:
    whole(database)
    assert found(database, storage) == []


def test_a_hollow_trigger_is_found(database: Database, storage: Storage) -> None:
    by_hand(database, *HOLLOW[database.engine.dialect.name])
    said = "The trigger audit_entry_no_update does something else than it should: run `python -m tools migrate`."
    assert found(database, storage) == [said]


def test_a_trigger_of_somebody_else_is_found(database: Database, storage: Storage) -> None:
    hollow = HOLLOW[database.engine.dialect.name]
    by_hand(database, *(one.replace("audit_entry_no_update", "more") for one in hollow if not one.startswith("DROP")))
    assert [one.partition(":")[0] for one in found(database, storage)] == ["The trigger more is none of this program's"]


def test_triggers_switched_off_or_disarmed_are_found(postgres_database: Database, storage: Storage) -> None:
    by_hand(postgres_database, "ALTER TABLE audit_head DISABLE TRIGGER audit_head_forward")
    assert [one.partition(":")[0] for one in found(postgres_database, storage)] == [
        "The trigger audit_head_forward is switched off"
    ]
    by_hand(
        postgres_database,
        "ALTER TABLE audit_head ENABLE TRIGGER audit_head_forward",
        "CREATE OR REPLACE FUNCTION kontor_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    )
    said = found(postgres_database, storage)
    assert said
    assert all("calls kontor_refuse, which does something else" in one for one in said)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM contact_hint", "Contact 10001: what lists sort and count by is not that of its data."),
        ("UPDATE contact SET town_key = 'x'", "Contact 10001: what lists sort and count by is not that of its data."),
        ("DELETE FROM search_text", "Contact 10001: the text of the search index is not that of its data."),
        ("UPDATE search_text SET text = 'x'", "Contact 10001: the text of the search index is not that of its data."),
        (
            "DELETE FROM search_term WHERE weight = 0",
            "Contact 10001: the terms of the search index are not those of its data.",
        ),
        (
            "INSERT INTO search_term (weight, term, contact_id) SELECT 2, 'ghost', id FROM contact",
            "Contact 10001: the terms of the search index are not those of its data.",
        ),
        ("UPDATE contact SET sort_key = 'x'", "Contact 10001: sort_key does not follow from the name."),
        (
            "UPDATE contact_email SET address_key = 'x'",
            "Contact 10001: address_key does not follow from the e-mail address.",
        ),
        ("UPDATE tag SET name_key = 'x'", "Tag 1: name_key does not follow from the name."),
        (
            "UPDATE contact_email SET is_primary = false",
            "Contact 10001: 0 of 2 rows of the kind e-mail are primary, not one.",
        ),
        (
            "UPDATE contact_phone SET is_primary = false",
            "Contact 10001: 0 of 1 rows of the kind phone are primary, not one.",
        ),
    ],
)
def test_what_no_longer_follows_is_named(database: Database, storage: Storage, statement: str, said: str) -> None:
    whole(database)
    by_hand(database, statement)
    assert found(database, storage) == [said]


MERGES = {
    "leads nowhere": (
        "UPDATE contact SET merged_into_id = NULL WHERE number = '10002'",
        "Contact 10002: a merge stands, but its number does not lead on.",
    ),
    "no way back": (
        "UPDATE contact_merge SET undone_at = created_at WHERE loser_id = 2",
        "Contact 10002: it is merged, but there is no merge that could be undone.",
    ),
    "a circle": (
        "UPDATE contact SET merged_into_id = 3 WHERE number = '10001'",
        "Contact 10001: its number leads in a circle.",
    ),
}


@pytest.mark.parametrize(("statement", "said"), MERGES.values(), ids=MERGES)
def test_a_broken_merge_is_named(database: Database, storage: Storage, statement: str, said: str) -> None:
    with database.writing() as session:
        ids = [a_contact(session, "Anna", name).id for name in ("Müller", "Mueller", "Muller")]
        merge(session, ids[0], ids[1])
        merge(session, ids[0], ids[2])
    assert found(database, storage) == []
    by_hand(database, statement)
    assert said in found(database, storage)


def test_a_missing_file_is_named(database: Database, storage: Storage, tmp_path: Path) -> None:
    whole(database)
    photo, logo = storage.put(b"photo"), storage.put(b"logo")
    by_hand(database, f"UPDATE contact SET photo = '{photo}'", f"UPDATE studio SET logo = '{logo}'")
    assert found(database, storage) == []
    for digest in (photo, logo):
        next((tmp_path / "files").rglob(digest)).unlink()
    assert found(database, storage) == [
        f"The studio's logo is not in the storage: {logo}.",
        f"Contact 10001: the photo is not in the storage: {photo}.",
    ]


def test_a_photo_that_names_no_file_is_missing(database: Database, storage: Storage) -> None:
    whole(database)
    by_hand(database, "UPDATE contact SET photo = '../../etc/passwd'")
    assert found(database, storage) == ["Contact 10001: the photo is not in the storage: ../../etc/passwd."]


def test_contacts_are_checked_beyond_the_first_part(
    sqlite_database: Database, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.check_contacts.AT_ONCE", 2)
    with sqlite_database.writing() as session:
        for _ in range(5):
            a_contact(session)
    by_hand(sqlite_database, "UPDATE contact SET sort_key = 'x' WHERE number IN ('10002', '10005')")
    assert [one.partition(":")[0] for one in found(sqlite_database, storage)] == ["Contact 10002", "Contact 10005"]


def test_a_wrong_setting_stops_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KONTOR_PORT", "tree")
    assert main(["check"]) == 2
    assert "KONTOR_PORT" in capsys.readouterr().err


def test_help_explains_commands_and_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for word in ("serve", "migrate", "demo", "user", "check", "DATABASE_URL", "KONTOR_SESSION_HOURS"):
        assert word in said


def test_a_taken_port_is_said_before_anything_happens(
    house: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("KONTOR_PORT", str(other.getsockname()[1]))
        settings.cache_clear()
        assert serve(demo=True) == 2
    assert "KONTOR_PORT" in capsys.readouterr().err
    assert users(house) == []
