"""Which contacts are likely duplicates, kept for the list; and those of whom somebody says that they are two."""

from __future__ import annotations

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.errors import Gone
from domain.merging import SaidBefore, WithItself
from models.contact import Contact
from models.duplicate import LikelyPair, NotDuplicate, PairsCompared
from queries.duplicates import Compared


@action(Permission.MERGE_CONTACTS, undoable=True)
def mark_not_duplicate(session: Session, actor: Actor, *, contact_id: int, other_id: int) -> NotDuplicate:
    """Somebody has looked: these are two. No hint and no list names the pair again."""
    if contact_id == other_id:
        raise WithItself
    first, second = sorted((contact_id, other_id))
    for key in (first, second):
        load(session, Contact, key)
    known = select(NotDuplicate.id).where(NotDuplicate.contact_id == first, NotDuplicate.other_id == second)
    if session.scalar(known) is not None:
        raise SaidBefore
    mark = NotDuplicate(contact_id=first, other_id=second)
    session.add(mark)
    return mark


@action(Permission.MERGE_CONTACTS, undoable=True)
def unmark_not_duplicate(session: Session, actor: Actor, *, mark_id: int) -> None:
    """Let a pair be looked at again."""
    mark = session.get(NotDuplicate, mark_id, with_for_update=True)
    if mark is None:
        raise Gone
    session.delete(mark)


def keep_likely_pairs(session: Session, actor: Actor, *, compared: Compared) -> None:
    """Write down what was compared; nothing when somebody has written down a later state. Not part of the trail."""
    mark = session.get(PairsCompared, 1, with_for_update=True)
    if mark is not None and mark.seq > compared.seq:
        return
    old = delete(LikelyPair)
    if compared.about is not None:
        about = compared.about
        old = old.where(or_(LikelyPair.contact_id.in_(about), LikelyPair.other_id.in_(about)))
    session.execute(old)
    if compared.pairs:
        rows = [
            {
                "contact_id": pair.contact_id,
                "other_id": pair.other_id,
                "points": pair.match.points,
                "reason": pair.match.reason,
            }
            for pair in compared.pairs
        ]
        session.execute(insert(LikelyPair), rows)
    if mark is None:
        session.add(PairsCompared(id=1, seq=compared.seq))
    else:
        mark.seq = compared.seq
