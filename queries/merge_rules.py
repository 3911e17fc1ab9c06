"""Merging, table by table: which rows of the duplicate go where, as edits that nobody has made yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.activities import State
from domain.courses import LIVE
from domain.merging import added
from domain.relationships import SYMMETRIC, RelationshipKind
from i18n.texts import _
from models.base import Base
from models.consent import Consent
from models.contact import Contact, ContactAddress
from models.course import Enrolment
from models.dated import DatedFact
from models.duplicate import NotDuplicate
from models.health import ContactHealth
from models.merging import MOVING, Moving
from models.relationship import Relationship

Row = Any


@dataclass(frozen=True, slots=True)
class Edit:
    """A row and the values that it shall get."""

    row: Row
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What a merge does with the rows of some tables: edits, and rows that stay with the duplicate."""

    edits: tuple[Edit, ...] = ()
    staying: tuple[Row, ...] = ()
    dissolved: tuple[Row, ...] = ()
    """Rows that go until the merge is undone: no reader is to meet them."""
    seen: tuple[Row, ...] = ()
    """All rows that were looked at."""


def rows_of(session: Session, model: type[Base], contact_id: int) -> Sequence[Row]:
    """The rows of a table that hang on a contact, oldest first."""
    table: Any = model
    return session.scalars(select(table).where(table.contact_id == contact_id).order_by(table.id)).all()


# --- what moves -------------------------------------------------------------------------------------------
def moving(session: Session, winner: Contact, loser: Contact) -> Iterator[Part]:
    """Addresses, phones, tags ...: all go but exact doubles; main rows of the contact that stays remain main."""
    for table in MOVING.values():
        ours = rows_of(session, table.model, winner.id) if table.same else ()
        theirs = rows_of(session, table.model, loser.id)
        held = {key for row in ours if (key := _key(table, row))}
        doubles = tuple(row for row in theirs if _key(table, row) in held)
        edits = [Edit(row, _moved(row, winner, ours)) for row in theirs if row not in doubles]
        if table.model is ContactAddress:
            edits += _shares(session, ours, doubles)
        yield Part(tuple(edits), doubles, seen=(*ours, *theirs))


def _key(table: Moving, row: Row) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)).casefold() for name in table.same)


def _moved(row: Row, winner: Contact, ours: Sequence[Row]) -> dict[str, Any]:
    values: dict[str, Any] = {"contact_id": winner.id}
    if getattr(row, "is_primary", False) and any(other.is_primary for other in ours):
        values["is_primary"] = False
    return values


def _shares(session: Session, ours: Sequence[Row], doubles: Sequence[Row]) -> Iterator[Edit]:
    """Whoever shares a place with the duplicate now shares it with the contact that stays."""
    table = MOVING[ContactAddress.__tablename__]
    for double in doubles:
        group = double.share_group
        if group is None:
            continue
        yield Edit(double, {"share_group": None})
        mine = next(row for row in ours if _key(table, row) == _key(table, double))
        members = session.scalars(select(ContactAddress).where(ContactAddress.share_group == group)).all()
        left = {*members, mine} - {double}
        if mine.share_group is None and len(left) > 1:
            yield Edit(mine, {"share_group": group})
        elif len(left) == 1:
            yield from (Edit(row, {"share_group": None}) for row in left if row.share_group is not None)


def facts(session: Session, moved: Iterable[Edit], winner: Contact, loser: Contact) -> Part:
    """What moved rows will hold, and held, moves with them; that of the duplicate itself stays."""
    keys = {(edit.row.__tablename__, edit.row.id) for edit in moved if "contact_id" in edit.values}
    rows = rows_of(session, DatedFact, loser.id)
    gone = tuple(row for row in rows if (row.table_name, row.row_key) in keys)
    return Part(tuple(Edit(row, {"contact_id": winner.id}) for row in gone), seen=tuple(rows))


def health(session: Session, winner: Contact, loser: Contact) -> Part:
    """What a therapist must know is never out of sight: the note moves, or is added to the one that is there."""
    ours, theirs = (next(iter(rows_of(session, ContactHealth, contact.id)), None) for contact in (winner, loser))
    if theirs is None:
        return Part()
    if ours is None:
        return Part((Edit(theirs, {"contact_id": winner.id}),), seen=(theirs,))
    note = added(ours.note, theirs.note)
    return Part((Edit(ours, {"note": note}),) if note != ours.note else (), (theirs,), seen=(ours, theirs))


