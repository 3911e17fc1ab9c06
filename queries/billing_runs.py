"""Billing runs with what they did, and the contacts that wait for somebody to put their data right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.billing_run import BillingRun, ParkedContact
from models.contact import Contact
from models.user import UserAccount

MOST = 50


@dataclass(frozen=True, slots=True)
class RunRow:
    """A billing run."""

    run_id: int
    until: date
    began_at: datetime
    ended_at: datetime | None
    who: str
    contacts: int
    made: int
    made_cents: int
    reversed: int
    reversed_cents: int
    parked: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A contact that could not be billed: the broken rule by its name, with its data."""

    number: str
    name: str
    rule: str
    data: Mapping[str, Any]


def billing_runs(session: Session) -> tuple[RunRow, ...]:
    """The latest runs."""
    rows = session.execute(
        select(BillingRun, UserAccount.name)
        .outerjoin(UserAccount, UserAccount.id == BillingRun.user_id)
        .order_by(BillingRun.id.desc())
        .limit(MOST)
    ).tuples()
    return tuple(
        RunRow(
            run.id,
            run.until,
            run.created_at,
            run.ended_at,
            name or "Kontor",
            run.contacts,
            run.made,
            run.made_cents,
            run.reversed,
            run.reversed_cents,
            run.parked,
        )
        for run, name in rows
    )


def parked_contacts(session: Session) -> tuple[Parked, ...]:
    """All contacts that wait, by name."""
    rows = session.execute(
        select(Contact, ParkedContact.rule)
        .join(ParkedContact, ParkedContact.contact_id == Contact.id)
        .order_by(Contact.sort_key, Contact.id)
    ).tuples()
    found = []
    for contact, text in rows:
        rule = json.loads(text)
        found.append(Parked(contact.number, contact.display_name, rule["rule"], rule["data"]))
    return tuple(found)


def contacts_named(session: Session, contact_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Number and name of contacts."""
    rows = session.scalars(select(Contact).where(Contact.id.in_(contact_ids)))
    return {contact.id: (contact.number, contact.display_name) for contact in rows}
