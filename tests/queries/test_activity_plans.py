"""Lists of entries ask the indexes, on both databases: no question of a contact ever reads the whole history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, Select, func, insert, select, text

from db.session import Database
from domain.access import ROLES, Actor, Permission, Role
from domain.activities import ActivityKind, State
from models.activity import Activity
from queries.activities import ActivityOrder, Asked, _found, _order
from tests.building import a_contact
from tests.conftest import NOW, filled
from tests.people import a_user

EVERY = tuple(ActivityKind)
NOTES = (ActivityKind.NOTE, ActivityKind.HEALTH_NOTE)
ASKED = {
    "history": Asked(EVERY, 1),
    "oldest first": Asked(EVERY, 1, order=ActivityOrder.OLDEST),
    "open first": Asked(EVERY, 1, order=ActivityOrder.OPEN_FIRST),
    "typed": Asked(EVERY, 1, typed="knie yoga"),
    "a year": Asked(EVERY, 1, since=date(2026, 1, 1), before=date(2027, 1, 1)),
    "open": Asked(EVERY, 1, only_open=True),
    "open tasks": Asked((ActivityKind.TASK,), 1, only_open=True, order=ActivityOrder.OPEN_FIRST),
    "a state": Asked((ActivityKind.TASK,), 1, states=(State.DONE,)),
    "mine": Asked(EVERY, 1, user_id=1),
    "pinned": Asked(EVERY, 1, pinned=True),
    "notes": Asked(NOTES, 1),
    "documents": Asked((ActivityKind.DOCUMENT,), 1),
    "bin": Asked(EVERY, 1, in_bin=True),
    "my open entries, studio": Asked(EVERY, None, user_id=1, only_open=True, order=ActivityOrder.OLDEST),
    "bin, studio": Asked(EVERY, None, in_bin=True),
    "a week of the calendar": Asked(
        (ActivityKind.APPOINTMENT,), None, since=date(2026, 11, 23), before=date(2026, 11, 30)
    ),
}


def write_history(database: Database) -> None:
    """Write entries of two contacts, enough that a plan by index is worth it."""
    a_user(database, "ida")
    with database.writing(NOW) as session:
        ids = [a_contact(session).id, a_contact(session, "Ben").id]
    assert ids == [1, 2]
    rows = [
        {
            "contact_id": 1 + (n % 50 > 0),
            "kind": EVERY[n % len(EVERY)],
            "at": NOW,
            "created_at": NOW,
            "user_id": 1,
            "is_open": n % 100 == 0,
            "pinned": n % 500 == 0,
            "deleted_at": NOW if n % 90 == 0 else None,
            "title": "knie",
            "found_by": "knie",
        }
        for n in range(6_000)
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(Activity.__table__), rows)  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgresql"])
def long_history(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Entries of two contacts."""
    with filled(request, write_history) as database:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        yield database


def plan(connection: Connection, query: Select[tuple[int]]) -> str:
    """How the database means to answer."""
    sqlite = connection.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
    said = str(query.compile(connection.engine, compile_kwargs={"literal_binds": True}))
    rows = connection.execute(text(f"{explain} {said}".replace(":", "\\:"))).all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.MANAGER])
def test_every_list_of_entries_is_answered_by_an_index(long_history: Database, role: Role) -> None:
    actor = Actor(1, "x", role)
    assert (Permission.SEE_HEALTH_DATA in ROLES[role]) is (role is Role.MANAGER)
    with long_history.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")  # a small table is read whole where it may be
        for name, asked in ASKED.items():
            found = _found(actor, asked)
            page = found.order_by(*_order(asked.order)).limit(50)
            for what in (page, select(func.count()).select_from(found.limit(10_001).subquery())):
                told = plan(connection, what)
                assert "ix_activity_" in told, f"{name}\n{told}"
                assert "SCAN activity" not in told, f"{name}\n{told}"
                assert "Seq Scan on activity" not in told, f"{name}\n{told}"


@pytest.mark.parametrize("name", ["history", "oldest first"])
def test_a_page_of_the_history_is_not_sorted_anew(long_history: Database, name: str) -> None:
    asked = ASKED[name]
    with long_history.engine.connect() as connection:
        page = _found(Actor(1, "x", Role.RECEPTION), asked).order_by(*_order(asked.order)).limit(50)
        told = plan(connection, page)
    assert "ix_activity_contact_id_at_id" in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told


def test_what_is_open_has_indexes_of_its_own(long_history: Database) -> None:
    with long_history.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
        for name, index in (
            ("open", "_open"),
            ("my open entries, studio", "ix_activity_user_id_open"),
        ):
            asked = ASKED[name]
            page = _found(Actor(1, "x", Role.MANAGER), asked).order_by(*_order(asked.order)).limit(50)
            assert index in plan(connection, page), name
