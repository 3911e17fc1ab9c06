"""The command line: what it says, what it leaves, and with which code it ends."""

from __future__ import annotations

import io
import socket

import pytest
from sqlalchemy import select, text

from config.settings import settings
from db.session import Database
from domain.access import Role
from models.user import UserAccount
from tests.building import a_contact
from tests.databases import PostgresTemplate
from tests.models.test_audit import tamper
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
    assert main(["user", "disable", "eva"]) == 0
    assert users(house)[0].disabled_at is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["user", "password", "nobody"], "no such user"),
        (["user", "disable", "nobody"], "no such user"),
        (["user", "add", "a b"], "without blanks"),
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
