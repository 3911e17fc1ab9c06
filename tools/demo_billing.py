"""The ledger of the demo studio: what was claimed, paid on time, late or not at all, and bought at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.billing import bill_contact
from actions.opening_balances import open_account
from actions.payments import record_payment, refund_credit, reverse_payment
from actions.purchases import sell_products, undo_purchase
from actions.write_offs import write_off
from domain.access import Actor, Role
from domain.calendar import add_months
from domain.catalogue import ProductKind
from domain.clock import day_of
from domain.contacts import PaymentMethod
from domain.purchases import SaleItem
from domain.settling import Means
from models.base import moment
from models.catalogue import Product
from models.claim import Claim
from models.contract import Contract
from queries.billing import claims_of

BUYERS = 40
"""Contacts who bought something at the desk."""
MEANS = {PaymentMethod.DEBIT: Means.DEBIT, PaymentMethod.TRANSFER: Means.TRANSFER, PaymentMethod.CASH: Means.CASH}


def enter_ledger(session: Session, staff: Mapping[Role, Actor]) -> None:
    """Bill everything that is due, and let most of it be paid."""
    rng = Random(20_240)  # noqa: S311 - believable figures, no secrets
    today, desk, office = day_of(moment(session)), staff[Role.RECEPTION], staff[Role.OFFICE]
    month_end = add_months(today.replace(day=1), 1) - timedelta(days=1)
    contracts = session.scalars(select(Contract).where(Contract.activated, ~Contract.void).order_by(Contract.id)).all()
    methods = {contract.contact_id: contract.payment_method for contract in contracts}
    for contact_id in methods:
        bill_contact(session, office, contact_id=contact_id, until=month_end)
    debtors = list(session.scalars(select(Claim.debtor_id).distinct().order_by(Claim.debtor_id)))
    for count, debtor_id in enumerate(debtors):
        _pay(session, office, debtor_id, MEANS.get(methods.get(debtor_id, PaymentMethod.NONE), Means.CARD), count, rng)
    _buy(session, desk, office, debtors[:BUYERS], rng)
    for place, debtor_id in enumerate(debtors[3:60:19]):
        cents = (60_00, -25_00, 12_50)[place % 3]
        open_account(session, office, contact_id=debtor_id, cents=cents, remittance="Altsystem")


def _pay(session: Session, office: Actor, debtor_id: int, means: Means, count: int, rng: Random) -> None:
    """One who pays on the day, one who is late, one who stopped, one whose payment came back."""
    today = day_of(moment(session))
    by_day: dict[date, int] = {}
    for row in claims_of(session, debtor_id):
        if row.due_on <= today:
            by_day[row.due_on] = by_day.get(row.due_on, 0) + row.open_cents
    days = sorted(by_day)
    stopped = len(days) - 2 if count % 9 == 4 else len(days)
    for place, day in enumerate(days[: max(stopped, 0)]):
        late = timedelta(days=rng.randrange(20) if count % 5 == 2 else rng.randrange(3))
        made = record_payment(
            session, office, contact_id=debtor_id, cents=by_day[day], means=means, booked_on=min(day + late, today)
        )
        if count % 11 == 6 and place == len(days) - 1:
            reverse_payment(session, office, payment_id=made.id, reason="Rücklastschrift")
    if count % 17 == 8 and days:
        made = record_payment(session, office, contact_id=debtor_id, cents=50_00, means=means)
        if made.free_cents and count % 34 == 8:
            refund_credit(
                session, office, contact_id=debtor_id, cents=made.free_cents, means=means, reason="Doppelt überwiesen"
            )
    left = [row for row in claims_of(session, debtor_id) if row.due_on < today]
    if count % 27 == 13 and left:
        write_off(session, office, claim_id=left[0].claim_id, reason="Uneinbringlich")


def _buy(session: Session, desk: Actor, office: Actor, buyers: list[int], rng: Random) -> None:
    goods = session.scalars(
        select(Product).where(Product.kind != ProductKind.ADD_ON, Product.retired_on.is_(None)).order_by(Product.id)
    ).all()
    if not goods:
        return
    for count, contact_id in enumerate(buyers):
        some = rng.sample(list(goods), min(len(goods), 1 + count % 2))
        items = [SaleItem(product.id, 1 + rng.randrange(2)) for product in some]
        paid = (Means.CASH, Means.CARD, None)[count % 3]
        made = sell_products(session, desk, contact_id=contact_id, items=items, paid=paid)
        if count % 10 == 7:
            undo_purchase(session, office, purchase_id=made.id, reason="Falscher Artikel")
