"""Who leaves (archived, deceased) owes nobody anything: the ones for whom they paid have somebody else who pays.

A house ban is no leaving: who is banned from the house goes on paying.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from actions.relationships import hand_over_payments, terms_of_payer
from domain.access import Actor
from domain.clock import day_of
from domain.contacts import ContractStillRuns, MoneyStillOpen
from domain.relationships import Handover, PayerStillPays
from models.base import moment
from models.contact import Contact
from models.contract import Contract, ContractPayer
from queries.billing import account_of, money_strip


def ensure_can_leave(session: Session, contact: Contact, day: date) -> None:
    """Refuse (`PayerStillPays`) while the contact pays for others on the day or later."""
    paid = {row.contact_id for row in terms_of_payer(session, contact.id) if row.period.holds_after(day)}
    paid |= _with_contracts(session, contact.id, day)
    if paid:
        people = session.scalars(select(Contact).where(Contact.id.in_(paid)).order_by(Contact.sort_key, Contact.id))
        raise PayerStillPays(names=tuple(person.display_name for person in people))


def _with_contracts(session: Session, payer_id: int, day: date) -> set[int]:
    """Whose contracts the contact pays for after a day."""
    later, accounts = aliased(ContractPayer), account_of(session, payer_id)
    followed = exists().where(
        later.contract_id == ContractPayer.contract_id,
        later.valid_from > ContractPayer.valid_from,
        later.valid_from <= day,
    )
    found = session.scalars(
        select(Contract.contact_id)
        .join(ContractPayer, ContractPayer.contract_id == Contract.id)
        .where(
            ContractPayer.payer_id.in_(accounts),
            Contract.contact_id.not_in(accounts),
            ~Contract.void,
            Contract.withdrawn_on.is_(None),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= day),
            ~followed,
        )
    )
    return set(found)


def ensure_nothing_runs(session: Session, contact: Contact, day: date) -> None:
    """Refuse (`ContractStillRuns`, `MoneyStillOpen`) to put away whose contract runs or whose money is open."""
    running = session.scalars(
        select(Contract)
        .where(
            Contract.contact_id == contact.id,
            Contract.activated,
            ~Contract.void,
            Contract.withdrawn_on.is_(None),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= day),
        )
        .order_by(Contract.id)
        .limit(1)
    ).first()
    if running is not None:
        raise ContractStillRuns(number=running.number, name=running.name)
    strip = money_strip(session, contact.id, day)
    if strip.open_cents or strip.credit_cents:
        raise MoneyStillOpen(open=strip.open_cents, credit=strip.credit_cents)


def leave(session: Session, actor: Actor, contact: Contact, handover: Handover | None) -> None:
    """Hand over what the contact pays, if anything is to be, and refuse while anything is left."""
    if handover is not None:
        hand_over_payments(session, actor, payer_id=contact.id, handover=handover)
    ensure_can_leave(session, contact, day_of(moment(session)))


def departures_hold(session: Session, ids: Collection[int]) -> bool:
    """Whether none of these contacts is gone and still pays: asked after a step was taken back."""
    today = day_of(moment(session))
    for contact in session.scalars(select(Contact).where(Contact.id.in_(ids))).all():
        if contact.archived_on is not None or contact.deceased_on is not None:
            try:
                ensure_can_leave(session, contact, today)
            except PayerStillPays:
                return False
    return True
