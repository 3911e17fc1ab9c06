"""Health data of contacts, for those who asked for them through `actions.health_data`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.health import ContactHealth
from queries.versions import Version, earlier_versions


def has_health_note(session: Session, contact_id: int) -> bool:
    """Whether something is noted."""
    noted = select(ContactHealth.id).where(ContactHealth.contact_id == contact_id, ContactHealth.note != "")
    return session.scalar(noted) is not None


def earlier_notes(session: Session, contact_id: int) -> tuple[Version, ...]:
    """What the note was before, latest first."""
    return earlier_versions(session, contact_id, ContactHealth.__tablename__, "note")
