"""Billing: claims, purchases, payments, allocations, invoices, billing runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import column_types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("number_range") as numbers:
        numbers.drop_constraint("numberkind", type_="check")
        numbers.create_check_constraint(
            "numberkind", "kind IN ('contact', 'mandate', 'contract', 'invoice', 'receipt')"
        )
    for kind, prefix in (("invoice", "R-"), ("receipt", "B-")):
        op.execute(
            f"INSERT INTO number_range (kind, prefix, digits, next_value, version) VALUES ('{kind}', '{prefix}', 5, 1, 1)"
        )
    op.create_table(
        "billing_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reached_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("contacts", sa.BigInteger(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("made_cents", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.BigInteger(), nullable=False),
        sa.Column("reversed_cents", sa.BigInteger(), nullable=False),
        sa.Column("parked", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_billing_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_run")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("billing_run", schema=None) as batch_op:
        batch_op.create_index("ix_billing_run_created_at", ["created_at"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoice",
                "cancellation",
                "credit_note",
                name="invoicekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("number_key", sa.String(length=20), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax_cents", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'invoice') = (corrects_id is null)", name=op.f("ck_invoice_corrects")),
        sa.CheckConstraint(
            "case when kind = 'invoice' then gross_cents >= 0 else gross_cents <= 0 end", name=op.f("ck_invoice_sign")
        ),
        sa.CheckConstraint("net_cents + tax_cents = gross_cents", name=op.f("ck_invoice_adds_up")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_invoice_contact_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["invoice.id"], name=op.f("fk_invoice_corrects_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invoice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_contact_id_issued_on", ["contact_id", "issued_on"], unique=False)
        batch_op.create_index(
            "ix_invoice_corrects_id",
            ["corrects_id"],
            unique=False,
            sqlite_where=sa.text("corrects_id IS NOT NULL"),
            postgresql_where=sa.text("corrects_id IS NOT NULL"),
        )
        batch_op.create_index("ix_invoice_issued_on", ["issued_on"], unique=False)
        batch_op.create_index(
            "uq_invoice_cancels",
            ["corrects_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'cancellation'"),
            postgresql_where=sa.text("kind = 'cancellation'"),
        )
        batch_op.create_index("uq_invoice_number_key", ["number_key"], unique=True)

    op.create_table(
        "parked_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_parked_contact_contact_id")),
        sa.ForeignKeyConstraint(["run_id"], ["billing_run.id"], name=op.f("fk_parked_contact_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_contact")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("parked_contact", schema=None) as batch_op:
        batch_op.create_index("uq_parked_contact_contact_id", ["contact_id"], unique=True)

    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "payment",
                "refund",
                "reversal",
                name="paymentkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "means",
            sa.Enum(
                "cash",
                "card",
                "transfer",
                "debit",
                "opening",
                name="means",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("remittance", sa.String(length=200), nullable=False),
        sa.Column("receipt_number", sa.String(length=20), nullable=True),
        sa.Column("receipt_key", sa.String(length=20), nullable=True),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("used_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reversed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'reversal') = (reverses_id is not null)", name=op.f("ck_payment_reverses")),
        sa.CheckConstraint(
            "case kind when 'payment' then cents > 0 when 'refund' then cents < 0 else cents <> 0 end",
            name=op.f("ck_payment_cents"),
        ),
        sa.CheckConstraint("kind <> 'reversal' or used_cents = 0", name=op.f("ck_payment_reversal_unused")),
        sa.CheckConstraint("kind = 'payment' or reason <> ''", name=op.f("ck_payment_reason")),
        sa.CheckConstraint("not reversed or used_cents = 0", name=op.f("ck_payment_reversed_unused")),
        sa.CheckConstraint("used_cents between 0 and abs(cents)", name=op.f("ck_payment_used")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_payment_contact_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["payment.id"], name=op.f("fk_payment_reverses_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_payment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index("ix_payment_contact_id_booked_on", ["contact_id", "booked_on"], unique=False)
        batch_op.create_index(
            "ix_payment_free",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("kind = 'payment' AND used_cents < cents AND reversed = 0"),
            postgresql_where=sa.text("kind = 'payment' AND used_cents < cents AND NOT reversed"),
        )
        batch_op.create_index(
            "uq_payment_receipt_key",
            ["receipt_key"],
            unique=True,
            sqlite_where=sa.text("receipt_key IS NOT NULL"),
            postgresql_where=sa.text("receipt_key IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_payment_reverses_id",
            ["reverses_id"],
            unique=True,
            sqlite_where=sa.text("reverses_id IS NOT NULL"),
            postgresql_where=sa.text("reverses_id IS NOT NULL"),
        )

    op.create_table(
        "purchase",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("undoes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("undoes_id is null or reason <> ''", name=op.f("ck_purchase_reason")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_purchase_contact_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["contact.id"], name=op.f("fk_purchase_debtor_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["purchase.id"], name=op.f("fk_purchase_undoes_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_purchase_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.create_index("ix_purchase_contact_id_sold_on", ["contact_id", "sold_on"], unique=False)
        batch_op.create_index(
            "uq_purchase_undoes_id",
            ["undoes_id"],
            unique=True,
            sqlite_where=sa.text("undoes_id IS NOT NULL"),
            postgresql_where=sa.text("undoes_id IS NOT NULL"),
        )

    op.create_table(
        "purchase_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purchase_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("each_cents", sa.BigInteger(), nullable=False),
        sa.Column("discount_cents", sa.BigInteger(), nullable=False),
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
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "discount_cents between 0 and quantity * each_cents", name=op.f("ck_purchase_item_discount")
        ),
        sa.CheckConstraint("each_cents >= 0", name=op.f("ck_purchase_item_each")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_item_quantity")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_purchase_item_contact_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_purchase_item_product_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_item_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_item")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("purchase_item", schema=None) as batch_op:
        batch_op.create_index("ix_purchase_item_product_id", ["product_id"], unique=False)
        batch_op.create_index("ix_purchase_item_purchase_id", ["purchase_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sign_up",
                "fee",
                "add_on",
                "pause_fee",
                "quota",
                "purchase",
                "opening",
                name="claimkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quota_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
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
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("live", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind in ('sign_up', 'fee', 'add_on', 'pause_fee')) = (contract_id is not null) and (kind = 'quota') = (quota_id is not null) and (kind = 'purchase') = (item_id is not null)",
            name=op.f("ck_claim_one_source"),
        ),
        sa.CheckConstraint("cents > 0", name=op.f("ck_claim_cents")),
        sa.CheckConstraint("ends_before is null or ends_before > starts_on", name=op.f("ck_claim_lasts")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_claim_revision")),
        sa.CheckConstraint("settled_cents between 0 and cents", name=op.f("ck_claim_settled")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_claim_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_claim_contract_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["contact.id"], name=op.f("fk_claim_debtor_id")),
        sa.ForeignKeyConstraint(["item_id"], ["purchase_item.id"], name=op.f("fk_claim_item_id")),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_claim_quota_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_claim_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_contact_id", ["contact_id"], unique=False)
        batch_op.create_index(
            "ix_claim_contract_id",
            ["contract_id"],
            unique=False,
            sqlite_where=sa.text("contract_id IS NOT NULL"),
            postgresql_where=sa.text("contract_id IS NOT NULL"),
        )
        batch_op.create_index("ix_claim_debtor_id_due_on", ["debtor_id", "due_on"], unique=False)
        batch_op.create_index(
            "ix_claim_item_id",
            ["item_id"],
            unique=False,
            sqlite_where=sa.text("item_id IS NOT NULL"),
            postgresql_where=sa.text("item_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_claim_open",
            ["due_on", "debtor_id"],
            unique=False,
            sqlite_where=sa.text("settled_cents < cents"),
            postgresql_where=sa.text("settled_cents < cents"),
        )
        batch_op.create_index(
            "ix_claim_quota_id",
            ["quota_id"],
            unique=False,
            sqlite_where=sa.text("quota_id IS NOT NULL"),
            postgresql_where=sa.text("quota_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_claim_source_live",
            ["source"],
            unique=True,
            sqlite_where=sa.text("live = 1"),
            postgresql_where=sa.text("live"),
        )
        batch_op.create_index("uq_claim_source_revision", ["source", "revision"], unique=True)

    op.create_table(
        "counter_claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_counter_claim_cents")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_counter_claim_claim_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_counter_claim_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_claim")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("counter_claim", schema=None) as batch_op:
        batch_op.create_index("uq_counter_claim_claim_id", ["claim_id"], unique=True)

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_before", sa.Date(), nullable=True),
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
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax_cents", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "case when corrects_id is null then gross_cents > 0 else gross_cents < 0 end",
            name=op.f("ck_invoice_line_sign"),
        ),
        sa.CheckConstraint("ends_before is null or ends_before > starts_on", name=op.f("ck_invoice_line_lasts")),
        sa.CheckConstraint("net_cents + tax_cents = gross_cents", name=op.f("ck_invoice_line_adds_up")),
        sa.CheckConstraint("not live or corrects_id is null", name=op.f("ck_invoice_line_live")),
        sa.CheckConstraint("rate between 0 and 10000", name=op.f("ck_invoice_line_rate")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_invoice_line_claim_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["invoice_line.id"], name=op.f("fk_invoice_line_corrects_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_line_claim_id", ["claim_id"], unique=False)
        batch_op.create_index(
            "ix_invoice_line_corrects_id",
            ["corrects_id"],
            unique=False,
            sqlite_where=sa.text("corrects_id IS NOT NULL"),
            postgresql_where=sa.text("corrects_id IS NOT NULL"),
        )
        batch_op.create_index("ix_invoice_line_invoice_id", ["invoice_id"], unique=False)
        batch_op.create_index(
            "uq_invoice_line_claim_live",
            ["claim_id"],
            unique=True,
            sqlite_where=sa.text("live = 1"),
            postgresql_where=sa.text("live"),
        )

    op.create_table(
        "write_off",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_write_off_reason")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_write_off_cents")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_write_off_claim_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_write_off_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_off")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("write_off", schema=None) as batch_op:
        batch_op.create_index("ix_write_off_claim_id", ["claim_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counter_claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("credit_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("write_off_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("refund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("releases_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(case when payment_id is null then 0 else 1 end) + (case when counter_claim_id is null then 0 else 1 end) + (case when credit_line_id is null then 0 else 1 end) + (case when write_off_id is null then 0 else 1 end) = 1",
            name=op.f("ck_allocation_one_source"),
        ),
        sa.CheckConstraint("(cents > 0) = (releases_id is null) and cents <> 0", name=op.f("ck_allocation_cents")),
        sa.CheckConstraint("(claim_id is null) <> (refund_id is null)", name=op.f("ck_allocation_one_target")),
        sa.CheckConstraint("counter_claim_id is null or releases_id is null", name=op.f("ck_allocation_counter_stays")),
        sa.CheckConstraint("refund_id is null or payment_id is not null", name=op.f("ck_allocation_refund_of_payment")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_allocation_claim_id")),
        sa.ForeignKeyConstraint(
            ["counter_claim_id"], ["counter_claim.id"], name=op.f("fk_allocation_counter_claim_id")
        ),
        sa.ForeignKeyConstraint(["credit_line_id"], ["invoice_line.id"], name=op.f("fk_allocation_credit_line_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_allocation_payment_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["payment.id"], name=op.f("fk_allocation_refund_id")),
        sa.ForeignKeyConstraint(["releases_id"], ["allocation.id"], name=op.f("fk_allocation_releases_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_allocation_user_id")),
        sa.ForeignKeyConstraint(["write_off_id"], ["write_off.id"], name=op.f("fk_allocation_write_off_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_claim_id", ["claim_id"], unique=False)
        batch_op.create_index(
            "ix_allocation_credit_line_id",
            ["credit_line_id"],
            unique=False,
            sqlite_where=sa.text("credit_line_id IS NOT NULL"),
            postgresql_where=sa.text("credit_line_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_allocation_payment_id",
            ["payment_id"],
            unique=False,
            sqlite_where=sa.text("payment_id IS NOT NULL"),
            postgresql_where=sa.text("payment_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_allocation_refund_id",
            ["refund_id"],
            unique=False,
            sqlite_where=sa.text("refund_id IS NOT NULL"),
            postgresql_where=sa.text("refund_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_allocation_write_off_id",
            ["write_off_id"],
            unique=False,
            sqlite_where=sa.text("write_off_id IS NOT NULL"),
            postgresql_where=sa.text("write_off_id IS NOT NULL"),
        )
        batch_op.create_index("uq_allocation_counter_claim_id", ["counter_claim_id"], unique=True)
        batch_op.create_index("uq_allocation_releases_id", ["releases_id"], unique=True)

    op.add_column("quota", sa.Column("charged", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute("UPDATE quota SET charged = false")  # sold before there was a ledger, and paid at the till
    op.add_column("quota", sa.Column("taken_back", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("import_run", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        kinds = ("contacts", "contracts", "quotas", "mandates")
        import_kind = sa.Enum(*kinds, name="importkind", native_enum=False, create_constraint=True, length=20)
        batch_op.add_column(sa.Column("kind", import_kind, server_default="contacts", nullable=False))

    with op.batch_alter_table("studio", schema=None) as batch_op:
        batch_op.add_column(sa.Column("small_business", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("payment_days", sa.BigInteger(), server_default="14", nullable=False))
        batch_op.add_column(sa.Column("invoice_text", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("closed_until", sa.Date(), nullable=True))
        batch_op.create_check_constraint("payment_days", "payment_days between 0 and 365")
