"""A PostgreSQL database that has served a test comes back as a fresh clone, or not at all."""

from __future__ import annotations

import pytest

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