# --- places in courses ------------------------------------------------------------------------------------
BETTER = (State.ARRIVED, State.BOOKED, State.NO_SHOW, State.WAITLISTED)
"""Of two places in one date the one that is kept comes first; of two alike the earlier one."""


def enrolments(session: Session, winner: Contact, loser: Contact) -> Part:
    """Who is in a date of a course twice keeps the better place; the other one is cancelled, and its place is free."""
    ours, theirs = (_places(session, contact) for contact in (winner, loser))
    both = [(ours[key], theirs[key]) for key in sorted(ours.keys() & theirs.keys())]
    worse = [max(pair, key=_rank) for pair in both]
    reason = _("Enrolled twice: two contacts were merged")
    cancelled = {"state": State.CANCELLED, "news": None, "cancelled_reason": reason}
    edits = [Edit(row, {"kept_state": None} if row.kept_state else cancelled) for row in worse]
    return Part(tuple(edits), seen=tuple(row for pair in both for row in pair))


def _places(session: Session, contact: Contact) -> dict[int, Enrolment]:
    """By date the place that a contact has, or has again once the date takes place after all."""
    query = select(Enrolment).where(
        Enrolment.contact_id == contact.id, or_(Enrolment.state.in_(LIVE), Enrolment.kept_state.is_not(None))
    )
    return {one.course_date_id: one for one in session.scalars(query)}


def _rank(one: Enrolment) -> tuple[int, datetime, int]:
    return BETTER.index(one.kept_state or one.state), one.queued_at, one.id


# --- consents ---------------------------------------------------------------------------------------------
def consents(session: Session, winner: Contact, loser: Contact) -> Part:
    """All consents go that add something; what either contact has withdrawn later is in force for neither (Art. 7)."""
    ours, theirs = (rows_of(session, Consent, contact.id) for contact in (winner, loser))
    staying = tuple(row for row in theirs if any(_same_cell(mine, row) and _tells(mine, row) for mine in ours))
    edits = [Edit(row, {"contact_id": winner.id}) for row in theirs if row not in staying]
    for mine in ours:
        ended = [row for row in theirs if mine.withdrawn_on is None and _ends(row, mine)]
        if ended:
            last = max(ended, key=lambda row: row.withdrawn_on)
            edits.append(Edit(mine, {"withdrawn_on": last.withdrawn_on, "withdrawn_source": last.withdrawn_source}))
    return Part(tuple(edits), staying, seen=(*ours, *theirs))


def _tells(mine: Row, theirs: Row) -> bool:
    """Whether ours tells of the same days, or ended what theirs says to be in force."""
    withdrawn = mine.withdrawn_on is not None and theirs.withdrawn_on is None and mine.withdrawn_on >= theirs.given_on
    return withdrawn or mine.term.period.common(theirs.term.period) is not None


def _ends(withdrawn: Row, mine: Row) -> bool:
    return (
        withdrawn.withdrawn_on is not None and _same_cell(withdrawn, mine) and withdrawn.withdrawn_on >= mine.given_on
    )


def _same_cell(one: Row, other: Row) -> bool:
    return (one.channel, one.purpose) == (other.channel, other.purpose)


# --- pairs of contacts ------------------------------------------------------------------------------------
def not_duplicates(session: Session, winner: Contact, loser: Contact) -> Part:
    """Whoever is not the duplicate is not the contact that stays."""
    known = {_pair(row) for row in _pairs_of(session, NotDuplicate, winner.id)}
    edits: list[Edit] = []
    staying: list[Row] = []
    rows = _pairs_of(session, NotDuplicate, loser.id)
    for row in rows:
        other = next(iter(_pair(row) - {loser.id}))
        pair = frozenset({winner.id, other})
        if len(pair) == 1 or pair in known:
            staying.append(row)
        else:
            edits.append(Edit(row, {"contact_id": min(pair), "other_id": max(pair)}))
    return Part(tuple(edits), tuple(staying), seen=tuple(rows))


