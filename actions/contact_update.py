"""Brings contacts that are here up to date from a file: only what differs, and nothing that the file leaves empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contact_import import (
    NewAddress,
    NewDoctor,
    NewEmail,
    NewPhone,
    doctors_named,
    tag_ids,
    tags_named,
)
from actions.loading import load
from domain.access import Actor, Permission
from gateways.photos import CleanPhoto
from gateways.storage import Storage
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag

New = TypeVar("New", NewPhone, NewEmail, NewAddress)
BANK = frozenset({"payment_method", "account_holder", "iban", "bic"})


@dataclass(frozen=True, slots=True)
class DetailPatch(Generic[New]):
    """A phone, e-mail or address as the file has it."""

    new: New
    row_id: int | None
    """The row that becomes this; None: a further one."""
    is_primary: bool
    """It becomes the main one."""


@dataclass(frozen=True, slots=True)
class ContactPatch:
    """What a file changes of one contact; every part in the form that is stored."""

    contact_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    """Columns of the contact itself."""
    phones: tuple[DetailPatch[NewPhone], ...] = ()
    emails: tuple[DetailPatch[NewEmail], ...] = ()
    addresses: tuple[DetailPatch[NewAddress], ...] = ()
    tags: tuple[str, ...] = ()
    """Those that come on top."""
    doctor: NewDoctor | None = None
    photo: CleanPhoto | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the contact holds all of it already."""
        parts = (self.values, self.phones, self.emails, self.addresses, self.tags, self.doctor, self.photo)
        return not any(parts)


@action(Permission.IMPORT_CONTACTS)
def update_contacts(session: Session, actor: Actor, *, patches: Sequence[ContactPatch], storage: Storage) -> None:
    """Change these contacts as the file says, each with an entry of its own in the trail."""
    if any(BANK & patch.values.keys() for patch in patches):
        actor.require(Permission.EDIT_BANK_DATA)
    tags = tags_named(session, [patch.tags for patch in patches])
    doctors = doctors_named(session, actor, [patch.doctor for patch in patches])
    for patch in sorted(patches, key=lambda patch: patch.contact_id):
        contact = load(session, Contact, patch.contact_id)
        for name, value in patch.values.items():
            setattr(contact, name, value)
        if patch.doctor:
            contact.doctor_id = doctors[patch.doctor.key]
        if patch.photo:
            contact.photo = storage.put(patch.photo.data)
        _write_details(session, contact, ContactPhone, patch.phones)
        _write_details(session, contact, ContactEmail, patch.emails)
        _write_details(session, contact, ContactAddress, patch.addresses)
        for tag_id in tag_ids(patch.tags, tags):
            session.add(ContactTag(contact_id=contact.id, tag_id=tag_id))


def _write_details(session: Session, contact: Contact, model: Any, patches: Sequence[DetailPatch[Any]]) -> None:
    if not patches:
        return
    rows: dict[int, Any] = {row.id: row for row in session.scalars(select(model).where(model.contact_id == contact.id))}
    if any(patch.is_primary for patch in patches):
        # The old main one steps down first: the database refuses two at any moment.
        for row in rows.values():
            row.is_primary = row.is_primary and any(patch.is_primary and patch.row_id == row.id for patch in patches)
        session.flush()
    for patch in patches:
        record = rows[patch.row_id] if patch.row_id is not None else model(contact_id=contact.id)
        if _write_values(record, patch.new) and patch.row_id is not None:
            _forget_the_old(record)
        record.is_primary = patch.is_primary or bool(record.is_primary)
        session.add(record)


def _write_values(record: Any, new: Any) -> bool:
    """Whether anything of the record changed."""
    changed = False
    for one in fields(new):
        if getattr(record, one.name) != getattr(new, one.name):
            setattr(record, one.name, getattr(new, one.name))
            changed = True
    return changed


def _forget_the_old(record: Any) -> None:
    """What was known of the entry that stood there does not hold for the one that replaces it."""
    record.undeliverable_on, record.undeliverable_reason = None, ""
