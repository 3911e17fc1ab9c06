"""Takes back what was entered for a day: the other entries count again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.dated_facts import check_names
from actions.loading import load
from actions.shared_addresses import keep_together, twins_of
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.errors import Gone, NotUndoable
from domain.periods import EVER
from domain.sensitivity import BANK_COLUMNS
from models.base import model_of, moment
from models.contact import Contact
from models.dated import DatedFact, bring_into_force, facts_of


@action(Permission.EDIT_CONTACTS, undoable=True)
def cancel_dated_change(session: Session, actor: Actor, *, fact_id: int) -> None:
    """Let an entry not have been made; the record holds again what the others say of today.

    What was entered along with it, for all who share an address, goes with it.
    Refuses `Gone`, `NotUndoable` for what was there before any entry, and `NamelessOn`.
    """
    fact = load(session, DatedFact, fact_id)
    if fact.valid_from == EVER or fact.removed:
        raise NotUndoable
    if BANK_COLUMNS & fact.values.keys():
        actor.require(Permission.EDIT_BANK_DATA)
    for one in sorted([fact, *twins_of(session, fact)], key=lambda one: one.contact_id):
        _cancel(session, one)
    record = session.get(model_of(fact.table_name), fact.row_key)
    assert record is not None
    keep_together(session, record)


def _cancel(session: Session, fact: DatedFact) -> None:
    load(session, Contact, fact.contact_id)
    record = session.get(model_of(fact.table_name), fact.row_key, with_for_update=True)
    if record is None:
        raise Gone
    today = day_of(moment(session))
    session.delete(fact)
    session.flush()
    facts = facts_of(session, record)
    bring_into_force(record, facts, today)
    check_names(record, facts, min(fact.valid_from, today))
