"""What a contact is: its name, its status on a day, and what is missing in its data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bank import MandateState
from domain.contacts import (
    ContactFacts,
    ContactKind,
    Identity,
    PaymentMethod,
    Status,
    StatusOnDay,
    display_name,
    status_on,
)
from domain.data_quality import DataFacts, Hint, MandateFact, hints
from domain.errors import InvalidInput

CREATED = date(2026, 1, 1)
BEFORE, THEN, AFTER = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("facts", "day", "status", "since"),
    [
        (ContactFacts(CREATED), THEN, Status.PROSPECT, CREATED),
        (ContactFacts(CREATED, blocked_on=THEN), BEFORE, Status.PROSPECT, CREATED),
        (ContactFacts(CREATED, blocked_on=THEN), THEN, Status.BLOCKED, THEN),
        (ContactFacts(CREATED, blocked_on=THEN, archived_on=BEFORE), AFTER, Status.BLOCKED, THEN),
        (ContactFacts(CREATED, blocked_on=AFTER, archived_on=BEFORE), THEN, Status.ARCHIVED, BEFORE),
        (ContactFacts(CREATED, BEFORE, THEN, BEFORE), AFTER, Status.DECEASED, THEN),
        (ContactFacts(CREATED, BEFORE, THEN, BEFORE), BEFORE, Status.BLOCKED, BEFORE),
    ],
)
def test_the_status_on_a_day(facts: ContactFacts, day: date, status: Status, since: date) -> None:
    assert status_on(facts, day) == StatusOnDay(status, since)


days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(days, days, days, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_date_of_a_flag_is_never_after_the_day(
    blocked: date | None, deceased: date | None, archived: date | None, day: date
) -> None:
    found = status_on(ContactFacts(date(2020, 1, 1), blocked, deceased, archived), day)
    assert found.day <= day


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Dr.", "Anna", "Müller", ""), "Dr. Anna Müller"),
        (("", "", "Müller", ""), "Müller"),
        (("", "Anna", "", ""), "Anna"),
        (("Dr.", "Anna", "Müller", "Fit GmbH"), "Fit GmbH"),
    ],
)
def test_the_name_as_people_say_it(parts: tuple[str, str, str, str], name: str) -> None:
    assert display_name(*parts) == name


@given(st.text(max_size=220), st.text(max_size=220))
def test_an_identity_is_tidied_once_and_for_all(first: str, last: str) -> None:
    identity = Identity(ContactKind.PERSON, first_name=first, last_name=last)
    try:
        checked = identity.checked(THEN)
    except InvalidInput:
        return
    assert checked.checked(THEN) == checked
    assert checked.first_name or checked.last_name


WHOLE = DataFacts(
    kind=ContactKind.PERSON,
    deceased_on=None,
    born_on=date(1980, 1, 1),
    emails=1,
    phones=1,
    addresses=1,
    method=PaymentMethod.NONE,
    iban="",
)
DEBIT = replace(WHOLE, method=PaymentMethod.DEBIT, iban="DE1")


def mandates(*pairs: tuple[str, MandateState]) -> DataFacts:
    return replace(DEBIT, mandates=tuple(MandateFact(iban, state) for iban, state in pairs))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (WHOLE, ()),
        (replace(WHOLE, emails=0), (Hint.NO_EMAIL,)),
        (replace(WHOLE, phones=0), (Hint.NO_PHONE,)),
        (replace(WHOLE, emails=0, phones=0), (Hint.NO_WAY_TO_REACH,)),
        (replace(WHOLE, addresses=0, born_on=None), (Hint.NO_ADDRESS, Hint.NO_BIRTHDAY)),
        (replace(WHOLE, kind=ContactKind.COMPANY, born_on=None), ()),
        (replace(WHOLE, duplicates=2), (Hint.POSSIBLE_DUPLICATE,)),
        (replace(WHOLE, method=PaymentMethod.DEBIT), (Hint.IBAN_MISSING,)),
        (DEBIT, (Hint.MANDATE_MISSING,)),
        (mandates(("DE1", MandateState.ACTIVE)), ()),
        (mandates(("DE1", MandateState.ON_HOLD)), ()),
        (mandates(("DE2", MandateState.ACTIVE)), (Hint.MANDATE_MISSING,)),
        (mandates(("DE1", MandateState.DRAFT)), (Hint.MANDATE_UNSIGNED,)),
        (mandates(("DE1", MandateState.EXPIRED)), (Hint.MANDATE_EXPIRED,)),
        (mandates(("DE1", MandateState.REVOKED)), (Hint.MANDATE_MISSING,)),
        (mandates(("DE1", MandateState.REVOKED), ("DE1", MandateState.ACTIVE)), ()),
        (
            mandates(("DE1", MandateState.EXPIRED), ("DE1", MandateState.DRAFT)),
            (Hint.MANDATE_EXPIRED, Hint.MANDATE_UNSIGNED),
        ),
        (replace(DEBIT, deceased_on=THEN, emails=0, addresses=0), ()),
    ],
)
def test_what_is_to_mend(facts: DataFacts, expected: tuple[Hint, ...]) -> None:
    assert hints(facts) == expected
