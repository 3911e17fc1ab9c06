"""What came back: a phone number, an e-mail address or a postal address that does not reach its contact."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions.action import action
from actions.contact_details import load_detail
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.contacts import ReasonMissing, UndeliverableInFuture, Way
from domain.errors import Problems
from domain.texts import tidy_line
from models.base import moment
from models.contact import ContactAddress, ContactEmail, ContactPhone

MODELS: dict[Way, Any] = {Way.PHONE: ContactPhone, Way.EMAIL: ContactEmail, Way.ADDRESS: ContactAddress}
LONGEST_REASON = 200


@action(Permission.EDIT_CONTACTS, undoable=True)
def mark_undeliverable(
    session: Session,
    actor: Actor,
    *,
    way: Way,
    detail_id: int,
    undeliverable_on: date | None,
    undeliverable_reason: str,
    version: int | None = None,
) -> None:
    """Record since when something does not arrive, and what came back; another number or address clears it."""
    detail = load_detail(session, MODELS[way], detail_id, version=version)
    today, why = day_of(moment(session)), ""
    problems = Problems()
    on = undeliverable_on or today
    if on > today:
        problems.note(UndeliverableInFuture(field="undeliverable_on", day=on))
    with problems.field("undeliverable_reason"):
        why = tidy_line(undeliverable_reason, longest=LONGEST_REASON)
        if not why:
            raise ReasonMissing
    problems.raise_if_any()
    detail.undeliverable_on, detail.undeliverable_reason = on, why


@action(Permission.EDIT_CONTACTS, undoable=True)
def mark_deliverable(session: Session, actor: Actor, *, way: Way, detail_id: int, version: int | None = None) -> None:
    """Record that something arrives again."""
    detail = load_detail(session, MODELS[way], detail_id, version=version)
    detail.undeliverable_on, detail.undeliverable_reason = None, ""
