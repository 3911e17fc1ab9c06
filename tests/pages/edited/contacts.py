"""Forms about a contact: who it is, how it is reached, what it pays with, whom it is related to."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.health_data import look_at_health_data
from components import (
    address_dialogs,
    dialogs,
    leaving_dialogs,
    master_data_dialogs,
    relationship_dialogs,
)
from components.perform import reading, run, today
from components.undeliverable import undeliverable_part
from domain.bank import MandateState
from domain.contacts import AddressKind, EmailKind, PaymentMethod, PhoneKind, Salutation, Way
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from models.health import ContactHealth
from models.mandate import Mandate
from models.relationship import Relationship
from pages.master_data import health_section
from queries.contacts import contact_header, master_data
from queries.relationships import relationships_of
from tests.pages.edited.form import MY_DAY, OTHER_IBAN, THEIR_DAY, THIRD_IBAN, Edited, a_row


def _contact() -> Any:
    with reading() as session:
        return master_data(session, 1)


def _header() -> Any:
    with reading() as session:
        return contact_header(session, "10001", today=today())


def _related() -> Any:
    with reading() as session:
        return relationships_of(session, 1, today())[0]


CONTACTS: dict[str, Edited] = {
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
        a_row(Mandate, 1),
        lambda mandate: master_data_dialogs._mandate_actions(mandate, MandateState.DRAFT),
        {"signed_on": date(2020, 1, 1)},
        {"signed_on": "2.2.2020"},
        {"signed_on": date(2020, 2, 2)},
    ),
    "phone": Edited(
        "edit_phone",
        ContactPhone,
        a_row(ContactPhone, 1),
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
        a_row(ContactEmail, 2),
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
        a_row(ContactAddress, 2),
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
        a_row(ContactPhone, 1),
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
}
OF_CONTACTS: dict[str, Edited] = {
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
