"""One contract carries on another: a switch of tariffs, and a return after the end."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, load_contract, settled, today_of
from actions.contracts import Sale, make_contract
from domain.access import Actor, Permission
from domain.contract_deeds import BilledAlready, SwitchTooEarly
from domain.contracts import CancellationKind, Deed, NoticeChannel
from domain.errors import Problems
from domain.periods import DAY
from models.contract import Cancellation, Contract


@action(Permission.EDIT_CONTRACTS, undoable=True)
def switch_tariff(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    sale: Sale,
    signed_on: date,
    guardian_consent_on: date | None = None,
    reason: str = "",
) -> Contract:
    """A contract ends on the day before a new one carries it on; gives the new one."""
    old = load_contract(session, contract_id, version, Deed.SWITCH)
    problems, today = Problems(), today_of(session)
    with problems.named():
        reason = a_reason(reason, required=False)
    earliest = max(old.start_on + DAY, today)
    with problems.field("start_on"):
        if sale.start_on < earliest:
            raise SwitchTooEarly(earliest=earliest)
        if old.billed_until is not None and sale.start_on <= old.billed_until:
            raise BilledAlready(until=old.billed_until)
    problems.raise_if_any()
    notice = Cancellation(
        contact_id=old.contact_id,
        kind=CancellationKind.BY_STUDIO,
        received_on=min(today, sale.start_on - DAY),
        end_on=sale.start_on - DAY,
        channel=NoticeChannel.DESK,
        reason=reason,
    )
    old.cancellations.append(notice)
    settled(old)
    session.flush()
    return _follow(session, old, sale, signed_on, guardian_consent_on)


@action(Permission.SELL_SERVICES, undoable=True)
def reactivate_contract(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    sale: Sale,
    signed_on: date,
    guardian_consent_on: date | None = None,
) -> Contract:
    """Somebody comes back after the end: a new contract that refers to the old one; gives the new one."""
    old = load_contract(session, contract_id, version, Deed.REACTIVATE)
    return _follow(session, old, sale, signed_on, guardian_consent_on)


def _follow(session: Session, old: Contract, sale: Sale, signed_on: date, consent_on: date | None) -> Contract:
    consent = consent_on or old.guardian_consent_on
    made = make_contract(session, old.contact_id, sale, signed_on, consent)
    made.follows_id = old.id
    return made
