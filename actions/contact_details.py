"""Addresses, phones and e-mails of a contact: several of each, one of them primary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import pycountry
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.dated_facts import in_force_from
from actions.loading import load
from actions.shared_addresses import change_together, contacts_at, move_in, move_out, place_of
from domain.access import Actor, Permission
from domain.contacts import AddressKind, AlreadyThere, EmailKind, PhoneKind
from domain.emails import parse_email
from domain.errors import Gone, Missing, NotAChoice, Problems
from domain.phones import parse_phone
from domain.postcodes import parse_postcode
from domain.texts import tidy_line
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone

Detail = TypeVar("Detail", ContactAddress, ContactPhone, ContactEmail)


def new_phone(*, kind: PhoneKind, number: str) -> ContactPhone:
    """A phone that is not attached yet; refuses `InvalidPhone`. Without a kind, a mobile number says so itself."""
    return ContactPhone(kind=kind, number=parse_phone(number))


def new_email(*, kind: EmailKind, address: str) -> ContactEmail:
    """An e-mail that is not attached yet; refuses `InvalidEmail`."""
    return ContactEmail(kind=kind, address=parse_email(address))


@action(Permission.EDIT_CONTACTS, undoable=True)
def add_phone(
    session: Session, actor: Actor, *, contact_id: int, kind: PhoneKind, number: str, primary: bool = False
) -> ContactPhone:
    """Add a phone number; the first one is primary."""
    problems = Problems()
    phone = None
    with problems.field("number"):
        phone = new_phone(kind=kind, number=number)
    problems.raise_if_any()
    assert phone is not None
    return _attach(session, contact_id, phone, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def edit_phone(
    session: Session,
    actor: Actor,
    *,
    phone_id: int,
    version: int,
    kind: PhoneKind,
    number: str,
    primary: bool,
    valid_from: date | None = None,
) -> ContactPhone:
    """Change a phone number, from a day on; which one is primary changes at once."""
    phone = load_detail(session, ContactPhone, phone_id, version=version)
    problems = Problems()
    with problems.field("number"):
        phone.number = parse_phone(number)
    problems.raise_if_any()
    phone.kind = kind
    _refuse_twice(phone, _siblings(session, phone))
    in_force_from(session, actor, phone, valid_from)
    return _keep_one_primary(session, phone, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_phone(session: Session, actor: Actor, *, phone_id: int, version: int | None = None) -> None:
    """Remove a phone number; if it was the primary one, the oldest other becomes it."""
    _remove(session, load_detail(session, ContactPhone, phone_id, version=version))


@action(Permission.EDIT_CONTACTS, undoable=True)
def add_email(
    session: Session, actor: Actor, *, contact_id: int, kind: EmailKind, address: str, primary: bool = False
) -> ContactEmail:
    """Add an e-mail address; the first one is primary."""
    problems = Problems()
    email = None
    with problems.field("address"):
        email = new_email(kind=kind, address=address)
    problems.raise_if_any()
    assert email is not None
    return _attach(session, contact_id, email, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def edit_email(
    session: Session,
    actor: Actor,
    *,
    email_id: int,
    version: int,
    kind: EmailKind,
    address: str,
    primary: bool,
    valid_from: date | None = None,
) -> ContactEmail:
    """Change an e-mail address, from a day on; which one is primary changes at once."""
    email = load_detail(session, ContactEmail, email_id, version=version)
    problems = Problems()
    with problems.field("address"):
        email.address = parse_email(address)
    problems.raise_if_any()
    email.kind = kind
    _refuse_twice(email, _siblings(session, email))
    in_force_from(session, actor, email, valid_from)
    return _keep_one_primary(session, email, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_email(session: Session, actor: Actor, *, email_id: int, version: int | None = None) -> None:
    """Remove an e-mail address; if it was the primary one, the oldest other becomes it."""
    _remove(session, load_detail(session, ContactEmail, email_id, version=version))


@action(Permission.EDIT_CONTACTS, undoable=True)
def add_address(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    kind: AddressKind,
    street: str,
    postcode: str,
    town: str,
    country: str = "DE",
    extra: str = "",
    primary: bool = False,
) -> ContactAddress:
    """Add a postal address; the first one is primary."""
    address = ContactAddress(kind=kind)
    _write_address(address, street, postcode, town, country, extra)
    return _attach(session, contact_id, address, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def share_address(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    address_id: int,
    kind: AddressKind,
    primary: bool = False,
) -> ContactAddress:
    """Let the contact have an address of somebody else: from now on it is one place that changes for both."""
    theirs = load_detail(session, ContactAddress, address_id, besides=contact_id)
    own = next((row for row in _addresses(session, contact_id) if place_of(row) == place_of(theirs)), None)
    if own is not None and (own is theirs or own.share_group is not None):
        raise AlreadyThere(field="address_id")
    if own is None:
        own = _attach(session, contact_id, ContactAddress(kind=kind, **place_of(theirs)), primary=primary)
    else:
        own.kind = kind
        _keep_one_primary(session, own, primary=primary)
    session.flush()
    move_in(session, actor, own, theirs)
    return own


@action(Permission.EDIT_CONTACTS, undoable=True)
def edit_address(
    session: Session,
    actor: Actor,
    *,
    address_id: int,
    version: int,
    kind: AddressKind,
    street: str,
    postcode: str,
    town: str,
    country: str,
    extra: str,
    primary: bool,
    valid_from: date | None = None,
    for_all: bool = True,
) -> ContactAddress:
    """Change a postal address, from a day on; which one is primary changes at once.

    `for_all` who share it, or for this contact alone, who so leaves the others at once.
    """
    address = load_detail(session, ContactAddress, address_id, version=version)
    _write_address(address, street, postcode, town, country, extra)
    address.kind = kind
    _refuse_twice(address, _siblings(session, address))
    change_together(session, actor, address, valid_from, for_all=for_all)
    return _keep_one_primary(session, address, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_address(session: Session, actor: Actor, *, address_id: int, version: int | None = None) -> None:
    """Remove a postal address; if it was the primary one, the oldest other becomes it."""
    address = load_detail(session, ContactAddress, address_id, version=version)
    move_out(session, address)
    _remove(session, address)


def _write_address(address: ContactAddress, street: str, postcode: str, town: str, country: str, extra: str) -> None:
    problems = Problems()
    with problems.field("street"):
        address.street = tidy_line(street, longest=200)
    with problems.field("extra"):
        address.extra = tidy_line(extra, longest=200)
    with problems.field("town"):
        address.town = tidy_line(town, longest=120)
    with problems.field("country"):
        address.country = country.strip().upper()
        if pycountry.countries.get(alpha_2=address.country) is None:
            raise NotAChoice(value=country)
    with problems.field("postcode"):
        address.postcode = parse_postcode(postcode, address.country)
    if not (street.strip() or postcode.strip() or town.strip()):
        problems.note(Missing(field="town"))
    problems.raise_if_any()


def load_detail(
    session: Session, model: type[Detail], key: int, *, version: int | None = None, besides: int | None = None
) -> Detail:
    """The detail, with its contact and all who share it locked first.

    One order everywhere, so that two editors never block each other; `besides` is one more contact to lock.
    """
    contact_id = session.scalar(select(model.contact_id).where(model.id == key))
    if contact_id is None:
        raise Gone
    sharing = set(contacts_at(session, key)) if model is ContactAddress else set[int]()
    for one in sorted(sharing | {contact_id, besides or contact_id}):
        load(session, Contact, one)
    return load(session, model, key, version=version)


def _addresses(session: Session, contact_id: int) -> list[ContactAddress]:
    return list(session.scalars(select(ContactAddress).where(ContactAddress.contact_id == contact_id)))


def _refuse_twice(detail: Detail, others: Sequence[Detail]) -> None:
    """Refuse (`AlreadyThere`) what was entered now and is there already."""
    names = detail.TEXT
    if not any(inspect(detail).attrs[name].history.has_changes() for name in names):
        return
    entered = [getattr(detail, name).casefold() for name in names]
    if any([getattr(other, name).casefold() for name in names] == entered for other in others):
        raise AlreadyThere(field=names[0])


def _siblings(session: Session, detail: Detail) -> list[Detail]:
    model = type(detail)
    with session.no_autoflush:
        rows = session.scalars(
            select(model).where(model.contact_id == detail.contact_id, model.id != (detail.id or 0)).order_by(model.id)
        )
        return list(rows)


def _attach(session: Session, contact_id: int, detail: Detail, *, primary: bool) -> Detail:
    detail.contact_id = load(session, Contact, contact_id).id
    others = _siblings(session, detail)
    _refuse_twice(detail, others)
    detail.is_primary = _is_primary(session, others, primary=primary)
    session.add(detail)
    return detail


def _keep_one_primary(session: Session, detail: Detail, *, primary: bool) -> Detail:
    detail.is_primary = _is_primary(session, _siblings(session, detail), primary=primary)
    return detail


def _is_primary(session: Session, others: Sequence[Detail], *, primary: bool) -> bool:
    """Exactly one is primary; the old one steps down first, since the database refuses two at any moment."""
    if not primary and any(other.is_primary for other in others):
        return False
    for other in others:
        other.is_primary = False
    session.flush()
    return True


def _remove(session: Session, detail: Detail) -> None:
    others = _siblings(session, detail)
    was_primary = detail.is_primary
    session.delete(detail)
    session.flush()
    if was_primary and others:
        others[0].is_primary = True
