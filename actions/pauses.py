"""Pauses of contracts: day by day, several of them, never two at once, with or without an end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, load_contract, settled, today_of
from actions.pause_bookings import cancel_inside, restore_outside
from domain.access import Actor, Permission
from domain.contract_deeds import check_last_day, check_pause_days, check_pauses, check_within
from domain.contracts import Deed, PauseKind
from domain.errors import Gone, Problems
from domain.periods import Period, day_after
from models.contract import Contract, Pause


@action(Permission.EDIT_CONTRACTS, undoable=True)
def pause_contract(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    starts_on: date,
    last_day: date | None = None,
    kind: PauseKind | None = None,
    reason: str = "",
    keep: Collection[int] = (),
) -> Contract:
    """Pause a contract from a day to a last day, or until further notice; of the kind that was agreed.

    What the contact has booked in these days is cancelled and its units come back, but for the entries to `keep`.
    """
    contract = load_contract(session, contract_id, version, Deed.PAUSE)
    kind = kind or contract.pause_kind
    pause = Pause(contact_id=contract.contact_id, kind=kind, fee_cents=_fee(contract, kind))
    problems = Problems()
    with problems.named():
        pause.reason = a_reason(reason)
    period = _checked(contract, starts_on, last_day, today_of(session), problems)
    pause.starts_on, pause.ends_before = period.start, period.end
    _check_all(contract, period, [one.period for one in contract.pauses], problems)
    contract.pauses.append(pause)
    cancel_inside(session, pause, keep=keep)
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def change_pause(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    pause_id: int,
    version: int | None = None,
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
    keep: Collection[int] = (),
) -> Contract:
    """A pause begins or ends on another day; to end it early is to give it a last day.

    What it cancelled and no longer covers is booked again; what it covers now is cancelled, but for `keep`.
    """
    contract = load_contract(session, contract_id, version, Deed.PAUSE)
    pause = _pause(contract, pause_id)
    problems = Problems()
    with problems.named():
        pause.reason = a_reason(reason)
    period = _checked(contract, starts_on, last_day, today_of(session), problems)
    others = [one.period for one in contract.pauses if one is not pause]
    _check_all(contract, period, others, problems)
    pause.starts_on, pause.ends_before = period.start, period.end
    restore_outside(session, pause)
    cancel_inside(session, pause, keep=keep)
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def remove_pause(
    session: Session, actor: Actor, *, contract_id: int, pause_id: int, version: int | None = None
) -> Contract:
    """A pause never was: all is as before it."""
    contract = load_contract(session, contract_id, version, Deed.PAUSE)
    pause = _pause(contract, pause_id)
    restore_outside(session, pause, whole=True)
    contract.pauses.remove(pause)
    session.delete(pause)
    return settled(contract)


def _fee(contract: Contract, kind: PauseKind) -> int:
    return contract.pause_fee_cents if kind is PauseKind.FEE else 0


def _pause(contract: Contract, pause_id: int) -> Pause:
    found = next((pause for pause in contract.pauses if pause.id == pause_id), None)
    if found is None:
        raise Gone
    return found


def _checked(contract: Contract, starts_on: date, last_day: date | None, today: date, problems: Problems) -> Period:
    with problems.field("starts_on"):
        check_within(contract.facts, starts_on, today)
    with problems.field("last_day"):
        check_last_day(last_day, starts_on, today)
    problems.raise_if_any()
    return Period(starts_on, day_after(last_day))


def _check_all(contract: Contract, period: Period, others: list[Period], problems: Problems) -> None:
    with problems.field("starts_on"):
        check_pauses([*others, period])
    with problems.field("last_day"):
        check_pause_days([*others, period], period, contract.pause_days_a_year)
    problems.raise_if_any()
