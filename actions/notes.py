"""Notes: what everybody should know, alerts that must be read, and notes on health with each look logged."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import LONGEST_TEXT, begin, describe, load_entry
from actions.loading import load
from domain.access import Actor, Permission
from domain.activities import MOST_PINNED, TooManyPinned
from domain.errors import Gone, Missing, Problems
from domain.texts import tidy_text
from models.activity import Activity, HealthNote, Note
from models.audit_chain import Step, note_step
from models.base import moment
from queries.versions import Version, earlier_versions


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def add_note(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    title: str = "",
    text: str = "",
    category_id: int | None = None,
    pinned: bool = False,
    alert: bool = False,
) -> Note:
    """A new note."""
    note = begin(session, actor, Note(at=moment(session), user_id=actor.user_id), contact_id=contact_id)
    _write(session, note, title=title, text=text, category_id=category_id, pinned=pinned, alert=alert)
    session.add(note)
    return note


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def edit_note(
    session: Session,
    actor: Actor,
    *,
    note_id: int,
    version: int,
    title: str,
    text: str,
    category_id: int | None = None,
    pinned: bool = False,
    alert: bool = False,
) -> Note:
    """Change a note; what it was stays in its versions."""
    note = load_entry(session, actor, Note, note_id, version=version)
    _write(session, note, title=title, text=text, category_id=category_id, pinned=pinned, alert=alert)
    return note


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def pin_note(session: Session, actor: Actor, *, note_id: int) -> Note:
    """Let a note stand on the overview; refuses `TooManyPinned`."""
    note = load_entry(session, actor, Note, note_id, version=None)
    _pin(session, note)
    return note


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def unpin_note(session: Session, actor: Actor, *, note_id: int) -> Note:
    """Take a note off the overview."""
    note = load_entry(session, actor, Note, note_id, version=None)
    note.pinned = False
    return note


@action(Permission.SEE_CONTACTS)
def acknowledge_alert(session: Session, actor: Actor, *, note_ids: tuple[int, ...]) -> int:
    """Somebody has read the alerts of a contact; the trail says who and when. How many they were."""
    for note_id in note_ids:
        note = load(session, Note, note_id)
        note_step(session, Step(actor.user_id, "acknowledge_alert", note.contact_id, "", ()))
    return len(note_ids)


def _write(
    session: Session, note: Note, *, title: str, text: str, category_id: int | None, pinned: bool, alert: bool
) -> None:
    problems = Problems()
    describe(
        session,
        note,
        problems,
        title=title,
        text=text,
        category_id=category_id,
        user_id=note.user_id,
        title_required=False,
    )
    if not title.strip() and not text.strip():
        problems.note(Missing(field="text"))
    note.alert = alert
    with problems.field("pinned"):
        if pinned and not note.pinned:
            _pin(session, note)
        elif not pinned:
            note.pinned = False
    problems.raise_if_any()


def _pin(session: Session, note: Note) -> None:
    with session.no_autoflush:
        pinned = session.scalar(
            select(func.count())
            .select_from(Activity)
            .where(Activity.contact_id == note.contact_id, Activity.pinned, Activity.deleted_at.is_(None))
        )
    if not note.pinned and (pinned or 0) >= MOST_PINNED:
        raise TooManyPinned(most=MOST_PINNED)
    note.pinned = True


@dataclass(frozen=True, slots=True)
class HealthEntry:
    """What somebody saw who looked at a health note, and what it was before."""

    content: str
    version: int
    earlier: tuple[Version, ...]


@action(Permission.EDIT_HEALTH_DATA, undoable=True)
def add_health_entry(session: Session, actor: Actor, *, contact_id: int, content: str) -> HealthNote:
    """A new note on somebody's health."""
    note = begin(session, actor, HealthNote(at=moment(session), user_id=actor.user_id), contact_id=contact_id)
    _fill(note, content)
    session.add(note)
    return note


@action(Permission.EDIT_HEALTH_DATA, undoable=True)
def edit_health_entry(session: Session, actor: Actor, *, note_id: int, version: int, content: str) -> HealthNote:
    """Change a health note; what it was stays in its versions."""
    note = load_entry(session, actor, HealthNote, note_id, version=version)
    _fill(note, content)
    return note


@action(Permission.SEE_HEALTH_DATA)
def look_at_health_entry(session: Session, actor: Actor, *, note_id: int) -> HealthEntry:
    """What a health note says; the trail says who looked."""
    note = session.get(HealthNote, note_id)
    if note is None or note.contact_id is None:
        raise Gone
    note_step(session, Step(actor.user_id, "look_at_health_entry", note.contact_id, "", ()))
    earlier = earlier_versions(session, note.contact_id, note.__tablename__, "content", note.id)
    return HealthEntry(note.content, note.version, earlier)


def _fill(note: HealthNote, content: str) -> None:
    problems = Problems()
    with problems.field("content"):
        note.content = tidy_text(content, longest=LONGEST_TEXT)
        if not note.content:
            raise Missing
    problems.raise_if_any()
