"""Who leaves (archived, deceased) owes nobody anything: the ones for whom they paid have somebody else who pays.

A house ban is no leaving: who is banned from the house goes on paying.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.relationships import hand_over_payments, terms_of_payer
from domain.access import Actor
from domain.clock import day_of
from domain.relationships import Handover, PayerStillPays
from models.base import moment
from models.contact import Contact


def ensure_can_leave(session: Session, contact: Contact, day: date) -> None:
    """Refuse (`PayerStillPays`) while the contact pays for others on the day or later."""
    paid = {row.contact_id for row in terms_of_payer(session, contact.id) if row.period.holds_after(day)}
    if paid:
        people = session.scalars(select(Contact).where(Contact.id.in_(paid)).order_by(Contact.sort_key, Contact.id))
        raise PayerStillPays(names=tuple(person.display_name for person in people))


def leave(session: Session, actor: Actor, contact: Contact, handover: Handover | None) -> None:
    """Hand over what the contact pays, if anything is to be, and refuse while anything is left."""
    if handover is not None:
        hand_over_payments(session, actor, payer_id=contact.id, handover=handover)
    ensure_can_leave(session, contact, day_of(moment(session)))


def departures_hold(session: Session, ids: Collection[int]) -> bool:
    """Whether none of these contacts is gone and still pays: asked after a step was taken back."""
    today = day_of(moment(session))
    for contact in session.scalars(select(Contact).where(Contact.id.in_(ids))).all():
        if contact.archived_on is not None or contact.deceased_on is not None:
            try:
                ensure_can_leave(session, contact, today)
            except PayerStillPays:
                return False
    return True
