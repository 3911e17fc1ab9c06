"""Every form that edits a record: how it is drawn, what two people put into it, and what is stored then.

A new form that edits something gets a line here; `test_conflicts.py` says so when it is missing, and tries it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.health_data import look_at_health_data
from actions.notes import look_at_health_entry
from components import (
    address_dialogs,
    appointments,
    calls,
    course_dates,
    dialogs,
    document_dialogs,
    emails,
    leaving_dialogs,
    master_data_dialogs,
    notes,
    relationship_dialogs,
    saved_views,
    tasks,
)
from components import courses as courses_dialogs
from components import products as product_dialogs
from components import quota_types as quota_dialogs
from components import tariffs as tariff_dialogs
from components.perform import now, reading, run, today
from components.undeliverable import undeliverable_part
from domain.access import PROGRAM, Role
from domain.activities import CallOutcome, Direction, Every, Priority, State
from domain.bank import MandateState
from domain.calendar import Unit
from domain.catalogue import Clock, ProductKind
from domain.consents import Purpose
from domain.contacts import AddressKind, EmailKind, PaymentMethod, PhoneKind, Salutation, Way
from domain.lands import Land
from domain.numbering import NumberKind
from domain.tax import TaxKind
from models.activity import Call, Category, HealthNote, Note, Task
from models.appointment import Appointment, Room
from models.base import Base
from models.catalogue import Product, QuotaType, Tariff, TariffVersion
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, Tag
from models.course import Course, CourseDate
from models.doctor import Doctor
from models.document import Document
from models.email import Email, TextTemplate
from models.health import ContactHealth
from models.mandate import Mandate
from models.numbering import NumberRange
from models.relationship import Relationship
from models.saved_view import SavedView
from models.studio import Studio
from models.user import UserAccount
from pages.master_data import health_section
from pages.settings import (
    categories_tab,
    doctors_tab,
    numbers_tab,
    rooms_tab,
    studio_tab,
    tags_tab,
    templates_tab,
    users_tab,
)
from queries.activities import ActivityRow, activity_row
from queries.catalogue import products, quota_types, tariffs
from queries.contacts import contact_header, master_data
from queries.courses import courses, date_row
from queries.relationships import relationships_of
from queries.saved_views import views
from queries.users import users

OTHER_IBAN, THIRD_IBAN = "DE02120300000000202051", "DE02500105170137075030"
THEIR_DAY, MY_DAY = date(1980, 2, 2), date(1980, 3, 3)


def _contact() -> Any:
    with reading() as session:
        return master_data(session, 1)


def _header() -> Any:
    with reading() as session:
        return contact_header(session, "10001", today=today())


def _related() -> Any:
    with reading() as session:
        return relationships_of(session, 1, today())[0]


def _view() -> Any:
    with reading() as session:
        return views(session, "contacts", None)[0]


def _row(model: type[Base], key: Any) -> Callable[[], Any]:
    def load() -> Any:
        with reading() as session:
            return session.get(model, key)

    return load


def _looked_at(row: ActivityRow) -> None:
    st.session_state.setdefault(notes._seen(row), run(look_at_health_entry, note_id=row.activity_id)[0])
    notes._health_note(row.contact_id, row)


def _user() -> Any:
    with reading() as session:
        return next(user for user in users(session, now()) if user.login == "cem")


@dataclass(frozen=True)
class Edited:
    """A form, and what two people do in it. Each changes every field; `mine` and `stored` are by field."""

    action: str
    model: type[Base]
    load: Callable[[], Any]
    """What the page hands to the form."""
    draw: Callable[[Any], None]
    theirs: dict[str, Any]
    """What somebody else stores meanwhile, by column."""
    mine: dict[str, Any]
    """What is typed into each field."""
    stored: dict[str, Any]
    """What is stored of it, by column."""
    called: dict[str, str] = field(default_factory=dict)
    """Names of fields that are not called as their column is, by column."""
    untried: Collection[str] = ()
    """Columns of the form that are left alone here, since they hang on others."""
    derived: Collection[str] = ()
    """Columns that follow from those of the form."""
    key: Any = 1

    def name_of(self, column: str) -> str:
        """The field of a column."""
        return self.called.get(column, column)

    def record(self, session: Session) -> Any:
        """The record as it is stored."""
        key = (
            session.scalar(select(UserAccount.id).where(UserAccount.login == "cem")) if self.key == "cem" else self.key
        )
        return session.get_one(self.model, key, populate_existing=True)


DOCTOR = ("title", "specialty", "first_name", "last_name", "practice", "street", "town")

EDITED: dict[str, Edited] = {
    "identity": Edited(
        "edit_contact",
        Contact,
        _contact,
        master_data_dialogs._identity,
        {
            "salutation": Salutation.NEUTRAL,
            "title": "Prof.",
            "first_name": "Eva",
            "last_name": "Meyer",
            "born_on": THEIR_DAY,
            "language": "en",
        },
        {"salutation": Salutation.MR, "title": "", "first_name": "Udo", "last_name": "Maier", "born_on": "3.3.1980"},
        {"salutation": Salutation.MR, "title": "", "first_name": "Udo", "last_name": "Maier", "born_on": MY_DAY},
        untried={"kind", "company_name"},
    ),
    "remark": Edited(
        "write_remark",
        Contact,
        _contact,
        master_data_dialogs._remark,
        {"remark": "theirs\nof two lines"},
        {"remark": "mine "},
        {"remark": "mine"},
    ),
    "doctor": Edited(
        "set_doctor",
        Contact,
        _contact,
        master_data_dialogs._doctor,
        {"doctor_id": 2},
        {"doctor_id": 3},
        {"doctor_id": 3},
    ),
    "payment": Edited(
        "set_payment_data",
        Contact,
        _contact,
        master_data_dialogs._payment,
        {"payment_method": PaymentMethod.CARD, "account_holder": "Eva", "iban": OTHER_IBAN},
        {"method": PaymentMethod.CASH, "holder": "Udo", "iban": "DE02 5001 0517 0137 0750 30"},
        {"payment_method": PaymentMethod.CASH, "account_holder": "Udo", "iban": THIRD_IBAN},
        {"payment_method": "method", "account_holder": "holder"},
        derived={"bic"},
    ),
    "sign_mandate": Edited(
        "sign_mandate",
        Mandate,
        _row(Mandate, 1),
        lambda mandate: master_data_dialogs._mandate_actions(mandate, MandateState.DRAFT),
        {"signed_on": date(2020, 1, 1)},
        {"signed_on": "2.2.2020"},
        {"signed_on": date(2020, 2, 2)},
    ),
    "phone": Edited(
        "edit_phone",
        ContactPhone,
        _row(ContactPhone, 1),
        lambda phone: dialogs._phone(1, phone),
        {"number": "+492211", "kind": PhoneKind.FAX},
        {"number": "0221 332211", "kind": PhoneKind.MOBILE},
        {"number": "+49221332211", "kind": PhoneKind.MOBILE},
        {"is_primary": "primary"},
        {"is_primary"},
    ),
    "email": Edited(
        "edit_email",
        ContactEmail,
        _row(ContactEmail, 2),
        lambda email: dialogs._email(1, email),
        {"address": "theirs@example.com", "kind": EmailKind.OTHER},
        {"address": "Mine@example.com", "kind": EmailKind.PRIVATE},
        {"address": "Mine@example.com", "kind": EmailKind.PRIVATE},
        {"is_primary": "primary"},
        {"is_primary"},
        key=2,
    ),
    "address": Edited(
        "edit_address",
        ContactAddress,
        _row(ContactAddress, 2),
        lambda address: address_dialogs._edit(1, address),
        {
            "street": "Allee 3",
            "extra": "c/o Eva",
            "postcode": "75001",
            "town": "Paris",
            "country": "FR",
            "kind": AddressKind.WORK,
        },
        {"street": "Weg 4", "extra": "c/o Udo", "postcode": "10115", "town": "Berlin", "kind": AddressKind.OTHER},
        {"street": "Weg 4", "extra": "c/o Udo", "postcode": "10115", "town": "Berlin", "kind": AddressKind.OTHER},
        {"is_primary": "primary"},
        {"is_primary"},
        key=2,
    ),
    "block": Edited(
        "block_contact",
        Contact,
        _header,
        dialogs._block,
        {"blocked_on": date(2020, 1, 1), "blocked_reason": "their reason"},
        {"on": "2.2.2020", "reason": "my reason"},
        {"blocked_on": date(2020, 2, 2), "blocked_reason": "my reason"},
        {"blocked_on": "on", "blocked_reason": "reason"},
    ),
    "deceased": Edited(
        "mark_deceased",
        Contact,
        _header,
        leaving_dialogs._deceased,
        {"deceased_on": date(2020, 1, 1)},
        {"on": "2.2.2020"},
        {"deceased_on": date(2020, 2, 2)},
        {"deceased_on": "on"},
    ),
    "relationship": Edited(
        "edit_relationship",
        Relationship,
        _related,
        relationship_dialogs._edit,
        {"valid_from": date(2020, 1, 1), "valid_until": date(2031, 1, 1), "note": "theirs"},
        {"valid_from": "2.2.2020", "valid_until": "31.1.2032", "note": "mine"},
        {"valid_from": date(2020, 2, 2), "valid_until": date(2032, 2, 1), "note": "mine"},
    ),
    "undeliverable": Edited(
        "mark_undeliverable",
        ContactPhone,
        _row(ContactPhone, 1),
        lambda phone: undeliverable_part(Way.PHONE, phone),
        {"undeliverable_on": date(2020, 1, 1), "undeliverable_reason": "theirs"},
        {"undeliverable_on": "2.2.2020", "undeliverable_reason": "mine"},
        {"undeliverable_on": date(2020, 2, 2), "undeliverable_reason": "mine"},
    ),
    "health": Edited(
        "write_health_note",
        ContactHealth,
        lambda: run(look_at_health_data, contact_id=1)[0],
        lambda seen: health_section._show(1, seen),
        {"note": "theirs"},
        {"note": "mine"},
        {"note": "mine"},
    ),
    "view": Edited(
        "rename_view",
        SavedView,
        _view,
        saved_views._rename,
        {"name": "theirs"},
        {"name": "mine"},
        {"name": "mine"},
    ),
    "doctor_card": Edited(
        "edit_doctor",
        Doctor,
        _row(Doctor, 1),
        doctors_tab._change,
        {**{name: f"their {name}" for name in DOCTOR}, "postcode": "50668", "phone": "+492211", "email": "t@x.de"},
        {**{name: f"my {name}" for name in DOCTOR}, "postcode": "50669", "phone": "0221 332211", "email": "m@x.de"},
        {**{name: f"my {name}" for name in DOCTOR}, "postcode": "50669", "phone": "+49221332211", "email": "m@x.de"},
    ),
    "tag_card": Edited(
        "edit_tag",
        Tag,
        _row(Tag, 1),
        tags_tab._change,
        {"name": "Theirs", "color": "red"},
        {"name": "Mine", "color": "blue"},
        {"name": "Mine", "color": "blue"},
    ),
    "user": Edited(
        "change_user",
        UserAccount,
        _user,
        users_tab._change,
        {"name": "Theirs", "role": Role.MANAGER, "language": "de"},
        {"name": "Mine", "role": Role.THERAPIST, "language": "en"},
        {"name": "Mine", "role": Role.THERAPIST, "language": "en"},
        key="cem",
    ),
    "numbers": Edited(
        "edit_number_range",
        NumberRange,
        _row(NumberRange, NumberKind.CONTACT),
        numbers_tab._range,
        {"prefix": "T", "digits": 7, "next_value": 20_000},
        {"prefix": "M", "digits": 8, "next_value": "30000"},
        {"prefix": "M", "digits": 8, "next_value": 30_000},
        key=NumberKind.CONTACT,
    ),
} | {
    f"studio_{part}": Edited(
        "edit_studio",
        Studio,
        _row(Studio, 1),
        lambda studio, part=part: studio_tab._form(studio, part, getattr(studio_tab, f"_{part}")),  # type: ignore[misc]
        theirs,
        mine,
        mine | stored,
    )
    for part, theirs, mine, stored in (
        (
            "place",
            {"name": "T", "street": "T 1", "postcode": "50668", "town": "Bonn", "land": Land.BERLIN},
            {"name": "M", "street": "M 1", "postcode": "50669", "town": "Ulm", "land": Land.BREMEN},
            {},
        ),
        (
            "reach",
            {"phone": "+492211", "email": "t@x.de", "website": "www.their.de"},
            {"phone": "0221 332211", "email": "m@x.de", "website": "www.mine.de"},
            {"phone": "+49221332211"},
        ),
        (
            "tax",
            {"tax_number": "181/815/08155", "vat_id": "DE129273398"},
            {"tax_number": "217/5000/1234", "vat_id": "DE136695976"},
            {},
        ),
        (
            "bank",
            {"account_holder": "Theirs", "iban": OTHER_IBAN, "creditor_id": "DE98ZZZ09999999999"},
            {"account_holder": "Mine", "iban": THIRD_IBAN},
            {},
        ),
        ("letters", {"language": "en", "letterhead": "Theirs"}, {"letterhead": "Mine"}, {}),
    )
}


def _entry(activity_id: int) -> Callable[[], ActivityRow | None]:
    def load() -> ActivityRow | None:
        with reading() as session:
            return activity_row(session, PROGRAM, activity_id)

    return load


def _one_of(read: Callable[..., Any], key: int, named: str = "") -> Any:
    with reading() as session:
        found = read(session, **{named: key}) if named else read(session, key)
    return found[0] if isinstance(found, tuple) else found


EDITED |= {
    "note": Edited(
        "edit_note",
        Note,
        _entry(1),
        lambda row: notes._note(row.contact_id, row),
        {"title": "Theirs", "text": "theirs", "category_id": 2},
        {"title": "Mine", "text": "mine", "category_id": 3},
        {"title": "Mine", "text": "mine", "category_id": 3},
        untried={"pinned", "alert"},
    ),
    "course": Edited(
        "edit_course",
        Course,
        lambda: _one_of(courses, 1, "course_id"),
        courses_dialogs._course,
        {"name": "Theirs", "text": "theirs", "capacity": 7, "room_id": 2, "category_id": 17},
        {"name": "Mine", "text": "mine", "capacity": "8", "room_id": 3, "category_id": 18},
        {"name": "Mine", "text": "mine", "capacity": 8, "room_id": 3, "category_id": 18},
        untried={"trainer_id"},
    ),
    "tariff": Edited(
        "edit_tariff",
        Tariff,
        lambda: _one_of(tariffs, 1, "tariff_id"),
        tariff_dialogs._change,
        {"name": "Theirs", "internal_name": "theirs", "text": "theirs"},
        {"name": "Mine", "internal_name": "mine", "text": "mine"},
        {"name": "Mine", "internal_name": "mine", "text": "mine"},
        untried={"business"},
    ),
    "quota_type": Edited(
        "edit_quota_type",
        QuotaType,
        lambda: _one_of(quota_types, 1, "quota_type_id"),
        quota_dialogs._form,
        {
            "name": "Theirs",
            "internal_name": "theirs",
            "text": "theirs",
            "units": 7,
            "unit_name": "theirs",
            "price_cents": 7_00,
            "valid_value": 7,
            "valid_unit": Unit.DAYS,
            "clock": Clock.FIRST_USE,
            "tax": TaxKind.REDUCED,
            "category_id": 14,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "units": "8",
            "unit_name": "mine",
            "price_cents": "8.00",
            "valid_value": "8",
            "valid_unit": Unit.WEEKS,
            "tax": TaxKind.NONE,
            "category_id": 15,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "units": 8,
            "unit_name": "mine",
            "price_cents": 8_00,
            "valid_value": 8,
            "valid_unit": Unit.WEEKS,
            "tax": TaxKind.NONE,
            "category_id": 15,
        },
        untried={"valid_until", "pays_check_ins", "pays_appointments", "pays_courses"},
    ),
    "product": Edited(
        "edit_product",
        Product,
        lambda: _one_of(products, 1, "product_id"),
        product_dialogs._form,
        {
            "name": "Theirs",
            "internal_name": "theirs",
            "text": "theirs",
            "kind": ProductKind.SERVICE,
            "price_cents": 7_00,
            "tax": TaxKind.REDUCED,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "kind": ProductKind.ADD_ON,
            "price_cents": "8.00",
            "tax": TaxKind.NONE,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "kind": ProductKind.ADD_ON,
            "price_cents": 8_00,
            "tax": TaxKind.NONE,
        },
    ),
    "course_date": Edited(
        "edit_date",
        CourseDate,
        lambda: _one_of(date_row, 1),
        course_dates._edit,
        {
            "starts_at": datetime(2040, 1, 3, 16, 30, tzinfo=UTC),
            "ends_at": datetime(2040, 1, 3, 18, 30, tzinfo=UTC),
            "capacity": 7,
            "room_id": 2,
        },
        {"starts_at": "3.1.2040 17:00", "ends": "18:15", "capacity": "8", "room_id": 3},
        {
            "starts_at": datetime(2040, 1, 3, 16, 0, tzinfo=UTC),
            "ends_at": datetime(2040, 1, 3, 17, 15, tzinfo=UTC),
            "capacity": 8,
            "room_id": 3,
        },
        {"ends_at": "ends"},
        untried={"trainer_id"},
    ),
    "category": Edited(
        "edit_category",
        Category,
        _row(Category, 1),
        categories_tab._change,
        {"name": "Theirs", "color": "red"},
        {"name": "Mine", "color": "blue"},
        {"name": "Mine", "color": "blue"},
    ),
    "call": Edited(
        "edit_call",
        Call,
        _entry(6),
        lambda row: calls._call(row.contact_id, row, (), now()),
        {
            "direction": Direction.INCOMING,
            "number": "+492211",
            "outcome": CallOutcome.NOT_REACHED,
            "at": datetime(2026, 2, 2, 9, 0, tzinfo=UTC),
            "minutes": 1,
            "text": "theirs",
            "title": "Theirs",
            "category_id": 5,
        },
        {
            "number": "0221 332211",
            "outcome": CallOutcome.MESSAGE_LEFT,
            "called_at": "3.3.2026 10:00",
            "minutes": "5",
            "text": "mine",
            "title": "Mine",
            "category_id": 6,
        },
        {
            "number": "+49221332211",
            "outcome": CallOutcome.MESSAGE_LEFT,
            "at": datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
            "minutes": 5,
            "text": "mine",
            "title": "Mine",
            "category_id": 6,
        },
        {"at": "called_at"},
        untried={"user_id"},
        key=6,
    ),
    "task": Edited(
        "edit_task",
        Task,
        _entry(7),
        lambda row: tasks._task(row.contact_id, row),
        {
            "title": "Theirs",
            "due_on": date(2026, 2, 2),
            "priority": Priority.HIGH,
            "text": "theirs",
            "category_id": 11,
            "every": Every.WEEK,
            "step": 2,
            "state": State.WAITING,
        },
        {
            "title": "Mine",
            "due_on": "3.3.2026",
            "priority": Priority.LOW,
            "text": "mine",
            "category_id": 12,
            "every": Every.MONTH,
            "step": "3",
            "state": State.IN_PROGRESS,
        },
        {
            "title": "Mine",
            "due_on": date(2026, 3, 3),
            "priority": Priority.LOW,
            "text": "mine",
            "category_id": 12,
            "every": Every.MONTH,
            "step": 3,
            "state": State.IN_PROGRESS,
        },
        untried={"user_id"},
        derived={"at", "anchor_on"},
        key=7,
    ),
    "documented_email": Edited(
        "edit_documented_email",
        Email,
        _entry(3),
        emails._documented,
        {"title": "Theirs", "text": "theirs", "sender": "t@x.de", "recipients": "t@y.de", "category_id": 8},
        {"title": "Mine", "text": "mine", "sender": "m@x.de", "recipients": "m@y.de", "category_id": 9},
        {"title": "Mine", "text": "mine", "sender": "m@x.de", "recipients": "m@y.de", "category_id": 9},
        untried={"user_id", "direction", "at"},
        key=3,
    ),
    "template": Edited(
        "edit_template",
        TextTemplate,
        _row(TextTemplate, 1),
        templates_tab._change,
        {"name": "Theirs", "purpose": Purpose.NEWS, "subject": "Theirs", "text": "theirs"},
        {"name": "Mine", "purpose": Purpose.OFFERS, "subject": "Mine", "text": "mine"},
        {"name": "Mine", "purpose": Purpose.OFFERS, "subject": "Mine", "text": "mine"},
        untried={"language"},
    ),
    "document": Edited(
        "edit_document",
        Document,
        _entry(4),
        document_dialogs.edit_form,
        {
            "title": "Theirs",
            "text": "theirs",
            "category_id": 20,
            "at": datetime(2026, 5, 1, 8, tzinfo=UTC),
            "valid_until": date(2027, 1, 1),
        },
        {
            "title": "Mine",
            "text": "mine",
            "category_id": 21,
            "at": "2.6.2026 10:00",
            "valid_until": "2.2.2027",
        },
        {
            "title": "Mine",
            "text": "mine",
            "category_id": 21,
            "at": datetime(2026, 6, 2, 8, tzinfo=UTC),
            "valid_until": date(2027, 2, 2),
        },
        key=4,
        untried={"direction"},
    ),
    "room": Edited(
        "edit_room",
        Room,
        _row(Room, 1),
        rooms_tab._change,
        {"name": "Theirs", "capacity": 7},
        {"name": "Mine", "capacity": "9"},
        {"name": "Mine", "capacity": 9},
    ),
    "appointment": Edited(
        "edit_appointment",
        Appointment,
        _entry(5),
        lambda row: appointments._change(row),
        {"title": "Theirs", "text": "theirs", "category_id": 14, "room_id": 2},
        {"title": "Mine", "text": "mine", "category_id": 15, "room_id": 3},
        {"title": "Mine", "text": "mine", "category_id": 15, "room_id": 3},
        untried={"day", "clock", "minutes", "user_id"},
        key=5,
    ),
    "health_entry": Edited(
        "edit_health_entry",
        HealthNote,
        _entry(2),
        _looked_at,
        {"content": "theirs"},
        {"content": "mine"},
        {"content": "mine"},
        key=2,
    ),
}


def _with_version() -> Any:
    row = _one_of(tariffs, 1, "tariff_id")
    return row, row.versions[0]


OTHERS = {
    "version": Edited(
        "edit_version", TariffVersion, _with_version, lambda found: tariff_dialogs._version(*found), {}, {}, {}
    ),
    "first_health": Edited(
        "write_health_note",
        ContactHealth,
        lambda: run(look_at_health_data, contact_id=2)[0],
        lambda seen: health_section._show(2, seen),
        {"note": "theirs"},
        {"note": "mine"},
        {"note": "mine"},
        key=2,
    ),
    "mandate": Edited("record_mandate", Contact, _contact, master_data_dialogs._mandate, {}, {}, {}),
}
"""Forms that rely on columns for which they have no field, and those of what is not there yet."""
