"""Notes, calls, e-mails, tasks, appointments, courses and documents, with what they are sorted by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import column_types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment_series",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "every",
            sa.Enum("day", "week", "month", "year", name="every", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_series")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "health_note",
                "call",
                "email",
                "task",
                "appointment",
                "course",
                "document",
                name="activitykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("color", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index("uq_category_kind_name_key", ["kind", "name_key"], unique=True)

    op.create_table(
        "room",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index("uq_room_name_key", ["name_key"], unique=True)

    op.create_table(
        "text_template",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("email", "letter", name="templatekind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
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
            nullable=True,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_template")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("text_template", schema=None) as batch_op:
        batch_op.create_index("uq_text_template_kind_name_key", ["kind", "name_key"], unique=True)

    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_user_id"), ["user_id"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("trainer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_course_capacity_positive")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_course_category_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_course_room_id")),
        sa.ForeignKeyConstraint(["trainer_id"], ["user_account.id"], name=op.f("fk_course_trainer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "health_note",
                "call",
                "email",
                "task",
                "appointment",
                "course",
                "document",
                name="activitykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "none",
                "open",
                "in_progress",
                "waiting",
                "done",
                "dropped",
                "queued",
                "sending",
                "sent",
                "failed",
                "unclear",
                "booked",
                "confirmed",
                "arrived",
                "no_show",
                "cancelled",
                "waitlisted",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("origin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deleted_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_activity_category_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_activity_created_by_id")),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["user_account.id"], name=op.f("fk_activity_deleted_by_id")),
        sa.ForeignKeyConstraint(["origin_id"], ["activity.id"], name=op.f("fk_activity_origin_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_activity_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(
            "ix_activity_category_id",
            ["category_id"],
            unique=False,
            sqlite_where=sa.text("category_id IS NOT NULL"),
            postgresql_where=sa.text("category_id IS NOT NULL"),
        )
        batch_op.create_index("ix_activity_contact_id_at_id", ["contact_id", "at", "id"], unique=False)
        batch_op.create_index("ix_activity_contact_id_kind_at_id", ["contact_id", "kind", "at", "id"], unique=False)
        batch_op.create_index(
            "ix_activity_contact_id_open",
            ["contact_id", "at"],
            unique=False,
            sqlite_where=sa.text("is_open = 1 AND deleted_at IS NULL"),
            postgresql_where=sa.text("is_open AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_activity_contact_id_pinned",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("pinned = 1 AND deleted_at IS NULL"),
            postgresql_where=sa.text("pinned AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_activity_deleted_at",
            ["deleted_at"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        )
        batch_op.create_index("ix_activity_kind_at_id", ["kind", "at", "id"], unique=False)
        batch_op.create_index(
            "ix_activity_kind_open",
            ["kind", "at"],
            unique=False,
            sqlite_where=sa.text("is_open = 1 AND deleted_at IS NULL"),
            postgresql_where=sa.text("is_open AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_activity_origin_id",
            ["origin_id"],
            unique=False,
            sqlite_where=sa.text("origin_id IS NOT NULL"),
            postgresql_where=sa.text("origin_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_activity_user_id_open",
            ["user_id", "kind", "at"],
            unique=False,
            sqlite_where=sa.text("is_open = 1 AND deleted_at IS NULL"),
            postgresql_where=sa.text("is_open AND deleted_at IS NULL"),
        )

    op.create_table(
        "course_date",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("trainer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_course_date_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_course_date_ends_later")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_date_course_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_course_date_room_id")),
        sa.ForeignKeyConstraint(["trainer_id"], ["user_account.id"], name=op.f("fk_course_date_trainer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_date")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("course_date", schema=None) as batch_op:
        batch_op.create_index("ix_course_date_course_id_starts_at", ["course_id", "starts_at"], unique=False)
        batch_op.create_index("ix_course_date_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "course_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_course_member_contact_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_member_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_member")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("course_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_member_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("uq_course_member_course_id_contact_id", ["course_id", "contact_id"], unique=True)

    op.create_table(
        "appointment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ends_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=False),
        sa.Column("clash_accepted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_appointment_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_appointment_room_id")),
        sa.ForeignKeyConstraint(["series_id"], ["appointment_series.id"], name=op.f("fk_appointment_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_appointment_room_id_ends_at",
            ["room_id", "ends_at"],
            unique=False,
            sqlite_where=sa.text("room_id IS NOT NULL"),
            postgresql_where=sa.text("room_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_appointment_series_id",
            ["series_id"],
            unique=False,
            sqlite_where=sa.text("series_id IS NOT NULL"),
            postgresql_where=sa.text("series_id IS NOT NULL"),
        )

    op.create_table(
        "call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("incoming", "outgoing", name="direction", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("called_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "reached",
                "not_reached",
                "message_left",
                "call_back",
                name="calloutcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("incoming", "outgoing", name="direction", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_document_valid_until",
            ["valid_until"],
            unique=False,
            sqlite_where=sa.text("valid_until IS NOT NULL"),
            postgresql_where=sa.text("valid_until IS NOT NULL"),
        )

    op.create_table(
        "email",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("incoming", "outgoing", name="direction", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sending_since", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("overridden", sa.String(length=200), nullable=False),
        sa.Column("template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_email_id")),
        sa.ForeignKeyConstraint(["template_id"], ["text_template.id"], name=op.f("fk_email_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email")),
    )
    with op.batch_alter_table("email", schema=None) as batch_op:
        batch_op.create_index("ix_email_message_id", ["message_id"], unique=False)
        batch_op.create_index("ix_email_next_try_at", ["next_try_at"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_date_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queued_at", column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("moved_up_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "news",
            sa.Enum(
                "moved_up",
                "takes_place",
                "new_time",
                "date_cancelled",
                name="news",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("told_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "kept_state",
            sa.Enum(
                "none",
                "open",
                "in_progress",
                "waiting",
                "done",
                "dropped",
                "queued",
                "sending",
                "sent",
                "failed",
                "unclear",
                "booked",
                "confirmed",
                "arrived",
                "no_show",
                "cancelled",
                "waitlisted",
                name="kept_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["course_date_id"], ["course_date.id"], name=op.f("fk_enrolment_course_date_id")),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_course_date_id", ["course_date_id"], unique=False)

    op.create_table(
        "health_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_health_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_note")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum("high", "normal", "low", name="priority", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("done_at", column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "every",
            sa.Enum("day", "week", "month", "year", name="every", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_without_day",
            ["id"],
            unique=False,
            sqlite_where=sa.text("due_on IS NULL"),
            postgresql_where=sa.text("due_on IS NULL"),
        )

    op.create_table(
        "email_attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["email_id"], ["email.id"], name=op.f("fk_email_attachment_email_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_attachment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("email_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_email_attachment_email_id"), ["email_id"], unique=False)
