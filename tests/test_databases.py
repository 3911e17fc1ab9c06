"""Databases for tests: one on PostgreSQL that has served comes back as a fresh clone, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.session import Database
from models.contact import Contact
from tests.building import a_contact
from tests.conftest import NOW
from tests.databases import PostgresTemplate, Rows, opened


def rows(url: str) -> Rows:
    with opened(url) as database, database.engine.connect() as connection:
        return Rows.of(connection)


def test_a_used_database_is_emptied(postgres_template: PostgresTemplate) -> None:
    url = postgres_template.url()
    before = rows(url)
    with opened(url) as database, database.writing(NOW) as session:
        a_contact(session, "Anna", "Müller", phone="0221 998877", email="anna@example.com")
    assert rows(url) != before
    postgres_template.drop(url)
    again = postgres_template.url()
    assert (again, rows(again)) == (url, before)
    postgres_template.drop(again)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE contact ADD COLUMN shoe_size integer",
        "ALTER TABLE contact DROP COLUMN remark CASCADE",
        "CREATE TABLE stray (id integer)",
        "DROP TABLE audit_head CASCADE",
        "CREATE OR REPLACE FUNCTION stray() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_changed_database_is_not_used_again(postgres_template: PostgresTemplate, change: str) -> None:
    url = postgres_template.url()
    with opened(url) as database, database.engine.begin() as connection:
        connection.exec_driver_sql(change)
    postgres_template.drop(url)
    assert postgres_template.url() != url


def test_a_database_that_somebody_still_holds_is_not_used_again(postgres_template: PostgresTemplate) -> None:
    url = postgres_template.url()
    with opened(url) as database, database.engine.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE contact")
        postgres_template.drop(url)
        assert postgres_template.url() != url
        connection.invalidate()


@pytest.mark.parametrize("kind", ["sqlite", "postgres", "postgres with an index anew"])
def test_what_many_begin_with_is_written_once_and_copied(request: pytest.FixtureRequest, kind: str) -> None:
    template = request.getfixturevalue("sqlite_template" if kind == "sqlite" else "postgres_template")
    calls: list[str] = []

    def fill(database: Database) -> None:
        calls.append(kind)
        with database.writing(NOW) as session:
            a_contact(session, "Anna", "Müller")
        if "index" in kind:
            with database.engine.begin() as connection:
                connection.exec_driver_sql("DROP INDEX ix_search_term_contact_id")
                connection.exec_driver_sql("CREATE INDEX ix_search_term_contact_id ON search_term (contact_id)")

    for _time in range(3):
        url = template.url(fill)
        with opened(url) as database, database.writing(NOW) as session:
            assert session.scalars(select(Contact.first_name)).all() == ["Anna"]
            ben = a_contact(session, "Ben", "Groß")
            assert (ben.id, ben.number) == (2, "10002")
        template.drop(url)
    assert calls == [kind]
    empty = template.url()
    with opened(empty) as database, database.reading() as session:
        assert session.scalars(select(Contact.id)).all() == []
    template.drop(empty)
