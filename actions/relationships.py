"""Relationships between contacts: added, changed, ended, removed; and payment handed over to others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.contacts import ContactKind
from domain.errors import Gone, Problems, Refusal
from domain.periods import Period, checked_period
from domain.relationships import (
    AlreadyRelated,
    Handover,
    PayerCircle,
    PayerHasLeft,
    PayerTaken,
    PayerTerm,
    PersonsOnly,
    Relation,
    RelationshipKind,
    WithThemselves,
    change_of_payer,
    kind_of,
    looks_back,
    open_to,
    relation,
)
from domain.texts import tidy_line
from models.base import moment
from models.contact import Contact
from models.relationship import Relationship

LONGEST_NOTE = 200


@action(Permission.EDIT_CONTACTS, undoable=True)
def add_relationship(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    other_id: int,
    seen: Relation,
    valid_from: date | None = None,
    valid_until: date | None = None,
    note: str = "",
) -> Relationship:
    """Let the other one be to the contact what `seen` says, from a day on (else since always) and before another.

    A new payer ends the one before; `queries.relationships.payers_with` shows that beforehand.
    """
    contact, other = _both(session, contact_id, other_id)
    if not open_to(seen, contact.kind, other.kind):
        raise PersonsOnly(field="seen", relation=seen)
    if looks_back(seen):
        contact, other = other, contact
    period, line = _typed(valid_from, valid_until, note)
    return _enter(session, Tie(contact, other, kind_of(seen)), period, line)


@action(Permission.EDIT_CONTACTS, undoable=True)
def edit_relationship(
    session: Session,
    actor: Actor,
    *,
    relationship_id: int,
    version: int | None,
    valid_from: date | None,
    valid_until: date | None,
    note: str,
) -> Relationship:
    """Change the days and the note of a relationship; who is related, and how, stays."""
    row, tie = _related(session, relationship_id, version)
    period, line = _typed(valid_from, valid_until, note)
    check(session, tie, period, besides=row)
    row.period, row.note = period, line
    return row


@action(Permission.EDIT_CONTACTS, undoable=True)
def end_relationship(
    session: Session, actor: Actor, *, relationship_id: int, valid_until: date, version: int | None = None
) -> Relationship:
    """Let a relationship hold no longer from a day on; refuses `EndBeforeStart`."""
    row, tie = _related(session, relationship_id, version)
    period = checked_period(row.valid_from, valid_until)
    check(session, tie, period, besides=row)
    row.period = period
    return row


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_relationship(session: Session, actor: Actor, *, relationship_id: int, version: int | None = None) -> None:
    """Remove a relationship that was entered by mistake."""
    row, _tie = _related(session, relationship_id, version)
    session.delete(row)


@action(Permission.EDIT_CONTACTS, undoable=True)
def hand_over_payments(session: Session, actor: Actor, *, payer_id: int, handover: Handover) -> None:
    """Let others pay from a day on for those for whom this contact pays, or let them pay for themselves."""
    successors, start = handover.successors, handover.valid_from
    people = _locked(session, {payer_id, *successors, *filter(None, successors.values())})
    for row in terms_of_payer(session, payer_id):
        period = row.period
        if row.contact_id not in successors or not period.holds_after(start):
            continue
        if period.start < start:
            row.period = Period(period.start, start)
        else:
            session.delete(row)
        session.flush()
        successor_id = successors[row.contact_id]
        if successor_id is not None:
            tie = Tie(people[row.contact_id], people[successor_id], RelationshipKind.PAYER)
            _enter(session, tie, Period(max(start, period.start), period.end))


def terms_of_payer(session: Session, payer_id: int) -> Sequence[Relationship]:
    """For whom this contact pays, paid or will pay."""
    return session.scalars(
        select(Relationship)
        .where(Relationship.other_id == payer_id, Relationship.kind == RelationshipKind.PAYER)
        .order_by(Relationship.contact_id, Relationship.valid_from)
    ).all()


@dataclass(frozen=True, slots=True)
class Tie:
    """Who is related, and how: `other` is the guardian, employer, payer ... of `contact`."""

    contact: Contact
    other: Contact
    kind: RelationshipKind


def check(session: Session, tie: Tie, period: Period, *, besides: Relationship | None = None) -> None:
    """Refuse what does not fit the rows that are there: one relationship of a kind, one payer, no circle."""
    if tie.contact is tie.other:
        raise WithThemselves(field="other_id")
    if tie.kind is not RelationshipKind.PAYER:
        _check_once(session, tie, period, besides)
        return
    for term in _terms_of(session, tie.contact, besides):
        common = term.period.common(period)
        if common is not None:
            raise PayerTaken(field="valid_from", name=term.name, day=common.start)
    _check_payer(session, tie, period)


def ensure_kind_fits(session: Session, contact: Contact, kind: ContactKind) -> None:
    """Refuse (`PersonsOnly`) that somebody with a family or a guardian becomes a company."""
    if kind is contact.kind:
        return
    for row, other in session.execute(
        select(Relationship, Contact).where(
            or_(
                and_(Relationship.contact_id == contact.id, Contact.id == Relationship.other_id),
                and_(Relationship.other_id == contact.id, Contact.id == Relationship.contact_id),
            )
        )
    ):
        seen = relation(row.kind, from_other=row.other_id == contact.id)
        if not open_to(seen, kind, other.kind):
            raise PersonsOnly(field="kind", relation=seen)


def relationships_hold(session: Session, keys: Collection[int]) -> bool:
    """Whether these rows still fit all others: asked after a step was taken back."""
    for row in session.scalars(select(Relationship).where(Relationship.id.in_(keys))).all():
        contact, other = (session.get_one(Contact, key) for key in (row.contact_id, row.other_id))
        try:
            check(session, Tie(contact, other, row.kind), row.period, besides=row)
        except Refusal:
            return False
    return True


def _enter(session: Session, tie: Tie, period: Period, note: str = "") -> Relationship:
    """A new row; a payer takes the place of the one before."""
    if tie.kind is RelationshipKind.PAYER:
        change = change_of_payer(_terms_of(session, tie.contact), period)
        for term in change.ended:
            session.get_one(Relationship, term.key).period = term.period
        period = change.period
        session.flush()
    check(session, tie, period)
    row = Relationship(contact_id=tie.contact.id, other_id=tie.other.id, kind=tie.kind, note=note)
    row.period = period
    session.add(row)
    session.flush()
    return row


def _typed(valid_from: date | None, valid_until: date | None, note: str) -> tuple[Period, str]:
    problems = Problems()
    line, period = "", None
    with problems.field("note"):
        line = tidy_line(note, longest=LONGEST_NOTE)
    with problems.field("valid_until"):
        period = checked_period(valid_from, valid_until)
    problems.raise_if_any()
    assert period is not None
    return period, line


def _both(session: Session, contact_id: int, other_id: int) -> tuple[Contact, Contact]:
    """The two contacts, locked; refuses `WithThemselves` and `Gone`."""
    if contact_id == other_id:
        raise WithThemselves(field="other_id")
    people = _locked(session, {contact_id, other_id})
    return people[contact_id], people[other_id]


def _locked(session: Session, ids: Collection[int]) -> dict[int, Contact]:
    """The contacts, locked in one order everywhere."""
    return {key: load(session, Contact, key) for key in sorted(ids)}


def _related(session: Session, relationship_id: int, version: int | None) -> tuple[Relationship, Tie]:
    """A row and who it ties, those locked before it."""
    ends = session.execute(
        select(Relationship.contact_id, Relationship.other_id).where(Relationship.id == relationship_id)
    ).one_or_none()
    if ends is None:
        raise Gone
    contact, other = _both(session, *ends)
    row = load(session, Relationship, relationship_id, version=version)
    return row, Tie(contact, other, row.kind)


def _check_once(session: Session, tie: Tie, period: Period, besides: Relationship | None) -> None:
    pair = (tie.contact.id, tie.other.id)
    same = select(Relationship).where(
        Relationship.contact_id.in_(pair), Relationship.other_id.in_(pair), Relationship.kind == tie.kind
    )
    for row in session.scalars(same):
        if row is not besides and row.period.common(period) is not None:
            raise AlreadyRelated(field="seen", period=row.period)


def _terms_of(session: Session, contact: Contact, besides: Relationship | None = None) -> list[PayerTerm]:
    """Who pays for a contact, and when."""
    rows = session.execute(
        select(Relationship, Contact)
        .join(Contact, Contact.id == Relationship.other_id)
        .where(Relationship.contact_id == contact.id, Relationship.kind == RelationshipKind.PAYER)
    )
    return [PayerTerm(row.id, payer.display_name, row.period) for row, payer in rows if row is not besides]


def _check_payer(session: Session, tie: Tie, period: Period) -> None:
    payer = tie.other
    left = payer.deceased_on is not None or payer.archived_on is not None
    if left and period.holds_after(day_of(moment(session))):
        raise PayerHasLeft(field="other_id", name=payer.display_name)
    if closes_circle(session, tie, period):
        raise PayerCircle(field="other_id", name=payer.display_name)


def closes_circle(session: Session, tie: Tie, period: Period) -> bool:
    """Whether on some day of the period the contact pays for its payer, be it by way of others.

    Those on the way are locked, so that two who each add a part of a circle at once cannot both succeed.
    """
    ahead, behind = [(tie.other.id, period)], set[tuple[int, Period]]()
    while ahead:
        step = ahead.pop()
        if step in behind:
            continue
        behind.add(step)
        for row in _payers_of(session, step[0]):
            common = row.period.common(step[1])
            if common is not None:
                if row.other_id == tie.contact.id:
                    return True
                load(session, Contact, row.other_id)
                ahead.append((row.other_id, common))
    return False


def _payers_of(session: Session, contact_id: int) -> Collection[Relationship]:
    return session.scalars(
        select(Relationship).where(Relationship.contact_id == contact_id, Relationship.kind == RelationshipKind.PAYER)
    ).all()
