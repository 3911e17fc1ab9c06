"""Consents: per channel and purpose, with the day, where it came from and what proves it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.consents import Cell, Channel, ConsentSource, Purpose, Term
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class Consent(Keyed, Versioned, Created, Base):
    """One consent, from the day it was given before the day it was withdrawn. A new one is a new row."""

    __tablename__ = "consent"
    __told__ = ("channel", "purpose")
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after"),
        Index("ix_consent_contact_id_channel_purpose", "contact_id", "channel", "purpose"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    given_on: Mapped[date]
    source: Mapped[ConsentSource] = mapped_column(choice(ConsentSource))
    proof: Mapped[str] = mapped_column(Text, default="")
    """What proves it, in words: the form, the call, the web address."""
    proof_file: Mapped[str | None] = mapped_column(String(64))
    """Content hash of the signed paper in the storage."""
    proof_name: Mapped[str] = mapped_column(String(200), default="")
    """Name of that file."""
    withdrawn_on: Mapped[date | None]
    withdrawn_source: Mapped[ConsentSource | None] = mapped_column(choice(ConsentSource, "withdrawn_source"))

    @property
    def cell(self) -> Cell:
        """What it is for."""
        return self.channel, self.purpose

    @property
    def term(self) -> Term:
        """The days on which it holds."""
        return Term(self.given_on, self.withdrawn_on)
