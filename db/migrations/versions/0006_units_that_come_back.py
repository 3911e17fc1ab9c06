"""Units that come back by themselves, and what a pause cancelled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import column_types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quota_entry", sa.Column("by_itself", sa.Boolean(), nullable=False, server_default=sa.false()))
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "pause_booking",
        sa.Column("id", key, nullable=False),
        sa.Column("contact_id", key, nullable=False),
        sa.Column("contract_id", key, nullable=False),
        sa.Column("pause_id", key, nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kept_state",
            sa.Enum(
                *("none", "open", "in_progress", "waiting", "done", "dropped", "queued", "sending", "sent", "failed"),
                *("unclear", "booked", "confirmed", "arrived", "no_show", "cancelled", "waitlisted"),
                name="kept_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_pause_booking_contact_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_pause_booking_contract_id")),
        sa.ForeignKeyConstraint(["pause_id"], ["pause.id"], name=op.f("fk_pause_booking_pause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause_booking")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pause_booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_booking_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pause_booking_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pause_booking_pause_id"), ["pause_id"], unique=False)
        batch_op.create_index("uq_pause_booking_activity_id", ["activity_id"], unique=True)
