"""The photo of a contact."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from gateways.photos import CleanPhoto
from gateways.storage import Storage
from models.contact import Contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def set_photo(session: Session, actor: Actor, *, contact_id: int, photo: CleanPhoto, storage: Storage) -> Contact:
    """Give the contact this picture; cleaning it takes a second, so the caller does that before the transaction."""
    contact = load(session, Contact, contact_id)
    contact.photo = storage.put(photo.data)
    return contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_photo(session: Session, actor: Actor, *, contact_id: int) -> Contact:
    """Take the picture away; the initials stand in its place."""
    contact = load(session, Contact, contact_id)
    contact.photo = None
    return contact
