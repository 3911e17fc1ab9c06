"""Two people at one record: the second never overwrites unseen, and a collision is said in words."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from actions.activities import bin_activity
from actions.appointments import cancel_appointment, edit_appointment
from actions.calls import edit_call
from actions.catalogue import ProductCard, QuotaCard, edit_product, edit_quota_type
from actions.categories import edit_category
from actions.consents import remove_consent
from actions.contact_details import (
    add_phone,
    edit_address,
    edit_email,
    edit_phone,
    remove_address,
    remove_email,
    remove_phone,
)
from actions.contacts import (
    add_and_choose_doctor,
    block_contact,
    create_contact,
    edit_contact,
    mark_deceased,
    set_doctor,
    set_tags,
    write_remark,
)
from actions.course_dates import edit_date
from actions.courses import edit_course
from actions.doctors import DoctorCard, add_doctor, edit_doctor
from actions.documents import edit_document
from actions.emails import edit_documented_email
from actions.health_data import write_health_note
from actions.notes import edit_health_entry, edit_note
from actions.numbering import edit_number_range
from actions.payment_data import record_mandate, set_payment_data, sign_mandate
from actions.quotas import extend_quota
from actions.relationships import edit_relationship, end_relationship, remove_relationship
from actions.rooms import edit_room
from actions.saved_views import overwrite_view, rename_view
from actions.sending import confirm_email_sent, drop_email, retry_email
from actions.steps import take_step
from actions.studio import StudioCard, edit_studio
from actions.tags import add_tag, edit_tag
from actions.tariffs import edit_tariff, edit_version, remove_version
from actions.tasks import edit_task
from actions.templates import edit_template
from actions.undeliverable import mark_deliverable, mark_undeliverable
from actions.undo import undo
from actions.users import add_user, change_user
from db.session import Database
from domain.access import PROGRAM, Role
from domain.activities import CallOutcome, Direction, Priority, State
from domain.catalogue import Offer, TermOffer
from domain.contacts import AddressKind, EmailKind, PaymentMethod, PhoneKind, Way
from domain.contract_terms import Terms
from domain.errors import ChangedMeanwhile, Gone, Refusal
from models.activity import Task
from models.audit_chain import UnauditedChange
from models.base import Base
from models.contact import Contact, ContactPhone, ContactTag, Tag
from models.studio import Studio
from queries.history import TrailFilter, first_broken_link, history
from tests.building import a_contact, a_person, past_the_trail, versioned
from tests.conftest import NOW, TODAY
from tests.people import PASSWORD
from tests.services import OF_CONTRACTS

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
        with pytest.raises(ChangedMeanwhile) as refused:
            set_doctor(session, PROGRAM, contact_id=contact.id, doctor_id=doctor.id, version=stale)
        assert refused.value.data == {"table": "contact", "key": contact.id, "version": contact.version}


STALE: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "edit_tariff": (edit_tariff, "tariff", {"name": "x"}),
    "edit_version": (edit_version, "tariff_version", {"offer": Offer(date(2040, 5, 1), (TermOffer(Terms(6), 1_00),))}),
    "remove_version": (remove_version, "tariff_version", {}),
    "edit_quota_type": (edit_quota_type, "quota_type", {"card": QuotaCard("x", 1)}),
    "edit_product": (edit_product, "product", {"card": ProductCard("x", 1_00)}),
    "edit_course": (edit_course, "course", {"name": "x"}),
    "edit_date": (edit_date, "course_date", {"starts_at": NOW, "ends": "19:00", "capacity": 5}),
    "edit_contact": (edit_contact, "contact", {"identity": a_person("Eva"), "language": "de"}),
    "write_remark": (write_remark, "contact", {"remark": "x"}),
    "set_doctor": (set_doctor, "contact", {"doctor_id": None}),
    "add_and_choose_doctor": (add_and_choose_doctor, "contact", {"card": DoctorCard(last_name="Neu")}),
    "block_contact": (block_contact, "contact", {"on": TODAY, "reason": "x"}),
    "mark_deceased": (mark_deceased, "contact", {"on": TODAY}),
    "set_payment_data": (
        set_payment_data,
        "contact",
        {"method": PaymentMethod.CASH, "holder": "", "iban": ""},
    ),
    "record_mandate": (record_mandate, "contact", {}),
    "sign_mandate": (sign_mandate, "mandate", {"signed_on": TODAY}),
    "edit_phone": (edit_phone, "contact_phone", {"kind": PhoneKind.FAX, "number": "0221 222222", "primary": True}),
    "remove_phone": (remove_phone, "contact_phone", {}),
    "edit_email": (edit_email, "contact_email", {"kind": EmailKind.WORK, "address": "x@example.com", "primary": True}),
    "remove_email": (remove_email, "contact_email", {}),
    "edit_address": (
        edit_address,
        "contact_address",
        {
            "kind": AddressKind.WORK,
            "street": "x",
            "postcode": "50667",
            "town": "x",
            "country": "DE",
            "extra": "",
            "primary": True,
        },
    ),
    "remove_address": (remove_address, "contact_address", {}),
    "mark_undeliverable": (
        mark_undeliverable,
        "contact_phone",
        {"way": Way.PHONE, "undeliverable_on": TODAY, "undeliverable_reason": "x"},
    ),
    "mark_deliverable": (mark_deliverable, "contact_phone", {"way": Way.PHONE}),
    "edit_relationship": (
        edit_relationship,
        "relationship",
        {"valid_from": TODAY, "valid_until": None, "note": "x"},
    ),
    "end_relationship": (end_relationship, "relationship", {"valid_until": TODAY}),
    "remove_relationship": (remove_relationship, "relationship", {}),
    "remove_consent": (remove_consent, "consent", {}),
    "edit_doctor": (edit_doctor, "doctor", {"card": DoctorCard(last_name="Neu")}),
    "edit_tag": (edit_tag, "tag", {"name": "Neu", "color": "red"}),
    "change_user": (change_user, "user_account", {"name": "x", "role": Role.OFFICE, "language": None}),
    "edit_number_range": (edit_number_range, "number_range", {"prefix": "x", "digits": 9, "next_value": 20_000}),
    "write_health_note": (write_health_note, "contact_health", {"note": "x"}),
    "rename_view": (rename_view, "saved_view", {"name": "x"}),
    "overwrite_view": (overwrite_view, "saved_view", {"query": "x"}),
    "edit_studio": (edit_studio, "studio", {"card": StudioCard(name="Neu")}),
    "edit_category": (edit_category, "category", {"name": "Neu", "color": "red"}),
    "edit_note": (edit_note, "note", {"title": "x", "text": "x"}),
    "edit_health_entry": (edit_health_entry, "health_note", {"content": "x"}),
    "edit_document": (edit_document, "document", {"direction": Direction.OUTGOING, "at": NOW}),
    "edit_call": (
        edit_call,
        "call",
        {"direction": Direction.INCOMING, "outcome": CallOutcome.REACHED, "number": "", "called_at": NOW},
    ),
    "edit_task": (
        edit_task,
        "task",
        {
            "title": "x",
            "text": "",
            "due_on": None,
            "priority": Priority.LOW,
            "user_id": None,
            "state": State.OPEN,
        },
    ),
    "edit_appointment": (
        edit_appointment,
        "appointment",
        {"day": date(2032, 1, 2), "clock": time(9), "minutes": 30, "title": "x"},
    ),
    "cancel_appointment": (cancel_appointment, "appointment", {"reason": "x"}),
    "extend_quota": (extend_quota, "quota", {"ends_on": date(2031, 1, 1), "reason": "x"}),
    "edit_room": (edit_room, "room", {"name": "x"}),
    "edit_template": (edit_template, "text_template", {"name": "x", "subject": "x", "text": "x", "language": "de"}),
    "edit_documented_email": (
        edit_documented_email,
        "email",
        {"at": NOW, "direction": Direction.OUTGOING, "title": "x"},
    ),
    "retry_email": (retry_email, "email", {"address": "a@example.com"}),
    "confirm_email_sent": (confirm_email_sent, "email", {}),
    "drop_email": (drop_email, "email", {}),
    "bin_activity": (bin_activity, "note", {}),
    "take_step": (take_step, "task", {"state": State.DONE}),
}
"""Every action that asks for a version: the table of its record, and what somebody who is late wants."""
KEYS = {
    "contact_health": "contact_id",
    "number_range": "kind",
    "studio": "",
    "quota_type": "quota_type_id",
    "mark_undeliverable": "detail_id",
    "mark_deliverable": "detail_id",
    "health_note": "note_id",
    "bin_activity": "activity_id",
    "take_step": "activity_id",
}
"""How the key is called, by the action or its table, where it is not called as the table."""
STATES = {"retry_email": State.FAILED, "confirm_email_sent": State.UNCLEAR, "drop_email": State.QUEUED}
"""In which state an e-mail must be."""


@pytest.mark.parametrize("name", STALE)
def test_who_is_late_changes_nothing_and_hears_what_is_stored(furnished: Database, name: str) -> None:
    database = furnished
    action, table, inputs = STALE[name]
    model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table)
    with database.writing(NOW) as session:
        if table == "user_account":
            add_user(session, PROGRAM, login="ben", name="Ben", role=Role.OFFICE, password=PASSWORD)
        if table == "task":
            session.add(Task(contact_id=1, at=NOW, title="x", state=State.OPEN))
            past_the_trail(session)
    with database.writing(NOW) as session:
        record = session.scalars(select(model)).first()
        key = inspect(model).primary_key_from_instance(record)[0]
        stale, record.version = record.version, record.version + 1
        if name in STATES:
            record.state, record.direction = STATES[name], Direction.OUTGOING
    usual = f"{table.split('_')[-1] if table != 'user_account' else 'user'}_id"
    named = {KEYS.get(name, KEYS.get(table, usual)): key}
    named.pop("", None)
    before = everything(database)
    with pytest.raises(ChangedMeanwhile) as refused, database.writing(NOW) as session:
        action(session, PROGRAM, version=stale, **named, **inputs)
    assert refused.value.data == {"table": table, "key": key, "version": stale + 1}
    assert everything(database) == before
    with database.writing(NOW) as session:
        action(session, PROGRAM, version=stale + 1, **named, **inputs)


def test_every_action_with_a_version_is_tried() -> None:
    assert versioned() == STALE.keys() | OF_CONTRACTS


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with database.reading() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


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
