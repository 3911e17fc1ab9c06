"""What lists sort, filter and count by follows every change, whoever makes it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from actions.contact_details import add_address, add_email, edit_address, remove_email
from actions.contacts import archive_contact, edit_contact, revive_contact
from actions.payment_data import record_mandate, set_payment_data, sign_mandate
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import AddressKind, EmailKind, PaymentMethod
from domain.data_quality import Hint
from models.contact import Contact
from models.data_quality import ContactHint
from models.list_index import NO_BIRTHDAY, index_missing, stale_contacts
from queries.contact_list import Order, Wanted, contact_ids
from queries.data_quality import hints_of
from tests.building import a_contact, a_person
from tests.conftest import NOW, TODAY

IBAN = "DE89370400440532013000"


def hints(database: Database, key: int, day: date = TODAY) -> set[Hint]:
    with database.reading(NOW) as session:
        assert stale_contacts(session, [key]) == set()
        return set(hints_of(session, key, today=day))


def test_each_action_brings_the_hints_up_to_date(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_contact(session, phone="0221 998877").id
    assert hints(database, key) == {Hint.NO_EMAIL, Hint.NO_ADDRESS, Hint.NO_BIRTHDAY}
    with database.writing(NOW) as session:
        email = add_email(session, PROGRAM, contact_id=key, kind=EmailKind.PRIVATE, address="a@example.org").id
        add_address(
            session, PROGRAM, contact_id=key, kind=AddressKind.HOME, street="Ring 1", postcode="50667", town="Köln"
        )
    assert hints(database, key) == {Hint.NO_BIRTHDAY}
    with database.writing(NOW) as session:
        set_payment_data(session, PROGRAM, contact_id=key, version=1, method=PaymentMethod.DEBIT, holder="", iban=IBAN)
        mandate = record_mandate(session, PROGRAM, contact_id=key).id
        remove_email(session, PROGRAM, email_id=email)
    assert hints(database, key) == {Hint.NO_BIRTHDAY, Hint.NO_EMAIL, Hint.MANDATE_UNSIGNED}
    with database.writing(NOW) as session:
        sign_mandate(session, PROGRAM, mandate_id=mandate, signed_on=TODAY)
    signed = tuple(session.info["chained"])
    assert hints(database, key) == {Hint.NO_BIRTHDAY, Hint.NO_EMAIL}
    assert Hint.MANDATE_EXPIRED in hints(database, key, TODAY + timedelta(days=3 * 365 + 2))
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=signed)
        archive_contact(session, PROGRAM, contact_id=key)
    assert hints(database, key) == set()
    with database.writing(NOW) as session:
        revive_contact(session, PROGRAM, contact_id=key)
    assert hints(database, key) == {Hint.NO_BIRTHDAY, Hint.NO_EMAIL, Hint.MANDATE_UNSIGNED}


def test_a_contact_that_is_taken_back_leaves_nothing(database: Database) -> None:
    with database.writing(NOW) as session:
        a_contact(session)
    with database.writing(NOW) as again:
        undo(again, PROGRAM, entries=tuple(session.info["chained"]))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContactHint)) == 0


def test_keys_follow_number_birthday_and_town(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session, number="999")
        key = contact.id
        held = select(Contact.number_key, Contact.town_key, Contact.birthday).where(Contact.id == key)
        number, nowhere, birthday = session.execute(held).one()
        assert (number, birthday) == ("03999", NO_BIRTHDAY)
        assert nowhere > "zzz"
        edit_contact(
            session,
            PROGRAM,
            contact_id=key,
            version=contact.version,
            identity=a_person(born_on=date(2000, 2, 29)),
            language="de",
        )
        add_address(session, PROGRAM, contact_id=key, kind=AddressKind.HOME, street="", postcode="", town="Überlingen")
        assert session.execute(held).one() == ("03999", "uberlingen", 229)
        # A version of its own is no business of the index: a form that is open stays fresh.
        assert session.scalar(select(Contact.version).where(Contact.id == key)) == 2


def test_a_planned_move_is_found_in_its_town_from_its_day(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_contact(session).id
        address = add_address(
            session, PROGRAM, contact_id=key, kind=AddressKind.HOME, street="Ring 1", postcode="50667", town="Köln"
        )
        edit_address(
            session,
            PROGRAM,
            address_id=address.id,
            version=address.version,
            kind=AddressKind.HOME,
            street="Weg 1",
            extra="",
            postcode="53111",
            town="Bonn",
            country="DE",
            primary=True,
            valid_from=TODAY + timedelta(days=2),
        )
    for days, town in ((0, "köln"), (1, "köln"), (2, "bonn")):
        now = NOW + timedelta(days=days)
        with database.reading(now) as session:
            wanted = Wanted(town=town)
            assert contact_ids(session, wanted, today=TODAY + timedelta(days=days), bank=False) == (key,)
            assert stale_contacts(session, [key]) == set()


def test_contacts_from_elsewhere_are_indexed_once(database: Database) -> None:
    with database.writing(NOW) as session:
        session.add_all(Contact(number=str(place), last_name="By hand") for place in range(3))
    with database.writing(NOW) as session:
        assert len(contact_ids(session, Wanted(hint=Hint.NO_WAY_TO_REACH), today=TODAY, bank=False)) == 0
        assert index_missing(session) == 3
        assert index_missing(session) == 0
        assert len(contact_ids(session, Wanted(hint=Hint.NO_WAY_TO_REACH), today=TODAY, bank=False)) == 3
        numbers = contact_ids(session, Wanted(order=Order.NUMBER), today=TODAY, bank=False)
        assert len(numbers) == 3
