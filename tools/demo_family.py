"""Who belongs to whom in the demo studio: families under one roof, and companies that pay for their people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from actions.contact_details import share_address
from actions.relationships import add_relationship, terms_of_payer
from domain.access import Actor
from domain.clock import day_of
from domain.contacts import AddressKind, ContactKind
from domain.relationships import Handover, Relation
from models.base import moment
from models.contact import Contact
from tools.demo_people import Person

FORGOTTEN = 0.2
"""Of so many children nobody noted who represents them."""
PAID_BY_COMPANY = "Firmenfitness"
"""Who carries this tag comes by way of an employer."""


@dataclass(frozen=True, slots=True)
class _Member:
    contact_id: int
    is_child: bool


class Families:
    """Knows who lives under which roof, and which companies there are, as far as they were entered."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._roofs: defaultdict[int, list[_Member]] = defaultdict(list)
        self._homes: dict[int, int] = {}
        self._companies: list[int] = []

    def move_in(self, session: Session, actor: Actor, contact: Contact, person: Person) -> int | None:
        """The family's address for one more of them; None where it is not known yet."""
        home = self._homes.get(person.landline_of)
        if home is None or person.again:
            return None
        return share_address(session, actor, contact_id=contact.id, address_id=home, kind=AddressKind.HOME).id

    def welcome(
        self, session: Session, actor: Actor, contact: Contact, person: Person, tags: tuple[str, ...], home: int | None
    ) -> None:
        """Note who the contact belongs to, and remember it for those to come."""
        if contact.kind is ContactKind.COMPANY:
            self._companies.append(contact.id)
        elif not person.again:
            child, roof = bool(person.parent), self._roofs[person.landline_of]
            forgotten = self._rng.random() < FORGOTTEN
            for member in roof:
                for seen in _ties(member, child=child, first=member is roof[0]):
                    if not (forgotten and seen is Relation.GUARDIAN):
                        _tie(session, actor, contact, member.contact_id, seen)
            roof.append(_Member(contact.id, child))
            if home is not None:
                self._homes.setdefault(person.landline_of, home)
            if PAID_BY_COMPANY in tags and self._companies:
                company = self._rng.choice(self._companies)
                for seen in (Relation.EMPLOYER, Relation.PAYER):
                    _tie(session, actor, contact, company, seen)


def _ties(member: _Member, *, child: bool, first: bool) -> tuple[Relation, ...]:
    """Parents are partners and represent their children, the first of them pays; children are siblings."""
    if not child:
        return (Relation.PARTNER,)
    if member.is_child:
        return (Relation.SIBLING,)
    return (Relation.PARENT, Relation.GUARDIAN, *((Relation.PAYER,) if first else ()))


def _tie(session: Session, actor: Actor, contact: Contact, other_id: int, seen: Relation) -> None:
    """Families are so since always, money and work begin today; who has left pays for nobody."""
    begins = seen in {Relation.PAYER, Relation.EMPLOYER}
    other = session.get_one(Contact, other_id)
    if begins and (other.archived_on or other.deceased_on):
        return
    start = day_of(moment(session)) if begins else None
    add_relationship(session, actor, contact_id=contact.id, other_id=other_id, seen=seen, valid_from=start)


def handover(session: Session, payer_id: int) -> Handover:
    """Those for whom somebody pays who leaves today pay for themselves."""
    paid = {row.contact_id for row in terms_of_payer(session, payer_id)}
    return Handover(day_of(moment(session)), dict.fromkeys(paid))
