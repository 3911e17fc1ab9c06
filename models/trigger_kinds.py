"""What a trigger is, and the kinds of them that several tables have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from models.base import Base


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger by name and table; the body for each database, empty where that database needs none."""

    name: str
    table: str
    sqlite: str = ""
    postgresql: str = ""


def append_only(table: str, *, update: bool = True) -> list[Trigger]:
    """Nothing in the table is ever updated, deleted or truncated."""
    message = f"{table} is append-only"
    events = ["UPDATE", "DELETE"] if update else ["DELETE"]
    made = [
        Trigger(
            f"{table}_no_{what.lower()}",
            table,
            sqlite=f"BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=f"BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION kontor_refuse('{message}')",
        )
        for what in events
    ]
    made.append(
        Trigger(
            f"{table}_no_truncate",
            table,
            postgresql=f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kontor_refuse('{message}')",
        )
    )
    return made


def booked(model: type[Base], *, kept: Collection[str] = ()) -> list[Trigger]:
    """Nothing in the table is deleted or changed, but for the columns that triggers keep."""
    table = model.__tablename__
    if not kept:
        return append_only(table)
    columns = ", ".join(column.name for column in model.__table__.columns if column.name not in kept)
    message = f"{table} is append-only"
    return [
        *append_only(table, update=False),
        Trigger(
            f"{table}_no_update",
            table,
            sqlite=f"BEFORE UPDATE OF {columns} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=(
                f"BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION kontor_refuse('{message}')"
            ),
        ),
    ]
