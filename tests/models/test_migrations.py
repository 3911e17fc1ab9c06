"""Migrations: from nothing and with data in it, on both databases, with every trigger and constraint there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from actions.contact_details import add_address
from actions.tags import add_tag
from db.engine import make_engine
from db.migrate import _config, check, current_revision, migrate, newest_revision
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import AddressKind
from models import Base, triggers
from models.contact import Contact
from queries.history import first_broken_link
from tests.building import a_contact
from tests.databases import PostgresTemplate, opened


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'empty.sqlite'}"
        return
    template: PostgresTemplate = request.getfixturevalue("postgres_template")
    url = template.empty_url()
    yield url
    template.drop(url)


def _checks(engine: Engine) -> dict[str, set[str]]:
    found = inspect(engine)
    return {
        table: {str(constraint["name"]) for constraint in found.get_check_constraints(table)}
        for table in found.get_table_names()
        if not table.startswith(("search_text_fts", "alembic"))
    }


def test_an_empty_database_gets_the_shape_of_the_models(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    check(engine)
    assert current_revision(engine) == newest_revision()
    engine.dispose()


def test_check_constraints_are_those_of_the_models(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    wanted = {
        table.name: {str(rule.name) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        for table in Base.metadata.sorted_tables
    }
    assert _checks(engine) == wanted
    engine.dispose()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database.engine)
    check(database.engine)


def test_the_triggers_are_those_of_the_registry(database: Database) -> None:
    with database.engine.connect() as connection:
        held = triggers.installed(connection)
        wanted = triggers.wanted(connection.dialect.name)
    assert held == {name: trigger.table for name, trigger in wanted.items()}


def test_a_lost_trigger_comes_back_with_the_next_migration(database: Database) -> None:
    where = " ON audit_entry" if database.engine.dialect.name == "postgresql" else ""
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER audit_entry_no_delete{where}"))
    migrate(database.engine)
    with database.engine.connect() as connection:
        assert "audit_entry_no_delete" in triggers.installed(connection)


def test_data_outlive_a_table_that_is_rebuilt(database: Database) -> None:
    """What a later migration will do (SQLite copies the table): rows, triggers and references stay."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with database.writing() as session:
        contact = a_contact(session)
        add_address(
            session,
            PROGRAM,
            contact_id=contact.id,
            kind=AddressKind.HOME,
            street="Ring 1",
            postcode="50667",
            town="Köln",
        )
        add_tag(session, PROGRAM, name="Rücken")
    from db import migrate as module

    with database.engine.connect() as plain:
        module._foreign_keys(plain, on=False)
        connection = plain.execution_options(kontor_writes=True)
        with connection.begin():
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("contact", recreate="auto") as batch:
                batch.alter_column("remark", server_default="")
            triggers.install(connection)
        module._foreign_keys(plain, on=True)
    with database.reading() as session:
        kept = session.execute(select(Contact)).scalar_one()
        assert kept.last_name == "Müller"
        assert session.scalar(text("SELECT count(*) FROM contact_address")) == 1
        assert first_broken_link(session) is None


def test_going_on_from_each_earlier_revision(empty_url: str) -> None:
    """Every revision upgrades to the newest; with only one, that is the way from nothing."""
    from alembic.script import ScriptDirectory

    engine = make_engine(empty_url)
    with engine.connect() as connection:
        revisions = [step.revision for step in ScriptDirectory.from_config(_config(connection)).walk_revisions()]
    for revision in reversed(revisions):
        migrate(engine, revision)
    check(engine)
    with opened(empty_url) as database, database.writing() as session:
        assert a_contact(session).number == "10001"
    engine.dispose()


def test_broken_references_stop_the_migration(sqlite_database: Database) -> None:
    from db.migrate import BrokenReferences

    with sqlite_database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("INSERT INTO contact_tag (contact_id, tag_id, created_at) VALUES (99, 99, '2026-11-23')")
        driver.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(BrokenReferences):
        migrate(sqlite_database.engine)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO studio SELECT 2, name, street, postcode, town, country, land, phone, email, website, tax_number, "
        "vat_id, account_holder, iban, creditor_id, letterhead, logo, language, is_demo, setup_code_hash, version, "
        "created_at FROM studio",
        "UPDATE number_range SET next_value = 0",
        "UPDATE number_range SET kind = 'surprise' WHERE kind = 'contact'",
        "UPDATE audit_head SET seq = 0",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_itself_refuses(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(statement))


def test_alembic_finds_the_environment(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        command.current(_config(connection))


def test_primary_keys_have_the_columns_of_the_models_in_their_order(database: Database) -> None:
    """`alembic check` does not see the order, and the picker's index lives by it."""
    found = inspect(database.engine)
    held = {
        table.name: found.get_pk_constraint(table.name)["constrained_columns"] for table in Base.metadata.sorted_tables
    }
    assert held == {table.name: [column.name for column in table.primary_key] for table in Base.metadata.sorted_tables}
