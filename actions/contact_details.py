"""Addresses, phones and e-mails of a contact: several of each, one of them primary."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import pycountry
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.dated_facts import in_force_from
from actions.loading import load
from domain.access import Actor, Permission
from domain.contacts import AddressKind, EmailKind, PhoneKind
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
    phone = _load_detail(session, ContactPhone, phone_id, version=version)
    problems = Problems()
    with problems.field("number"):
        phone.number = parse_phone(number)
    problems.raise_if_any()
    phone.kind = kind
    in_force_from(session, actor, phone, valid_from)
    return _keep_one_primary(session, phone, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_phone(session: Session, actor: Actor, *, phone_id: int) -> None:
    """Remove a phone number; if it was the primary one, the oldest other becomes it."""
    _remove(session, _load_detail(session, ContactPhone, phone_id))


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
    email = _load_detail(session, ContactEmail, email_id, version=version)
    problems = Problems()
    with problems.field("address"):
        email.address = parse_email(address)
    problems.raise_if_any()
    email.kind = kind
    in_force_from(session, actor, email, valid_from)
    return _keep_one_primary(session, email, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_email(session: Session, actor: Actor, *, email_id: int) -> None:
    """Remove an e-mail address; if it was the primary one, the oldest other becomes it."""
    _remove(session, _load_detail(session, ContactEmail, email_id))


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
) -> ContactAddress:
    """Change a postal address, from a day on; which one is primary changes at once."""
    address = _load_detail(session, ContactAddress, address_id, version=version)
    _write_address(address, street, postcode, town, country, extra)
    address.kind = kind
    in_force_from(session, actor, address, valid_from)
    return _keep_one_primary(session, address, primary=primary)


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_address(session: Session, actor: Actor, *, address_id: int) -> None:
    """Remove a postal address; if it was the primary one, the oldest other becomes it."""
    _remove(session, _load_detail(session, ContactAddress, address_id))


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


def _load_detail(session: Session, model: type[Detail], key: int, *, version: int | None = None) -> Detail:
    """The detail, with its contact locked first: one order everywhere, so that two editors never block each other."""
    contact_id = session.scalar(select(model.contact_id).where(model.id == key))
    if contact_id is None:
        raise Gone
    load(session, Contact, contact_id)
    return load(session, model, key, version=version)


def _siblings(session: Session, detail: Detail) -> list[Detail]:
    model = type(detail)
    rows = session.scalars(
        select(model).where(model.contact_id == detail.contact_id, model.id != (detail.id or 0)).order_by(model.id)
    )
    return list(rows)


def _attach(session: Session, contact_id: int, detail: Detail, *, primary: bool) -> Detail:
    detail.contact_id = load(session, Contact, contact_id).id
    detail.is_primary = _is_primary(session, detail, primary=primary)
    session.add(detail)
    return detail


def _keep_one_primary(session: Session, detail: Detail, *, primary: bool) -> Detail:
    detail.is_primary = _is_primary(session, detail, primary=primary)
    return detail


def _is_primary(session: Session, detail: Detail, *, primary: bool) -> bool:
    """Exactly one is primary; the old one steps down first, since the database refuses two at any moment."""
    others = _siblings(session, detail)
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
