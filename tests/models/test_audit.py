"""The audit trail: append-only, chained, whole after lawful erasure, and right with many writers at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from actions.contacts import edit_contact, set_doctor, set_tags, write_remark
from actions.doctors import DoctorCard, add_doctor
from actions.users import add_user, disable_user
from db.session import Database
from domain.access import PROGRAM, Role
from models.audit import AuditDetail, AuditEntry, canonical, chain_hash, digest_of
from queries.history import TrailFilter, first_broken_link, history
from tests.building import a_contact, a_person
from tests.conftest import NOW

DISABLE = {
    "sqlite": "DROP TRIGGER {name}",
    "postgresql": "ALTER TABLE {table} DISABLE TRIGGER {name}",
}


def tamper(database: Database, trigger: str, table: str, statement: str) -> None:
    """Change the trail as somebody with the database's password could: past the triggers."""
    with database.engine.begin() as connection:
        connection.execute(text(DISABLE[database.engine.dialect.name].format(name=trigger, table=table)))
        connection.execute(text(statement))


def three_steps(database: Database) -> int:
    """A contact with three steps in its trail; its id."""
    with database.writing(NOW) as session:
        contact = a_contact(session)
        write_remark(session, PROGRAM, contact_id=contact.id, version=contact.version, remark="knee")
        edit_contact(
            session,
            PROGRAM,
            contact_id=contact.id,
            version=contact.version,
            identity=a_person("Anne"),
            language="de",
        )
        return contact.id


def test_every_step_says_who_what_before_after(database: Database) -> None:
    contact_id = three_steps(database)
    with database.reading() as session:
        newest, remark, created = history(session, TrailFilter(contact_id=contact_id))
    assert (newest.action, remark.action, created.action) == (
        "edit_contact",
        "write_remark",
        "create_contact",
    )
    assert [(change.field, change.before, change.after) for change in newest.changes] == [
        ("first_name", "Anna", "Anne")
    ]
    assert newest.who == "Kontor"
    assert newest.at == NOW
    assert ("last_name", None, "Müller") in {(c.field, c.before, c.after) for c in created.changes}


def test_a_chain_that_nobody_touched_is_whole(database: Database) -> None:
    three_steps(database)
    with database.reading() as session:
        assert first_broken_link(session) is None


@pytest.mark.parametrize(
    ("trigger", "table", "statement", "entry"),
    [
        ("audit_entry_no_update", "audit_entry", "UPDATE audit_entry SET action = 'x' WHERE seq = 2", 2),
        ("audit_entry_no_update", "audit_entry", "UPDATE audit_entry SET user_id = 7 WHERE seq = 1", 1),
        ("audit_detail_only_erase", "audit_detail", "UPDATE audit_detail SET body = '{}' WHERE seq = 3", 3),
        ("audit_detail_no_delete", "audit_detail", "DELETE FROM audit_detail WHERE seq = 2", 2),
        ("audit_head_forward", "audit_head", "UPDATE audit_head SET seq = 2", 4),
    ],
)
def test_the_first_broken_link_is_named(
    database: Database, trigger: str, table: str, statement: str, entry: int
) -> None:
    three_steps(database)
    tamper(database, trigger, table, statement)
    with database.reading() as session:
        broken = first_broken_link(session)
    assert broken is not None
    assert broken.entry == entry


def test_a_removed_entry_is_named(database: Database) -> None:
    three_steps(database)
    tamper(database, "audit_detail_no_delete", "audit_detail", "DELETE FROM audit_detail WHERE seq = 2")
    tamper(database, "audit_entry_no_delete", "audit_entry", "DELETE FROM audit_entry WHERE seq = 2")
    with database.reading() as session:
        broken = first_broken_link(session)
    assert broken is not None
    assert (broken.entry, broken.reason) == (2, "the entry is missing")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_detail",
        "UPDATE audit_detail SET body = 'x'",
        "UPDATE audit_detail SET seq = seq + 100",
    ],
)
def test_the_database_refuses_to_change_the_trail(database: Database, statement: str) -> None:
    three_steps(database)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_entry", "audit_detail", "audit_head"])
