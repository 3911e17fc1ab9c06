"""Who may be the contact that is being entered, or one that is here twice: a few look-ups in the index, then points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.contacts import ContactKind, Salutation
from domain.duplicates import LIKELY, WORTH_A_LOOK, Described, Likely, Match, spoken
from domain.search_text import birthday_terms, fold, parse_query
from models.contact import Contact
from models.duplicate import NotDuplicate
from models.relationship import Relationship
from models.search import WEIGHT_NAME, WEIGHT_OTHER
from queries.contact_hits import AnyRow, ContactHit, hits
from queries.described import compared, described
from queries.search_lookups import Range, exactly, rows_in_ranges, starting

KNOWN_LETTERS = 2
"""Letters of the second name that must agree before two contacts are compared."""

SHORTEST_PHONE = 6
"""Digits from which on a phone that is still being typed is looked up."""

CANDIDATES = 60
"""Contacts that are compared, per look-up."""


@dataclass(frozen=True, slots=True)
class SimilarContact:
    """A contact that may be the same, and the surest reason to think so."""

    hit: ContactHit
    reason: Likely


def similar_contacts(
    session: Session,
    *,
    first_name: str = "",
    last_name: str = "",
    company_name: str = "",
    salutation: Salutation = Salutation.NONE,
    born_on: date | None = None,
    phone: str = "",
    email: str = "",
    today: date,
    limit: int = 5,
) -> tuple[SimilarContact, ...]:
    """Who is worth a look before a contact is entered, surest first; phone and e-mail as typed so far."""
    typed = fold(email)
    wanted = Described(
        kind=ContactKind.COMPANY if company_name.strip() else ContactKind.PERSON,
        salutation=salutation,
        first=spoken(first_name),
        last=spoken(last_name),
        company=spoken(company_name),
        born_on=born_on,
        emails=frozenset({typed} if "@" in typed else ()),
        phones=frozenset(form for form in parse_query(phone).digits if len(form) >= SHORTEST_PHONE),
    )
    return _shown(session, _matches(session, wanted), WORTH_A_LOOK, today, limit)


def similar_to(session: Session, contact: Contact, *, today: date, limit: int = 5) -> tuple[SimilarContact, ...]:
    """Likely duplicates of a contact, surest first, without those of whom somebody knows that they are others."""
    wanted = described(session, [contact.id]).get(contact.id)
    if wanted is None:
        return ()
    besides = {contact.id, *known_others(session, contact.id)}
    found = [(row, match) for row, match in _matches(session, wanted) if row.id not in besides]
    return _shown(session, found, LIKELY, today, limit)


def matches_of(session: Session, contact_id: int, besides: Sequence[int] = ()) -> dict[int, Match]:
    """All contacts that may be this one, family too; those of `besides` are compared whatever the index says."""
    people = described(session, [contact_id, *besides])
    wanted = people.pop(contact_id, None)
    if wanted is None:
        return {}
    found = {row.id: match for row, match in _matches(session, wanted)}
    found |= {key: match for key, other in people.items() if (match := compared(wanted, other))}
    found.pop(contact_id, None)
    return found


def known_others(session: Session, contact_id: int) -> set[int]:
    """Contacts that are no duplicates of this one: somebody said so, or the two are related."""
    pairs = [
        (NotDuplicate.contact_id, NotDuplicate.other_id),
        (Relationship.contact_id, Relationship.other_id),
    ]
    found: set[int] = set()
    for one, other in pairs:
        for row in session.execute(select(one, other).where(or_(one == contact_id, other == contact_id))):
            found |= {*row}
    return found - {contact_id}


def _matches(session: Session, wanted: Described) -> list[tuple[AnyRow, Match]]:
    rows = {row.id: row for row in rows_in_ranges(session, list(_ranges(wanted)), CANDIDATES)}
    people = described(session, rows)
    return [(rows[key], match) for key, other in people.items() if (match := compared(wanted, other))]


def _shown(
    session: Session, found: Sequence[tuple[AnyRow, Match]], points: int, today: date, limit: int
) -> tuple[SimilarContact, ...]:
    """The best of them; who may be family is another person."""
    likely = [(row, match) for row, match in found if match.points >= points and match.reason is not Likely.FAMILY]
    likely.sort(key=lambda pair: (-pair[1].points, pair[0].sort_key, pair[0].number))
    shown = hits(session, [row for row, _ in likely[:limit]], today)
    return tuple(SimilarContact(hit, match.reason) for hit, (_, match) in zip(shown, likely, strict=False))


def _ranges(wanted: Described) -> Iterator[Range]:
    person = f"{wanted.first} {wanted.last}".strip()
    for name in filter(None, (person, wanted.company)):
        yield exactly(WEIGHT_NAME, name)
    if wanted.first and wanted.last:
        yield starting(WEIGHT_NAME, f"{wanted.last} {wanted.first[:KNOWN_LETTERS]}")
        yield starting(WEIGHT_NAME, f"{wanted.first} {wanted.last[:KNOWN_LETTERS]}")
    for term in (*wanted.emails, *wanted.phones):
        yield exactly(WEIGHT_OTHER, term)
    if wanted.born_on and (person or wanted.company):
        yield exactly(WEIGHT_OTHER, birthday_terms(wanted.born_on)[0])
