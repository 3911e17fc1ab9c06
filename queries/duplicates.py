"""The list of likely duplicates: what was compared, what has changed since, and the pairs that nobody has settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from domain.duplicates import Likely
from models.audit import AuditEntry, AuditHead
from models.contact import Contact, ContactTag
from models.duplicate import LikelyPair, NotDuplicate, PairsCompared
from models.relationship import Relationship
from queries.duplicate_blocks import LikelyOne, all_pairs, worth_listing
from queries.similar_contacts import matches_of

ONE_BY_ONE = 200
"""So many times fewer changed contacts than contacts are compared one by one, else the whole address book."""

LEAST_WHOLE = 50
"""Changed contacts from which on that is asked at all."""


class Pairs(StrEnum):
    """What the list shows."""

    LIKELY = "likely"
    FAMILY = "family"
    SETTLED = "settled"


# --- comparing --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Behind:
    """What has not been compared yet: these contacts, or all."""

    seq: int
    about: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The likely pairs of some contacts or of all, as they were at an entry of the trail."""

    seq: int
    about: tuple[int, ...] | None
    pairs: tuple[LikelyOne, ...]


def behind(session: Session) -> Behind | None:
    """What has changed since the last comparing; None when nothing has."""
    head = session.scalar(select(AuditHead.seq)) or 0
    mark = session.scalar(select(PairsCompared.seq))
    if mark is None:
        return Behind(head, None)
    if mark >= head:
        return None
    contacts = session.scalar(select(func.count()).select_from(Contact)) or 0
    most = max(LEAST_WHOLE, contacts // ONE_BY_ONE)
    changed = session.scalars(
        select(AuditEntry.contact_id)
        .where(AuditEntry.seq > mark, AuditEntry.contact_id.is_not(None))
        .distinct()
        .limit(most + 1)
    ).all()
    if not changed:
        return None
    return Behind(head, tuple(sorted(filter(None, changed))) if len(changed) <= most else None)


def compare(session: Session, wanted: Behind) -> Compared:
    """Compare what has changed with all others."""
    if wanted.about is None:
        return Compared(wanted.seq, None, tuple(all_pairs(session)))
    found: dict[tuple[int, int], LikelyOne] = {}
    for contact_id in wanted.about:
        for other_id, match in matches_of(session, contact_id, _partners(session, contact_id)).items():
            pair = (min(contact_id, other_id), max(contact_id, other_id))
            if worth_listing(match):
                found[pair] = LikelyOne(*pair, match)
    return Compared(wanted.seq, wanted.about, tuple(found.values()))


def _partners(session: Session, contact_id: int) -> list[int]:
    """With whom a contact made a pair before."""
    return [
        row.other_id if row.contact_id == contact_id else row.contact_id
        for row in session.execute(
            select(LikelyPair.contact_id, LikelyPair.other_id).where(
                or_(LikelyPair.contact_id == contact_id, LikelyPair.other_id == contact_id)
            )
        )
    ]


# --- the list ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ContactPair:
    """Two contacts side by side; `reason` why they may be one, `mark_id` and `marked_at` where somebody said no."""

    contact: Contact
    other: Contact
    reason: Likely | None = None
    mark_id: int | None = None
    marked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PairPage:
    """One page of the list and how many pairs there are in all."""

    rows: tuple[ContactPair, ...]
    total: int
    offset: int


def pair_counts(session: Session) -> dict[Pairs, int]:
    """How many pairs each list holds, as far as they have been compared."""
    family = LikelyPair.reason == Likely.FAMILY
    open_pairs = _open(select(family, func.count()).select_from(LikelyPair)).group_by(family)
    counts = {bool(kin): count for kin, count in session.execute(open_pairs)}
    settled = session.scalar(_settled(select(func.count()).select_from(NotDuplicate))) or 0
    return {Pairs.LIKELY: counts.get(False, 0), Pairs.FAMILY: counts.get(True, 0), Pairs.SETTLED: settled}


def pair_page(session: Session, wanted: Pairs, *, limit: int, offset: int) -> PairPage:
    """One page of a list, the surest pairs first, settled ones by the day on which somebody looked."""
    total = pair_counts(session)[wanted]
    offset = min(offset, max(total - 1, 0) // limit * limit)
    if wanted is Pairs.SETTLED:
        query = _settled(select(NotDuplicate)).order_by(NotDuplicate.id.desc())
    else:
        kin = LikelyPair.reason == Likely.FAMILY
        query = _open(select(LikelyPair)).where(kin if wanted is Pairs.FAMILY else ~kin)
        query = query.order_by(LikelyPair.points.desc(), LikelyPair.contact_id, LikelyPair.other_id)
    pairs = session.scalars(query.limit(limit).offset(offset)).all()
    people = _people(session, {key for pair in pairs for key in (pair.contact_id, pair.other_id)})
    rows = tuple(
        ContactPair(
            people[pair.contact_id],
            people[pair.other_id],
            getattr(pair, "reason", None),
            getattr(pair, "id", None),
            getattr(pair, "created_at", None),
        )
        for pair in pairs
    )
    return PairPage(rows, total, offset)


def contacts_in_pairs(session: Session) -> int:
    """How many contacts are likely duplicates of another one, as far as they have been compared."""
    ends = [
        _open(select(column.label("id")).select_from(LikelyPair)).where(LikelyPair.reason != Likely.FAMILY)
        for column in (LikelyPair.contact_id, LikelyPair.other_id)
    ]
    both = ends[0].union(ends[1]).subquery()
    return session.scalar(select(func.count()).select_from(both)) or 0


def _open(query: Any) -> Any:
    """Without merged contacts and those of whom somebody knows that they are two."""
    said = and_(NotDuplicate.contact_id == LikelyPair.contact_id, NotDuplicate.other_id == LikelyPair.other_id)
    ends = (LikelyPair.contact_id, LikelyPair.other_id)
    related = and_(Relationship.contact_id.in_(ends), Relationship.other_id.in_(ends))
    return _both_there(query, *ends).where(~exists().where(said), ~exists().where(related))


def _settled(query: Any) -> Any:
    return _both_there(query, NotDuplicate.contact_id, NotDuplicate.other_id)


def _both_there(query: Any, one: Any, other: Any) -> Any:
    ours, theirs = aliased(Contact), aliased(Contact)
    return query.join(ours, and_(ours.id == one, ours.merged_into_id.is_(None))).join(
        theirs, and_(theirs.id == other, theirs.merged_into_id.is_(None))
    )


def _people(session: Session, ids: set[int]) -> dict[int, Contact]:
    options = [
        selectinload(Contact.addresses),
        selectinload(Contact.phones),
        selectinload(Contact.emails),
        selectinload(Contact.tags).selectinload(ContactTag.tag),
        joinedload(Contact.doctor),
    ]
    rows = session.scalars(select(Contact).where(Contact.id.in_(ids)).options(*options))
    return {contact.id: contact for contact in rows}
