"""Health data of contacts: each look and each change is an entry in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.errors import ChangedMeanwhile, Gone, Problems
from domain.texts import tidy_text
from models.audit_chain import Step, note_step
from models.contact import Contact
from models.health import ContactHealth
from queries.health import earlier_notes
from queries.versions import Version

LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class HealthData:
    """What somebody saw who looked: the note of today, its version (None while there is none), and what it was."""

    note: str
    version: int | None
    earlier: tuple[Version, ...]


@action(Permission.SEE_HEALTH_DATA)
def look_at_health_data(session: Session, actor: Actor, *, contact_id: int) -> HealthData:
    """The health data of a contact; the trail says who looked, whether or not there was something to see."""
    load(session, Contact, contact_id)
    note_step(session, Step(actor.user_id, "look_at_health_data", contact_id, "", ()))
    record = session.scalar(select(ContactHealth).where(ContactHealth.contact_id == contact_id))
    earlier = earlier_notes(session, contact_id)
    return HealthData(record.note, record.version, earlier) if record else HealthData("", None, earlier)


@action(Permission.EDIT_HEALTH_DATA, undoable=True)
def write_health_note(
    session: Session, actor: Actor, *, contact_id: int, version: int | None, note: str
) -> ContactHealth:
    """Replace the note on the health of a contact; `version` None: there was none yet."""
    contact = load(session, Contact, contact_id)
    key = session.scalar(select(ContactHealth.id).where(ContactHealth.contact_id == contact.id))
    if key is None and version is not None:
        raise Gone
    record = ContactHealth(contact_id=contact.id) if key is None else load(session, ContactHealth, key, version=version)
    if key is not None and version is None:
        raise ChangedMeanwhile(table=ContactHealth.__tablename__, key=key, version=record.version)
    problems = Problems()
    with problems.field("note"):
        record.note = tidy_text(note, longest=LONGEST_NOTE)
    problems.raise_if_any()
    session.add(record)
    return record
