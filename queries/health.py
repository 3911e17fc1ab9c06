"""Health data of contacts, for those who asked for them through `actions.health_data`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditDetail, AuditEntry
from models.health import ContactHealth
from models.user import UserAccount

TABLE = ContactHealth.__tablename__


@dataclass(frozen=True, slots=True)
class EarlierNote:
    """What the note was until somebody changed it."""

    until: datetime
    changed_by: str
    note: str


def has_health_note(session: Session, contact_id: int) -> bool:
    """Whether something is noted."""
    noted = select(ContactHealth.id).where(ContactHealth.contact_id == contact_id, ContactHealth.note != "")
    return session.scalar(noted) is not None


def earlier_notes(session: Session, contact_id: int) -> tuple[EarlierNote, ...]:
    """What the note was before, latest first, as far as the trail still holds it."""
    steps = session.execute(
        select(AuditEntry.at, UserAccount.name, AuditDetail.body)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .outerjoin(UserAccount, UserAccount.id == AuditEntry.user_id)
        .where(AuditEntry.contact_id == contact_id, AuditDetail.body.contains(f'"table":"{TABLE}"'))
        .order_by(AuditEntry.seq.desc())
    ).all()
    return tuple(
        EarlierNote(at, who or "Kontor", row["before"]["note"])
        for at, who, body in steps
        for row in json.loads(body or "")["changes"]
        if row["table"] == TABLE and (row["before"] or {}).get("note")
    )
