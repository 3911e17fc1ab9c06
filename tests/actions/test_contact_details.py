"""Phones, e-mails and addresses: checked, and always exactly one of each is the main one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from actions.contact_details import (
    add_address,
    add_email,
    add_phone,
    edit_address,
    edit_phone,
    remove_email,
    remove_phone,
)
from actions.undo import undo
from db.session import Database
from domain import errors, postcodes
from domain.access import PROGRAM
from domain.contacts import AddressKind, AlreadyThere, EmailKind, PhoneKind
from domain.errors import InvalidInput, Refusal
from models.contact import ContactPhone
from tests.building import a_contact
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("country", "postcode", "kept"),
    [
        ("DE", " 50667 ", "50667"),
        ("DE", "D-50667", "50667"),
        ("AT", "1010", "1010"),
        ("FR", "75 001", "75 001"),
        ("DE", "", ""),
    ],
)
def test_postcodes_are_tidied(database: Database, country: str, postcode: str, kept: str) -> None:
    with database.writing(NOW) as session:
        address = add_address(
            session,
            PROGRAM,
            contact_id=a_contact(session).id,
            kind=AddressKind.HOME,
            street="Ring 1",
            postcode=postcode,
            town="Köln",
            country=country,
        )
        assert address.postcode == kept
        assert address.is_primary


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"postcode": "5066"}, {"postcode": postcodes.InvalidPostcode}),
        ({"postcode": "५०६६७"}, {"postcode": postcodes.InvalidPostcode}),
        ({"country": "XX"}, {"country": errors.NotAChoice}),
        ({"street": "", "town": " ", "postcode": ""}, {"town": errors.Missing}),
        ({"street": "x" * 201, "town": "y" * 121}, {"street": errors.TooLong, "town": errors.TooLong}),
    ],
)
def test_a_wrong_address_is_refused_by_field(
    database: Database, values: dict[str, str], wrong: dict[str, type[Refusal]]
) -> None:
    inputs: dict[str, Any] = {
        "street": "Ring 1",
        "postcode": "50667",
        "town": "Köln",
        "country": "DE",
    } | values
    with database.writing(NOW) as session:
        contact = a_contact(session)
        with pytest.raises(InvalidInput) as refused:
            add_address(session, PROGRAM, contact_id=contact.id, kind=AddressKind.HOME, **inputs)
    assert {problem.field: type(problem) for problem in refused.value.problems} == wrong


def test_an_address_that_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    with database.writing(NOW) as session:
        address = add_address(
            session,
            PROGRAM,
            contact_id=a_contact(session).id,
            kind=AddressKind.HOME,
            street="A",
            postcode="",
            town="B",
        )
        rest: dict[str, Any] = {
            "kind": AddressKind.HOME,
            "postcode": "",
            "town": "B",
            "country": "DE",
            "extra": "",
            "primary": True,
        }
        stale = address.version
        edit_address(session, PROGRAM, address_id=address.id, version=stale, street="C", **rest)
        with pytest.raises(errors.ChangedMeanwhile):
            edit_address(session, PROGRAM, address_id=address.id, version=stale, street="D", **rest)
        assert address.street == "C"


def test_a_removed_email_is_gone_for_the_second_who_removes_it(database: Database) -> None:
    with database.writing(NOW) as session:
        email = add_email(
            session, PROGRAM, contact_id=a_contact(session).id, kind=EmailKind.WORK, address="a@example.com"
        )
        remove_email(session, PROGRAM, email_id=email.id)
        with pytest.raises(errors.Gone):
            remove_email(session, PROGRAM, email_id=email.id)


def test_the_database_refuses_two_main_phones(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session, phone="0221 998877")
        add_phone(session, PROGRAM, contact_id=contact.id, kind=PhoneKind.HOME, number="0221 998878")
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text("UPDATE contact_phone SET is_primary = true"))


class OneMainPhone(RuleBasedStateMachine):
    """Whatever is added, changed, removed and taken back: exactly one phone is the main one, if there is any."""

    database: Database

    @initialize()
    def begin(self) -> None:
        with self.database.writing(NOW) as session:
            self.contact_id = a_contact(session).id
        self.last: tuple[int, ...] = ()

    def _do(self, change: Any, **inputs: Any) -> None:
        with self.database.writing(NOW) as session:
            change(session, PROGRAM, **inputs)
        self.last = tuple(session.info.get("chained", ()))

    def _phones(self) -> list[ContactPhone]:
        with self.database.reading() as session:
            return list(session.scalars(select(ContactPhone).where(ContactPhone.contact_id == self.contact_id)))

    @rule(primary=st.booleans(), digit=st.integers(0, 9))
    def add(self, primary: bool, digit: int) -> None:
        with suppress(AlreadyThere):
            self._do(
                add_phone,
                contact_id=self.contact_id,
                kind=PhoneKind.HOME,
                number=f"0221 99887{digit}",
                primary=primary,
            )

    @rule(primary=st.booleans(), which=st.integers(0, 5))
    def edit(self, primary: bool, which: int) -> None:
        phones = self._phones()
        if phones:
            phone = phones[which % len(phones)]
            self._do(
                edit_phone,
                phone_id=phone.id,
                version=phone.version,
                kind=PhoneKind.WORK,
                number=phone.number,
                primary=primary,
            )

    @rule(which=st.integers(0, 5))
    def remove(self, which: int) -> None:
        phones = self._phones()
        if phones:
            self._do(remove_phone, phone_id=phones[which % len(phones)].id)

    @rule()
    def take_back(self) -> None:
        if self.last:
            entries, self.last = self.last, ()
            with self.database.writing(NOW) as session:
                undo(session, PROGRAM, entries=entries)

    @invariant()
    def exactly_one_is_the_main_one(self) -> None:
        phones = self._phones()
        assert sum(phone.is_primary for phone in phones) == (1 if phones else 0)


def test_exactly_one_phone_is_the_main_one(database: Database) -> None:
    machine = type("Machine", (OneMainPhone,), {"database": database})
    case = machine.TestCase()
    case.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
    case.runTest()
