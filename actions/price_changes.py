"""The prices of many contracts change at once; and what keeps the price of one as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, load_contract, settled, today_of
from domain.access import Actor, Permission
from domain.contract_deeds import check_day
from domain.contracts import Deed
from domain.errors import Problems, Refusal
from domain.price_changes import Revision, check_revision
from models.contract import Contract, ContractPrice
from queries.price_changes import judged


@action(Permission.EDIT_CONTRACTS, undoable=True)
def change_prices(
    session: Session,
    actor: Actor,
    *,
    contract_ids: Collection[int],
    revision: Revision,
    reason: str,
    letter_on: date | None = None,
    seen: Mapping[int, int] | None = None,
) -> int:
    """Other prices of these contracts from a day on; how many were changed.

    What the rules keep out is left out, and with `seen` also what would come out otherwise than people saw it.
    """
    problems, today = Problems(), today_of(session)
    with problems.named():
        check_revision(revision, today)
    with problems.named():
        reason = a_reason(reason)
    with problems.field("letter_on"):
        if letter_on is not None:
            check_day(letter_on, today)
    problems.raise_if_any()
    changed = 0
    for contract, cents in judged(session, contract_ids, revision, today, lock=True):
        if isinstance(cents, Refusal) or (seen is not None and seen.get(contract.id) != cents):
            continue
        price = ContractPrice(contact_id=contract.contact_id, valid_from=revision.valid_from, cents=cents)
        price.reason, price.letter_on = reason, letter_on
        contract.prices.append(price)
        settled(contract)
        changed += 1
    return changed


@action(Permission.EDIT_CONTRACTS, undoable=True)
def promise_price(
    session: Session, actor: Actor, *, contract_id: int, version: int | None = None, never_revise: bool, reason: str
) -> Contract:
    """The price of a contract is promised for good, so that no change of many touches it; or no longer."""
    contract = load_contract(session, contract_id, version, Deed.CHANGE_PRICE)
    problems = Problems()
    with problems.named():
        a_reason(reason)
    problems.raise_if_any()
    contract.never_revise = never_revise
    return contract
