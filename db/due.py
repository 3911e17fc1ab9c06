"""What falls due by its day alone is in force before anybody reads or writes: no job, no reader who is too early."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.clock import day_of
from models.audit_chain import Step, note_step
from models.base import model_of, moment
from models.changes import log_of
from models.dated import DatedFact, bring_into_force, facts_of
from models.list_index import refresh_lists

IN_FORCE = "come_into_force"
REFUSED = "stay_out_of_force"
"""Names of the two steps in the audit trail."""


def contacts_due(session: Session) -> Sequence[int]:
    """The contacts of which an entry waits whose day has come."""
    today = day_of(moment(session))
    due = select(DatedFact.contact_id).where(text("dated_fact.pending"), DatedFact.valid_from <= today)
    return session.scalars(due.distinct().order_by(DatedFact.contact_id)).all()


def bring_contact_into_force(session: Session, contact_id: int) -> None:
    """Let the records of a contact hold what is due; the trail names it, by the program itself."""
    today = day_of(moment(session))
    for (table, key), facts in groupby(_due(session, contact_id), key=lambda fact: (fact.table_name, fact.row_key)):
        record = session.get(model_of(table), key, with_for_update=True)
        if record is None:
            _settle(facts)
        else:
            bring_into_force(record, facts_of(session, record), today)
    session.flush()
    refresh_lists(session, [contact_id])
    _leave_step(session, IN_FORCE, contact_id)


def leave_contact_out(session: Session, contact_id: int) -> None:
    """What the database refuses stays out for good, and the trail says so; nobody is kept from reading by it."""
    _settle(_due(session, contact_id))
    _leave_step(session, REFUSED, contact_id)


def _due(session: Session, contact_id: int) -> Sequence[DatedFact]:
    return session.scalars(
        select(DatedFact)
        .where(
            DatedFact.contact_id == contact_id,
            text("dated_fact.pending"),
            DatedFact.valid_from <= day_of(moment(session)),
        )
        .order_by(DatedFact.table_name, DatedFact.row_key, DatedFact.valid_from, DatedFact.id)
        .with_for_update()
    ).all()


def _settle(facts: Iterable[DatedFact]) -> None:
    for fact in facts:
        fact.pending = False


def _leave_step(session: Session, name: str, contact_id: int) -> None:
    session.flush()
    changes = log_of(session).drain()
    if changes:
        note_step(session, Step(None, name, contact_id, "", tuple(changes)))
