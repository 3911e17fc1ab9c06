"""What is stored now of a record that is being edited, and who changed which of its fields last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.contact_details import add_phone, edit_phone, remove_phone
from actions.contacts import edit_contact, write_remark
from actions.doctors import DoctorCard, add_doctor, edit_doctor
from actions.numbering import edit_number_range
from db.session import Database
from domain.access import Actor, Role
from domain.contacts import PhoneKind
from domain.numbering import NumberKind
from models.audit import AuditDetail
from models.contact import Contact
from models.numbering import NumberRange
from queries import conflicts
from queries.conflicts import StoredRecord, Touch, stored_record
from tests.building import a_contact, a_person
from tests.conftest import NOW
from tests.people import a_user

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def anna(database: Database) -> Actor:
    return a_user(database, "anna", name="Anna")


@pytest.fixture
def ben(database: Database) -> Actor:
    return a_user(database, "ben", name="Ben", role=Role.MANAGER)


def seen(database: Database, table: str, key: object, *columns: str) -> StoredRecord | None:
    with database.reading() as session:
        return stored_record(session, table, key, columns)


def contact(database: Database, actor: Actor) -> Contact:
    with database.writing(NOW) as session:
        return a_contact(session, "Anna", "Müller", actor=actor)


def test_each_field_names_who_changed_it_last(database: Database, anna: Actor, ben: Actor) -> None:
    made = contact(database, anna)
    with database.writing(NOW) as session:
        edit_contact(session, anna, contact_id=made.id, version=1, identity=a_person("Anna", "Meyer"), language="de")
    with database.writing(LATER) as session:
        write_remark(session, ben, contact_id=made.id, version=2, remark="**b**")
    found = seen(database, "contact", made.id, "last_name", "remark", "born_on")
    assert found is not None
    assert (found.version, found.values) == (3, {"last_name": "Meyer", "remark": "**b**", "born_on": None})
    assert found.touches["last_name"] == Touch(anna.user_id, "Anna", NOW)
    assert found.touches["remark"] == Touch(ben.user_id, "Ben", LATER)


def test_rows_of_one_contact_are_told_apart(database: Database, anna: Actor, ben: Actor) -> None:
    made = contact(database, anna)
    with database.writing(NOW) as session:
        first = add_phone(session, anna, contact_id=made.id, kind=PhoneKind.HOME, number="0221 998877")
        second = add_phone(session, anna, contact_id=made.id, kind=PhoneKind.HOME, number="0221 112233")
    with database.writing(LATER) as session:
        edit_phone(session, ben, phone_id=second.id, version=1, kind=PhoneKind.FAX, number="0221 112233", primary=True)
    one, two = (seen(database, "contact_phone", row.id, "kind", "is_primary") for row in (first, second))
    assert one is not None
    assert two is not None
    assert {name: touch.name for name, touch in one.touches.items()} == {"kind": "Anna", "is_primary": "Ben"}
    assert two.touches["kind"].name == "Ben"
    assert two.values == {"kind": PhoneKind.FAX, "is_primary": True}


def test_a_record_that_is_gone_is_none(database: Database, anna: Actor) -> None:
    made = contact(database, anna)
    with database.writing(NOW) as session:
        phone = add_phone(session, anna, contact_id=made.id, kind=PhoneKind.HOME, number="0221 998877")
    with database.writing(NOW) as session:
        remove_phone(session, anna, phone_id=phone.id)
    assert seen(database, "contact_phone", phone.id, "number") is None


def test_records_of_no_contact(database: Database, anna: Actor, ben: Actor) -> None:
    with database.writing(NOW) as session:
        doctor = add_doctor(session, anna, card=DoctorCard(last_name='","key":1,', town="Köln"))
    with database.writing(LATER) as session:
        edit_doctor(session, ben, doctor_id=doctor.id, version=1, card=DoctorCard(last_name="Weiß", town="Köln"))
        numbers = session.get_one(NumberRange, NumberKind.CONTACT)
    with database.writing(LATER) as session:
        edit_number_range(
            session, ben, kind=NumberKind.CONTACT, version=numbers.version, prefix="K", digits=5, next_value=20_000
        )
    card = seen(database, "doctor", doctor.id, "last_name", "town")
    assert card is not None
    assert {name: touch.name for name, touch in card.touches.items()} == {"last_name": "Ben", "town": "Anna"}
    drawn = seen(database, "number_range", NumberKind.CONTACT, "prefix", "next_value")
    assert drawn is not None
    assert drawn.values == {"prefix": "K", "next_value": 20_000}
    assert drawn.touches["prefix"] == Touch(ben.user_id, "Ben", LATER)


def test_secrets_and_what_is_no_column_are_never_read(database: Database, anna: Actor) -> None:
    found = seen(database, "user_account", anna.user_id, "name", "password_hash", "no_such_column", "id = 1 --")
    assert found is not None
    assert found.values == {"name": "Anna"}


def test_what_the_program_did_and_what_was_erased(database: Database) -> None:
    with database.writing(NOW) as session:
        made = a_contact(session)
    found = seen(database, "contact", made.id, "last_name")
    assert found is not None
    assert found.touches == {"last_name": Touch(None, None, NOW)}
    with database.writing(NOW) as session:
        for detail in session.query(AuditDetail):
            detail.body, detail.salt = None, ""
    found = seen(database, "contact", made.id, "last_name")
    assert found is not None
    assert found.touches == {}


def test_the_look_back_is_bounded(database: Database, anna: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = contact(database, anna)
    for remark in ("a", "b"):
        with database.writing(NOW) as session:
            version = session.get_one(Contact, made.id).version
            write_remark(session, anna, contact_id=made.id, version=version, remark=remark)
    monkeypatch.setattr(conflicts, "LOOK_BACK", 2)
    found = seen(database, "contact", made.id, "last_name", "remark")
    assert found is not None
    assert found.touches.keys() == {"remark"}
