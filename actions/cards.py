"""Cards that records point to: one that is still offered, or the one that is there already; and taken names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind, NameTaken
from domain.errors import NotAChoice
from models.activity import Category
from models.appointment import Room
from models.catalogue import Product, QuotaType, Tariff
from models.email import TextTemplate
from models.user import UserAccount


def offered_category(session: Session, category_id: int | None, kept: int | None, *kinds: ActivityKind) -> int | None:
    """A category of one of these kinds that is offered, or the one that was there; refuses `NotAChoice`."""
    if category_id is None or category_id == kept:
        return category_id
    category = session.get(Category, category_id)
    if category is None or category.kind not in kinds or category.retired_on is not None:
        raise NotAChoice(value=category_id)
    return category_id


def offered_room(session: Session, room_id: int | None, kept: int | None) -> int | None:
    """A room that is offered, or the one that was there; refuses `NotAChoice`."""
    if room_id is None or room_id == kept:
        return room_id
    room = session.get(Room, room_id)
    if room is None or room.retired_on is not None:
        raise NotAChoice(value=room_id)
    return room_id


def offered_user(session: Session, user_id: int | None, kept: int | None) -> int | None:
    """A user who can sign in, or the one who was there; refuses `NotAChoice`."""
    if user_id is None or user_id == kept:
        return user_id
    user = session.get(UserAccount, user_id)
    if user is None or user.disabled_at is not None:
        raise NotAChoice(value=user_id)
    return user_id


def refuse_twin(session: Session, card: Category | Room | TextTemplate | Tariff | QuotaType | Product) -> None:
    """Refuse `NameTaken` where another card of the file, and of the kind, has this name, but for case and accents."""
    model = type(card)
    twins = select(model.id).where(model.name_key == card.key_of_name(), model.id != (card.id or 0))
    if isinstance(card, Category | TextTemplate):
        twins = twins.where(type(card).kind == card.kind)
    with session.no_autoflush:
        twin = session.scalar(twins)
    if twin is not None:
        raise NameTaken(name=card.name)