def test_postgresql_refuses_to_truncate_the_trail(postgres_database: Database, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), postgres_database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_sqlite_refuses_to_replace_an_entry(sqlite_database: Database) -> None:
    three_steps(sqlite_database)
    with pytest.raises(DBAPIError, match="append-only"), sqlite_database.engine.begin() as connection:
        connection.execute(text("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1"))


def test_lawful_erasure_leaves_the_chain_whole(database: Database) -> None:
    contact_id = three_steps(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE audit_detail SET body = NULL, salt = ''"))
    with database.reading() as session:
        assert first_broken_link(session) is None
        assert all(line.erased and not line.changes for line in history(session, TrailFilter(contact_id=contact_id)))


def test_a_step_that_fails_leaves_no_entry(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        a_contact(session)
        raise ZeroDivisionError
    with database.reading() as session:
        assert session.scalar(select(func.count(AuditEntry.seq))) == 0


def test_secrets_never_reach_the_trail(database: Database) -> None:
    with database.writing() as session:
        add_user(session, PROGRAM, login="eva", name="Eva", role=Role.ADMIN, password="a canary in a coal mine")
    with database.reading() as session:
        bodies = " ".join(session.scalars(select(AuditDetail.body)).all())
    assert "canary" not in bodies
    assert "argon2" not in bodies
    assert "•••" in bodies


def test_eight_writers_at_once_make_one_chain(database: Database) -> None:
    def write(number: int) -> None:
        for step in range(5):
            with database.writing() as session:
                a_contact(session, f"W{number}", f"S{step}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    with database.reading() as session:
        assert first_broken_link(session) is None
        assert session.scalar(select(func.count(AuditEntry.seq))) == 40
        numbers = session.scalars(text("SELECT number FROM contact ORDER BY number")).all()
    assert numbers == [str(10001 + index) for index in range(40)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.text(), json_values)
def test_the_body_reads_back_and_its_digest_depends_on_all_of_it(salt: str, value: object) -> None:
    body = canonical({"reason": "", "changes": [value]})
    assert json.loads(body)["changes"] == [value]
    assert digest_of(salt, body) != digest_of(salt, body + " ")
    assert digest_of(salt, body) != digest_of(salt + "x", body)


def test_each_field_of_an_entry_counts_in_its_hash() -> None:
    base = ("0" * 64, 1, NOW, 3, "create_contact", 9, "d" * 64)
    others = ("1" * 64, 2, NOW.replace(minute=31), None, "edit_contact", None, "e" * 64)
    for index, other in enumerate(others):
        changed = (*base[:index], other, *base[index + 1 :])
        assert chain_hash(*changed) != chain_hash(*base)  # type: ignore[arg-type]


def test_the_trail_names_whom_and_what_it_is_about(database: Database) -> None:
    with database.writing(NOW) as session:
        user_id = add_user(
            session, PROGRAM, login="eva", name="Eva Ende", role=Role.OFFICE, password="a long enough one"
        )
        disable_user(session, PROGRAM, user_id=user_id)
        contact = a_contact(session)
        set_tags(session, PROGRAM, contact_id=contact.id, names=("Rücken",))
        doctor = add_doctor(session, PROGRAM, card=DoctorCard(last_name="Weiß"))
        set_doctor(session, PROGRAM, contact_id=contact.id, doctor_id=doctor.id)
    with database.reading() as session:
        lines = {line.action: line for line in history(session, TrailFilter())}
    assert lines["disable_user"].about == "Eva Ende"
    assert lines["add_doctor"].about == "Weiß"
    assert [change.after for change in lines["set_doctor"].changes] == ["Weiß"]
    assert "Rücken" in [change.after for change in lines["set_tags"].changes]
