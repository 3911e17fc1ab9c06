"""All triggers of both databases in one registry, installed anew after each migration.

A test compares the registry with what the database really holds: Alembic's `check` does not see triggers.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from models import billing_triggers
from models.trigger_kinds import Trigger, append_only

_ERASE_ONLY = "audit_detail may only be erased"
_HEAD_FORWARD = "audit_head only moves forward"
_BALANCE = "the balance of a quota is the sum of its entries"
_UNITS = "(SELECT coalesce(sum(units), 0) FROM quota_entry WHERE quota_id = NEW.id)"
_REFUSE_BALANCE = f"BEGIN SELECT RAISE(ABORT, '{_BALANCE}'); END"

TRIGGERS: list[Trigger] = [
    *append_only("audit_entry"),
    *append_only("audit_detail", update=False),
    Trigger(
        "audit_detail_only_erase",
        "audit_detail",
        sqlite=(
            "BEFORE UPDATE ON audit_detail WHEN NEW.body IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.salt <> '' "
            f"BEGIN SELECT RAISE(ABORT, '{_ERASE_ONLY}'); END"
        ),
        postgresql=(
            "BEFORE UPDATE ON audit_detail FOR EACH ROW "
            "WHEN (NEW.body IS NOT NULL OR NEW.seq <> OLD.seq OR NEW.salt <> '') "
            f"EXECUTE FUNCTION kontor_refuse('{_ERASE_ONLY}')"
        ),
    ),
    *append_only("audit_head", update=False),
    Trigger(
        "audit_head_forward",
        "audit_head",
        sqlite=(
            f"BEFORE UPDATE ON audit_head WHEN NEW.seq <= OLD.seq BEGIN SELECT RAISE(ABORT, '{_HEAD_FORWARD}'); END"
        ),
        postgresql=(
            "BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (NEW.seq <= OLD.seq) "
            f"EXECUTE FUNCTION kontor_refuse('{_HEAD_FORWARD}')"
        ),
    ),
    *append_only("quota_entry"),
    Trigger(
        "quota_entry_balance",
        "quota_entry",
        sqlite=(
            "AFTER INSERT ON quota_entry BEGIN "
            "UPDATE quota SET balance = balance + NEW.units WHERE id = NEW.quota_id; END"
        ),
        postgresql="AFTER INSERT ON quota_entry FOR EACH ROW EXECUTE FUNCTION kontor_quota_balance()",
    ),
    Trigger(
        "quota_balance_is_sum",
        "quota",
        sqlite=f"BEFORE UPDATE OF balance ON quota WHEN NEW.balance IS NOT {_UNITS} {_REFUSE_BALANCE}",
        postgresql=f"BEFORE UPDATE OF balance ON quota FOR EACH ROW EXECUTE FUNCTION kontor_quota_sum('{_BALANCE}')",
    ),
    Trigger(
        "quota_balance_begins_empty",
        "quota",
        sqlite=f"BEFORE INSERT ON quota WHEN NEW.balance <> 0 {_REFUSE_BALANCE}",
        postgresql=(
            f"BEFORE INSERT ON quota FOR EACH ROW WHEN (NEW.balance <> 0) EXECUTE FUNCTION kontor_refuse('{_BALANCE}')"
        ),
    ),
    Trigger(
        "search_text_fts_insert",
        "search_text",
        sqlite=(
            "AFTER INSERT ON search_text BEGIN "
            "INSERT INTO search_text_fts(rowid, text) VALUES (NEW.contact_id, NEW.text); END"
        ),
    ),
    Trigger(
        "search_text_fts_delete",
        "search_text",
        sqlite=(
            "AFTER DELETE ON search_text BEGIN INSERT INTO search_text_fts(search_text_fts, rowid, text) "
            "VALUES ('delete', OLD.contact_id, OLD.text); END"
        ),
    ),
    Trigger(
        "search_text_fts_update",
        "search_text",
        sqlite=(
            "AFTER UPDATE ON search_text BEGIN INSERT INTO search_text_fts(search_text_fts, rowid, text) "
            "VALUES ('delete', OLD.contact_id, OLD.text); "
            "INSERT INTO search_text_fts(rowid, text) VALUES (NEW.contact_id, NEW.text); END"
        ),
    ),
    *billing_triggers.TRIGGERS,
]

FUNCTIONS: dict[str, str] = {
    "kontor_refuse": """
BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation'; END """,
    "kontor_quota_balance": """
BEGIN UPDATE quota SET balance = balance + NEW.units WHERE id = NEW.quota_id; RETURN NULL; END """,
    "kontor_quota_sum": """
BEGIN
IF NEW.balance IS DISTINCT FROM (SELECT coalesce(sum(units), 0) FROM quota_entry WHERE quota_id = NEW.id) THEN
RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation'; END IF;
RETURN NEW; END """,
    **billing_triggers.FUNCTIONS,
}
"""What the triggers of PostgreSQL call, by name."""


def statement(trigger: Trigger, dialect: str) -> str:
    """The SQL that creates a trigger."""
    return f"CREATE TRIGGER {trigger.name} {getattr(trigger, dialect)}"


def wanted(dialect: str) -> dict[str, Trigger]:
    """The triggers that a database of this dialect must have, by name."""
    return {trigger.name: trigger for trigger in TRIGGERS if getattr(trigger, dialect)}


def installed(connection: Connection) -> dict[str, str]:
    """The triggers that the database holds: name to table."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(
            text(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
            )
        )
    return {row[0]: row[1] for row in rows}


def remove(connection: Connection) -> None:
    """Drop every trigger of the database: SQLite cannot copy a table that the trigger of another one names."""
    for name, table in installed(connection).items():
        where = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"{where}')


def install(connection: Connection) -> None:
    """Drop every trigger of the database and create those of the registry."""
    dialect = connection.dialect.name
    remove(connection)
    if dialect == "postgresql":
        for name, body in FUNCTIONS.items():
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            )
    tables = set(inspect(connection).get_table_names())
    for trigger in wanted(dialect).values():
        if trigger.table in tables:  # an earlier revision has not all of them yet
            connection.exec_driver_sql(statement(trigger, dialect))
