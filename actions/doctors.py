"""The card file of doctors."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.emails import parse_email
from domain.errors import Problems
from domain.phones import parse_phone
from domain.postcodes import parse_postcode
from domain.texts import tidy_line
from models.base import moment
from models.doctor import Doctor


@dataclass(frozen=True, slots=True)
class DoctorCard:
    """What stands on a doctor's card, as typed."""

    title: str = ""
    first_name: str = ""
    last_name: str = ""
    practice: str = ""
    specialty: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""


_LONGEST = {
    "title": 60,
    "first_name": 120,
    "practice": 200,
    "specialty": 120,
    "street": 200,
    "town": 120,
}


def new_doctor(card: DoctorCard) -> Doctor:
    """A card that is not in the file yet; refuses wrong input by field."""
    doctor = Doctor()
    _write(doctor, card)
    return doctor


@action(Permission.EDIT_CARD_FILES)
def add_doctor(session: Session, actor: Actor, *, card: DoctorCard) -> Doctor:
    """A new card."""
    doctor = new_doctor(card)
    session.add(doctor)
    return doctor


@action(Permission.EDIT_CARD_FILES, undoable=True)
def edit_doctor(session: Session, actor: Actor, *, doctor_id: int, version: int, card: DoctorCard) -> Doctor:
    """Change a card, for all contacts that share it."""
    doctor = load(session, Doctor, doctor_id, version=version)
    _write(doctor, card)
    return doctor


@action(Permission.EDIT_CARD_FILES, undoable=True)
def retire_doctor(session: Session, actor: Actor, *, doctor_id: int) -> Doctor:
    """Offer a doctor no longer; contacts keep theirs."""
    doctor = load(session, Doctor, doctor_id)
    doctor.retired_on = day_of(moment(session))
    return doctor


@action(Permission.EDIT_CARD_FILES, undoable=True)
def revive_doctor(session: Session, actor: Actor, *, doctor_id: int) -> Doctor:
    """Offer a retired doctor again."""
    doctor = load(session, Doctor, doctor_id)
    doctor.retired_on = None
    return doctor


def _write(doctor: Doctor, card: DoctorCard) -> None:
    problems = Problems()
    for name, longest in _LONGEST.items():
        with problems.field(name):
            setattr(doctor, name, tidy_line(getattr(card, name), longest=longest))
    with problems.field("last_name"):
        doctor.last_name = tidy_line(card.last_name, longest=120, required=True)
    with problems.field("postcode"):
        doctor.postcode = parse_postcode(card.postcode, "DE")
    with problems.field("phone"):
        doctor.phone = parse_phone(card.phone) if card.phone.strip() else ""
    with problems.field("email"):
        doctor.email = parse_email(card.email) if card.email.strip() else ""
    problems.raise_if_any()
