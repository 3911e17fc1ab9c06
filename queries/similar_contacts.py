"""Who may be the contact that is being entered, or one that is here twice: a few look-ups in the index, then points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select, union_all
from sqlalchemy.orm import Session

from domain.contacts import ContactKind, Salutation
from domain.duplicates import LIKELY, WORTH_A_LOOK, Described, Likely, Match, Sign, birthdays, spoken
from domain.search_text import birthday_terms, fold, parse_query
from models.contact import Contact
from models.duplicate import NotDuplicate
from models.relationship import Relationship
from models.search import LONGEST_TERM, WEIGHT_NAME, WEIGHT_OTHER
from queries.contact_hits import COLUMNS, ContactHit, hits
from queries.described import as_read, compared, described, might_reach, named, with_places
from queries.search_lookups import Named, Range, exactly, names_in_ranges, starting

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
    return _shown(session, _matches(session, wanted, WORTH_A_LOOK, kin=False), today, limit)


def has_similar(session: Session, contact: Contact) -> bool:
    """Whether there are likely duplicates of a contact whose addresses, phones and e-mails have been read."""
    found = _matches(session, as_read(contact), LIKELY, kin=False, but=contact.id)
    return bool(found) and not found.keys() <= known_others(session, contact.id)


def similar_to(session: Session, contact: Contact, *, today: date, limit: int = 5) -> tuple[SimilarContact, ...]:
    """Likely duplicates of a contact, surest first, without those of whom somebody knows that they are others."""
    wanted = described(session, [contact.id]).get(contact.id)
    if wanted is None:
        return ()
    others, found = known_others(session, contact.id), _matches(session, wanted, LIKELY, kin=False, but=contact.id)
    return _shown(session, {key: match for key, match in found.items() if key not in others}, today, limit)


def matches_of(session: Session, contact_id: int, besides: Sequence[int] = ()) -> dict[int, Match]:
    """All contacts that may be this one, family too; those of `besides` are compared whatever the index says."""
    people = described(session, [contact_id, *besides])
    wanted = people.pop(contact_id, None)
    if wanted is None:
        return {}
    found = _matches(session, wanted, WORTH_A_LOOK, kin=True, but=contact_id)
    return found | {key: match for key, other in people.items() if (match := compared(wanted, other))}


def _pairs(one: Any, other: Any) -> Any:
    return select(one, other).where(or_(one == bindparam("contact_id"), other == bindparam("contact_id")))


_KNOWN = union_all(
    _pairs(NotDuplicate.contact_id, NotDuplicate.other_id), _pairs(Relationship.contact_id, Relationship.other_id)
)


def known_others(session: Session, contact_id: int) -> set[int]:
    """Contacts that are no duplicates of this one: somebody said so, or the two are related."""
    found = {key for pair in session.execute(_KNOWN, {"contact_id": contact_id}) for key in pair}
    return found - {contact_id}


def _matches(
    session: Session, wanted: Described, points: int, *, kin: bool, but: int | None = None
) -> dict[int, Match]:
    """Who has so many points; only those who can have them by name and birthday are read in full.

    Without `kin` those who may be family are left out: they are other people.
    """
    told = {term[:LONGEST_TERM] for term in (*wanted.emails, *wanted.phones)}
    rows, sharing, crowds = dict[int, Named](), set[int](), Counter[str]()
    for row in names_in_ranges(session, list(_ranges(wanted)), CANDIDATES):
        rows[row.id] = row
        if row.term in told:
            sharing.add(row.id)
            crowds[row.term] += 1
    rows.pop(but or 0, None)
    # Of a phone that very many have only the first were found: then anybody may have it.
    anybody = any(count >= CANDIDATES for count in crowds.values())
    # Of nearly all the birthday alone says that they are others; their names need not be read.
    far = {key for key, row in rows.items() if not kin and birthdays(wanted.born_on, row.born_on) is Sign.FAR}
    people = {key: named(row) for key, row in rows.items() if key not in far}
    for placed in (False, True):
        if placed:
            people = with_places(session, people)
        people = {
            key: other
            for key, other in people.items()
            if might_reach(points, wanted, other, sharing=anybody or key in sharing, kin=kin, placed=placed)
        }
    people = described(session, people) if people else {}
    matches = ((key, compared(wanted, other)) for key, other in people.items())
    found = {key: match for key, match in matches if match and match.points >= points}
    return {key: match for key, match in found.items() if kin or match.reason is not Likely.FAMILY}


def _shown(session: Session, found: Mapping[int, Match], today: date, limit: int) -> tuple[SimilarContact, ...]:
    """The best of them."""
    rows = session.execute(select(*COLUMNS).where(Contact.id.in_(found))).all() if found else []
    best = sorted(rows, key=lambda row: (-found[row.id].points, row.sort_key, row.number))[:limit]
    return tuple(SimilarContact(hit, found[hit.contact_id].reason) for hit in hits(session, best, today))


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
