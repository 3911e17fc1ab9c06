"""What tests build on: only what matters is named."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions.contacts import create_contact
from domain.access import PROGRAM, Actor, Role
from domain.contacts import ContactKind, Identity
from models.changes import log_of
from models.contact import Contact

OFFICE = Actor(user_id=None, name="Office", role=Role.OFFICE)


def a_person(first_name: str = "Anna", last_name: str = "Müller", born_on: date | None = None) -> Identity:
    """A person's identity."""
    return Identity(ContactKind.PERSON, first_name=first_name, last_name=last_name, born_on=born_on)


def a_contact(
    session: Session,
    first_name: str = "Anna",
    last_name: str = "Müller",
    *,
    born_on: date | None = None,
    actor: Actor = PROGRAM,
    **more: str,
) -> Contact:
    """A contact made through the action."""
    return create_contact(session, actor, identity=a_person(first_name, last_name, born_on), **more)


def past_the_trail(session: Session) -> None:
    """Let what a test changed by hand pass without an audit entry; the program itself cannot."""
    session.flush()
    log_of(session).drain()
