"""Everything that happens with a contact: one row in `activity` for each entry, whatever it is, and beside it one in
the table of its kind. Lists, filters, calendars and the history read the shared columns alone.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, event, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from domain.activities import (
    OPEN_STATES,
    ActivityKind,
    CallOutcome,
    Direction,
    Every,
    Priority,
    State,
    check_step,
)
from domain.search_text import fold
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice

LONGEST_TITLE = 200


class Named:
    """A card with a name that two of them never share, but for case and accents."""

    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(400), default="", info={"derived": True})

    def key_of_name(self) -> str:
        """By what two names are one."""
        return fold(self.name) or self.name.casefold()


@event.listens_for(Named, "before_insert", propagate=True)
@event.listens_for(Named, "before_update", propagate=True)
def _fold_name(mapper: Any, connection: Any, record: Named) -> None:
    record.name_key = record.key_of_name()


class Category(Keyed, Versioned, Created, Named, Base):
    """A category of notes, calls, e-mails, tasks, courses or documents, or a type of appointment."""

    __tablename__ = "category"
    __table_args__ = (Index("uq_category_kind_name_key", "kind", "name_key", unique=True),)

    kind: Mapped[ActivityKind] = mapped_column(choice(ActivityKind))
    color: Mapped[str] = mapped_column(String(10), default="gray")
    minutes: Mapped[int | None]
    """How long an appointment of this type usually takes."""
    retired_on: Mapped[date | None]


def there(condition: str) -> dict[str, Any]:
    """Only these rows stand in an index."""
    # SQLite uses it only for queries that say the condition in the same words, and SQLAlchemy says `is_open = 1`.
    on_sqlite = re.sub(r"\bNOT (reversed)\b", r"\1 = 0", re.sub(r"\b(is_open|pinned|live)\b", r"\1 = 1", condition))
    return {"sqlite_where": text(on_sqlite), "postgresql_where": text(condition)}


class Activity(Keyed, Versioned, Created, Base):
    """One entry in the history of a contact; tasks and appointments of the studio itself belong to none.

    `at` is the instant by which it is sorted: when somebody called, when a task is due, when an appointment begins.
    """

    __tablename__ = "activity"
    __indexed__ = False
    __told__ = ("title",)
    __table_args__: Any = (
        Index("ix_activity_contact_id_at_id", "contact_id", "at", "id"),
        Index("ix_activity_contact_id_kind_at_id", "contact_id", "kind", "at", "id"),
        Index("ix_activity_contact_id_open", "contact_id", "at", **there("is_open AND deleted_at IS NULL")),
        Index("ix_activity_contact_id_pinned", "contact_id", **there("pinned AND deleted_at IS NULL")),
        Index("ix_activity_user_id_open", "user_id", "kind", "at", **there("is_open AND deleted_at IS NULL")),
        Index("ix_activity_kind_at_id", "kind", "at", "id"),
        Index("ix_activity_kind_open", "kind", "at", **there("is_open AND deleted_at IS NULL")),
        Index("ix_activity_deleted_at", "deleted_at", **there("deleted_at IS NOT NULL")),
        Index("ix_activity_category_id", "category_id", **there("category_id IS NOT NULL")),
        Index("ix_activity_origin_id", "origin_id", **there("origin_id IS NOT NULL")),
    )

    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    kind: Mapped[ActivityKind] = mapped_column(choice(ActivityKind))
    at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who is responsible, called, or treats."""
    state: Mapped[State] = mapped_column(choice(State), default=State.NONE)
    is_open: Mapped[bool] = mapped_column(default=False, info={"derived": True})
    pinned: Mapped[bool] = mapped_column(default=False)
    found_by: Mapped[str] = mapped_column(Text, default="", info={"derived": True})
    """Title and text, folded: what the free text of a filter looks into."""
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    """The entry from which this one came: a task from its call, an attachment from its e-mail."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    deleted_at: Mapped[datetime | None]
    """In the bin since."""
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        """The version as elsewhere; the kind tells the class."""
        if cls.__name__ == "Activity":
            return {"version_id_col": cls.version, "polymorphic_on": "kind"}
        return {"polymorphic_identity": cls.KIND, "polymorphic_load": "selectin"}

    KIND: ClassVar[ActivityKind]
    """What the entries of a subclass are."""

    def move_to(self, wanted: State) -> None:
        """Go to another state; refuses `NotFollowing`."""
        check_step(self.kind, self.state, wanted)
        self.state = wanted

    def words(self) -> tuple[str, ...]:
        """What the free text of a filter finds the entry by."""
        return self.title, self.text


@event.listens_for(Activity, "before_insert", propagate=True)
@event.listens_for(Activity, "before_update", propagate=True)
def _derive(mapper: Any, connection: Any, record: Activity) -> None:
    record.is_open = record.state in OPEN_STATES
    record.found_by = fold(" ".join(filter(None, record.words())))


class Part:
    """The key of a row beside its activity."""

    @declared_attr
    def id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy passes the class
        """The same as that of the activity."""
        return mapped_column(ForeignKey("activity.id"), primary_key=True, sort_order=-10)


class Note(Part, Activity):
    """Something to know; an alert stands in the way until whoever opens the contact has read it."""

    __tablename__ = "note"
    KIND = ActivityKind.NOTE

    alert: Mapped[bool] = mapped_column(default=False)


class HealthNote(Part, Activity):
    """A note on health. Title and text of the shared row stay empty, so no list and no search holds any of it."""

    __tablename__ = "health_note"
    KIND = ActivityKind.HEALTH_NOTE

    content: Mapped[str] = mapped_column(Text, default="")


class Call(Part, Activity):
    """A phone call; `at` is when it began, for one that must be called back when that is due."""

    __tablename__ = "call"
    KIND = ActivityKind.CALL

    direction: Mapped[Direction] = mapped_column(choice(Direction))
    number: Mapped[str] = mapped_column(String(40), default="")
    """E.164, or as it was typed."""
    called_at: Mapped[datetime | None]
    """When it began, where `at` is when somebody is to be called back."""
    minutes: Mapped[int | None]
    outcome: Mapped[CallOutcome] = mapped_column(choice(CallOutcome))

    def words(self) -> tuple[str, ...]:
        """By the number too."""
        return self.title, self.text, self.number


class Repeating:
    """How something repeats: every `step` days, weeks, months or years."""

    every: Mapped[Every | None] = mapped_column(choice(Every))
    step: Mapped[int] = mapped_column(default=1)


class Task(Part, Repeating, Activity):
    """Something to do. `at` is the beginning of the day on which it is due, or when it came where no day is set."""

    __tablename__ = "task"
    KIND = ActivityKind.TASK
    __table_args__ = (Index("ix_task_without_day", "id", **there("due_on IS NULL")),)

    due_on: Mapped[date | None]
    anchor_on: Mapped[date | None]
    """The day from which the repetition is counted."""
    priority: Mapped[Priority] = mapped_column(choice(Priority), default=Priority.NORMAL)
    done_at: Mapped[datetime | None]
