"""What contacts have on a day: contracts in their states, and since when they buy; for one contact or for a list.

The conditions say what `domain.contacts.status_on` says of the same services, as a test compares on both databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, not_, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from domain.contacts import ContractOnDay, ServicesOnDay, Status
from domain.contracts import ContractState
from domain.periods import DAY
from models.contact import Contact
from models.contract import Contract, Pause
from models.purchase import Purchase
from models.quota import Quota
from queries.contract_states import IS_LIVE, LIVE, state_expression

_COUNTER = aliased(Purchase)
_UNDONE = exists().where(_COUNTER.undoes_id == Purchase.id)
"""A sale that was taken back makes nobody a customer."""
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def services_on(session: Session, contact_ids: Sequence[int], day: date) -> dict[int, ServicesOnDay]:
    """What each of these contacts has on a day; who has nothing is left out.

    Since when somebody buys is asked only where no contract says what they are.
    """
    if not contact_ids:
        return {}
    connection = session.connection()
    contracts: dict[int, list[ContractOnDay]] = {}
    for row in connection.execute(_contracts(day), {"ids": list(contact_ids)}):
        paused_until = row.pause_end - DAY if row.pause_end is not None else None
        one = ContractOnDay(row.id, ContractState(row.state), row.start_on, row.ends_on, paused_until, row.follows_id)
        contracts.setdefault(row.contact_id, []).append(one)
    rest = [key for key in contact_ids if not any(one.state in _TELLING for one in contracts.get(key, ()))]
    found = connection.execute(_bought(day), {"ids": rest}) if rest else ()
    bought = {row.contact_id: row.first for row in found}
    return {
        key: ServicesOnDay(tuple(contracts.get(key, ())), bought.get(key)) for key in contracts.keys() | bought.keys()
    }


@lru_cache(maxsize=8)
def _contracts(day: date) -> Select[*tuple[Any, ...]]:
    covers = and_(
        Pause.contract_id == Contract.id,
        Pause.starts_on <= day,
        or_(Pause.ends_before.is_(None), Pause.ends_before > day),
    )
    pause_end = select(Pause.ends_before).where(covers).limit(1).scalar_subquery()
    return (
        select(
            Contract.contact_id,
            Contract.id,
            Contract.start_on,
            Contract.ends_on,
            Contract.follows_id,
            state_expression(day).label("state"),
            pause_end.label("pause_end"),
        )
        .outerjoin(LIVE, IS_LIVE)
        .where(Contract.contact_id.in_(_IDS))
    )


@lru_cache(maxsize=8)
def _bought(day: date) -> Select[*tuple[Any, ...]]:
    quotas = select(Quota.contact_id.label("contact_id"), Quota.bought_on.label("day")).where(
        Quota.contact_id.in_(_IDS), Quota.bought_on <= day, ~Quota.taken_back
    )
    sales = select(Purchase.contact_id, Purchase.sold_on).where(
        Purchase.contact_id.in_(_IDS), Purchase.sold_on <= day, Purchase.undoes_id.is_(None), ~_UNDONE
    )
    both = union_all(quotas, sales).subquery()
    return select(both.c.contact_id, func.min(both.c.day).label("first")).group_by(both.c.contact_id)


def by_services(status: Status, day: date) -> ColumnElement[bool]:
    """Whether the services of a contact make it this, whatever its flags."""
    active, paused = _has(day, ContractState.ACTIVE), _has(day, ContractState.PAUSED)
    cancelled, pending = _has(day, ContractState.CANCELLED), _has(day, ContractState.PENDING)
    if status is Status.MEMBER:
        return or_(active, and_(not_(paused), not_(cancelled), pending))
    if status is Status.PAUSED:
        return and_(paused, not_(active))
    if status is Status.CANCELLED:
        return and_(cancelled, not_(active), not_(paused))
    if status is Status.FORMER:
        return and_(_has(day, ContractState.ENDED), not_(_has(day, *_LIVING)))
    never = not_(_has(day, *_LIVING, ContractState.ENDED))
    return and_(never, _buys(day) if status is Status.CUSTOMER else not_(_buys(day)))


_LIVING = (ContractState.ACTIVE, ContractState.PAUSED, ContractState.CANCELLED, ContractState.PENDING)
_TELLING = frozenset({*_LIVING, ContractState.ENDED})
_STATES = {
    Status.MEMBER: (ContractState.ACTIVE, ContractState.PENDING),
    Status.PAUSED: (ContractState.PAUSED,),
    Status.CANCELLED: (ContractState.CANCELLED,),
    Status.FORMER: (ContractState.ENDED,),
}


def candidates(status: Status, day: date) -> Select[Any] | None:
    """The ids of those who may be this by their services, where an index tells them."""
    if status in _STATES:
        return (
            select(Contract.contact_id)
            .outerjoin(LIVE, IS_LIVE)
            .where(state_expression(day).in_([state.value for state in _STATES[status]]))
        )
    if status is Status.CUSTOMER:
        both = union_all(
            select(Quota.contact_id.label("id")).where(Quota.bought_on <= day, ~Quota.taken_back),
            select(Purchase.contact_id).where(Purchase.sold_on <= day),
        ).subquery()
        return select(both.c.id)
    return None


def _has(day: date, *states: ContractState) -> ColumnElement[bool]:
    """Whether a contract of the contact is in one of these states."""
    found = (
        select(Contract.id)
        .outerjoin(LIVE, IS_LIVE)
        .where(Contract.contact_id == Contact.id, state_expression(day).in_([state.value for state in states]))
    )
    return found.correlate(Contact).exists()


def _buys(day: date) -> ColumnElement[bool]:
    return or_(
        exists().where(Quota.contact_id == Contact.id, Quota.bought_on <= day, ~Quota.taken_back),
        exists().where(
            Purchase.contact_id == Contact.id, Purchase.sold_on <= day, Purchase.undoes_id.is_(None), ~_UNDONE
        ),
    )
