"""Quotas as a ledger, and check-in at the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import column_types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("number_key", sa.String(length=80), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_access_card_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_card")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("access_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_card_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("uq_access_card_number_key", ["number_key"], unique=True)

    op.create_table(
        "check_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("admitted", "overridden", name="decision", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("reasons", sa.String(length=400), nullable=False),
        sa.Column("override_reason", sa.String(length=200), nullable=False),
        sa.Column("left_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decision = 'overridden') = (override_reason <> '')", name=op.f("ck_check_in_override_reason")
        ),
        sa.CheckConstraint("left_at is null or left_at >= at", name=op.f("ck_check_in_left_later")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_check_in_contact_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_check_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index("ix_check_in_at", ["at"], unique=False)
        batch_op.create_index("ix_check_in_contact_id_at", ["contact_id", "at"], unique=False)
        batch_op.create_index(
            "ix_check_in_here",
            ["at"],
            unique=False,
            sqlite_where=sa.text("left_at IS NULL AND undone_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL AND undone_at IS NULL"),
        )

    op.create_table(
        "quota",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quota_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contract_quota_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_for", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=40), nullable=False),
        sa.Column("valid_value", sa.BigInteger(), nullable=True),
        sa.Column(
            "valid_unit",
            sa.Enum("days", "weeks", "months", name="valid_unit", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column(
            "clock",
            sa.Enum("purchase", "first_use", name="clock", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("pays_check_ins", sa.Boolean(), nullable=False),
        sa.Column("pays_appointments", sa.Boolean(), nullable=False),
        sa.Column("pays_courses", sa.Boolean(), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "tax",
            sa.Enum(
                "standard",
                "reduced",
                "exempt_treatment",
                "exempt_course",
                "none",
                name="taxkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(contract_quota_id is null) = (granted_for is null)", name=op.f("ck_quota_granted_for")),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_quota_balance")),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_quota_price")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_quota_category_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_quota_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_quota_contract_id")),
        sa.ForeignKeyConstraint(["contract_quota_id"], ["contract_quota.id"], name=op.f("fk_quota_contract_quota_id")),
        sa.ForeignKeyConstraint(["quota_type_id"], ["quota_type.id"], name=op.f("fk_quota_quota_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.create_index("ix_quota_contact_id_ends_on", ["contact_id", "ends_on"], unique=False)
        batch_op.create_index(
            "ix_quota_contract_id",
            ["contract_id"],
            unique=False,
            sqlite_where=sa.text("contract_id IS NOT NULL"),
            postgresql_where=sa.text("contract_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_quota_ends_on_left",
            ["ends_on"],
            unique=False,
            sqlite_where=sa.text("balance > 0"),
            postgresql_where=sa.text("balance > 0"),
        )
        batch_op.create_index(
            "uq_quota_contract_quota_id_granted_for", ["contract_quota_id", "granted_for"], unique=True
        )

    op.create_table(
        "quota_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quota_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "grant",
                "consume",
                "return",
                "expire",
                "extend",
                "correct",
                "transfer",
                "refund",
                name="entrykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("check_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "case when kind in ('grant', 'return') then units > 0 when kind in ('consume', 'expire', 'refund') then units < 0 when kind = 'extend' then units >= 0 else units <> 0 end",
            name=op.f("ck_quota_entry_units"),
        ),
        sa.CheckConstraint(
            "kind <> 'consume' or (activity_id is null) <> (check_in_id is null)",
            name=op.f("ck_quota_entry_consumed_by"),
        ),
        sa.CheckConstraint("kind <> 'return' or source_id is not null", name=op.f("ck_quota_entry_returned_of")),
        sa.CheckConstraint(
            "kind = 'consume' or (activity_id is null and check_in_id is null)",
            name=op.f("ck_quota_entry_only_consumed"),
        ),
        sa.CheckConstraint("kind not in ('correct', 'extend') or reason <> ''", name=op.f("ck_quota_entry_reason")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_quota_entry_check_in_id")),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_quota_entry_quota_id")),
        sa.ForeignKeyConstraint(["source_id"], ["quota_entry.id"], name=op.f("fk_quota_entry_source_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_quota_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quota_entry", schema=None) as batch_op:
        batch_op.create_index("ix_quota_entry_quota_id", ["quota_id"], unique=False)
        batch_op.create_index("uq_quota_entry_activity_id_turn", ["activity_id", "turn"], unique=True)
        batch_op.create_index("uq_quota_entry_check_in_id", ["check_in_id"], unique=True)
        batch_op.create_index("uq_quota_entry_source_id", ["source_id"], unique=True)
