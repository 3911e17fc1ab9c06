"""What all entries of the history share: who may change them, what is checked of each, the bin and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.action import action
from actions.cards import offered_category, offered_user
from actions.loading import load
from domain.access import Actor, NotPermitted, Permission
from domain.activities import KEPT_IN_BIN_DAYS, NOT_BINNED, ActivityKind, InBin, UnderWay
from domain.errors import Gone, Problems
from domain.texts import tidy_line, tidy_text
from models.activity import LONGEST_TITLE, Activity, HealthNote
from models.base import moment
from models.contact import Contact
from models.contract import Contract

LONGEST_TEXT = 20_000
AT_ONCE = 500
"""Entries that leave the bin in one transaction."""

WHEN_RESTORED: dict[ActivityKind, Callable[[Session, Any], None]] = {}
"""What is asked of an entry of a kind that comes back from the bin."""

Entry = TypeVar("Entry", bound=Activity)


def load_entry(session: Session, actor: Actor, model: type[Entry], activity_id: int, *, version: int | None) -> Entry:
    """An entry to change; refuses what is `Gone`, lies `InBin`, or was changed since `version`."""
    entry = load(session, model, activity_id, version=version)
    if isinstance(entry, HealthNote):
        actor.require(Permission.EDIT_HEALTH_DATA)
    if entry.deleted_at is not None:
        raise InBin
    return entry


def begin(
    session: Session, actor: Actor, entry: Entry, *, contact_id: int | None, origin_id: int | None = None
) -> Entry:
    """A new entry of a contact, written by who acts; the caller fills in the rest, and adds it then."""
    if contact_id is not None:
        entry.contact_id = load(session, Contact, contact_id).id
    if origin_id is not None:
        entry.origin_id = load(session, Activity, origin_id).id
    entry.created_by_id = actor.user_id
    return entry


def describe(
    session: Session,
    entry: Activity,
    problems: Problems,
    *,
    title: str,
    text: str = "",
    category_id: int | None = None,
    user_id: int | None = None,
    title_required: bool = True,
) -> None:
    """Fill in what all entries have; `problems` gathers what is wrong by field."""
    with problems.field("title"):
        entry.title = tidy_line(title, longest=LONGEST_TITLE, required=title_required)
    with problems.field("text"):
        entry.text = tidy_text(text, longest=LONGEST_TEXT)
    with problems.field("category_id"):
        entry.category_id = offered_category(session, category_id, entry.category_id, type(entry).KIND)
    with problems.field("user_id"):
        entry.user_id = offered_user(session, user_id, entry.user_id)


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def bin_activity(session: Session, actor: Actor, *, activity_id: int, version: int | None = None) -> Activity:
    """Put an entry into the bin; for some weeks it can come back."""
    entry = load_entry(session, actor, Activity, activity_id, version=version)
    if entry.state in NOT_BINNED.get(entry.kind, ()):
        raise UnderWay(kind=entry.kind)
    entry.deleted_at, entry.deleted_by_id, entry.pinned = moment(session), actor.user_id, False
    return entry


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def restore_activity(session: Session, actor: Actor, *, activity_id: int) -> Activity:
    """Take an entry out of the bin."""
    entry = load(session, Activity, activity_id)
    if isinstance(entry, HealthNote):
        actor.require(Permission.EDIT_HEALTH_DATA)
    if entry.deleted_at is None:
        raise Gone
    entry.deleted_at = entry.deleted_by_id = None
    if entry.kind in WHEN_RESTORED:
        WHEN_RESTORED[entry.kind](session, entry)
    return entry


@action(Permission.OWN_ACCOUNT)
def empty_bin(session: Session, actor: Actor) -> int:
    """Remove for good what has lain in the bin for weeks; how many entries, `AT_ONCE` at most. The program does it."""
    if actor.user_id is not None:
        raise NotPermitted(permission=Permission.EDIT_ACTIVITIES)
    last = moment(session) - timedelta(days=KEPT_IN_BIN_DAYS)
    gone = session.scalars(
        select(Activity).where(Activity.deleted_at < last).order_by(Activity.deleted_at).limit(AT_ONCE)
    ).all()
    ids = [entry.id for entry in gone]
    session.execute(update(Activity).where(Activity.origin_id.in_(ids)).values(origin_id=None))
    session.execute(update(Contract).where(Contract.signed_document_id.in_(ids)).values(signed_document_id=None))
    for entry in gone:
        session.delete(entry)
    return len(ids)
