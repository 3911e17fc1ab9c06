"""Claims that will not be paid are closed for a reason, and can be revived: nothing is deleted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, today_of
from actions.ledger import check_booking_day, release, settle, standing, use_credit
from actions.loading import load
from domain.access import Actor, Permission
from domain.errors import Gone
from domain.settling import NothingOpen
from models.claim import Claim, WriteOff
from models.payment import Allocation


@action(Permission.CORRECT_BOOKINGS)
def write_off(session: Session, actor: Actor, *, claim_id: int, reason: str = "") -> WriteOff:
    """Close what is open of a claim without money."""
    claim = load(session, Claim, claim_id)
    reason = a_reason(reason)
    if not claim.open_cents:
        raise NothingOpen
    today = check_booking_day(session, today_of(session))
    written = WriteOff(claim=claim, cents=claim.open_cents, reason=reason, booked_on=today, user_id=actor.user_id)
    session.add(written)
    settle(session, actor, write_off=written, claim=claim, cents=claim.open_cents)
    return written


@action(Permission.CORRECT_BOOKINGS)
def revive_claim(session: Session, actor: Actor, *, claim_id: int) -> Claim:
    """A claim that was written off is open again; credit that is there settles it."""
    claim = load(session, Claim, claim_id)
    found = standing(session, Allocation.claim_id == claim.id, Allocation.write_off_id.is_not(None))
    if not found:
        raise Gone
    check_booking_day(session, today_of(session))
    release(session, actor, found)
    use_credit(session, actor, claim.debtor_id)
    return claim
