"""Entries that leave the house as a file: who took which, for the trail."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from domain.access import Actor, Permission
from models.audit_chain import Step, note_step


@action(Permission.EXPORT_ACTIVITIES)
def export_activities(session: Session, actor: Actor, *, what: str, contact_id: int | None = None) -> None:
    """Note that somebody exported entries; `what` says which."""
    note_step(session, Step(actor.user_id, "export_activities", contact_id, what, ()))
