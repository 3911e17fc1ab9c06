"""The step that takes over contacts: everything is stored, each has its entry, and wrong ones change nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from actions.action import ALL, UNDOABLE
from actions.contact_import import NewAddress, NewContact, NewEmail, NewPhone, import_contacts
from actions.numbering import draw_free_number, draw_free_numbers
from actions.tags import add_tag, retire_tag
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Permission, Role
from domain.bank import parse_iban
from domain.contacts import (
    AddressKind,
    ContactKind,
    EmailKind,
    Identity,
    NumberTaken,
    PaymentMethod,
    PhoneKind,
    Salutation,
)
from domain.errors import InvalidEmail, InvalidInput, InvalidPhone, Missing, NotAChoice, Refusal, TooLong
from domain.numbering import NumberKind
from domain.postcodes import InvalidPostcode
from gateways.photos import clean_photo
from gateways.storage import Storage
from models.audit import AuditDetail, AuditEntry
from models.contact import Contact, ContactTag, Tag
from models.numbering import NumberRange
from queries.contact_search import find_contacts
from queries.contacts import master_data
from tests.building import a_contact, a_person
from tests.conftest import NOW, TODAY

IBAN = "DE89370400440532013000"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path))


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "navy").save(out, "JPEG")
    return out.getvalue()


def the_new(first_name: str = "Anna", number: str = "", **more: object) -> NewContact:
    return NewContact(identity=a_person(first_name), number=number, **more)  # type: ignore[arg-type]


def taken_over(
    session: Session,
    storage: Storage,
    contacts: Sequence[NewContact],
    actor: Actor = PROGRAM,
    reserved: Sequence[str] = (),
) -> list[Contact]:
    made = import_contacts(session, actor, contacts=contacts, storage=storage, reserved=reserved)
    return list(made)


def numbers_of(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Contact.number).order_by(Contact.id)))


WHOLE = NewContact(
    identity=Identity(ContactKind.PERSON, Salutation.MS, "Dr.", "Anna", "Müller", born_on=date(1980, 12, 31)),
    number="M-4711",
    addresses=(
        NewAddress(AddressKind.HOME, "Ring 1", "c/o Groß", "50667", "Köln", "DE"),
        NewAddress(AddressKind.WORK, "Gasse 2", "", "1010", "Wien", "AT"),
    ),
    phones=(NewPhone(PhoneKind.MOBILE, "+491701234567"), NewPhone(PhoneKind.WORK, "+4922199887")),
    emails=(NewEmail(EmailKind.PRIVATE, "Anna@example.de"),),
    tags=("VIP", "Yoga", "vip"),
    remark="=1+1\nEmployer: Groß & Co",
    payment_method=PaymentMethod.DEBIT,
    account_holder="Ben Müller",
    iban=parse_iban(IBAN),
    photo=clean_photo(a_photo()),
)


def test_everything_is_stored(database: Database, storage: Storage) -> None:
    with database.writing(NOW) as session:
        made = taken_over(session, storage, [WHOLE])
    with database.reading() as session:
        contact = master_data(session, made[0].id)
        assert contact is not None
        assert (contact.number, contact.display_name, contact.salutation) == ("M-4711", "Dr. Anna Müller", "ms")
        assert contact.born_on == date(1980, 12, 31)
        assert contact.language == "de"
        assert [
            (a.kind, a.street, a.extra, a.postcode, a.town, a.country, a.is_primary) for a in contact.addresses
        ] == [
            ("home", "Ring 1", "c/o Groß", "50667", "Köln", "DE", True),
            ("work", "Gasse 2", "", "1010", "Wien", "AT", False),
        ]
        assert [(p.kind, p.number, p.is_primary) for p in contact.phones] == [
            ("mobile", "+491701234567", True),
            ("work", "+4922199887", False),
        ]
        assert [(e.address, e.address_key, e.is_primary) for e in contact.emails] == [
            ("Anna@example.de", "anna@example.de", True)
        ]
        assert sorted(link.tag.name for link in contact.tags) == ["VIP", "Yoga"]
        assert contact.remark == "=1+1\nEmployer: Groß & Co"
        assert (contact.payment_method, contact.account_holder) == ("debit", "Ben Müller")
        assert (contact.iban, contact.bic) == (IBAN, "COBADEFFXXX")
        assert contact.photo is not None
        with Image.open(io.BytesIO(storage.get(contact.photo))) as picture:
            assert (picture.format, picture.size) == ("WEBP", (60, 60))


def test_each_contact_has_an_entry_of_its_own_and_is_found(database: Database, storage: Storage) -> None:
    with database.writing(NOW) as session:
        made = taken_over(session, storage, [WHOLE, the_new("Ben"), the_new("Cem")])
    with database.reading() as session:
        entries = session.execute(
            select(AuditEntry.action, AuditEntry.contact_id, AuditDetail.body)
            .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
            .where(AuditEntry.contact_id.is_not(None))
            .order_by(AuditEntry.seq)
        ).all()
        assert [(entry.action, entry.contact_id) for entry in entries] == [
            ("import_contacts", contact.id) for contact in made
        ]
        tables = [change["table"] for change in json.loads(entries[0].body)["changes"]]
        assert {"contact", "contact_address", "contact_phone", "contact_email", "contact_tag"} == set(tables)
        for typed in ("anna mueller", "0170 1234567", "M-4711", "anna@example.de", "31.12.1980"):
            assert [hit.number for hit in find_contacts(session, typed, today=TODAY)] == ["M-4711"], typed


def test_the_step_asks_for_its_permission_and_cannot_be_undone_by_one_click() -> None:
    assert ALL["import_contacts"] is Permission.IMPORT_CONTACTS
    assert "import_contacts" not in UNDOABLE


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.THERAPIST, Role.RECEPTION])
@pytest.mark.parametrize("contacts", [[], [the_new()]], ids=["none", "one"])
def test_a_role_without_the_permission_is_refused(
    database: Database, storage: Storage, role: Role, contacts: list[NewContact]
) -> None:
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        taken_over(session, storage, contacts, Actor(1, "x", role))
    assert numbers_of(database) == []


def test_numbers_are_kept_or_drawn_around_those_that_are_taken_or_reserved(
    database: Database, storage: Storage
) -> None:
    with database.writing(NOW) as session:
        first = draw_free_number(session, NumberKind.CONTACT)
        taken = [str(int(first) + step) for step in range(1, 6)]
    with database.writing(NOW) as session:
        a_contact(session, number=taken[0])
        made = taken_over(
            session,
            storage,
            [the_new("A"), the_new("B", taken[1]), the_new("C"), the_new("D")],
            reserved=[taken[2], "X"],
        )
        assert [contact.number for contact in made] == [taken[3], taken[1], taken[4], str(int(first) + 6)]


@pytest.mark.parametrize("numbers", [["7", "8"], ["9", "9"], ["", "7"]])
def test_a_number_that_is_taken_refuses_all(database: Database, storage: Storage, numbers: list[str]) -> None:
    with database.writing(NOW) as session:
        a_contact(session, number="7")
    with pytest.raises(NumberTaken), database.writing(NOW) as session:
        taken_over(session, storage, [the_new("A", numbers[0]), the_new("B", numbers[1])])
    assert numbers_of(database) == ["7"]


@pytest.mark.parametrize(
    "identity",
    [
        a_person("", ""),
        a_person(" ", "\t"),
        a_person("x" * 201),
        a_person(born_on=date(2026, 11, 24)),
        Identity(ContactKind.COMPANY, first_name="Anna"),
    ],
    ids=["empty", "blank", "endless", "unborn", "company without name"],
)
def test_an_impossible_identity_refuses_all(database: Database, storage: Storage, identity: Identity) -> None:
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        taken_over(session, storage, [the_new(), NewContact(identity=identity)])
    assert numbers_of(database) == []


def test_what_was_refused_gives_its_numbers_back(database: Database, storage: Storage) -> None:
    with database.reading() as session:
        before = session.scalar(select(NumberRange.next_value).where(NumberRange.kind == NumberKind.CONTACT))
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        taken_over(session, storage, [the_new(), NewContact(identity=a_person("", ""))])
    with database.reading() as session:
        after = session.scalar(select(NumberRange.next_value).where(NumberRange.kind == NumberKind.CONTACT))
    assert after == before


def test_tags_are_made_once_whatever_their_case_and_revived(database: Database, storage: Storage) -> None:
    with database.writing(NOW) as session:
        retire_tag(session, PROGRAM, tag_id=add_tag(session, PROGRAM, name="Ruhend").id)
    with database.writing(NOW) as session:
        taken_over(
            session,
            storage,
            [
                the_new("A", tags=("Müller", "ruhend")),
                the_new("B", tags=("MUELLER", "+", " ")),
                the_new("C", tags=("+",)),
            ],
        )
    with database.reading() as session:
        tags = session.scalars(select(Tag).order_by(Tag.name)).all()
        assert [(tag.name, tag.retired_on) for tag in tags] == [("+", None), ("Müller", None), ("Ruhend", None)]
        assert session.scalar(select(func.count()).select_from(ContactTag)) == 5


def test_without_an_iban_the_bic_of_the_file_is_not_kept(database: Database, storage: Storage) -> None:
    with database.writing(NOW) as session:
        (made,) = taken_over(session, storage, [the_new(bic="COBADEFFXXX")])
        assert made.bic == ""


@pytest.mark.parametrize(
    ("read", "refusal"),
    [
        (lambda: NewPhone.read(PhoneKind.HOME, "12ab"), InvalidPhone),
        (lambda: NewPhone.read(PhoneKind.HOME, " "), Missing),
        (lambda: NewEmail.read(EmailKind.WORK, "anna@"), InvalidEmail),
        (lambda: NewEmail.read(EmailKind.WORK, "a" * 300 + "@b.de"), TooLong),
        (lambda: an_address(country="XX"), NotAChoice),
        (lambda: an_address(postcode="123"), InvalidPostcode),
        (lambda: an_address(street="x" * 201), TooLong),
        (lambda: an_address(street="", postcode="", town=" "), Missing),
    ],
)
def test_parts_that_cannot_be_stored_are_refused(read: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read()  # type: ignore[operator]


def an_address(street: str = "Ring 1", postcode: str = "50667", town: str = "Köln", country: str = "DE") -> NewAddress:
    return NewAddress.read(AddressKind.HOME, street=street, extra="", postcode=postcode, town=town, country=country)


# --- drawing many numbers ---------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(NumberKind))
def test_many_numbers_are_drawn_without_gap_in_the_form_of_their_range(database: Database, kind: NumberKind) -> None:
    with database.writing(NOW) as session:
        session.execute(update(NumberRange).where(NumberRange.kind == kind).values(prefix="ä-", digits=4, next_value=8))
        assert draw_free_numbers(session, kind, 3) == ("ä-0008", "ä-0009", "ä-0010")
        assert draw_free_numbers(session, kind, 0) == ()
        assert draw_free_numbers(session, kind, 2, besides=["ä-0012"]) == ("ä-0011", "ä-0013")
        assert draw_free_number(session, kind) == "ä-0014"


def test_a_long_run_of_taken_numbers_is_passed(database: Database, storage: Storage) -> None:
    with database.writing(NOW) as session:
        start = session.scalar(select(NumberRange.next_value).where(NumberRange.kind == NumberKind.CONTACT)) or 0
        taken_over(session, storage, [the_new(f"A{step}", str(start + step)) for step in range(150)])
        assert draw_free_numbers(session, NumberKind.CONTACT, 2) == (str(start + 150), str(start + 151))
