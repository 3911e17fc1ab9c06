"""Contacts in depth: relationships, consents, health, dated facts, duplicates, imports, saved views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import column_types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEEP_COUNTING = {"sqlite_autoincrement": True}
"""A table that SQLite copies does not keep this by itself."""


sort_text = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("headers_key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("headers_key", name=op.f("uq_import_mapping_headers_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=False),
        sa.Column("cards", sa.Text(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_import_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_saved_view_page_name_user_id", ["page", "name", "user_id"], unique=True)
        batch_op.create_index(
            "uq_saved_view_page_name_of_all",
            ["page", "name"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )

    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "phone",
                "message",
                "post",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "appointments",
                "news",
                "offers",
                "surveys",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "paper",
                "web",
                "email",
                "phone",
                "in_person",
                "import",
                name="consentsource",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("proof_file", sa.String(length=64), nullable=True),
        sa.Column("proof_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column(
            "withdrawn_source",
            sa.Enum(
                "paper",
                "web",
                "email",
                "phone",
                "in_person",
                "import",
                name="withdrawn_source",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_consent_withdrawn_after")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_consent_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consent_contact_id_channel_purpose", ["contact_id", "channel", "purpose"], unique=False
        )

    op.create_table(
        "contact_health",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_health_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_health")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_contact_health_contact_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact_hint",
        sa.Column("hint", sa.String(length=30), nullable=False),
        sa.Column(
            "contact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_hint_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hint", "contact_id", "since", name=op.f("pk_contact_hint")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("contact_hint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_hint_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "contact_merge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loser_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("contact_id <> loser_id", name=op.f("ck_contact_merge_two_contacts")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_merge_contact_id")),
        sa.ForeignKeyConstraint(["loser_id"], ["contact.id"], name=op.f("fk_contact_merge_loser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_merge")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contact_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_merge_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_merge_loser_id"), ["loser_id"], unique=False)

    op.create_table(
        "dated_fact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_key", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_dated_fact_contact_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_dated_fact_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dated_fact")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("dated_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dated_fact_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(
            "ix_dated_fact_pending",
            ["valid_from"],
            unique=False,
            sqlite_where=sa.text("pending"),
            postgresql_where=sa.text("pending"),
        )
        batch_op.create_index("ix_dated_fact_table_name_row_key", ["table_name", "row_key"], unique=False)

    op.create_table(
        "imported_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "how",
            sa.Enum("created", "updated", name="taken", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_imported_contact_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_imported_contact_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_contact")),
        sa.UniqueConstraint("run_id", "contact_id", name=op.f("uq_imported_contact_run_id_contact_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("imported_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_contact_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "not_duplicate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("contact_id < other_id", name=op.f("ck_not_duplicate_lower_first")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_not_duplicate_contact_id")),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"], name=op.f("fk_not_duplicate_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_duplicate")),
        sa.UniqueConstraint("contact_id", "other_id", name=op.f("uq_not_duplicate_contact_id_other_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("not_duplicate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_duplicate_other_id"), ["other_id"], unique=False)

    op.create_table(
        "likely_pair",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "name_and_birthday",
                "same_email",
                "same_phone",
                "same_address",
                "same_name",
                "nearly_same_name",
                "perhaps_family",
                name="likely",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("contact_id < other_id", name=op.f("ck_likely_pair_lower_first")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_likely_pair_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"], name=op.f("fk_likely_pair_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact_id", "other_id", name=op.f("pk_likely_pair")),
    )
    with op.batch_alter_table("likely_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_likely_pair_other_id"), ["other_id"], unique=False)

    op.create_table(
        "pairs_compared",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_pairs_compared_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs_compared")),
    )
    op.create_table(
        "relationship",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "partner",
                "parent",
                "sibling",
                "family",
                "guardian",
                "employer",
                "payer",
                name="relationshipkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("contact_id <> other_id", name=op.f("ck_relationship_two_contacts")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_relationship_some_days")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_relationship_contact_id")),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"], name=op.f("fk_relationship_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("relationship", schema=None) as batch_op:
        batch_op.create_index("ix_relationship_contact_id_kind", ["contact_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_relationship_other_id"), ["other_id"], unique=False)

    with op.batch_alter_table("contact", table_kwargs=KEEP_COUNTING) as batch_op:
        batch_op.add_column(
            sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_contact_merged_into_id"), "contact", ["merged_into_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_contact_merged_elsewhere"), "merged_into_id <> id")
        batch_op.add_column(sa.Column("number_key", sort_text, nullable=True))
        batch_op.add_column(sa.Column("town_key", sort_text, nullable=True))
        batch_op.add_column(sa.Column("birthday", sa.SmallInteger(), nullable=True))
        batch_op.create_index("ix_contact_number_key", ["number_key"], unique=False)
        batch_op.create_index("ix_contact_town_key_sort_key_id", ["town_key", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_contact_birthday_sort_key_id", ["birthday", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_contact_payment_method", ["payment_method"], unique=False)
        for flag in ("blocked_on", "deceased_on", "archived_on", "merged_into_id"):
            batch_op.create_index(
                f"ix_contact_{flag}",
                [flag],
                unique=False,
                sqlite_where=sa.text(f"{flag} IS NOT NULL"),
                postgresql_where=sa.text(f"{flag} IS NOT NULL"),
            )

    with op.batch_alter_table("contact_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_tag_tag_id")
        batch_op.create_index("ix_contact_tag_tag_id_contact_id", ["tag_id", "contact_id"], unique=False)

    with op.batch_alter_table("contact_address", table_kwargs=KEEP_COUNTING) as batch_op:
        batch_op.add_column(sa.Column("share_group", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_contact_address_share_group"), ["share_group"], unique=False)

    for table in ("contact_address", "contact_email", "contact_phone"):
        with op.batch_alter_table(table, table_kwargs=KEEP_COUNTING) as batch_op:
            batch_op.add_column(sa.Column("undeliverable_on", sa.Date(), nullable=True))
            batch_op.add_column(
                sa.Column("undeliverable_reason", sa.String(length=200), nullable=False, server_default="")
            )
        with op.batch_alter_table(table, table_kwargs=KEEP_COUNTING) as batch_op:
            batch_op.alter_column("undeliverable_reason", server_default=None)

    # What hangs on a contact came with it, as far as anybody knows.
    for table in ("contact_address", "contact_email", "contact_phone", "contact_tag"):
        with op.batch_alter_table(table, table_kwargs=KEEP_COUNTING) as batch_op:
            batch_op.add_column(sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=True))
        op.execute(
            f"UPDATE {table} SET created_at = (SELECT contact.created_at FROM contact WHERE contact.id = {table}.contact_id)"
        )
        with op.batch_alter_table(table, table_kwargs=KEEP_COUNTING) as batch_op:
            batch_op.alter_column("created_at", existing_type=column_types.UtcDateTime(timezone=True), nullable=False)
