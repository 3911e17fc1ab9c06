"""Contacts: create, edit, flag, tag."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from actions.action import action
from actions.contact_details import new_email, new_phone
from actions.dated_facts import in_force_from
from actions.doctors import DoctorCard, new_doctor
from actions.leaving import ensure_nothing_runs, leave
from actions.loading import load
from actions.numbering import draw_free_number
from actions.relationships import ensure_kind_fits
from actions.tags import tag_named
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.contacts import EmailKind, FlagInFuture, Identity, NumberTaken, PhoneKind, ReasonMissing
from domain.errors import NotAChoice, Problems
from domain.numbering import NumberKind
from domain.relationships import Handover
from domain.texts import tidy_line, tidy_text
from models.base import moment
from models.contact import Contact, ContactEmail, ContactPhone, ContactTag, tag_key
from models.doctor import Doctor
from models.studio import Studio


@action(Permission.EDIT_CONTACTS, undoable=True)
def create_contact(
    session: Session,
    actor: Actor,
    *,
    identity: Identity,
    phone: str = "",
    email: str = "",
    language: str = "",
    number: str = "",
) -> Contact:
    """A new contact with the next number (or the one it had elsewhere) and, if given, its first phone and e-mail.

    Letters go out in `language`, or in the studio's where none is given.
    """
    contact = Contact()
    details: list[ContactPhone | ContactEmail] = []
    problems = Problems()
    with problems.all_fields():
        _write_identity(contact, identity, day_of(moment(session)))
    with problems.field("language"):
        contact.language = _known_language(language or session.get_one(Studio, 1).language)
    with problems.field("phone"):
        if phone.strip():
            details.append(new_phone(kind=PhoneKind.OTHER, number=phone))
    with problems.field("email"):
        if email.strip():
            details.append(new_email(kind=EmailKind.PRIVATE, address=email))
    with problems.field("number"):
        contact.number = _free_number(session, number)
    problems.raise_if_any()
    session.add(contact)
    session.flush()
    for detail in details:
        detail.contact_id, detail.is_primary = contact.id, True
        session.add(detail)
    return contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def edit_contact(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    version: int,
    identity: Identity,
    language: str,
    valid_from: date | None = None,
) -> Contact:
    """Change name, birthday and language of a contact, from a day on."""
    contact = load(session, Contact, contact_id, version=version)
    problems = Problems()
    with problems.field("kind"):
        ensure_kind_fits(session, contact, identity.kind)
    with problems.all_fields():
        _write_identity(contact, identity, day_of(moment(session)))
    with problems.field("language"):
        contact.language = _known_language(language)
    problems.raise_if_any()
    in_force_from(session, actor, contact, valid_from)
    return contact


def _write_identity(contact: Contact, identity: Identity, today: date) -> None:
    checked = identity.checked(today)
    for field in fields(checked):
        setattr(contact, field.name, getattr(checked, field.name))


def _known_language(language: str) -> str:
    if language not in {"de", "en"}:
        raise NotAChoice(value=language)
    return language


def _free_number(session: Session, wanted: str) -> str:
    """The number a contact brought along, if it is free, else the next one of the range."""
    number = tidy_line(wanted, longest=30)
    if not number:
        return draw_free_number(session, NumberKind.CONTACT)
    if session.scalar(select(Contact.id).where(Contact.number == number)) is not None:
        raise NumberTaken(number=number)
    return number


@action(Permission.EDIT_CONTACTS, undoable=True)
def write_remark(
    session: Session, actor: Actor, *, contact_id: int, version: int, remark: str, valid_from: date | None = None
) -> Contact:
    """Replace the free text of the master data, from a day on."""
    contact = load(session, Contact, contact_id, version=version)
    problems = Problems()
    with problems.field("remark"):
        contact.remark = tidy_text(remark, longest=20_000)
    problems.raise_if_any()
    in_force_from(session, actor, contact, valid_from)
    return contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def set_tags(
    session: Session, actor: Actor, *, contact_id: int, names: Collection[str], shown: Collection[str] | None = None
) -> Contact:
    """Let the contact carry these tags; names that are new become tags.

    `shown` are the tags that the form began with: only what differs from them is added and taken away, so that a tag
    that somebody else added meanwhile stays. Without it the contact carries exactly `names`.
    """
    contact = load(session, Contact, contact_id)
    problems = Problems()
    wanted = {}
    with problems.field("names"):
        wanted = {tag.id: tag for tag in (tag_named(session, name) for name in names)}
    problems.raise_if_any()
    carried = session.scalars(
        select(ContactTag).where(ContactTag.contact_id == contact.id).options(joinedload(ContactTag.tag))
    ).all()
    touchable = None if shown is None else {tag_key(name) for name in shown}
    for link in carried:
        if link.tag_id not in wanted and (touchable is None or link.tag.name_key in touchable):
            session.delete(link)
    for tag_id in wanted.keys() - {link.tag_id for link in carried}:
        session.add(ContactTag(contact_id=contact.id, tag_id=tag_id))
    return contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def set_doctor(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    doctor_id: int | None,
    version: int | None = None,
    valid_from: date | None = None,
) -> Contact:
    """Choose the family doctor from the card file, or none, from a day on."""
    contact = load(session, Contact, contact_id, version=version)
    contact.doctor_id = None if doctor_id is None else load(session, Doctor, doctor_id).id
    in_force_from(session, actor, contact, valid_from)
    return contact


@action(Permission.EDIT_CONTACTS, undoable=True)
def add_and_choose_doctor(
    session: Session, actor: Actor, *, contact_id: int, card: DoctorCard, version: int | None = None
) -> Contact:
    """A new card for the card file, chosen at once by this contact."""
    actor.require(Permission.EDIT_CARD_FILES)
    contact = load(session, Contact, contact_id, version=version)
    doctor = new_doctor(card)
    session.add(doctor)
    session.flush()
    contact.doctor_id = doctor.id
    return contact


@action(Permission.FLAG_CONTACTS, undoable=True)
def block_contact(
    session: Session, actor: Actor, *, contact_id: int, on: date, reason: str, version: int | None = None
) -> Contact:
    """Record a house ban from a day on, with its reason."""
    contact = load(session, Contact, contact_id, version=version)
    problems = Problems()
    why = ""
    with problems.field("on"):
        _check_flag_day(session, on)
    with problems.field("reason"):
        why = tidy_line(reason, longest=500)
        if not why:
            raise ReasonMissing
    problems.raise_if_any()
    contact.blocked_on, contact.blocked_reason = on, why
    return contact


@action(Permission.FLAG_CONTACTS, undoable=True)
def unblock_contact(session: Session, actor: Actor, *, contact_id: int) -> Contact:
    """Lift the house ban."""
    contact = load(session, Contact, contact_id)
    contact.blocked_on, contact.blocked_reason = None, ""
    return contact


@action(Permission.FLAG_CONTACTS, undoable=True)
def mark_deceased(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    on: date,
    handover: Handover | None = None,
    version: int | None = None,
) -> Contact:
    """Record the day of death; refuses `PayerStillPays` unless what they paid is handed over."""
    contact = load(session, Contact, contact_id, version=version)
    problems = Problems()
    with problems.field("on"):
        _check_flag_day(session, on)
    problems.raise_if_any()
    leave(session, actor, contact, handover)
    contact.deceased_on = on
    return contact


@action(Permission.FLAG_CONTACTS, undoable=True)
def unmark_deceased(session: Session, actor: Actor, *, contact_id: int) -> Contact:
    """Take back a day of death that was recorded by mistake."""
    contact = load(session, Contact, contact_id)
    contact.deceased_on = None
    return contact


@action(Permission.FLAG_CONTACTS, undoable=True)
def archive_contact(session: Session, actor: Actor, *, contact_id: int, handover: Handover | None = None) -> Contact:
    """Put a contact away: it stays findable, behind the others; refuses `PayerStillPays` as a death does.

    Refuses `ContractStillRuns` and `MoneyStillOpen` too: nobody looks any more at who was put away.
    """
    contact = load(session, Contact, contact_id)
    ensure_nothing_runs(session, contact, day_of(moment(session)))
    leave(session, actor, contact, handover)
    contact.archived_on = day_of(moment(session))
    return contact


@action(Permission.FLAG_CONTACTS, undoable=True)
def revive_contact(session: Session, actor: Actor, *, contact_id: int) -> Contact:
    """Take a contact out of the archive."""
    contact = load(session, Contact, contact_id)
    contact.archived_on = None
    return contact


def _check_flag_day(session: Session, day: date) -> None:
    if day > day_of(moment(session)):
        raise FlagInFuture(day=day)
