"""How two contacts can belong together, seen from both sides, and what may hold on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.contacts import ContactKind
from domain.errors import Refusal
from domain.periods import Period


class RelationshipKind(StrEnum):
    """What the other contact is to this one."""

    PARTNER = "partner"
    PARENT = "parent"
    SIBLING = "sibling"
    FAMILY = "family"
    """Related in another way."""
    GUARDIAN = "guardian"
    EMPLOYER = "employer"
    PAYER = "payer"


class Relation(StrEnum):
    """What somebody else is to the contact from whom one looks: a kind, or its other side."""

    GUARDIAN = "guardian"
    WARD = "ward"
    PAYER = "payer"
    PAID_FOR = "paid_for"
    PARENT = "parent"
    CHILD = "child"
    PARTNER = "partner"
    SIBLING = "sibling"
    FAMILY = "family"
    EMPLOYER = "employer"
    EMPLOYEE = "employee"


SYMMETRIC = frozenset({RelationshipKind.PARTNER, RelationshipKind.SIBLING, RelationshipKind.FAMILY})
"""Kinds that read the same from both sides."""

_OTHER_SIDE = {
    RelationshipKind.PARENT: Relation.CHILD,
    RelationshipKind.GUARDIAN: Relation.WARD,
    RelationshipKind.EMPLOYER: Relation.EMPLOYEE,
    RelationshipKind.PAYER: Relation.PAID_FOR,
}
_KIND = {relation: kind for kind, relation in _OTHER_SIDE.items()}


class WithThemselves(Refusal):
    """Nobody is their own guardian, payer or relative."""


class PersonsOnly(Refusal):
    """Families, guardians and employees are people; companies employ and pay. Data: `relation`."""


class AlreadyRelated(Refusal):
    """Two contacts have one relationship of a kind on a day. Data: `name`, `period`."""


class PayerTaken(Refusal):
    """A contact has one payer on a day. Data: `name`, `day` (from which on that one pays)."""


class PayerCircle(Refusal):
    """Nobody pays for those who pay for them, directly or by way of others. Data: `name`."""


class PayerHasLeft(Refusal):
    """Who is archived or deceased pays for nobody any more. Data: `name`."""


class PayerStillPays(Refusal):
    """Who pays for others leaves only when somebody else pays, or they themselves. Data: `names`."""


def relation(kind: RelationshipKind, *, from_other: bool) -> Relation:
    """What the other one is: seen from the contact of the row, or `from_other`, who looks back."""
    return _OTHER_SIDE.get(kind, Relation(kind)) if from_other else Relation(kind)


def kind_of(seen: Relation) -> RelationshipKind:
    """The kind that is kept."""
    return _KIND[seen] if seen in _KIND else RelationshipKind(seen)


def looks_back(seen: Relation) -> bool:
    """Whether this is the other side of a kind: the row then belongs to the other contact."""
    return seen in _KIND


def open_to(seen: Relation, own: ContactKind, other: ContactKind) -> bool:
    """Whether contacts of these kinds can be related so."""
    kind, person = kind_of(seen), ContactKind.PERSON
    if kind is RelationshipKind.PAYER:
        return True
    if kind is RelationshipKind.EMPLOYER:
        return (other if looks_back(seen) else own) is person
    return own is other is person


@dataclass(frozen=True, slots=True)
class PayerTerm:
    """Somebody pays for a contact on the days of a period; `key` is the relationship."""

    key: int
    name: str
    period: Period


@dataclass(frozen=True, slots=True)
class PayerChange:
    """What a new payer brings about: the days of the new one, and earlier ones as they will be."""

    period: Period
    ended: tuple[PayerTerm, ...]


def change_of_payer(terms: Iterable[PayerTerm], wanted: Period) -> PayerChange:
    """Let a new payer begin: who pays by then stops the day before, and who comes later begins as agreed.

    A new payer without an end pays until the next one begins, so that the order of entering makes no difference.
    Refuses `PayerTaken` when another begins on the same day, or before the end that was asked for.
    """
    by_start = sorted(terms, key=lambda term: term.period.start)
    later = [term for term in by_start if term.period.start >= wanted.start]
    if later:
        start = later[0].period.start
        if start == wanted.start or (wanted.end is not None and start < wanted.end):
            raise PayerTaken(field="valid_from", name=later[0].name, day=start)
        wanted = replace(wanted, end=wanted.end or start)
    ended = tuple(
        replace(term, period=Period(term.period.start, wanted.start))
        for term in by_start
        if term.period.start < wanted.start and term.period.holds_after(wanted.start)
    )
    return PayerChange(wanted, ended)


@dataclass(frozen=True, slots=True)
class Handover:
    """Who pays from a day on for those for whom somebody paid; None: they pay for themselves."""

    valid_from: date
    successors: Mapping[int, int | None]
    """By the contact who is paid for."""
