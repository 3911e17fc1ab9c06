"""Writes many new rows set-based, with their links of the audit trail and their search rows: a million in minutes.

Between `begin` and `finish` the index of the picker lies aside, since it is quickest made sorted and at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select
from sqlalchemy.orm import Session

from actions.findable import Findable
from actions.search_index import index_entry
from domain.clock import day_of
from domain.hint_spans import DataRecord
from models import triggers
from models.audit import AuditDetail, AuditEntry
from models.audit_chain import Step, link
from models.base import Base, moment
from models.changes import Change, audited_columns, plain
from models.data_quality import ContactHint
from models.list_index import hint_rows
from models.search import SearchText

Row = dict[str, Any]

STAGED = "staged_search_term"


def begin(connection: Connection) -> None:
    """Lay the index of the picker aside."""
    connection.exec_driver_sql(f"CREATE TABLE {STAGED} (weight int, term text, contact_id bigint)")
    if connection.dialect.name == "sqlite":
        for name, table in triggers.installed(connection).items():
            if table == SearchText.__tablename__:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("DROP INDEX ix_search_text_trigrams")
    connection.exec_driver_sql("DROP INDEX ix_search_term_contact_id")


def finish(connection: Connection) -> None:
    """Put the index of the picker together again: the terms in their order, then all that hangs on them."""
    sqlite = connection.dialect.name == "sqlite"
    term = "term" if sqlite else 'term COLLATE "C"'
    connection.exec_driver_sql(
        f"INSERT INTO search_term (weight, term, contact_id) SELECT weight, term, contact_id FROM {STAGED} "  # noqa: S608
        f"ORDER BY weight, {term}, contact_id"
    )
    connection.exec_driver_sql(f"DROP TABLE {STAGED}")
    connection.exec_driver_sql("CREATE INDEX ix_search_term_contact_id ON search_term (contact_id)")
    if sqlite:
        connection.exec_driver_sql("INSERT INTO search_text_fts (search_text_fts) VALUES ('rebuild')")
        triggers.install(connection)
    else:
        connection.exec_driver_sql("CREATE INDEX ix_search_text_trigrams ON search_text USING gin (text gin_trgm_ops)")


def settle(engine: Engine) -> None:
    """Let the database learn what it holds, so that its plans are right from the first query on."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        for statement in ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)") if sqlite else ("VACUUM ANALYZE",):
            driver.execute(statement)


class Bulk:
    """Takes new rows of a transaction, tells their keys at once, and writes them all together."""

    def __init__(self, session: Session) -> None:
        self._session, self._connection = session, session.connection()
        self._sqlite = self._connection.dialect.name == "sqlite"
        self._rows: defaultdict[type[Base], list[Row]] = defaultdict(list)
        self._keys: dict[type[Base], Any] = {}
        self._terms: list[tuple[int, str, int]] = []

    def add(self, model: type[Base], at: datetime, **given: Any) -> Change:
        """A new row; what is not given is the model's default. The row before and after, as the trail keeps it."""
        shape = _shape(model)
        row = shape.defaults | given
        row["id"] = next(self._keys.get(model) or self._next_keys(model))
        if shape.has_created_at:
            row["created_at"] = self._instant(at)
        self._rows[model].append(row)
        contact_id = row["id"] if model.__tablename__ == "contact" else row.get("contact_id")
        after = {name: row.get(name) for name in shape.audited}
        return Change(model.__tablename__, row["id"], contact_id, None, after)

    def find_by(self, contact_id: int, findable: Findable) -> None:
        """What the picker finds a new contact by."""
        entry = index_entry(findable)
        self._rows[SearchText].append({"contact_id": contact_id, "text": entry.text})
        self._terms += [(weight, term, contact_id) for weight, term in entry.terms]

    def hint_at(self, contact_id: int, record: DataRecord) -> None:
        """What is to mend in the data of a new contact."""
        names = [column.key for column in ContactHint.__table__.columns]
        for hint, key, since, until in hint_rows(contact_id, record, day_of(moment(self._session))):
            self._rows[ContactHint].append(
                dict(zip(names, (hint, key, since.isoformat(), until.isoformat()), strict=True))
            )

    def write(self) -> None:
        """Write all rows and what they are found by."""
        for table in Base.metadata.sorted_tables:
            for model, rows in self._rows.items():
                if model.__table__ is table:
                    self._load_rows(table.name, rows)
        if self._terms:
            load(self._connection, STAGED, ("weight", "term", "contact_id"), self._terms)
        if not self._sqlite:
            for model, keys in self._keys.items():
                self._connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{model.__tablename__}', 'id'), {next(keys) - 1})"
                )
        self._rows.clear()
        self._keys.clear()
        self._terms.clear()

    def chain(self, steps: Iterable[tuple[datetime, Step]]) -> None:
        """Link steps to the audit trail, in the order of time."""
        linked = link(self._session, steps)
        for entry in linked.entries:
            entry["at"] = self._instant(entry["at"])
        self._load_rows(AuditEntry.__tablename__, linked.entries)
        self._load_rows(AuditDetail.__tablename__, linked.details)

    def _next_keys(self, model: type[Base]) -> Any:
        table: Any = model.__table__
        last = self._connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
        self._keys[model] = count(last + 1)
        return self._keys[model]

    def _load_rows(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            load(self._connection, table, tuple(rows[0]), (tuple(row.values()) for row in rows))

    def _instant(self, at: datetime) -> str:
        """As SQLite keeps it and PostgreSQL reads it."""
        text = at.astimezone(UTC).isoformat(" ", "microseconds")
        return text.removesuffix("+00:00") if self._sqlite else text


def load(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of plain values into a table, by the quickest way of each database."""
    names = ", ".join(columns)
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608
    else:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    cursor.close()


class _Shape:
    """What one must know of a model to write its rows past it."""

    def __init__(self, model: type[Base]) -> None:
        table = model.__table__
        assert isinstance(table, Table)
        self.defaults: Row = {
            column.name: plain(column.default.arg) for column in table.columns if column.default is not None
        }
        self.audited = [name for name, _secret in audited_columns(model)]
        self.has_created_at = "created_at" in table.columns


@cache
def _shape(model: type[Base]) -> _Shape:
    return _Shape(model)
