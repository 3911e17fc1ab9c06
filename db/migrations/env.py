"""Alembic's environment: one connection handed in by `db.migrate`."""

from alembic import context

from models import Base

OURS_BY_HAND = {"search_text_fts"}


def _ours(item: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """SQLite's full-text table and its shadow tables, and PostgreSQL's trigram index, are written by hand."""
    return not any((name or "").startswith(known) for known in OURS_BY_HAND) and name != "ix_search_text_trigrams"


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=_ours,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="column_types.",
)
with context.begin_transaction():
    context.run_migrations()
