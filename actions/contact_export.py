"""Contacts leave the house as a file: the trail says who took how many of them, and what of each."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from domain.access import Actor, Permission
from models.audit_chain import Step, note_step


@action(Permission.EXPORT_CONTACTS)
def export_contacts(session: Session, actor: Actor, *, what: str, bank: bool) -> None:
    """Note an export before its file is written; `what` says in words how many contacts and which columns."""
    if bank:
        actor.require(Permission.SEE_BANK_DATA)
    note_step(session, Step(actor.user_id, "export_contacts", None, what, ()))
