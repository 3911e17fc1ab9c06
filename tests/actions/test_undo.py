"""Taking back: each step returns the rows to what they were, and never over what somebody did since."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from actions.contact_details import add_email, add_phone, remove_email
from actions.contacts import (
    archive_contact,
    block_contact,
    create_contact,
    edit_contact,
    mark_deceased,
    set_tags,
    write_remark,
)
from actions.payment_data import record_mandate, revoke_mandate, set_payment_data
from actions.photos import set_photo
from actions.recent import remember_opened
from actions.undo import undo
from db.session import Database
from domain import errors
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.contacts import EmailKind, PaymentMethod, PhoneKind
from gateways.photos import clean_photo
from gateways.storage import Storage
from models.contact import Contact
from models.mandate import Mandate
from queries.history import TrailFilter, first_broken_link, history
from tests.building import a_contact, a_person
from tests.conftest import NOW, TODAY
from tests.people import a_user

TABLES = ("contact", "contact_phone", "contact_email", "contact_tag", "mandate", "search_term", "search_text")
IBAN = "DE89370400440532013000"


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that the steps below touch, without versions (they only rise)."""
    found = {}
    with database.engine.connect() as connection:
        for table in TABLES:
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings().all()
            found[table] = sorted(
                (tuple(value for name, value in row.items() if name != "version") for row in rows), key=repr
            )
    return found


def _payment(session: Session, contact: Contact) -> None:
    set_payment_data(
        session,
        PROGRAM,
        contact_id=contact.id,
        version=contact.version,
        method=PaymentMethod.DEBIT,
        holder="",
        iban=IBAN,
    )


def _photo(session: Session, contact: Contact, folder: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(picture, "PNG")
    set_photo(
        session, PROGRAM, contact_id=contact.id, photo=clean_photo(picture.getvalue()), storage=Storage(str(folder))
    )


STEPS: dict[str, Callable[[Session, Contact, Path], object]] = {
    "edit": lambda s, c, _f: edit_contact(
        s,
        PROGRAM,
        contact_id=c.id,
        version=c.version,
        identity=a_person("Eva", born_on=date(1990, 2, 28)),
        language="en",
    ),
    "remark": lambda s, c, _f: write_remark(s, PROGRAM, contact_id=c.id, version=c.version, remark="x"),
    "tags": lambda s, c, _f: set_tags(s, PROGRAM, contact_id=c.id, names=("VIP",)),
    "block": lambda s, c, _f: block_contact(s, PROGRAM, contact_id=c.id, on=TODAY, reason="x"),
    "deceased": lambda s, c, _f: mark_deceased(s, PROGRAM, contact_id=c.id, on=TODAY),
    "archive": lambda s, c, _f: archive_contact(s, PROGRAM, contact_id=c.id),
    "phone": lambda s, c, _f: add_phone(
        s, PROGRAM, contact_id=c.id, kind=PhoneKind.HOME, number="0221 111111", primary=True
    ),
    "email": lambda s, c, _f: add_email(s, PROGRAM, contact_id=c.id, kind=EmailKind.WORK, address="b@example.com"),
    "remove email": lambda s, c, _f: remove_email(
        s, PROGRAM, email_id=s.execute(text("SELECT id FROM contact_email")).scalar_one()
    ),
    "payment": lambda s, c, _f: _payment(s, c),
    "photo": lambda s, c, folder: _photo(s, c, folder),
    "create": lambda s, _c, _f: create_contact(s, PROGRAM, identity=a_person("New"), email="n@example.com"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_is_taken_back_leaves_everything_as_it_was(database: Database, name: str, tmp_path: Path) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session, phone="0221 998877", email="a@example.com")
    before = everything(database)
    with database.writing(NOW) as session:
        STEPS[name](session, session.get_one(Contact, contact.id), tmp_path)
    assert everything(database) != before
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    after = everything(database)
    if name == "tags":  # the new tag itself stays in the card file; only the contact loses it
        after["contact_tag"], before["contact_tag"] = [], []
    assert after == before
    with database.reading() as session:
        assert first_broken_link(session) is None


def test_what_somebody_changed_since_is_not_overwritten(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
    with database.writing(NOW) as session:
        write_remark(session, PROGRAM, contact_id=contact.id, version=1, remark="mine")
    mine = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        write_remark(session, PROGRAM, contact_id=contact.id, version=2, remark="theirs")
    with pytest.raises(errors.ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=mine)
    with database.reading() as session:
        assert session.scalar(select(Contact.remark)) == "theirs"


def test_taking_back_twice_is_refused(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
    with database.writing(NOW) as session:
        archive_contact(session, PROGRAM, contact_id=contact.id)
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    with pytest.raises(errors.ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


def test_a_new_contact_that_others_hang_on_stays(database: Database) -> None:
    user = a_user(database)
    with database.writing(NOW) as session:
        contact = a_contact(session)
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        remember_opened(session, user, number=contact.number)
        add_phone(session, PROGRAM, contact_id=contact.id, kind=PhoneKind.HOME, number="0221 111111")
    with pytest.raises(errors.ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    with database.reading() as session:
        assert session.get(Contact, contact.id) is not None


def test_taking_back_asks_for_the_permission_of_the_step(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
    with database.writing(NOW) as session:
        archive_contact(session, PROGRAM, contact_id=contact.id)
    entries = tuple(session.info["chained"])
    reception = Actor(user_id=None, name="x", role=Role.RECEPTION)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        undo(session, reception, entries=entries)


@pytest.mark.parametrize("entries", [(4711,), (-1,), (0, 1)])
def test_unknown_entries_are_refused(database: Database, entries: tuple[int, ...]) -> None:
    with pytest.raises(errors.NotUndoable), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


def test_a_mandate_that_was_revoked_by_mistake_comes_back(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
        _payment(session, contact)
        mandate = record_mandate(session, PROGRAM, contact_id=contact.id, signed_on=TODAY)
    with database.writing(NOW) as session:
        revoke_mandate(session, PROGRAM, mandate_id=mandate.id, on=TODAY)
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    with database.reading() as session:
        assert session.scalar(select(Mandate.revoked_on)) is None
        newest = history(session, TrailFilter(contact_id=contact.id), limit=1)[0]
    assert newest.action == "undo"
