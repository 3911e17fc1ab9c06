"""Health data: each look is in the trail, and no trail, index or message of an error tells what is noted."""

from __future__ import annotations

import json
import traceback

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from actions.health_data import look_at_health_data, write_health_note
from actions.undo import undo
from db.session import Database
from domain.access import ROLES, Actor, NotPermitted, Permission, Role
from domain.errors import ChangedMeanwhile, Gone, InvalidInput
from domain.sensitivity import sees_health_steps
from models.audit import AuditDetail, AuditEntry
from models.health import ContactHealth
from models.search import SearchTerm, SearchText
from queries.health import has_health_note
from queries.history import TrailFilter, history
from tests.building import a_contact
from tests.conftest import NOW
from tests.people import a_user

CANARY = "Kanarienvogel-Allergie"


@pytest.fixture
def therapist(database: Database) -> Actor:
    return a_user(database, "theo", role=Role.THERAPIST, name="Theo")


def noted(database: Database, actor: Actor, note: str = CANARY, *, version: int | None = None, key: int = 0) -> int:
    """The contact with this note, made when no key is given."""
    with database.writing(NOW) as session:
        key = key or a_contact(session).id
        write_health_note(session, actor, contact_id=key, version=version, note=note)
    return key


def test_each_look_is_in_the_trail_also_where_nothing_is_noted(database: Database, therapist: Actor) -> None:
    with database.writing(NOW) as session:
        key = a_contact(session).id
    for _time in range(2):
        with database.writing(NOW) as session:
            seen = look_at_health_data(session, therapist, contact_id=key)
        assert (seen.note, seen.version, seen.earlier) == ("", None, ())
    with database.reading() as session:
        looks = session.execute(
            select(AuditEntry.user_id, AuditEntry.contact_id).where(AuditEntry.action == "look_at_health_data")
        ).all()
    assert looks == [(therapist.user_id, key)] * 2


def test_a_look_shows_the_note_and_what_it_was(database: Database, therapist: Actor) -> None:
    key = noted(database, therapist, "first\n  second line")
    noted(database, therapist, CANARY, version=1, key=key)
    with database.writing(NOW) as session:
        seen = look_at_health_data(session, therapist, contact_id=key)
    assert (seen.note, seen.version) == (CANARY, 2)
    assert [(note.text, note.changed_by) for note in seen.earlier] == [("first\n  second line", "Theo")]


def test_erased_details_are_no_longer_shown(database: Database, therapist: Actor) -> None:
    key = noted(database, therapist, "first")
    noted(database, therapist, "second", version=1, key=key)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE audit_detail SET body = NULL, salt = ''"))
    with database.writing(NOW) as session:
        assert look_at_health_data(session, therapist, contact_id=key).earlier == ()


@pytest.mark.parametrize("role", [role for role in Role if Permission.SEE_HEALTH_DATA not in ROLES[role]])
def test_other_roles_neither_look_nor_write(database: Database, therapist: Actor, role: Role) -> None:
    key = noted(database, therapist)
    actor = Actor(therapist.user_id, "x", role)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        look_at_health_data(session, actor, contact_id=key)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        write_health_note(session, actor, contact_id=key, version=1, note="x")


@pytest.mark.parametrize("version", [None, 2, 0])
def test_what_somebody_else_wrote_is_not_overwritten_unseen(
    database: Database, therapist: Actor, version: int | None
) -> None:
    key = noted(database, therapist)
    with pytest.raises(ChangedMeanwhile):
        noted(database, therapist, "mine", version=version, key=key)


def test_a_note_that_was_taken_back_meanwhile_is_not_written_anew_unseen(database: Database, therapist: Actor) -> None:
    with database.writing(NOW) as session:
        key = a_contact(session).id
    with pytest.raises(Gone):
        noted(database, therapist, "mine", version=1, key=key)


def test_writing_can_be_taken_back_and_an_empty_note_is_none(database: Database, therapist: Actor) -> None:
    key = noted(database, therapist)
    with database.writing(NOW) as session:
        write_health_note(session, therapist, contact_id=key, version=1, note="  ")
    entries = tuple(session.info["chained"])
    with database.reading() as session:
        assert not has_health_note(session, key)
    with database.writing(NOW) as session:
        undo(session, therapist, entries=entries)
    with database.reading() as session:
        assert session.scalars(select(ContactHealth.note)).one() == CANARY


@pytest.mark.parametrize("note", ["x" * 20_001])
def test_a_note_has_an_end(database: Database, therapist: Actor, note: str) -> None:
    with pytest.raises(InvalidInput):
        noted(database, therapist, note)


def test_of_nobody_there_is_nothing_to_see(database: Database, therapist: Actor) -> None:
    with pytest.raises(Gone), database.writing(NOW) as session:
        look_at_health_data(session, therapist, contact_id=4711)


@pytest.mark.parametrize("health", [True, False])
def test_no_trail_tells_what_is_noted(database: Database, therapist: Actor, health: bool) -> None:
    key = noted(database, therapist)
    noted(database, therapist, f"{CANARY} 2", version=1, key=key)
    with database.writing(NOW) as session:
        look_at_health_data(session, therapist, contact_id=key)
    for wanted in (TrailFilter(health=health), TrailFilter(contact_id=key, health=health)):
        with database.reading() as session:
            lines = history(session, wanted)
        assert CANARY not in repr(lines)
        steps = {line.action for line in lines}
        assert ({"look_at_health_data", "write_health_note"} <= steps) == health


def test_the_canary_lies_only_where_it_belongs(database: Database, therapist: Actor) -> None:
    noted(database, therapist)
    with database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(SearchTerm).where(SearchTerm.term.contains("kanari"))) == 0
        )
        assert (
            session.scalar(select(func.count()).select_from(SearchText).where(SearchText.text.contains("kanari"))) == 0
        )
        bodies = [json.loads(body or "{}") for body in session.scalars(select(AuditDetail.body))]
    holding = [row["table"] for body in bodies for row in body["changes"] if CANARY in json.dumps(row)]
    assert holding == ["contact_health"]


def test_an_error_of_the_database_does_not_tell_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as error, database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO contact_health (contact_id, note) VALUES (:key, :note)"), {"key": None, "note": CANARY}
        )
    logged = "".join(traceback.format_exception(error.value))
    assert "contact_health" in logged
    assert CANARY not in logged


def test_who_learns_from_a_trail_that_there_are_health_data() -> None:
    learn = {role for role in Role if sees_health_steps(Actor(1, "x", role))}
    assert learn == {Role.THERAPIST, Role.MANAGER, Role.ADMIN}
