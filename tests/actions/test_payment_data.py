"""Payment data and mandates: what banks would refuse is refused here first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.payment_data import (
    hold_mandate,
    record_mandate,
    release_mandate,
    revoke_mandate,
    set_payment_data,
    sign_mandate,
)
from db.session import Database
from domain import errors
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.bank import MandateState, mandate_state
from domain.contacts import PaymentMethod
from domain.errors import InvalidInput, Refusal
from models.contact import Contact
from queries.contacts import mandate_facts
from tests.building import a_contact
from tests.conftest import NOW, TODAY

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction at `NOW` that is rolled back."""
    with database.writing(NOW) as session, session.begin_nested() as inner:
        yield session
        inner.rollback()


def pays(session: Session, contact: Contact, **inputs: Any) -> Contact:
    """Set the payment data of a contact."""
    wanted = {"method": PaymentMethod.DEBIT, "holder": "", "iban": IBAN} | inputs
    return set_payment_data(session, PROGRAM, contact_id=contact.id, version=contact.version, **wanted)


def test_bic_is_found_by_itself_and_the_iban_kept_bare(session: Session) -> None:
    contact = pays(session, a_contact(session))
    assert (contact.iban, contact.bic) == ("DE89370400440532013000", "COBADEFFXXX")


def test_an_iban_that_is_taken_out_takes_the_bic_along(session: Session) -> None:
    contact = pays(session, a_contact(session))
    session.flush()
    pays(session, contact, method=PaymentMethod.CASH, iban=" ")
    assert (contact.iban, contact.bic) == ("", "")


@pytest.mark.parametrize(
    ("inputs", "wrong"),
    [
        ({"iban": ""}, {"iban": errors.IbanMissing}),
        ({"iban": "DE89 3704 0044 0532 0130 01"}, {"iban": errors.InvalidIban}),
        ({"iban": "x" * 5000}, {"iban": errors.InvalidIban}),
        ({"holder": "x" * 71}, {"holder": errors.TooLong}),
        ({"iban": "<b>", "holder": "x" * 71}, {"iban": errors.InvalidIban, "holder": errors.TooLong}),
    ],
)
def test_wrong_payment_data_are_refused_by_field(
    session: Session, inputs: dict[str, Any], wrong: dict[str, type[Refusal]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        pays(session, a_contact(session), **inputs)
    assert {problem.field: type(problem) for problem in refused.value.problems} == wrong


def test_a_mandate_draws_its_reference_and_copies_the_account(session: Session) -> None:
    contact = pays(session, a_contact(session), holder="Erna Müller")
    mandate = record_mandate(session, PROGRAM, contact_id=contact.id, signed_on=TODAY)
    session.flush()
    pays(session, contact, iban="DE02120300000000202051")
    assert (mandate.reference, mandate.holder, mandate.iban) == (
        "M-00001",
        "Erna Müller",
        "DE89370400440532013000",
    )


@pytest.mark.parametrize(
    ("inputs", "wrong"),
    [
        ({"reference": "OLD-1"}, {"reference": errors.MandateReferenceTaken}),
        ({"reference": "ä" * 3}, {"reference": errors.InvalidMandateReference}),
        ({"reference": "x" * 36}, {"reference": errors.TooLong}),
        ({"signed_on": TODAY + timedelta(days=1)}, {"signed_on": errors.SignedInFuture}),
    ],
)
def test_a_mandate_that_banks_would_refuse_is_refused(
    session: Session, inputs: dict[str, Any], wrong: dict[str, type[Refusal]]
) -> None:
    contact = pays(session, a_contact(session))
    record_mandate(session, PROGRAM, contact_id=contact.id, reference="old-1")
    with pytest.raises(InvalidInput) as refused:
        record_mandate(session, PROGRAM, contact_id=contact.id, **inputs)
    assert {problem.field: type(problem) for problem in refused.value.problems} == wrong


def test_no_mandate_without_an_account(session: Session) -> None:
    with pytest.raises(errors.IbanMissing):
        record_mandate(session, PROGRAM, contact_id=a_contact(session).id)


def test_a_mandate_goes_through_its_states(session: Session) -> None:
    contact = pays(session, a_contact(session))
    mandate = record_mandate(session, PROGRAM, contact_id=contact.id)

    def state(day: date = TODAY) -> MandateState:
        return mandate_state(mandate_facts(mandate), day)

    assert state() is MandateState.DRAFT
    sign_mandate(session, PROGRAM, mandate_id=mandate.id, signed_on=TODAY)
    assert state() is MandateState.ACTIVE
    assert state(date(2030, 1, 1)) is MandateState.EXPIRED
    hold_mandate(session, PROGRAM, mandate_id=mandate.id)
    assert state() is MandateState.ON_HOLD
    release_mandate(session, PROGRAM, mandate_id=mandate.id)
    revoke_mandate(session, PROGRAM, mandate_id=mandate.id, on=TODAY)
    assert state() is MandateState.REVOKED
    with pytest.raises(errors.MandateEnded):
        hold_mandate(session, PROGRAM, mandate_id=mandate.id)


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.READ_ONLY])
def test_bank_data_only_for_those_who_may(session: Session, role: Role) -> None:
    contact = a_contact(session)
    with pytest.raises(NotPermitted):
        set_payment_data(
            session,
            Actor(user_id=None, name="x", role=role),
            contact_id=contact.id,
            version=contact.version,
            method=PaymentMethod.CASH,
            holder="",
            iban="",
        )
