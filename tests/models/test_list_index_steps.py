"""What lists sort, filter and count by is that of the data after every step, each undo, and on every day to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from actions.contact_details import add_phone, edit_address, remove_address, remove_email, share_address
from actions.contacts import archive_contact, block_contact, edit_contact, mark_deceased, revive_contact
from actions.payment_data import record_mandate, set_payment_data, sign_mandate
from actions.relationships import add_relationship, end_relationship, remove_relationship
from actions.undeliverable import mark_deliverable, mark_undeliverable
from actions.undo import undo
from actions.unmerge import unmerge_contacts
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import AddressKind, PaymentMethod, PhoneKind, Way
from domain.relationships import Relation
from exchange.import_undo import undo_run
from models.contact import Contact, ContactAddress
from models.data_quality import ContactHint
from models.duplicate import ContactMerge
from models.list_index import stale_contacts
from tests.building import IBAN, a_contact, a_person
from tests.conftest import NOW, TODAY
from tests.exchange.importing import UPDATE, a_book, begun, imported, writing
from tests.merging import merge

CHILD = date(2015, 5, 1)
NEXT = TODAY + timedelta(days=8)


def stale(database: Database, day: date = TODAY) -> set[int]:
    with database.reading(NOW + (day - TODAY)) as session:
        return stale_contacts(session, session.scalars(select(Contact.id)).all())


def rename(session: Session, key: int, born_on: date | None = None, valid_from: date | None = None) -> None:
    version = session.get_one(Contact, key).version
    identity = a_person("Anna", "Zander", born_on)
    edit_contact(
        session, PROGRAM, contact_id=key, version=version, identity=identity, language="de", valid_from=valid_from
    )


def move(session: Session, town: str, valid_from: date | None = None) -> None:
    row = session.get_one(ContactAddress, 1)
    inputs = {"kind": row.kind, "street": "Weg 1", "extra": "", "postcode": "53111", "country": "DE", "primary": True}
    edit_address(session, PROGRAM, address_id=1, version=row.version, town=town, valid_from=valid_from, **inputs)


def pays(session: Session, method: PaymentMethod, iban: str = "", valid_from: date | None = None) -> None:
    version = session.get_one(Contact, 1).version
    how = {"method": method, "holder": "", "iban": iban, "valid_from": valid_from}
    set_payment_data(session, PROGRAM, contact_id=1, version=version, **how)


Step = Callable[[Session], object]
STEPS: dict[str, Step] = {
    "create": lambda s: a_contact(s, "Ben", "Groß", email="ben@example.com"),
    "rename and birthday": lambda s: rename(s, 1, date(2000, 2, 29)),
    "a child": lambda s: rename(s, 1, CHILD),
    "name from a day on": lambda s: rename(s, 1, date(1981, 1, 1), NEXT),
    "move": lambda s: move(s, "Überlingen"),
    "move from a day on": lambda s: move(s, "Bonn", NEXT),
    "share an address": lambda s: share_address(s, PROGRAM, contact_id=2, address_id=1, kind=AddressKind.HOME),
    "remove the main address": lambda s: remove_address(s, PROGRAM, address_id=1),
    "remove an e-mail": lambda s: remove_email(s, PROGRAM, email_id=1),
    "add a phone": lambda s: add_phone(s, PROGRAM, contact_id=2, kind=PhoneKind.HOME, number="0221 111111"),
    "undeliverable": lambda s: mark_undeliverable(
        s, PROGRAM, way=Way.EMAIL, detail_id=1, undeliverable_on=None, undeliverable_reason="back"
    ),
    "undeliverable address": lambda s: mark_undeliverable(
        s, PROGRAM, way=Way.ADDRESS, detail_id=1, undeliverable_on=TODAY, undeliverable_reason="back"
    ),
    "back and deliverable again": lambda s: (
        mark_undeliverable(s, PROGRAM, way=Way.PHONE, detail_id=1, undeliverable_on=TODAY, undeliverable_reason="back"),
        add_phone(s, PROGRAM, contact_id=1, kind=PhoneKind.FAX, number="0221 222222"),
        mark_deliverable(s, PROGRAM, way=Way.PHONE, detail_id=1),
    ),
    "direct debit": lambda s: pays(s, PaymentMethod.DEBIT, IBAN),
    "another account from a day on": lambda s: pays(s, PaymentMethod.DEBIT, "DE02120300000000202051", NEXT),
    "cash": lambda s: pays(s, PaymentMethod.CASH),
    "a mandate": lambda s: record_mandate(s, PROGRAM, contact_id=1),
    "signed": lambda s: sign_mandate(s, PROGRAM, mandate_id=1, signed_on=TODAY),
    "a guardian": lambda s: add_relationship(s, PROGRAM, contact_id=1, other_id=2, seen=Relation.GUARDIAN),
    "a relationship ends": lambda s: end_relationship(s, PROGRAM, relationship_id=1, valid_until=TODAY),
    "a relationship is removed": lambda s: remove_relationship(s, PROGRAM, relationship_id=1),
    "blocked": lambda s: block_contact(s, PROGRAM, contact_id=1, on=TODAY, reason="x"),
    "deceased": lambda s: mark_deceased(s, PROGRAM, contact_id=1, on=TODAY),
    "archived": lambda s: archive_contact(s, PROGRAM, contact_id=1),
    "merged": lambda s: merge(s, 1, 2),
}


@contextmanager
def studio(database: Database) -> Iterator[Database]:
    assert stale(database) == set()
    yield database
    # The check sees what does not fit, or all of this would show nothing.
    with database.writing(NOW) as session:
        session.execute(update(Contact).where(Contact.id == 1).values(town_key="x"))
        session.execute(delete(ContactHint).where(ContactHint.contact_id == 2))
    assert 1 in stale(database)


@pytest.mark.parametrize("name", STEPS)
def test_every_step_and_its_undo_keep_the_index(furnished: Database, name: str) -> None:
    with studio(furnished) as database:
        with database.writing(NOW) as session:
            STEPS[name](session)
        entries = tuple(session.info["chained"])
        assert stale(database) == set()
        with database.writing(NOW) as session:
            undo(session, PROGRAM, entries=entries)
        assert stale(database) == set()


def test_all_steps_one_after_the_other_and_the_days_to_come(furnished: Database) -> None:
    in_the_way = {"remove the main address", "remove an e-mail", "cash", "deceased", "merged"}
    one_after_the_other = [name for name in STEPS if name not in in_the_way]
    with studio(furnished) as database:
        for name in one_after_the_other:
            with database.writing(NOW) as session:
                STEPS[name](session)
            assert stale(database) == set(), name
        with database.writing(NOW) as session:
            revive_contact(session, PROGRAM, contact_id=1)
        for days in (0, 1, 8, 400, 3 * 365 + 2):
            assert stale(database, TODAY + timedelta(days=days)) == set(), days


def test_a_merge_and_its_undoing_keep_the_index(furnished: Database) -> None:
    with studio(furnished) as database:
        with database.writing(NOW) as session:
            merge(session, 2, 1)
        assert stale(database) == set()
        with database.writing(NOW) as session:
            unmerge_contacts(session, PROGRAM, merge_id=session.scalars(select(ContactMerge.id)).one())
        assert stale(database) == set()


def test_an_import_an_update_and_their_undo_keep_the_index(furnished: Database, tmp_path: Path) -> None:
    book = a_book(
        "Kundennummer;Vorname;Nachname;Geburtsdatum;E-Mail;PLZ;Ort",
        "10001;Anna;Müller;01.02.2012;anna@example.org;53111;Bonn",
        "9;Neu;Neumann;;;50667;Köln",
    )
    with studio(furnished) as database:
        run_id = begun(database, book)
        assert imported(database, book, tmp_path, UPDATE, run_id).imported == 1
        assert stale(database) == set()
        assert list(undo_run(run_id, reading=database.reading, writing=writing(database)))
        with database.reading() as session:
            assert session.scalar(select(text("count(*)")).select_from(Contact)) == 2
        assert stale(database) == set()
