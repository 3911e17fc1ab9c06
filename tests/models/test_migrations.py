"""Migrations: from nothing and with data in it, on both databases, with every trigger and constraint there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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
from domain.data_quality import Hint
from models import Base, triggers
from models.contact import Contact
from models.list_index import stale_contacts
from queries.contact_list import Wanted, contact_ids
from queries.contacts import master_data
from queries.data_quality import hints_of
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


RELEASE_1 = (
    "INSERT INTO contact (id, number, kind, salutation, title, first_name, last_name, company_name, born_on, language, "
    "sort_key, doctor_id, remark, payment_method, account_holder, iban, bic, photo, blocked_on, blocked_reason, "
    "deceased_on, archived_on, version, created_at) VALUES (7, '10007', 'person', 'ms', '', 'Anna', 'Müller', '', "
    "'1980-12-31', 'de', 'muller anna', NULL, 'Ruft abends an', 'debit', '', 'DE89370400440532013000', 'COBADEFFXXX', "
    "NULL, NULL, '', NULL, NULL, 3, '2024-05-03 08:00:00')",
    "INSERT INTO contact_address (id, contact_id, kind, extra, street, postcode, town, country, is_primary, version) "
    "VALUES (4, 7, 'home', '', 'Ring 1', '50667', 'Köln', 'DE', true, 1)",
    "INSERT INTO contact_phone (id, contact_id, kind, number, is_primary, version) "
    "VALUES (5, 7, 'mobile', '+491711234567', true, 1)",
    "INSERT INTO contact_email (id, contact_id, kind, address, address_key, is_primary, version) "
    "VALUES (6, 7, 'private', 'Anna@example.org', 'anna@example.org', true, 1)",
    "INSERT INTO tag (id, name, name_key, color, retired_on, version, created_at) "
    "VALUES (2, 'Rücken', 'rucken', 'gray', NULL, 1, '2024-05-03 08:00:00')",
    "INSERT INTO contact_tag (id, contact_id, tag_id) VALUES (9, 7, 2)",
    "INSERT INTO mandate (id, contact_id, reference, reference_key, holder, iban, bic, version, created_at) "
    "VALUES (1, 7, 'M-1', 'M-1', 'Anna Müller', 'DE89370400440532013000', 'COBADEFFXXX', 1, '2024-05-03 08:00:00')",
)
"""One contact with all that hangs on it, as the first release stored it."""


def test_a_database_of_the_first_release_goes_on_with_all_its_data(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine, "0001")
    with engine.begin() as connection:
        for statement in RELEASE_1:
            connection.execute(text(statement))
    migrate(engine)
    check(engine)
    with opened(empty_url) as database, database.reading() as session:
        contact = master_data(session, 7)
        assert contact is not None
        assert (contact.display_name, contact.iban, contact.merged_into_id) == (
            "Anna Müller",
            "DE89370400440532013000",
            None,
        )
        details = [*contact.addresses, *contact.phones, *contact.emails, *contact.tags]
        assert [detail.id for detail in details] == [4, 5, 6, 9]
        assert {detail.created_at for detail in details} == {contact.created_at}
        assert {detail.undeliverable_reason for detail in details[:3]} == {""}
        assert contact.mandates[0].reference == "M-1"
        today = date(2026, 11, 23)
        assert hints_of(session, 7, today=today) == (Hint.MANDATE_UNSIGNED,)
        assert contact_ids(session, Wanted(town="köln", birth_month=12), today=today, bank=False) == (7,)
        assert stale_contacts(session, [7]) == set()
    engine.dispose()


def test_keys_are_not_given_again_after_a_table_was_copied(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate(engine, "0001")
    with engine.begin() as connection:
        for statement in RELEASE_1:
            connection.execute(text(statement))
        for table in ("contact_tag", "contact_phone"):
            connection.execute(text(f"DELETE FROM {table}"))
    migrate(engine)
    with engine.begin() as connection:
        last = dict(connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all())  # type: ignore[arg-type]
        made = dict(
            connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()  # type: ignore[arg-type]
        )
    assert (last["contact"], last["contact_tag"], last["contact_phone"]) == (7, 9, 5)
    for table in Base.metadata.sorted_tables:
        if table.dialect_options["sqlite"]["autoincrement"]:
            assert "AUTOINCREMENT" in made[table.name], table.name
    engine.dispose()


def test_broken_references_stop_the_migration(tmp_path: Path) -> None:
    from db.migrate import BrokenReferences

    engine = make_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate(engine, "0001")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute(
            "INSERT INTO mandate (contact_id, reference, reference_key, holder, iban, bic, version, created_at) "
            "VALUES (99, 'M-1', 'M-1', '', '', '', 1, '2026-11-23')"
        )
        driver.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(BrokenReferences):
        migrate(engine)
    assert current_revision(engine) == "0001"
    engine.dispose()


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
