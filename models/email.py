"""E-mails, and the texts with variables from which they and letters are made."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.activities import ActivityKind, Direction
from domain.consents import Purpose
from domain.templates import TemplateKind
from models.activity import LONGEST_TITLE, Activity, Named, Part
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class TextTemplate(Keyed, Versioned, Created, Named, Base):
    """A text with variables, for e-mails or letters."""

    __tablename__ = "text_template"
    __table_args__ = (Index("uq_text_template_kind_name_key", "kind", "name_key", unique=True),)

    kind: Mapped[TemplateKind] = mapped_column(choice(TemplateKind))
    language: Mapped[str] = mapped_column(String(2), default="de")
    purpose: Mapped[Purpose | None] = mapped_column(choice(Purpose))
    """What it is for: sent only to those who consented; None needs no consent (it belongs to a contract or answers)."""
    subject: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    retired_on: Mapped[date | None]


class Email(Part, Activity):
    """An e-mail: title is the subject, text the body. One that was sent from here never changes again."""

    __tablename__ = "email"
    KIND = ActivityKind.EMAIL
    __table_args__ = (Index("ix_email_message_id", "message_id"), Index("ix_email_next_try_at", "next_try_at"))

    direction: Mapped[Direction] = mapped_column(choice(Direction))
    sender: Mapped[str] = mapped_column(String(320), default="")
    recipients: Mapped[str] = mapped_column(Text, default="")
    """Addresses, comma separated."""
    message_id: Mapped[str] = mapped_column(String(320), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    """When the worker sends it; None unless it is queued."""
    sending_since: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the server said last."""
    overridden: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    """Why it was sent although there was no consent or the address did not work."""
    template_id: Mapped[int | None] = mapped_column(ForeignKey("text_template.id"))

    def words(self) -> tuple[str, ...]:
        """By the addresses too."""
        return self.title, self.text, self.sender, self.recipients


class EmailAttachment(Keyed, Base):
    """A file that went, or goes, with an e-mail sent from here: whatever becomes of the document, this is what left."""

    __tablename__ = "email_attachment"
    __audited__ = False

    email_id: Mapped[int] = mapped_column(ForeignKey("email.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(64))
    """Content hash in the storage."""
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    """Bytes."""
