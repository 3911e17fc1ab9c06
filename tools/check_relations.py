"""Checks what several contacts keep together: relationships, payers, shared addresses; and consents, with proofs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from actions.shared_addresses import places_agree
from domain.clock import day_of
from domain.periods import Period
from domain.relationships import RelationshipKind, open_to, relation
from gateways.storage import Storage
from models.base import moment
from models.consent import Consent
from models.contact import Contact, ContactAddress
from models.relationship import Relationship
from tools.check_contacts import is_stored


def relation_breaches(session: Session, storage: Storage) -> Iterator[str]:
    """Every breach, in words."""
    yield from _place_breaches(session)
    yield from _relationship_breaches(session)
    yield from _consent_breaches(session, storage)


def _place_breaches(session: Session) -> Iterator[str]:
    shared = select(ContactAddress.share_group, Contact.number).join(Contact, Contact.id == ContactAddress.contact_id)
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for group, number in session.execute(shared.where(ContactAddress.share_group.is_not(None)).order_by(Contact.id)):
        groups[group or 0].append(number)
    for group, numbers in groups.items():
        if not places_agree(session, [group]):
            yield f"The contacts {', '.join(numbers)} share an address, but not its text, now or as planned."


def _relationship_breaches(session: Session) -> Iterator[str]:
    today, other = day_of(moment(session)), aliased(Contact)
    rows = session.execute(
        select(
            Relationship, Contact.number, Contact.kind, other.number, other.kind, other.archived_on, other.deceased_on
        )
        .join(Contact, Contact.id == Relationship.contact_id)
        .join(other, other.id == Relationship.other_id)
        .order_by(Relationship.id)
    ).all()
    named = [(row, f"Contacts {number} and {others} ({row.kind})") for row, number, _, others, *_rest in rows]
    for row, _number, kind, _others, other_kind, archived_on, deceased_on in rows:
        where = f"Relationship {row.id}"
        if not open_to(relation(row.kind, from_other=False), kind, other_kind):
            yield f"{where}: a {row.kind} of another kind of contact."
        gone = archived_on is not None or deceased_on is not None
        if row.kind is RelationshipKind.PAYER and gone and row.period.holds_after(today):
            yield f"{where}: the payer is archived or deceased."
    yield from _twice(named)
    yield from _circles([row for row, *_rest in rows if row.kind is RelationshipKind.PAYER])


def _twice(named: Iterable[tuple[Relationship, str]]) -> Iterator[str]:
    """One payer on a day, and two contacts related once in a way."""
    same: defaultdict[Any, list[tuple[Period, str]]] = defaultdict(list)
    for row, name in named:
        payer = row.kind is RelationshipKind.PAYER
        whose = row.contact_id if payer else frozenset({row.contact_id, row.other_id})
        same[row.kind, whose].append((row.period, name))
    for found in same.values():
        for (one, name), (other, _name) in combinations(found, 2):
            if one.common(other) is not None:
                yield f"{name}: two of a kind on one day."


def _circles(payers: Iterable[Relationship]) -> Iterator[str]:
    """Nobody pays for those who pay for them."""
    of: defaultdict[int, list[Relationship]] = defaultdict(list)
    for row in payers:
        of[row.contact_id].append(row)
    for start in [row for rows in of.values() for row in rows]:
        ahead, behind = [(start.other_id, start.period)], set[tuple[int, Period]]()
        while ahead:
            payer_id, period = ahead.pop()
            if payer_id == start.contact_id:
                yield f"Relationship {start.id}: the payer is paid for by way of the same contact."
                break
            steps = ((row.other_id, row.period.common(period)) for row in of.get(payer_id, ()))
            ahead += [(other, common) for other, common in steps if common and (other, common) not in behind]
            behind |= set(ahead)


def _consent_breaches(session: Session, storage: Storage) -> Iterator[str]:
    given: defaultdict[Any, list[Consent]] = defaultdict(list)
    for row in session.scalars(select(Consent).order_by(Consent.id).execution_options(yield_per=2_000)):
        given[row.contact_id, row.cell].append(row)
        if row.proof_file is not None and not is_stored(storage, row.proof_file):
            yield f"Consent {row.id}: the proof is not in the storage: {row.proof_file}."
    for found in given.values():
        for one, other in combinations(found, 2):
            if one.term.period.common(other.term.period) is not None:
                yield f"Consents {one.id} and {other.id}: both hold on one day."