def relationships(session: Session, winner: Contact, loser: Contact) -> Part:
    """Who belonged to the duplicate belongs to the contact that stays.

    What ties the two to each other dissolves, and so does what is there already (its days are joined), a second payer
    for the same days, and a payer who would be paid for by the one that they pay for.
    """
    rows = _pairs_of(session, Relationship, loser.id)
    ours = _pairs_of(session, Relationship, winner.id)
    ties = {row.id: _Tie.of(row) for row in ours if loser.id not in _pair(row)}
    edits: list[Edit] = []
    dissolved: list[Row] = []
    for row in rows:
        tie = _Tie.of(row).passed(loser.id, winner.id)
        twin = next((key for key, mine in ties.items() if mine.doubles(tie)), None)
        if twin is not None:
            ties[twin] = _widened(ties, twin, tie)
        if tie.one == tie.other or twin is not None or _clashes(session, tie, ties, row.id):
            dissolved.append(row)
        else:
            ties[row.id] = tie
            edits.append(Edit(row, {"contact_id" if row.contact_id == loser.id else "other_id": winner.id}))
    edits += [Edit(row, days) for row in ours if row.id in ties and (days := ties[row.id].days_changed(row))]
    return Part(tuple(edits), dissolved=tuple(dissolved), seen=(*ours, *rows))


@dataclass(frozen=True, slots=True)
class _Tie:
    """A relationship as it will be."""

    one: int
    other: int
    kind: RelationshipKind
    start: date
    end: date

    @classmethod
    def of(cls, row: Row) -> _Tie:
        return cls(row.contact_id, row.other_id, row.kind, row.valid_from, row.valid_until or date.max)

    def passed(self, loser_id: int, winner_id: int) -> _Tie:
        one, other = (winner_id if key == loser_id else key for key in (self.one, self.other))
        return replace(self, one=one, other=other)

    def overlaps(self, tie: _Tie) -> bool:
        return self.start < tie.end and tie.start < self.end

    def doubles(self, tie: _Tie) -> bool:
        ends = {(tie.one, tie.other)} | ({(tie.other, tie.one)} if tie.kind in SYMMETRIC else set())
        return (self.one, self.other) in ends and self.crowds(tie)

    def crowds(self, tie: _Tie) -> bool:
        """Two are related once in a way on one day, and a contact has one payer."""
        payers = tie.kind is RelationshipKind.PAYER and self.one == tie.one
        pair = {self.one, self.other} == {tie.one, tie.other}
        return self.kind is tie.kind and (payers or pair) and self.overlaps(tie)

    def days_changed(self, row: Row) -> dict[str, Any]:
        before = _Tie.of(row)
        values: dict[str, Any] = {}
        if self.start != before.start:
            values["valid_from"] = self.start
        if self.end != before.end:
            values["valid_until"] = None if self.end == date.max else self.end
        return values


def _widened(ties: dict[int, _Tie], key: int, tie: _Tie) -> _Tie:
    """The days of both on the one that remains, unless it then crowded another one."""
    mine = ties[key]
    wide = replace(mine, start=min(mine.start, tie.start), end=max(mine.end, tie.end))
    return mine if any(other.crowds(wide) for place, other in ties.items() if place != key) else wide


def _clashes(session: Session, tie: _Tie, ties: dict[int, _Tie], key: int) -> bool:
    """Whether there is no room for a relationship, or the contact would pay for its payer."""
    if any(mine.crowds(tie) for mine in ties.values()):
        return True
    payers = [mine for mine in ties.values() if mine.kind is RelationshipKind.PAYER]
    return tie.kind is RelationshipKind.PAYER and _closes_circle(session, tie, payers, besides=key)


def _closes_circle(session: Session, tie: _Tie, held: Sequence[_Tie], *, besides: int) -> bool:
    """Whether the payer is, be it by way of others and on whatever days, paid for by the one they pay for."""
    ahead, behind = [tie.other], set[int]()
    while ahead:
        payer = ahead.pop()
        if payer == tie.one:
            return True
        if payer not in behind:
            behind.add(payer)
            ahead += [mine.other for mine in held if mine.one == payer]
            ahead += session.scalars(
                select(Relationship.other_id).where(
                    Relationship.contact_id == payer,
                    Relationship.kind == RelationshipKind.PAYER,
                    Relationship.id != besides,
                )
            )
    return False


def _pair(row: Row) -> frozenset[int]:
    return frozenset({row.contact_id, row.other_id})


def _pairs_of(session: Session, model: Any, contact_id: int) -> Sequence[Row]:
    return session.scalars(
        select(model).where(or_(model.contact_id == contact_id, model.other_id == contact_id)).order_by(model.id)
    ).all()
