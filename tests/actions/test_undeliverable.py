"""What came back: since when and why is kept, another number clears it, a slip or another purpose does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.contact_details import add_address, add_email, edit_address, edit_email, edit_phone
from actions.undeliverable import LONGEST_REASON, mark_deliverable, mark_undeliverable
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, ROLES, Actor, NotPermitted, Permission, Role
from domain.contacts import AddressKind, EmailKind, PhoneKind, ReasonMissing, UndeliverableInFuture, Way
from domain.data_quality import Hint
from domain.errors import ChangedMeanwhile, Gone, Refusal, TooLong
from models.contact import ContactAddress, ContactEmail, ContactPhone
from models.list_index import stale_contacts
from queries.data_quality import hints_of
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.merging import everything

MODELS: dict[Way, Any] = {Way.PHONE: ContactPhone, Way.EMAIL: ContactEmail, Way.ADDRESS: ContactAddress}
PLACE = {"street": "Ring 1", "postcode": "50667", "town": "Köln", "extra": "", "country": "DE"}


@pytest.fixture
def anna(database: Database) -> Database:
    """Anna with one phone, one e-mail and one address, each with the id 1."""
    with database.writing(NOW) as session:
        key = a_contact(session, phone="0221 998877", born_on=date(1980, 1, 1)).id
        add_email(session, PROGRAM, contact_id=key, kind=EmailKind.PRIVATE, address="a@example.com")
        add_address(session, PROGRAM, contact_id=key, kind=AddressKind.HOME, **PLACE)
    return database


def mark(database: Database, way: Way = Way.PHONE, **how: Any) -> tuple[int, ...]:
    inputs = {"detail_id": 1, "undeliverable_on": None, "undeliverable_reason": "unknown here", "actor": PROGRAM} | how
    with database.writing(NOW) as session:
        mark_undeliverable(session, inputs.pop("actor"), way=way, **inputs)
    return tuple(session.info["chained"])


def held(database: Database, way: Way) -> tuple[date | None, str]:
    model = MODELS[way]
    with database.reading(NOW) as session:
        assert stale_contacts(session, [1]) == set()
        on, reason = session.execute(select(model.undeliverable_on, model.undeliverable_reason)).one()
        return on, reason


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize(
    ("given", "kept"), [(None, TODAY), (TODAY, TODAY), (date(2020, 2, 29), date(2020, 2, 29)), (date.min, date.min)]
)
def test_since_when_and_why_is_kept_and_taken_back(anna: Database, way: Way, given: date | None, kept: date) -> None:
    before = everything(anna)
    entries = mark(anna, way, undeliverable_on=given, undeliverable_reason="  moved,\n unknown ")
    assert held(anna, way) == (kept, "moved, unknown")
    with anna.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert everything(anna) == before


@pytest.mark.parametrize("way", list(Way))
def test_what_arrives_again_says_nothing_any_more(anna: Database, way: Way) -> None:
    mark(anna, way)
    with anna.writing(NOW) as session:
        mark_deliverable(session, PROGRAM, way=way, detail_id=1)
    assert held(anna, way) == (None, "")


@pytest.mark.parametrize(
    ("way", "hint"),
    [
        (Way.PHONE, Hint.PHONE_UNDELIVERABLE),
        (Way.EMAIL, Hint.EMAIL_UNDELIVERABLE),
        (Way.ADDRESS, Hint.ADDRESS_UNDELIVERABLE),
    ],
)
def test_it_is_a_gap_in_the_data(anna: Database, way: Way, hint: Hint) -> None:
    def gaps() -> set[Hint]:
        with anna.reading(NOW) as session:
            return set(hints_of(session, 1, today=TODAY))

    assert gaps() == set()
    mark(anna, way)
    assert gaps() == {hint}


@pytest.mark.parametrize(
    ("way", "change", "cleared"),
    [
        (Way.PHONE, {"number": "0221 111111", "kind": PhoneKind.HOME}, True),
        (Way.PHONE, {"number": "+49 (221) 99 88 77", "kind": PhoneKind.WORK}, False),
        (Way.EMAIL, {"address": "b@example.com", "kind": EmailKind.PRIVATE}, True),
        (Way.EMAIL, {"address": "a@example.com", "kind": EmailKind.WORK}, False),
        (Way.ADDRESS, PLACE | {"street": "Ring 2", "kind": AddressKind.HOME}, True),
        (Way.ADDRESS, PLACE | {"kind": AddressKind.BILLING}, False),
    ],
)
def test_only_another_number_or_address_clears_it(
    anna: Database, way: Way, change: dict[str, Any], cleared: bool
) -> None:
    mark(anna, way)
    edit, key = {
        Way.PHONE: (edit_phone, "phone_id"),
        Way.EMAIL: (edit_email, "email_id"),
        Way.ADDRESS: (edit_address, "address_id"),
    }[way]
    with anna.writing(NOW) as session:
        version = session.get_one(MODELS[way], 1).version
        edit(session, PROGRAM, version=version, primary=True, **{key: 1}, **change)
    assert held(anna, way) == ((None, "") if cleared else (TODAY, "unknown here"))


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize(
    ("how", "fields"),
    [
        ({"undeliverable_reason": ""}, {"undeliverable_reason": ReasonMissing}),
        ({"undeliverable_reason": " \n\t "}, {"undeliverable_reason": ReasonMissing}),
        ({"undeliverable_reason": "x" * (LONGEST_REASON + 1)}, {"undeliverable_reason": TooLong}),
        ({"undeliverable_on": TODAY + timedelta(days=1)}, {"undeliverable_on": UndeliverableInFuture}),
        (
            {"undeliverable_on": date.max, "undeliverable_reason": ""},
            {"undeliverable_on": UndeliverableInFuture, "undeliverable_reason": ReasonMissing},
        ),
    ],
)
def test_all_that_is_wrong_is_said_by_field(
    anna: Database, way: Way, how: dict[str, Any], fields: dict[str, type[Refusal]]
) -> None:
    before = everything(anna)
    with pytest.raises(Refusal) as refused:
        mark(anna, way, **how)
    problems = getattr(refused.value, "problems", (refused.value,))
    assert {problem.field: type(problem) for problem in problems} == fields
    assert everything(anna) == before


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"detail_id": 99}, Gone),
        ({"detail_id": 0}, Gone),
        ({"version": 7}, ChangedMeanwhile),
    ],
)
def test_what_is_gone_or_changed_is_not_marked(
    anna: Database, way: Way, how: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        mark(anna, way, **how)
    assert held(anna, way) == (None, "")


@pytest.mark.parametrize("role", [role for role in Role if Permission.EDIT_CONTACTS not in ROLES[role]])
def test_readers_mark_nothing(anna: Database, role: Role) -> None:
    with pytest.raises(NotPermitted):
        mark(anna, actor=Actor(None, "x", role))
    assert held(anna, Way.PHONE) == (None, "")


def test_a_hostile_reason_is_a_text_like_any(anna: Database) -> None:
    mark(anna, undeliverable_reason="<script>=1+1 '; DROP TABLE contact --")
    assert held(anna, Way.PHONE)[1] == "<script>=1+1 '; DROP TABLE contact --"
