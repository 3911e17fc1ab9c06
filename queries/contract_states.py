"""The state of contracts on a day, asked of the database for all of them at once.

Says what `domain.contracts.state_on` says, as a test compares on both databases. It leans on one rule of the actions:
no notice is received after the natural end of a contract.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from domain.contracts import ContractState
from models.contract import Cancellation, Contract, Pause

LIVE = aliased(Cancellation, name="live_cancellation")
"""The cancellation that counts, to be joined by `IS_LIVE`."""
IS_LIVE = and_(LIVE.contract_id == Contract.id, LIVE.undone_on.is_(None))


def state_expression(day: date) -> ColumnElement[str]:
    """The state on a day as a column of a query over `Contract` with `LIVE` joined from outside."""
    cancelled = LIVE.received_on <= day
    ended_before = or_(
        and_(cancelled, LIVE.end_on < day),
        and_(LIVE.id.is_(None), Contract.ends_on.is_not(None), Contract.ends_on < day),
    )
    paused = exists().where(
        Pause.contract_id == Contract.id,
        Pause.starts_on <= day,
        or_(Pause.ends_before.is_(None), Pause.ends_before > day),
    )
    return case(
        (Contract.void, ContractState.VOID.value),
        (or_(~Contract.activated, Contract.signed_on > day), ContractState.DRAFT.value),
        (Contract.withdrawn_on <= day, ContractState.WITHDRAWN.value),
        (ended_before, ContractState.ENDED.value),
        (Contract.start_on > day, ContractState.PENDING.value),
        (paused, ContractState.PAUSED.value),
        (cancelled, ContractState.CANCELLED.value),
        else_=ContractState.ACTIVE.value,
    )


def states_on(session: Session, day: date) -> dict[int, ContractState]:
    """The state of every contract on a day, by its key."""
    rows = session.execute(select(Contract.id, state_expression(day)).select_from(Contract).outerjoin(LIVE, IS_LIVE))
    return {key: ContractState(state) for key, state in rows}
