"""Reads for the settings: doctors by what is typed, the trail's filter from what was chosen."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.clock import start_of
from domain.contacts import ContactNotFound
from domain.search_text import fold
from models.contact import Contact
from models.doctor import Doctor
from queries.card_files import DoctorUse, doctors
from queries.history import TrailFilter


def matching_doctors(session: Session, typed: str, *, retired: bool = False) -> tuple[DoctorUse, ...]:
    """The cards that hold every typed word, in any order, umlauts both ways; all when nothing is typed."""
    words = fold(typed[:200]).split()
    return tuple(use for use in doctors(session, retired=retired) if _holds(use.doctor, words))


def _holds(doctor: Doctor, words: list[str]) -> bool:
    card = fold(" ".join((doctor.display_name, doctor.practice, doctor.specialty, doctor.town)))
    return all(word in card for word in words)


def trail_filter(
    session: Session,
    *,
    since: date | None = None,
    until: date | None = None,
    user_id: int | None = None,
    action: str | None = None,
    number: str = "",
    health: bool = False,
) -> TrailFilter:
    """The filter of what people choose, days of the studio, both included; refuses an unknown number."""
    return TrailFilter(
        contact_id=_contact_id(session, number.strip()[:30]) if number.strip() else None,
        user_id=user_id,
        action=action,
        since=start_of(since) if since else None,
        until=start_of(until + timedelta(days=1)) if until and until < date.max else None,
        health=health,
    )


def _contact_id(session: Session, number: str) -> int:
    contact_id = session.scalar(select(Contact.id).where(Contact.number == number))
    if contact_id is None:
        raise ContactNotFound(number=number)
    return contact_id
