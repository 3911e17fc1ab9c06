"""Sales at the desk: what is sold becomes claims at once, paid now or later; a counter-purchase undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_reason, today_of
from actions.ledger import check_booking_day
from actions.loading import load
from actions.payments import check_amount, pay_in, share_out
from actions.reconciling import Sources, reconcile, sold_items
from domain.access import Actor, Permission
from domain.catalogue import ProductKind
from domain.contract_deeds import check_day
from domain.errors import Problems
from domain.purchases import (
    MOST_ITEMS,
    MOST_QUANTITY,
    DiscountTooHigh,
    NothingSold,
    NotSold,
    QuantityImpossible,
    SaleItem,
    UndoneAlready,
)
from domain.settling import Means
from models.catalogue import Product
from models.claim import Claim
from models.contact import Contact
from models.purchase import Purchase, PurchaseItem


@action(Permission.TAKE_PAYMENTS)
def sell_products(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    items: Sequence[SaleItem],
    paid: Means | None = None,
    debtor_id: int | None = None,
    due_on: date | None = None,
) -> Purchase:
    """Sell products to a contact; `paid` says how it was paid at once, else it is owed until `due_on`."""
    contact = load(session, Contact, contact_id)
    debtor = contact if debtor_id is None else load(session, Contact, debtor_id)
    today = today_of(session)
    problems = Problems()
    with problems.field("booked_on"):
        check_booking_day(session, today)
    with problems.field("due_on"):
        due_on = check_day(due_on or today, today)
    made: list[PurchaseItem] = []
    with problems.named():
        made = _items(session, contact.id, items, today)
    problems.raise_if_any()
    purchase = Purchase(contact_id=contact.id, debtor_id=debtor.id, sold_on=today, due_on=due_on or today)
    purchase.user_id = actor.user_id
    purchase.items = made
    session.add(purchase)
    session.flush()
    reconcile(session, actor, Sources(items=sold_items(session, Purchase.id == purchase.id)), until=None)
    if paid is not None:
        pay_purchase(session, actor, purchase, paid)
    return purchase


def pay_purchase(session: Session, actor: Actor, purchase: Purchase, means: Means) -> None:
    """The debtor pays at the desk what the sale costs; what credit has settled of it stays credit."""
    cents = sum(item.cents for item in purchase.items)
    if not cents:
        return
    payment = pay_in(session, actor, purchase.debtor_id, check_amount(cents), means, booked_on=purchase.sold_on)
    claims = session.scalars(select(Claim).where(Claim.item_id.in_([item.id for item in purchase.items])))
    share_out(session, actor, payment, [claim.id for claim in claims if claim.open_cents])


@action(Permission.CORRECT_BOOKINGS)
def undo_purchase(session: Session, actor: Actor, *, purchase_id: int, reason: str = "") -> Purchase:
    """A counter-purchase takes a sale back; what was paid for it becomes credit, to be paid back or used."""
    purchase = load(session, Purchase, purchase_id)
    reason = a_reason(reason)
    today = check_booking_day(session, today_of(session))
    undone = session.scalar(select(Purchase.id).where(Purchase.undoes_id == purchase.id))
    if undone is not None or purchase.undoes_id is not None:
        raise UndoneAlready
    counter = Purchase(contact_id=purchase.contact_id, debtor_id=purchase.debtor_id, sold_on=today, due_on=today)
    counter.undoes_id, counter.reason, counter.user_id = purchase.id, reason, actor.user_id
    session.add(counter)
    session.flush()
    reconcile(session, actor, Sources(items=sold_items(session, Purchase.id == purchase.id)), until=None)
    return counter


def _items(session: Session, contact_id: int, items: Sequence[SaleItem], today: date) -> list[PurchaseItem]:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise NothingSold(most=MOST_ITEMS)
    made = []
    for place, item in enumerate(items):
        product = load(session, Product, item.product_id)
        if product.kind is ProductKind.ADD_ON or not product.sold_on(today):
            raise NotSold(name=product.name)
        if not 1 <= item.quantity <= MOST_QUANTITY:
            raise QuantityImpossible(most=MOST_QUANTITY)
        each = product.price_cents if item.each_cents is None else item.each_cents
        if each:
            check_amount(each * item.quantity)
        if not 0 <= item.discount_cents <= each * item.quantity:
            raise DiscountTooHigh(most=each * item.quantity)
        made.append(
            PurchaseItem(
                contact_id=contact_id,
                place=place,
                product_id=product.id,
                name=product.name,
                quantity=item.quantity,
                each_cents=each,
                discount_cents=item.discount_cents,
                tax=product.tax,
            )
        )
    return made
