"""One place where several contacts live: its rows change together, or one of them leaves. The texts always agree."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from actions.dated_facts import in_force_from
from domain.access import Actor
from domain.clock import day_of
from domain.periods import EVER
from models.audit import canonical
from models.base import Base, moment
from models.contact import ContactAddress
from models.dated import DatedFact, facts_of

PLACE = frozenset(ContactAddress.TEXT)
"""What rows of one group have in common."""


def place_of(address: ContactAddress) -> dict[str, str]:
    """Where it is, without what it is for."""
    return {name: getattr(address, name) for name in ContactAddress.TEXT}


def contacts_at(session: Session, address_id: int) -> Sequence[int]:
    """Whoever shares this address."""
    group = select(ContactAddress.share_group).where(ContactAddress.id == address_id).scalar_subquery()
    return session.scalars(select(ContactAddress.contact_id).where(ContactAddress.share_group == group)).all()


def move_in(session: Session, actor: Actor, address: ContactAddress, theirs: ContactAddress) -> None:
    """Let an address be the same place as another from now on, with what is planned for that one."""
    theirs.share_group = theirs.share_group or secrets.randbits(62)
    address.share_group = theirs.share_group
    planned = _planned(session, theirs)
    today = {
        name: getattr(address, name) for name in ContactAddress.TEXT if any(name in place for _day, place in planned)
    }
    for day, place in ([(EVER, today)] if planned else []) + planned:
        fact = DatedFact(valid_from=day, body=canonical(place), pending=day != EVER, user_id=actor.user_id)
        fact.table_name, fact.row_key, fact.contact_id = address.__tablename__, address.id, address.contact_id
        session.add(fact)


def change_together(
    session: Session, actor: Actor, address: ContactAddress, valid_from: date | None, *, for_all: bool
) -> None:
    """Let what was just changed in an address hold from a day on, for all who live there, or let this one leave."""
    place = place_of(address)
    moves = any(inspect(address).attrs[name].history.has_changes() for name in PLACE)
    others = others_at(session, address) if moves else []
    if others and not for_all:
        move_out(session, address)
        others = []
    in_force_from(session, actor, address, valid_from)
    for other in others:
        _write(other, place)
        in_force_from(session, actor, other, valid_from)
    if others:
        keep_together(session, address)


def keep_together(session: Session, record: Base) -> None:
    """Let the others be where this one is: a past entry may bring up what held before somebody moved in."""
    if isinstance(record, ContactAddress):
        for other in others_at(session, record):
            _write(other, place_of(record))


def move_out(session: Session, address: ContactAddress) -> None:
    """Let an address be shared no longer; where one alone is left, nothing is shared any more."""
    others = others_at(session, address)
    address.share_group = None
    if len(others) == 1:
        others[0].share_group = None


def others_at(session: Session, address: ContactAddress) -> list[ContactAddress]:
    """The rows of the others who share an address."""
    if address.share_group is None:
        return []
    same = select(ContactAddress).where(
        ContactAddress.share_group == address.share_group, ContactAddress.id != address.id
    )
    with session.no_autoflush:
        return list(session.scalars(same.order_by(ContactAddress.id)))


def twins_of(session: Session, fact: DatedFact) -> list[DatedFact]:
    """What was entered along with a fact for the others who share the address."""
    if fact.table_name != ContactAddress.__tablename__:
        return []
    address = session.get(ContactAddress, fact.row_key)
    found = [one for other in others_at(session, address) for one in facts_of(session, other)] if address else []
    return [one for one in found if (one.valid_from, _place_in(one)) == (fact.valid_from, _place_in(fact))]


def places_agree(session: Session, groups: Collection[int]) -> bool:
    """Whether two at least share each of these places, and the texts agree, now and as planned."""
    places: dict[int, list[Any]] = {}
    for row in session.scalars(select(ContactAddress).where(ContactAddress.share_group.in_(groups))).all():
        places.setdefault(row.share_group or 0, []).append((place_of(row), _planned(session, row)))
    return all(len(found) > 1 and all(place == found[0] for place in found) for found in places.values())


def _planned(session: Session, address: ContactAddress) -> list[tuple[date, dict[str, str]]]:
    """The place from which day on, for the days to come."""
    today = day_of(moment(session))
    return [
        (fact.valid_from, place)
        for fact in facts_of(session, address)
        if fact.valid_from > today and (place := _place_in(fact))
    ]


def _place_in(fact: DatedFact) -> dict[str, str]:
    return {name: value for name, value in fact.values.items() if name in PLACE}


def _write(address: ContactAddress, place: dict[str, str]) -> None:
    for name, value in place.items():
        if getattr(address, name) != value:
            setattr(address, name, value)
