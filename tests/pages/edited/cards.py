"""Forms of what is kept for all: cards, users, number ranges, the studio itself, saved selections."""

from __future__ import annotations

from datetime import date
from typing import Any

from components import (
    saved_views,
)
from components.perform import now, reading
from domain.access import Role
from domain.consents import Purpose
from domain.lands import Land
from domain.numbering import NumberKind
from models.activity import Category
from models.appointment import Room
from models.contact import Tag
from models.doctor import Doctor
from models.email import TextTemplate
from models.numbering import NumberRange
from models.saved_view import SavedView
from models.studio import Studio
from models.user import UserAccount
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
from queries.saved_views import views
from queries.users import users
from tests.pages.edited.form import OTHER_IBAN, THIRD_IBAN, Edited, a_row


def _view() -> Any:
    with reading() as session:
        return views(session, "contacts", None)[0]


def _user() -> Any:
    with reading() as session:
        return next(user for user in users(session, now()) if user.login == "cem")


DOCTOR = ("title", "specialty", "first_name", "last_name", "practice", "street", "town")

CARDS: dict[str, Edited] = {
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
        a_row(Doctor, 1),
        doctors_tab._change,
        {**{name: f"their {name}" for name in DOCTOR}, "postcode": "50668", "phone": "+492211", "email": "t@x.de"},
        {**{name: f"my {name}" for name in DOCTOR}, "postcode": "50669", "phone": "0221 332211", "email": "m@x.de"},
        {**{name: f"my {name}" for name in DOCTOR}, "postcode": "50669", "phone": "+49221332211", "email": "m@x.de"},
    ),
    "tag_card": Edited(
        "edit_tag",
        Tag,
        a_row(Tag, 1),
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
        a_row(NumberRange, NumberKind.CONTACT),
        numbers_tab._range,
        {"prefix": "T", "digits": 7, "next_value": 20_000},
        {"prefix": "M", "digits": 8, "next_value": "30000"},
        {"prefix": "M", "digits": 8, "next_value": 30_000},
        key=NumberKind.CONTACT,
    ),
    "category": Edited(
        "edit_category",
        Category,
        a_row(Category, 1),
        categories_tab._change,
        {"name": "Theirs", "color": "red"},
        {"name": "Mine", "color": "blue"},
        {"name": "Mine", "color": "blue"},
    ),
    "template": Edited(
        "edit_template",
        TextTemplate,
        a_row(TextTemplate, 1),
        templates_tab._change,
        {"name": "Theirs", "purpose": Purpose.NEWS, "subject": "Theirs", "text": "theirs"},
        {"name": "Mine", "purpose": Purpose.OFFERS, "subject": "Mine", "text": "mine"},
        {"name": "Mine", "purpose": Purpose.OFFERS, "subject": "Mine", "text": "mine"},
        untried={"language"},
    ),
    "room": Edited(
        "edit_room",
        Room,
        a_row(Room, 1),
        rooms_tab._change,
        {"name": "Theirs", "capacity": 7},
        {"name": "Mine", "capacity": "9"},
        {"name": "Mine", "capacity": 9},
    ),
} | {
    f"studio_{part}": Edited(
        "edit_studio",
        Studio,
        a_row(Studio, 1),
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
        (
            "invoices",
            {"payment_days": 30, "invoice_text": "Theirs", "closed_until": date(2026, 1, 1), "small_business": True},
            {"payment_days": "7", "invoice_text": "Mine", "closed_until": "1 Feb 2026"},
            {"payment_days": 7, "closed_until": date(2026, 2, 1)},
        ),
        ("letters", {"language": "en", "letterhead": "Theirs"}, {"letterhead": "Mine"}, {}),
    )
}
