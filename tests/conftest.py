"""Fixtures of all tests: databases on SQLite and PostgreSQL, the clock, who acts."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis
import pytest

from config.settings import settings
from db import session
from db.session import Database
from db.session import database as database_of_process
from tests.building import one_of_each
from tests.databases import Fill, PostgresTemplate, SqliteTemplate, engine_of, opened, postgres_server
from tests.people import cheap_hashing

NO_SKIP = "KONTOR_TESTS_NO_SKIP"
"""Set where nothing may be missing (`.ci/run`): there a skipped test is a failure."""

for name in list(os.environ):
    if name == "DATABASE_URL" or (name.startswith("KONTOR_") and name != NO_SKIP):
        del os.environ[name]

# How long an example takes says more about the machine than about the program.
hypothesis.settings.register_profile("kontor", deadline=None)
hypothesis.settings.load_profile("kontor")

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The migrated SQLite file of this run."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    """The migrated PostgreSQL database of this run."""
    with postgres_server() as uri:
        template = PostgresTemplate(uri)
        yield template
        template.close()


@pytest.fixture
def sqlite_database(sqlite_template: SqliteTemplate) -> Iterator[Database]:
    """An empty migrated database on SQLite."""
    url = sqlite_template.url()
    with opened(url) as database:
        yield database
    sqlite_template.drop(url)


@pytest.fixture
def postgres_database(postgres_template: PostgresTemplate) -> Iterator[Database]:
    """An empty migrated database on PostgreSQL."""
    url = postgres_template.url()
    with opened(url) as database:
        yield database
    postgres_template.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty migrated database, once on SQLite and once on PostgreSQL."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    made: Database = request.getfixturevalue(name)
    return made


def furnish(database: Database) -> None:
    """Put a contact with all that hangs on one into an empty database."""
    with database.writing(NOW) as session:
        one_of_each(session)


@contextmanager
def filled(request: pytest.FixtureRequest, fill: Fill) -> Iterator[Database]:
    """A database of the kind that the parameter of the fixture names, with what `fill` writes."""
    template = request.getfixturevalue("sqlite_template" if request.param == "sqlite" else "postgres_template")
    url = template.url(fill)
    with opened(url) as database:
        yield database
    template.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def furnished(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with one of each, once on SQLite and once on PostgreSQL."""
    with filled(request, furnish) as database:
        yield database


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files of other systems beside the checkout; tests that read them skip where the folder is absent."""
    folder = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder.name} with real files beside the checkout")
    return folder


def _forget() -> None:
    if database_of_process.cache_info().currsize:
        database_of_process().engine.dispose()
    database_of_process.cache_clear()
    settings.cache_clear()


@pytest.fixture
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty database that the whole process uses."""
    cheap_hashing(monkeypatch)
    monkeypatch.setattr(session, "make_engine", engine_of)
    monkeypatch.setenv("DATABASE_URL", sqlite_database.engine.url.render_as_string(hide_password=False))
    _forget()
    yield database_of_process()
    _forget()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a skip fail where nothing may be missing."""
    report = yield
    if report.skipped and NO_SKIP in os.environ:
        report.outcome = "failed"
    return report
