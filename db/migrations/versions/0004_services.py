"""The catalogue, and contracts with their dated facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import column_types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("number_range") as numbers:
        numbers.drop_constraint("numberkind", type_="check")
        numbers.create_check_constraint("numberkind", "kind IN ('contact', 'mandate', 'contract')")
    op.execute(
        "INSERT INTO number_range (kind, prefix, digits, next_value, version) VALUES ('contract', 'V-', 5, 1, 1)"
    )
    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "goods", "service", "add_on", name="productkind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
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
        sa.Column("internal_name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_product_price")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index("uq_product_name_key", ["name_key"], unique=True)

    op.create_table(
        "tariff",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("business", sa.Boolean(), nullable=False),
        sa.Column("internal_name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tariff", schema=None) as batch_op:
        batch_op.create_index("uq_tariff_name_key", ["name_key"], unique=True)

    op.create_table(
        "quota_type",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
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
        sa.Column("internal_name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_quota_type_price")),
        sa.CheckConstraint("units > 0", name=op.f("ck_quota_type_units")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_quota_type_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_type")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quota_type", schema=None) as batch_op:
        batch_op.create_index("uq_quota_type_name_key", ["name_key"], unique=True)

    op.create_table(
        "tariff_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tariff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("sign_up_cents", sa.BigInteger(), nullable=False),
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
        sa.Column("in_advance", sa.Boolean(), nullable=False),
        sa.Column("pause_days_a_year", sa.BigInteger(), nullable=True),
        sa.Column(
            "pause_kind",
            sa.Enum("extends", "free", "fee", name="pausekind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("pause_fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pause_days_a_year >= 0", name=op.f("ck_tariff_version_pause_days")),
        sa.CheckConstraint("pause_fee_cents >= 0", name=op.f("ck_tariff_version_pause_fee")),
        sa.CheckConstraint("sign_up_cents >= 0", name=op.f("ck_tariff_version_sign_up")),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariff.id"], name=op.f("fk_tariff_version_tariff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_version")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tariff_version", schema=None) as batch_op:
        batch_op.create_index("uq_tariff_version_tariff_id_valid_from", ["tariff_id", "valid_from"], unique=True)

    op.create_table(
        "tariff_quota",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tariff_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quota_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_tariff_quota_units")),
        sa.ForeignKeyConstraint(["quota_type_id"], ["quota_type.id"], name=op.f("fk_tariff_quota_quota_type_id")),
        sa.ForeignKeyConstraint(
            ["tariff_version_id"],
            ["tariff_version.id"],
            name=op.f("fk_tariff_quota_tariff_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_quota")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tariff_quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tariff_quota_tariff_version_id"), ["tariff_version_id"], unique=False)

    op.create_table(
        "tariff_term",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tariff_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("interval_months", sa.BigInteger(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("first_months", sa.BigInteger(), nullable=False),
        sa.Column(
            "renewal",
            sa.Enum(
                "indefinite", "terms", "ends", name="renewal", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("renewal_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_value", sa.BigInteger(), nullable=False),
        sa.Column(
            "notice_unit",
            sa.Enum(
                "days", "weeks", "months", name="notice_unit", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "end_rule",
            sa.Enum("any_day", "month_end", name="endrule", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_months between 0 and 120", name=op.f("ck_tariff_term_first_months")),
        sa.CheckConstraint("interval_months in (1, 3, 6, 12)", name=op.f("ck_tariff_term_interval_months")),
        sa.CheckConstraint("notice_value between 0 and 366", name=op.f("ck_tariff_term_notice_value")),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_tariff_term_price")),
        sa.CheckConstraint("renewal_months between 0 and 60", name=op.f("ck_tariff_term_renewal_months")),
        sa.ForeignKeyConstraint(
            ["tariff_version_id"],
            ["tariff_version.id"],
            name=op.f("fk_tariff_term_tariff_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_term")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tariff_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tariff_term_tariff_version_id"), ["tariff_version_id"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("number_key", sa.String(length=20), nullable=False),
        sa.Column("tariff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "regime",
            sa.Enum(
                "before_2022_03",
                "since_2022_03",
                "business",
                name="regime",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("activated", sa.Boolean(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("interval_months", sa.BigInteger(), nullable=False),
        sa.Column("in_advance", sa.Boolean(), nullable=False),
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
        sa.Column(
            "payment_method",
            sa.Enum(
                "",
                "debit",
                "transfer",
                "cash",
                "card",
                name="paymentmethod",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sign_up_cents", sa.BigInteger(), nullable=False),
        sa.Column("sign_up_waived", sa.String(length=200), nullable=False),
        sa.Column("pause_days_a_year", sa.BigInteger(), nullable=True),
        sa.Column(
            "pause_kind",
            sa.Enum(
                "extends", "free", "fee", name="agreed_pause_kind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("pause_fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("never_revise", sa.Boolean(), nullable=False),
        sa.Column("billed_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("settles_used_days", sa.Boolean(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.Column("guardian_consent_on", sa.Date(), nullable=True),
        sa.Column("signed_document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("follows_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("first_months", sa.BigInteger(), nullable=False),
        sa.Column(
            "renewal",
            sa.Enum(
                "indefinite", "terms", "ends", name="renewal", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("renewal_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_value", sa.BigInteger(), nullable=False),
        sa.Column(
            "notice_unit",
            sa.Enum(
                "days", "weeks", "months", name="notice_unit", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "end_rule",
            sa.Enum("any_day", "month_end", name="endrule", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_months between 0 and 120", name=op.f("ck_contract_first_months")),
        sa.CheckConstraint("interval_months in (1, 3, 6, 12)", name=op.f("ck_contract_interval_months")),
        sa.CheckConstraint("not activated or signed_on is not null", name=op.f("ck_contract_signed_when_active")),
        sa.CheckConstraint("notice_value between 0 and 366", name=op.f("ck_contract_notice_value")),
        sa.CheckConstraint("pause_fee_cents >= 0", name=op.f("ck_contract_pause_fee")),
        sa.CheckConstraint("renewal_months between 0 and 60", name=op.f("ck_contract_renewal_months")),
        sa.CheckConstraint("sign_up_cents >= 0", name=op.f("ck_contract_sign_up")),
        sa.CheckConstraint(
            "withdrawn_on is null or withdrawn_on >= signed_on", name=op.f("ck_contract_withdrawn_later")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contract_contact_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["contract.id"], name=op.f("fk_contract_follows_id")),
        sa.ForeignKeyConstraint(["signed_document_id"], ["document.id"], name=op.f("fk_contract_signed_document_id")),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariff.id"], name=op.f("fk_contract_tariff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index("ix_contract_contact_id_start_on", ["contact_id", "start_on"], unique=False)
        batch_op.create_index("ix_contract_ends_on", ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index("ix_contract_tariff_id", ["tariff_id"], unique=False)
        batch_op.create_index("uq_contract_number_key", ["number_key"], unique=True)

    op.create_table(
        "add_on",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
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
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_add_on_cents")),
        sa.CheckConstraint("ends_before is null or ends_before > starts_on", name=op.f("ck_add_on_lasts")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_add_on_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_add_on_contract_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_add_on_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_add_on")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("add_on", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_add_on_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_add_on_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "cancellation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ordinary",
                "for_cause",
                "by_studio",
                name="cancellationkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "letter",
                "email",
                "web",
                "desk",
                name="noticechannel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_cancellation_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_cancellation_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cancellation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cancellation_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cancellation_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(
            "uq_cancellation_contract_id_live",
            ["contract_id"],
            unique=True,
            sqlite_where=sa.text("undone_on IS NULL"),
            postgresql_where=sa.text("undone_on IS NULL"),
        )

    op.create_table(
        "contract_discount",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basis_points", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("basis_points between 0 and 10000", name=op.f("ck_contract_discount_basis_points")),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_contract_discount_cents")),
        sa.CheckConstraint("ends_before is null or ends_before > starts_on", name=op.f("ck_contract_discount_lasts")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contract_discount_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_discount_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_discount")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_discount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_discount_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_discount_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "contract_payer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contract_payer_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_payer_contract_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["contact.id"], name=op.f("fk_contract_payer_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_payer")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_payer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_payer_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_payer_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_payer_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index("uq_contract_payer_contract_id_valid_from", ["contract_id", "valid_from"], unique=True)

    op.create_table(
        "contract_price",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_contract_price_cents")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contract_price_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_price_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_price")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_price_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_price_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index("uq_contract_price_contract_id_valid_from", ["contract_id", "valid_from"], unique=True)

    op.create_table(
        "contract_quota",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quota_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_contract_quota_units")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contract_quota_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_quota_contract_id")),
        sa.ForeignKeyConstraint(["quota_type_id"], ["quota_type.id"], name=op.f("fk_contract_quota_quota_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_quota")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contract_quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_quota_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_quota_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "free_time",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_before is null or ends_before > starts_on", name=op.f("ck_free_time_lasts")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_free_time_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_free_time_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_time")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("free_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_time_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_free_time_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("extends", "free", "fee", name="pausekind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_before is null or ends_before > starts_on", name=op.f("ck_pause_lasts")),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_pause_fee")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_pause_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_pause_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pause_contract_id"), ["contract_id"], unique=False)
