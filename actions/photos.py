"""The photo of a contact."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.errors import Problems
from gateways.photos import clean_photo
from gateways.storage import Storage
from models.contact import Contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def set_photo(session: Session, actor: Actor, *, contact_id: int, data: bytes, storage: Storage) -> Contact:
    """Give the contact this picture: checked, upright, without metadata, square and small."""
    contact = load(session, Contact, contact_id)
    problems = Problems()
    with problems.field("photo"):
        contact.photo = storage.put(clean_photo(data).data)
    problems.raise_if_any()
    return contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_photo(session: Session, actor: Actor, *, contact_id: int) -> Contact:
    """Take the picture away; the initials stand in its place."""
    contact = load(session, Contact, contact_id)
    contact.photo = None
    return contact
