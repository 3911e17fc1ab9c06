"""Billing runs, and contacts that one could not bill, with the reason: parked, they never stop the others."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, Keyed


class BillingRun(Keyed, Created, Base):
    """The claims due up to a day are made; it can be carried on where it stopped."""

    __tablename__ = "billing_run"
    __audited__ = False
    __table_args__ = (Index("ix_billing_run_created_at", "created_at"),)

    until: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reached_id: Mapped[int] = mapped_column(default=0)
    """The last contact that it has looked at: from there it goes on."""
    ended_at: Mapped[datetime | None]
    contacts: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    made_cents: Mapped[int] = mapped_column(default=0)
    reversed: Mapped[int] = mapped_column(default=0)
    reversed_cents: Mapped[int] = mapped_column(default=0)
    parked: Mapped[int] = mapped_column(default=0)


class ParkedContact(Keyed, Created, Base):
    """A contact whose claims could not be brought in order, until a run succeeds with it."""

    __tablename__ = "parked_contact"
    __audited__ = False
    __table_args__ = (Index("uq_parked_contact_contact_id", "contact_id", unique=True),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("billing_run.id"))
    rule: Mapped[str] = mapped_column(Text)
    """The broken rule, by the name of its class, with its data as JSON."""
