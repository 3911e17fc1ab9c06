"""Two people at one record: the second never overwrites unseen, and a collision is said in words."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text

from actions.contact_details import add_phone, edit_phone, remove_phone
from actions.contacts import create_contact, set_doctor, set_tags, write_remark
from actions.doctors import DoctorCard, add_doctor
from actions.tags import add_tag
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import PhoneKind
from domain.errors import ChangedMeanwhile, Gone, Refusal
from models.audit_chain import UnauditedChange
from models.contact import Contact, ContactPhone, ContactTag, Tag
from models.studio import Studio
from queries.history import TrailFilter, first_broken_link, history
from tests.building import a_contact, a_person
from tests.conftest import NOW

Work = Callable[[Any], object]


def at_once(database: Database, *works: Work) -> list[Refusal | None]:
    """Run each work in a transaction of its own, all begun together; what each was refused with."""
    start = Barrier(len(works))

    def run(work: Work) -> Refusal | None:
        start.wait()
        try:
            with database.writing() as session:
                work(session)
        except Refusal as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def carried(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Tag.name).join(ContactTag)))


def test_a_tag_that_somebody_else_added_meanwhile_stays(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
        set_tags(session, PROGRAM, contact_id=contact.id, names=("old",))
        set_tags(session, PROGRAM, contact_id=contact.id, names=("old", "theirs"), shown=("old",))
        set_tags(session, PROGRAM, contact_id=contact.id, names=("mine",), shown=("old",))
    assert carried(database) == {"theirs", "mine"}


def test_a_doctor_chosen_in_a_stale_form_is_refused(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session)
        doctor = add_doctor(session, PROGRAM, card=DoctorCard(last_name="Weiß"))
        stale = contact.version
        write_remark(session, PROGRAM, contact_id=contact.id, version=stale, remark="x")
        with pytest.raises(ChangedMeanwhile):
            set_doctor(session, PROGRAM, contact_id=contact.id, doctor_id=doctor.id, version=stale)


def test_two_new_tags_of_one_name_make_one(database: Database) -> None:
    refused = at_once(database, *[lambda session: add_tag(session, PROGRAM, name="VIP")] * 4)
    assert refused.count(None) == 1
    with database.reading() as session:
        assert session.scalars(select(Tag.name)).all() == ["VIP"]


def test_the_main_phone_is_changed_by_many_at_once(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session, phone="0221 111110")
        for last in range(1, 4):
            add_phone(session, PROGRAM, contact_id=contact.id, kind=PhoneKind.HOME, number=f"0221 11111{last}")
        phones = session.scalars(select(ContactPhone).order_by(ContactPhone.id)).all()

    def make_main(phone: ContactPhone) -> Work:
        return lambda session: edit_phone(
            session,
            PROGRAM,
            phone_id=phone.id,
            version=phone.version,
            kind=PhoneKind.WORK,
            number=phone.number,
            primary=True,
        )

    def add_main(session: Any) -> object:
        return add_phone(
            session, PROGRAM, contact_id=contact.id, kind=PhoneKind.FAX, number="0221 222222", primary=True
        )

    for _round in range(3):
        at_once(
            database,
            make_main(phones[1]),
            add_main,
            make_main(phones[2]),
            lambda session: remove_phone(session, PROGRAM, phone_id=phones[3].id),
        )
        with database.reading() as session:
            main = session.scalars(select(ContactPhone.id).where(ContactPhone.is_primary)).all()
            assert len(main) == 1
            assert first_broken_link(session) is None


def test_removing_twice_at_once_removes_once(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session, phone="0221 111110")
        phone = session.scalars(select(ContactPhone)).one()
    assert contact.id
    refused = at_once(database, *[lambda session: remove_phone(session, PROGRAM, phone_id=phone.id)] * 3)
    assert refused.count(None) == 1
    assert all(isinstance(refusal, Gone | Refusal) for refusal in refused if refusal)


def test_a_number_that_two_want_goes_to_one(database: Database) -> None:
    def create(session: Any) -> object:
        return create_contact(session, PROGRAM, identity=a_person(), number="A-1")

    assert at_once(database, create, create, create).count(None) == 1
    with database.reading() as session:
        assert session.scalars(select(Contact.number)).all() == ["A-1"]


def test_a_new_contact_never_inherits_the_history_of_one_that_was_taken_back(database: Database) -> None:
    with database.writing(NOW) as session:
        secret = a_contact(session, "Geheim", "Geheim")
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    with database.writing(NOW) as session:
        new = a_contact(session, "Neu", "Neu")
    assert new.id != secret.id
    with database.reading() as session:
        told = [change.after for line in history(session, TrailFilter(contact_id=new.id)) for change in line.changes]
    assert "Geheim" not in told


def test_a_change_past_the_actions_is_not_kept(database: Database) -> None:
    strict = Database(database.engine)
    with pytest.raises(UnauditedChange, match="studio 1"), strict.writing() as session:
        session.get_one(Studio, 1).name = "past the trail"
    with database.reading() as session:
        assert session.scalar(text("SELECT name FROM studio")) == ""
