"""Checks that the triggers of a database do what the registry says, not only that there are some of their names."""

from __future__ import annotations

from sqlalchemy import Connection, text

from models import triggers
from models.trigger_kinds import Trigger

_HELD = """
SELECT t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled = 'O'
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = {schema}
"""
_OURS = "to_regnamespace(current_schema()::text)"


def trigger_faults(connection: Connection) -> dict[str, str]:
    """What is wrong with each trigger, in words, by its name; on PostgreSQL it rolls back the transaction."""
    dialect = connection.dialect.name
    wanted = triggers.wanted(dialect)
    found = _on_sqlite(connection, wanted) if dialect == "sqlite" else _on_postgresql(connection, wanted)
    held = triggers.installed(connection)
    found |= dict.fromkeys(wanted.keys() - held.keys(), "is missing")
    found |= dict.fromkeys(held.keys() - wanted.keys(), "is none of this program's")
    return dict(sorted(found.items()))


def _on_sqlite(connection: Connection, wanted: dict[str, Trigger]) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {
        name: "does something else than it should"
        for name, body in rows
        if name in wanted and body != triggers.statement(wanted[name], "sqlite")
    }


def _on_postgresql(connection: Connection, wanted: dict[str, Trigger]) -> dict[str, str]:
    """PostgreSQL keeps no text: what is held is compared with what it makes of the same triggers on empty copies."""
    held = connection.execute(text(_HELD.format(schema=_OURS))).all()
    source = text("SELECT prosrc FROM pg_proc WHERE oid = to_regproc(:name)")
    changed = [name for name, body in triggers.FUNCTIONS.items() if connection.scalar(source, {"name": name}) != body]
    for table in sorted({trigger.table for trigger in wanted.values()}):
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table} (LIKE {table})")
    for trigger in wanted.values():
        connection.exec_driver_sql(triggers.statement(trigger, "postgresql"))
    meant = {row[0]: row[1] for row in connection.execute(text(_HELD.format(schema="pg_my_temp_schema()")))}
    connection.rollback()
    found = {}
    for name, body, enabled in held:
        if not enabled:
            found[name] = "is switched off"
        elif name in wanted and body != meant[name]:
            found[name] = "does something else than it should"
        elif name in wanted:
            called = next((one for one in changed if f"{one}(" in body), None)
            if called is not None:
                found[name] = f"calls {called}, which does something else than it should"
    return found
