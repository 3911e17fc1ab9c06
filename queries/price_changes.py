"""Contracts of all contacts whose prices are to change: which there are, and what a change would make of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from domain.claims import ClaimKind
from domain.contract_claims import price_on
from domain.contracts import ContractState
from domain.errors import Refusal
from domain.price_changes import InvoicedFee, Revision, revised
from models.catalogue import Tariff
from models.claim import Claim
from models.contact import Contact
from models.contract import FACTS, Contract
from models.invoice import Invoice, InvoiceLine
from queries.contract_states import IS_LIVE, LIVE, state_expression

STATES = (ContractState.ACTIVE, ContractState.PAUSED, ContractState.PENDING, ContractState.CANCELLED)
"""The states in which a price can change, in the order in which they are offered."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change of prices makes of one contract: the new price, or what keeps it out."""

    contract_id: int
    number: str
    name: str
    contact_number: str
    contact_name: str
    interval_months: int
    before: int
    after: int | None
    refusal: Refusal | None


def tariffs_sold(session: Session) -> dict[int, str]:
    """The tariffs that any contract was sold by, by name."""
    sold = select(Contract.tariff_id).where(Contract.tariff_id.is_not(None))
    rows = session.execute(select(Tariff.id, Tariff.name).where(Tariff.id.in_(sold)).order_by(Tariff.name_key))
    return dict(rows.tuples().all())


def contracts_in(
    session: Session, today: date, *, tariffs: Collection[int] = (), states: Collection[ContractState] = ()
) -> tuple[int, ...]:
    """The contracts of these tariffs in these states (none named: of all), those of a contact together."""
    query = (
        select(Contract.id)
        .outerjoin(LIVE, IS_LIVE)
        .where(state_expression(today).in_([state.value for state in states or STATES]))
        .order_by(Contract.contact_id, Contract.id)
    )
    if tariffs:
        query = query.where(Contract.tariff_id.in_(tariffs))
    return tuple(session.scalars(query))


def foreseen_prices(
    session: Session, contract_ids: Sequence[int], revision: Revision, today: date
) -> tuple[Foreseen, ...]:
    """What a change of prices would make of each of these contracts."""
    found = []
    for place in range(0, len(contract_ids), AT_ONCE):
        ids = contract_ids[place : place + AT_ONCE]
        rows = session.execute(
            select(Contract.id, Contact).join(Contact, Contact.id == Contract.contact_id).where(Contract.id.in_(ids))
        )
        people = {key: (contact.number, contact.display_name) for key, contact in rows.tuples()}
        for contract, price in judged(session, ids, revision, today):
            refusal = price if isinstance(price, Refusal) else None
            found.append(
                Foreseen(
                    contract.id,
                    contract.number,
                    contract.name,
                    *people[contract.id],
                    contract.interval_months,
                    price_on(contract.facts, revision.valid_from),
                    None if isinstance(price, Refusal) else price,
                    refusal,
                )
            )
    return tuple(found)


def judged(
    session: Session, contract_ids: Collection[int], revision: Revision, today: date, *, lock: bool = False
) -> Iterator[tuple[Contract, int | Refusal]]:
    """Each of these contracts with its new price, or with what keeps it out; with `lock` as they are stored now."""
    query = (
        select(Contract)
        .where(Contract.id.in_(contract_ids))
        .order_by(Contract.contact_id, Contract.id)
        .options(*map(selectinload, FACTS))
    )
    if lock:
        query = query.with_for_update(of=Contract).execution_options(populate_existing=True)
    invoiced = _invoiced(session, contract_ids, revision.valid_from)
    for contract in session.scalars(query).all():
        try:
            yield (
                contract,
                revised(
                    contract.facts,
                    revision,
                    today,
                    never_revise=contract.never_revise,
                    invoiced=invoiced.get(contract.id, ()),
                ),
            )
        except Refusal as refusal:
            yield contract, refusal


def _invoiced(session: Session, contract_ids: Collection[int], day: date) -> dict[int, list[InvoicedFee]]:
    """The fees for a day and later that stand on a live invoice."""
    query = (
        select(Claim.contract_id, Claim.starts_on, Claim.due_on, Invoice.number)
        .join(InvoiceLine, InvoiceLine.claim_id == Claim.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(
            Claim.contract_id.in_(contract_ids),
            Claim.kind == ClaimKind.FEE,
            Claim.live,
            Claim.ends_before > day,
            InvoiceLine.live,
        )
        .order_by(Claim.starts_on)
    )
    found = defaultdict[int, list[InvoicedFee]](list)
    for contract_id, starts_on, due_on, number in session.execute(query).tuples():
        if contract_id is not None and starts_on is not None:
            found[contract_id].append(InvoicedFee(starts_on, due_on, number))
    return found
