"""What a contact has bought at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models.claim import Claim
from models.contact import Contact
from models.purchase import Purchase, PurchaseItem
from models.user import UserAccount
from queries.billing import account_of


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of a sale."""

    name: str
    quantity: int
    cents: int


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A sale at the desk."""

    purchase_id: int
    sold_on: date
    items: tuple[ItemRow, ...]
    cents: int
    open_cents: int
    payer: str
    """Who pays, where it is somebody else."""
    who: str
    undone: bool
    undone_reason: str


def purchases_of(session: Session, contact_id: int) -> tuple[PurchaseRow, ...]:
    """What a contact has bought at the desk, the latest first."""
    accounts = account_of(session, contact_id)
    counter = aliased(Purchase)
    found = session.execute(
        select(Purchase, Contact, UserAccount.name, counter.reason)
        .join(Contact, Contact.id == Purchase.debtor_id)
        .outerjoin(UserAccount, UserAccount.id == Purchase.user_id)
        .outerjoin(counter, counter.undoes_id == Purchase.id)
        .where(Purchase.contact_id.in_(accounts), Purchase.undoes_id.is_(None))
        .order_by(Purchase.sold_on.desc(), Purchase.id.desc())
    ).all()
    items: dict[int, list[tuple[PurchaseItem, int]]] = {}
    lines = session.execute(
        select(PurchaseItem, func.coalesce(Claim.cents - Claim.settled_cents, 0))
        .outerjoin(Claim, (Claim.item_id == PurchaseItem.id) & Claim.live)
        .where(PurchaseItem.purchase_id.in_([row[0].id for row in found]))
        .order_by(PurchaseItem.place)
    ).tuples()
    for item, still in lines:
        items.setdefault(item.purchase_id, []).append((item, int(still)))
    return tuple(
        PurchaseRow(
            purchase.id,
            purchase.sold_on,
            tuple(ItemRow(item.name, item.quantity, item.cents) for item, _still in items.get(purchase.id, ())),
            sum(item.cents for item, _still in items.get(purchase.id, ())),
            sum(still for _item, still in items.get(purchase.id, ())),
            "" if debtor.id in accounts else debtor.display_name,
            who or "",
            reason is not None,
            reason or "",
        )
        for purchase, debtor, who, reason in found
    )
