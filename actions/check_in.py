"""Check-in at the desk: who comes in and why, who leaves, and the cards by which they are known."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from actions.quota_ledger import consume
from actions.quota_uses import chosen_quota, return_of_check_in
from domain.access import Actor, Permission
from domain.check_ins import CardTaken, Decision, HereAlready, NotAdmitted, Reason
from domain.clock import day_of
from domain.errors import Gone, Refusal
from domain.quotas import Use, Wanted
from domain.texts import tidy_line
from models.base import moment
from models.check_in import AccessCard, CheckIn, card_key
from models.contact import Contact
from models.contract import LONGEST_REASON
from models.quota import QuotaEntry
from queries.check_ins import verdict_of

LONGEST_CARD = 40


@action(Permission.CHECK_IN)
def check_in(
    session: Session, actor: Actor, *, contact_id: int, quota_id: int | None = None, override_reason: str = ""
) -> CheckIn:
    """Let somebody in: by contract, by a unit of a quota, or with a reason all the same.

    With `quota_id` that quota pays, even beside a contract.
    """
    why = tidy_line(override_reason, longest=LONGEST_REASON)
    contact = load(session, Contact, contact_id)
    verdict = verdict_of(session, contact, moment(session))
    if Reason.ALREADY_HERE in verdict.reasons:
        raise HereAlready
    if not verdict.admitted and not why:
        raise NotAdmitted(reasons=verdict.reasons, field="override_reason")
    visit = CheckIn(
        contact_id=contact.id,
        at=moment(session),
        decision=Decision.ADMITTED if verdict.admitted else Decision.OVERRIDDEN,
        reasons=" ".join(verdict.reasons),
        override_reason="" if verdict.admitted else why,
        user_id=actor.user_id,
    )
    session.add(visit)
    session.flush()
    if quota_id is not None or (verdict.admitted and verdict.needs_unit):
        day = day_of(visit.at)
        quota = chosen_quota(session, contact, Wanted(Use.CHECK_IN, day), quota_id)
        consume(session, actor, quota, QuotaEntry(day=day, check_in_id=visit.id))
    return visit


@action(Permission.CHECK_IN)
def undo_check_in(session: Session, actor: Actor, *, check_in_id: int) -> CheckIn:
    """Take a check-in back; its unit is given back."""
    visit = load(session, CheckIn, check_in_id)
    if visit.undone_at is not None:
        raise Gone
    visit.undone_at = moment(session)
    return_of_check_in(session, actor, visit)
    return visit


@action(Permission.CHECK_IN, undoable=True)
def check_out(session: Session, actor: Actor, *, check_in_id: int) -> CheckIn:
    """Somebody leaves."""
    visit = load(session, CheckIn, check_in_id)
    if visit.undone_at is not None or visit.left_at is not None:
        raise Gone
    visit.left_at = moment(session)
    return visit


@action(Permission.CHECK_IN, undoable=True)
def give_card(session: Session, actor: Actor, *, contact_id: int, number: str) -> AccessCard:
    """Give a contact a card; one that was blocked can be given anew."""
    try:
        number = tidy_line(number, longest=LONGEST_CARD, required=True)
    except Refusal as refusal:
        refusal.field = "number"
        raise
    contact = load(session, Contact, contact_id)
    card = session.scalar(select(AccessCard).where(AccessCard.number_key == card_key(number)).with_for_update())
    if card is None:
        card = AccessCard(contact_id=contact.id, number=number)
        session.add(card)
        return card
    if card.lost_on is None:
        owner = session.get_one(Contact, card.contact_id)
        raise CardTaken(number=card.number, name=owner.display_name, field="number")
    card.contact_id, card.lost_on = contact.id, None
    return card


@action(Permission.CHECK_IN, undoable=True)
def block_card(session: Session, actor: Actor, *, card_id: int) -> AccessCard:
    """A card is lost or was given back: nobody comes in with it any more."""
    card = load(session, AccessCard, card_id)
    if card.lost_on is None:
        card.lost_on = day_of(moment(session))
    return card
