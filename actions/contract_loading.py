"""The first beat of each deed on a contract, the whole of it locked; and the last: what is kept follows the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from actions.loading import load
from domain.clock import day_of
from domain.contract_deeds import PausesOverlap, check_pauses
from domain.contracts import Deed, check_deed
from domain.errors import ChangedMeanwhile, Gone, Missing
from domain.relationships import PayerHasLeft
from domain.texts import tidy_line
from models.base import model_of, moment
from models.changes import Change
from models.contact import Contact
from models.contract import LONGEST_REASON, PARTS, Contract, ContractPart


def load_contract(session: Session, contract_id: int, version: int | None, deed: Deed | None = None) -> Contract:
    """The contract with all its facts, locked; refuses `Gone`, `ChangedMeanwhile` and what its state does not allow.

    What else was changed is not named: a form about dates and amounts must be looked at anew, with its preview.
    """
    load(session, Contract, contract_id)
    contract = whole_contract(session, contract_id)
    if version is not None and contract.version != version:
        raise ChangedMeanwhile
    if deed is not None:
        check_deed(contract.facts, deed, today_of(session))
    return contract


def whole_contract(session: Session, contract_id: int) -> Contract:
    """A contract with its parts as they are stored now."""
    query = select(Contract).where(Contract.id == contract_id).options(*map(selectinload, PARTS))
    contract = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if contract is None:
        raise Gone
    return contract


def settled(contract: Contract) -> Contract:
    """The changed contract: its kept end follows the facts, and its version rises even where only a part changed."""
    contract.derive()
    if inspect(contract).persistent:
        flag_modified(contract, "ends_on")
    return contract


def today_of(session: Session) -> date:
    """The studio's day of this transaction."""
    return day_of(moment(session))


def a_reason(reason: str, *, required: bool = True) -> str:
    """The reason as one line; refuses `Missing` and `TooLong` under its field."""
    tidied = tidy_line(reason, longest=LONGEST_REASON)
    if required and not tidied:
        raise Missing(field="reason")
    return tidied


def a_payer(session: Session, payer_id: int) -> Contact:
    """Who is to pay for a contract; refuses who is archived or deceased."""
    payer = load(session, Contact, payer_id)
    if payer.archived_on is not None or payer.deceased_on is not None:
        raise PayerHasLeft(field="payer_id", name=payer.display_name)
    return payer


def contracts_hold(session: Session, changes: Iterable[Change]) -> bool:
    """After a step was taken back: the ends follow the facts again; whether no two pauses overlap."""
    for contract_id in sorted(_touched(session, changes)):
        try:
            contract = settled(whole_contract(session, contract_id))
            check_pauses([pause.period for pause in contract.pauses])
        except Gone:
            continue
        except PausesOverlap:
            return False
    return True


def _touched(session: Session, changes: Iterable[Change]) -> set[int]:
    found = set[int]()
    for change in changes:
        if change.table == Contract.__tablename__:
            found.add(int(change.key))
        elif issubclass(model_of(change.table), ContractPart):
            row = session.get(model_of(change.table), change.key)
            sides = ((side or {}).get("contract_id") for side in (change.before, change.after))
            found |= {int(side) for side in sides if side is not None}
            if isinstance(row, ContractPart):
                found.add(row.contract_id)
    return found
