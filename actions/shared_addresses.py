"""One place where several contacts live: its rows change together, or one of them leaves. The texts always agree."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models.contact import PLACE, ContactAddress


def place_of(address: ContactAddress) -> dict[str, str]:
    """Where it is, without what it is for."""
    return {name: getattr(address, name) for name in PLACE}


def contacts_at(session: Session, address_id: int) -> Sequence[int]:
    """Whoever else shares this address."""
    group = select(ContactAddress.share_group).where(ContactAddress.id == address_id).scalar_subquery()
    return session.scalars(select(ContactAddress.contact_id).where(ContactAddress.share_group == group)).all()


def move_in(address: ContactAddress, with_address: ContactAddress) -> None:
    """Let an address be the same place as another from now on."""
    with_address.share_group = with_address.share_group or secrets.randbits(62)
    address.share_group = with_address.share_group


def change_together(session: Session, address: ContactAddress, *, for_all: bool) -> list[ContactAddress]:
    """Take a change of the place to all who live there, or let this one leave; gives the other rows that changed."""
    if address.share_group is None or not any(inspect(address).attrs[name].history.has_changes() for name in PLACE):
        return []
    if not for_all:
        move_out(session, address)
        return []
    others = _others(session, address)
    for other in others:
        for name, value in place_of(address).items():
            setattr(other, name, value)
    return others


def move_out(session: Session, address: ContactAddress) -> None:
    """Let an address be shared no longer; where one alone is left, nothing is shared any more."""
    if address.share_group is None:
        return
    others = _others(session, address)
    address.share_group = None
    if len(others) == 1:
        others[0].share_group = None


def places_agree(session: Session, groups: Collection[int]) -> bool:
    """Whether two at least share each of these places, and the texts agree: asked after a step was taken back."""
    rows = session.scalars(select(ContactAddress).where(ContactAddress.share_group.in_(groups))).all()
    places: dict[int, list[dict[str, str]]] = {}
    for row in rows:
        places.setdefault(row.share_group or 0, []).append(place_of(row))
    return all(len(found) > 1 and all(place == found[0] for place in found) for found in places.values())


def _others(session: Session, address: ContactAddress) -> list[ContactAddress]:
    with session.no_autoflush:
        return list(
            session.scalars(
                select(ContactAddress)
                .where(ContactAddress.share_group == address.share_group, ContactAddress.id != address.id)
                .order_by(ContactAddress.id)
            )
        )
