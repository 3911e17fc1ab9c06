"""What changes in a running contract from a day on: price, free time, add-ons, who pays."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_payer, a_reason, load_contract, settled, today_of
from domain.access import Actor, Permission
from domain.catalogue import ProductKind
from domain.contract_claims import price_on
from domain.contract_deeds import (
    LARGEST_PRICE,
    BilledAlready,
    PricePromised,
    PriceStays,
    check_last_day,
    check_price_day,
    check_within,
)
from domain.contracts import Deed
from domain.errors import Gone, NotAChoice, Problems
from domain.periods import DAY, day_after
from models.catalogue import Product
from models.contract import AddOn, Contract, ContractPayer, ContractPrice, FreeTime


@action(Permission.EDIT_CONTRACTS, undoable=True)
def change_price(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    valid_from: date,
    cents: int,
    reason: str = "",
) -> Contract:
    """Another price of the interval from a day on; at most one such change is to come."""
    contract = load_contract(session, contract_id, version, Deed.CHANGE_PRICE)
    today, problems = today_of(session), Problems()
    with problems.field("valid_from"):
        check_price_day(contract.facts, valid_from, today)
    with problems.field("cents"):
        if not 0 <= cents <= LARGEST_PRICE:
            raise NotAChoice(value=cents)
        if contract.never_revise and cents > price_on(contract.facts, valid_from):
            raise PricePromised
        if cents == price_on(contract.facts, valid_from):
            raise PriceStays
    with problems.named():
        reason = a_reason(reason)
    problems.raise_if_any()
    contract.prices.append(
        ContractPrice(contact_id=contract.contact_id, valid_from=valid_from, cents=cents, reason=reason)
    )
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def cancel_price_change(
    session: Session, actor: Actor, *, contract_id: int, price_id: int, version: int | None = None
) -> Contract:
    """A change of the price that is to come does not come."""
    contract = load_contract(session, contract_id, version, Deed.CHANGE_PRICE)
    price = next((one for one in contract.prices if one.id == price_id), None)
    if price is None or price.valid_from <= max(today_of(session), contract.start_on):
        raise Gone
    contract.prices.remove(price)
    session.delete(price)
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def add_free_time(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    starts_on: date,
    last_day: date,
    reason: str = "",
) -> Contract:
    """Service without a fee for some days; the price stays as it is."""
    contract = load_contract(session, contract_id, version, Deed.ADD_FREE_TIME)
    today, problems = today_of(session), Problems()
    with problems.field("starts_on"):
        check_within(contract.facts, starts_on, today)
    with problems.field("last_day"):
        check_last_day(last_day, starts_on, today)
    with problems.named():
        reason = a_reason(reason)
    problems.raise_if_any()
    contract.free_times.append(
        FreeTime(contact_id=contract.contact_id, starts_on=starts_on, ends_before=day_after(last_day), reason=reason)
    )
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def add_add_on(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    product_id: int,
    starts_on: date,
    last_day: date | None = None,
) -> Contract:
    """Something more for a price each month, copied from its product."""
    contract = load_contract(session, contract_id, version, Deed.ADD_ON)
    today, problems = today_of(session), Problems()
    product = session.get(Product, product_id)
    with problems.field("product_id"):
        if product is None or product.kind is not ProductKind.ADD_ON or not product.sold_on(today):
            raise NotAChoice(value=product_id)
    with problems.field("starts_on"):
        check_within(contract.facts, starts_on, today)
    with problems.field("last_day"):
        check_last_day(last_day, starts_on, today)
    problems.raise_if_any()
    assert product is not None
    contract.add_ons.append(
        AddOn(
            contact_id=contract.contact_id,
            product_id=product.id,
            name=product.name,
            cents=product.price_cents * contract.interval_months,
            tax=product.tax,
            starts_on=starts_on,
            ends_before=day_after(last_day),
        )
    )
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def end_add_on(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    add_on_id: int,
    version: int | None = None,
    last_day: date,
    reason: str = "",
) -> Contract:
    """An add-on ends with a last day."""
    contract = load_contract(session, contract_id, version, Deed.ADD_ON)
    problems = Problems()
    add_on = next((one for one in contract.add_ons if one.id == add_on_id), None)
    if add_on is None:
        raise Gone
    with problems.field("last_day"):
        check_last_day(last_day, add_on.starts_on, today_of(session))
        if contract.billed_until is not None and last_day < contract.billed_until:
            raise BilledAlready(until=contract.billed_until)
    with problems.named():
        reason = a_reason(reason, required=False)
    problems.raise_if_any()
    add_on.ends_before, add_on.reason = last_day + DAY, reason
    return settled(contract)


@action(Permission.EDIT_CONTRACTS, undoable=True)
def change_payer(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    payer_id: int,
    valid_from: date,
    reason: str = "",
) -> Contract:
    """Somebody else pays from a day on; what was planned after it does not come."""
    contract = load_contract(session, contract_id, version, Deed.CHANGE_PAYER)
    problems = Problems()
    payer = a_payer(session, payer_id)
    with problems.field("valid_from"):
        check_within(contract.facts, valid_from, today_of(session))
    with problems.named():
        reason = a_reason(reason, required=False)
    problems.raise_if_any()
    for later in [one for one in contract.payers if one.valid_from >= valid_from]:
        contract.payers.remove(later)
        session.delete(later)
    session.flush()
    contract.payers.append(
        ContractPayer(contact_id=contract.contact_id, payer_id=payer.id, valid_from=valid_from, reason=reason)
    )
    return settled(contract)
