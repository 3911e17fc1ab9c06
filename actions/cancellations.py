"""Contracts end: by notice, which can be taken back until the end; by withdrawal; or since they never were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_letters import confirm_receipt
from actions.contract_loading import a_reason, load_contract, settled, today_of
from domain.access import Actor, Permission
from domain.contract_deeds import (
    AfterEnd,
    EarlierNotice,
    EndBeforeNotice,
    EndTooEarly,
    NotInFuture,
    WithdrawnTooEarly,
    check_day,
)
from domain.contracts import (
    CancellationKind,
    Deed,
    DeedNotAllowed,
    NoticeChannel,
    end_of,
    last_day_to_withdraw,
    next_possible_end,
    state_on,
)
from domain.errors import Gone, Problems
from models.contract import Cancellation, Contract


@action(Permission.EDIT_CONTRACTS, undoable=True)
def cancel_contract(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    received_on: date,
    kind: CancellationKind = CancellationKind.ORDINARY,
    channel: NoticeChannel = NoticeChannel.DESK,
    end_on: date | None = None,
    reason: str = "",
) -> Contract:
    """Record a notice: without a day the contract ends at the next possible end; for cause or by the studio at once.

    A notice on top of another one ends the contract sooner, for cause or by the studio. One that came through the
    website is confirmed by e-mail at once.
    """
    contract = load_contract(session, contract_id, version, Deed.CANCEL)
    problems, today = Problems(), today_of(session)
    with problems.field("received_on"):
        _check_received(contract, received_on, today)
    with problems.named():
        reason = a_reason(reason, required=kind is not CancellationKind.ORDINARY)
    problems.raise_if_any()
    with problems.field("end_on"):
        end_on = _end(contract, received_on, kind, end_on, today)
    problems.raise_if_any()
    assert end_on is not None
    earlier = contract.cancellation
    if earlier is not None:
        earlier.undone_on = today
        session.flush()
    notice = Cancellation(
        contact_id=contract.contact_id,
        kind=kind,
        received_on=received_on,
        end_on=end_on,
        channel=channel,
        reason=reason,
    )
    contract.cancellations.append(notice)
    settled(contract)
    if channel is NoticeChannel.WEB and kind is not CancellationKind.BY_STUDIO:
        confirm_receipt(session, actor, contract, notice)
    return contract


@action(Permission.EDIT_CONTRACTS, undoable=True)
def undo_cancellation(
    session: Session, actor: Actor, *, contract_id: int, version: int | None = None, reason: str = ""
) -> Contract:
    """Take a notice back until the end: the contract goes on as if there had been none."""
    contract = load_contract(session, contract_id, version, Deed.UNDO_CANCELLATION)
    if contract.cancellation is None:
        raise Gone
    a_reason(reason, required=False)
    contract.cancellation.undone_on = today_of(session)
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def withdraw_contract(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    on: date,
    settles_used_days: bool = True,
) -> Contract:
    """Record a withdrawal that was sent within fourteen days: the day of sending counts (§ 355 (1) BGB).

    The days used until then are paid where that was agreed (§ 357a BGB).
    """
    contract = load_contract(session, contract_id, version, Deed.WITHDRAW)
    assert contract.signed_on is not None
    problems, last = Problems(), last_day_to_withdraw(contract.signed_on)
    with problems.field("on"):
        if on > today_of(session):
            raise NotInFuture(day=on)
        if not contract.signed_on <= on <= last:
            raise WithdrawnTooEarly(first=contract.signed_on, last=last)
    problems.raise_if_any()
    contract.withdrawn_on, contract.settles_used_days = on, settles_used_days
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def void_contract(
    session: Session, actor: Actor, *, contract_id: int, version: int | None = None, reason: str
) -> Contract:
    """A contract was entered by mistake: it never was."""
    contract = load_contract(session, contract_id, version, Deed.VOID)
    problems = Problems()
    with problems.named():
        contract.void_reason = a_reason(reason)
    problems.raise_if_any()
    contract.void = True
    return settled(contract)


def _check_received(contract: Contract, received_on: date, today: date) -> None:
    if check_day(received_on, today) > today:
        raise NotInFuture(day=received_on)
    end = end_of(contract.facts)
    if end is not None and received_on > end:
        raise DeedNotAllowed(deed=Deed.CANCEL, state=state_on(contract.facts, received_on))


def _end(contract: Contract, received_on: date, kind: CancellationKind, wanted: date | None, today: date) -> date:
    end = wanted
    if kind is CancellationKind.ORDINARY:
        earliest = next_possible_end(contract.facts, received_on).day
        if wanted is not None and wanted < earliest:
            raise EndTooEarly(earliest=earliest)
        end = wanted or earliest
    elif wanted is None:
        end = received_on
    assert end is not None
    check_day(end, today)
    itself = end_of(replace(contract.facts, cancellation=None))
    if itself is not None and end > itself:
        raise AfterEnd(end=itself)
    if end < received_on:
        raise EndBeforeNotice(received=received_on)
    if contract.cancellation is not None and end >= contract.cancellation.end_on:
        raise EarlierNotice(end=contract.cancellation.end_on)
    return end
