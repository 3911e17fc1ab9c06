"""Changes from a day on: in force exactly from their day for every reader, whatever the order of entering."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.contact_details import (
    add_address,
    add_email,
    add_phone,
    edit_address,
    edit_email,
    edit_phone,
    remove_phone,
)
from actions.contacts import edit_contact, set_tags
from actions.dated_changes import cancel_dated_change
from actions.payment_data import set_payment_data
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.contacts import AddressKind, ContactKind, EmailKind, Identity, NamelessOn, PaymentMethod, PhoneKind
from domain.errors import DayFarAway, Gone, NotUndoable
from domain.periods import EVER
from gateways.storage import Storage
from models.audit import AuditEntry
from models.contact import Contact, ContactAddress
from models.dated import DatedFact, anything_due
from queries.as_of import master_data_on
from queries.contact_search import find_contacts
from queries.contacts import contact_header, master_data
from queries.history import TrailFilter, first_broken_link, history
from tests.building import a_contact
from tools.check import breaches

TODAY = date(2026, 11, 23)
NEXT = date(2026, 12, 1)


def noon(day: date) -> datetime:
    """An instant of a day of the studio."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def living_at(database: Database, town: str = "Köln") -> tuple[int, int]:
    """A contact with an address; their keys."""
    with database.writing(noon(date(2026, 1, 5))) as session:
        contact = a_contact(session)
        address = add_address(
            session, PROGRAM, contact_id=contact.id, kind=AddressKind.HOME, street="Ring 1", postcode="50667", town=town
        )
        return contact.id, address.id


def move(database: Database, address_id: int, town: str, valid_from: date | None, on: date = TODAY) -> None:
    with database.writing(noon(on)) as session:
        address = session.get_one(ContactAddress, address_id)
        edit_address(
            session,
            PROGRAM,
            address_id=address_id,
            version=address.version,
            kind=address.kind,
            street=address.street,
            postcode=address.postcode,
            town=town,
            country="DE",
            extra="",
            primary=True,
            valid_from=valid_from,
        )


def town_now(database: Database, contact_id: int, day: date) -> str:
    """The town that a reader of that day sees."""
    with database.reading(noon(day)) as session:
        contact = master_data(session, contact_id)
        assert contact is not None
        return contact.addresses[0].town


def town_on(database: Database, contact_id: int, day: date, now: date = TODAY) -> str:
    """The town as of a day."""
    with database.reading(noon(now)) as session:
        contact = master_data_on(session, contact_id, day)
        assert contact is not None
        return contact.addresses[0].town


def rename(database: Database, contact_id: int, last_name: str, valid_from: date | None, on: date = TODAY) -> None:
    with database.writing(noon(on)) as session:
        contact = session.get_one(Contact, contact_id)
        identity = Identity(contact.kind, first_name=contact.first_name, last_name=last_name)
        edit_contact(
            session,
            PROGRAM,
            contact_id=contact_id,
            version=contact.version,
            identity=identity,
            language="de",
            valid_from=valid_from,
        )


def test_a_planned_change_is_in_force_exactly_from_its_day(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    assert [town_now(database, contact_id, day) for day in (TODAY, NEXT - timedelta(days=1))] == ["Köln", "Köln"]
    late = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    with database.reading(late) as session:
        assert session.get_one(ContactAddress, address_id).town == "Köln"
    with database.reading(late + timedelta(minutes=1)) as session:
        assert session.get_one(ContactAddress, address_id).town == "Bonn", "midnight in Berlin"
    assert town_on(database, contact_id, NEXT - timedelta(days=1), NEXT) == "Köln"
    with database.reading(noon(NEXT)) as session:
        assert first_broken_link(session) is None


def test_a_writer_brings_it_into_force_as_well(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    with database.writing(noon(NEXT)) as session:
        assert session.get_one(ContactAddress, address_id).town == "Bonn"
    with database.reading(noon(NEXT)) as session:
        newest = history(session, TrailFilter(contact_id=contact_id), limit=1)[0]
    assert (newest.action, newest.who) == ("come_into_force", "Kontor")
    assert [(change.field, change.before, change.after) for change in newest.changes] == [("town", "Köln", "Bonn")]


def test_a_late_first_reader_misses_nothing_between(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    move(database, address_id, "Hürth", NEXT + timedelta(days=10))
    assert town_now(database, contact_id, NEXT + timedelta(days=400)) == "Hürth"
    assert town_on(database, contact_id, NEXT + timedelta(days=5), NEXT + timedelta(days=400)) == "Bonn"


def test_a_change_of_a_day_gone_by_counts_until_the_next_one(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", None, on=date(2026, 6, 1))
    move(database, address_id, "Hürth", date(2026, 3, 1))
    assert town_now(database, contact_id, TODAY) == "Bonn", "later than what was entered for March"
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [town_on(database, contact_id, day) for day in days] == ["Köln", "Hürth", "Hürth", "Bonn"]
    move(database, address_id, "Frechen", date(2026, 10, 1))
    assert town_now(database, contact_id, TODAY) == "Frechen", "nothing later is known"


def test_of_two_entries_for_one_day_the_later_counts(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    move(database, address_id, "Hürth", NEXT)
    assert town_on(database, contact_id, NEXT) == "Hürth"
    assert town_now(database, contact_id, NEXT) == "Hürth"


def planned(database: Database, contact_id: int) -> list[DatedFact]:
    with database.reading(noon(TODAY)) as session:
        return list(
            session.scalars(
                select(DatedFact)
                .where(DatedFact.contact_id == contact_id, DatedFact.valid_from != EVER)
                .order_by(DatedFact.id)
            )
        )


def cancel(database: Database, fact_id: int, actor: Actor = PROGRAM, on: date = TODAY) -> tuple[int, ...]:
    with database.writing(noon(on)) as session:
        cancel_dated_change(session, actor, fact_id=fact_id)
    return tuple(session.info["chained"])


def test_a_planned_change_is_cancelled_and_that_is_undone(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    entries = cancel(database, planned(database, contact_id)[0].id)
    assert town_on(database, contact_id, NEXT) == "Köln"
    with database.writing(noon(TODAY)) as session:
        undo(session, PROGRAM, entries=entries)
    assert town_on(database, contact_id, NEXT) == "Bonn"
    assert town_now(database, contact_id, NEXT) == "Bonn"


def test_a_back_dated_change_is_cancelled(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", date(2026, 10, 1))
    assert town_now(database, contact_id, TODAY) == "Bonn"
    cancel(database, planned(database, contact_id)[0].id)
    assert town_now(database, contact_id, TODAY) == "Köln"


def test_cancelling_twice_is_refused(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    fact = planned(database, contact_id)[0]
    cancel(database, fact.id)
    with pytest.raises(Gone):
        cancel(database, fact.id)


def test_what_was_there_before_any_entry_is_not_cancelled(database: Database) -> None:
    _, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    with database.reading(noon(TODAY)) as session:
        first = session.scalar(select(DatedFact.id).where(DatedFact.valid_from == EVER))
    assert first is not None
    with pytest.raises(NotUndoable):
        cancel(database, first)


def test_planned_bank_data_are_cancelled_only_by_who_may_edit_them(database: Database) -> None:
    contact_id, _ = living_at(database)
    with database.writing(noon(TODAY)) as session:
        set_payment_data(
            session,
            PROGRAM,
            contact_id=contact_id,
            version=session.get_one(Contact, contact_id).version,
            method=PaymentMethod.DEBIT,
            holder="",
            iban="DE89370400440532013000",
            valid_from=NEXT,
        )
    with pytest.raises(NotPermitted):
        cancel(database, planned(database, contact_id)[0].id, Actor(None, "Therapist", Role.THERAPIST))
    with database.reading(noon(NEXT)) as session:
        contact = session.get_one(Contact, contact_id)
        assert (contact.iban, contact.bic, contact.payment_method) == (
            "DE89370400440532013000",
            "COBADEFFXXX",
            PaymentMethod.DEBIT,
        )


def test_the_undo_of_a_dated_change_leaves_no_trace_of_it(database: Database) -> None:
    contact_id, address_id = living_at(database)
    for day in (NEXT, date(2026, 10, 1), None):
        move(database, address_id, "Bonn", day)
        with database.reading(noon(TODAY)) as session:
            last = session.scalar(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(1))
        assert last is not None
        with database.writing(noon(TODAY)) as session:
            undo(session, PROGRAM, entries=(last,))
        assert town_now(database, contact_id, TODAY) == "Köln"
        with database.reading(noon(TODAY)) as session:
            assert session.scalars(select(DatedFact)).all() == []


def test_names_that_were_and_will_be_are_found(database: Database) -> None:
    contact_id, _ = living_at(database)
    rename(database, contact_id, "Schulz", date(2026, 5, 1))
    rename(database, contact_id, "Özdemir", NEXT)
    for day, name in ((TODAY, "Anna Schulz"), (NEXT, "Anna Özdemir")):
        for typed in ("müller", "anna schulz", "ozdemir"):
            with database.reading(noon(day)) as session:
                hits = find_contacts(session, typed, today=day)
            assert [hit.name for hit in hits] == [name], (typed, day)
        with database.reading(noon(day)) as session:
            header = contact_header(session, "10001", today=day)
        assert header is not None
        assert header.name == name


def test_phones_and_addresses_change_from_a_day_too(database: Database) -> None:
    contact_id, _ = living_at(database)
    with database.writing(noon(TODAY)) as session:
        phone = add_phone(session, PROGRAM, contact_id=contact_id, kind=PhoneKind.MOBILE, number="0171 1234567")
        email = add_email(session, PROGRAM, contact_id=contact_id, kind=EmailKind.PRIVATE, address="a@example.org")
        edit_phone(
            session,
            PROGRAM,
            phone_id=phone.id,
            version=1,
            kind=PhoneKind.WORK,
            number="0221 998877",
            primary=True,
            valid_from=NEXT,
        )
        edit_email(
            session,
            PROGRAM,
            email_id=email.id,
            version=1,
            kind=EmailKind.PRIVATE,
            address="B@example.org",
            primary=True,
            valid_from=NEXT,
        )
    with database.reading(noon(NEXT)) as session:
        contact = master_data(session, contact_id)
        assert contact is not None
        assert (contact.phones[0].number, contact.phones[0].kind) == ("+49221998877", PhoneKind.WORK)
        assert (contact.emails[0].address, contact.emails[0].address_key) == ("B@example.org", "b@example.org")
        assert find_contacts(session, "0221 998877", today=NEXT)
    assert list(breaches(database, Storage("memory://"))) == []


def test_what_was_removed_still_stands_in_the_days_before(database: Database) -> None:
    contact_id, _ = living_at(database)
    with database.writing(noon(date(2026, 2, 1))) as session:
        phone = add_phone(session, PROGRAM, contact_id=contact_id, kind=PhoneKind.MOBILE, number="0171 1234567")
        set_tags(session, PROGRAM, contact_id=contact_id, names=("Rücken",))
    with database.writing(noon(date(2026, 8, 1))) as session:
        remove_phone(session, PROGRAM, phone_id=phone.id)
        set_tags(session, PROGRAM, contact_id=contact_id, names=())
    shown = []
    with database.reading(noon(TODAY)) as session:
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 7, 31), date(2026, 8, 1)):
            then = master_data_on(session, contact_id, day)
            assert then is not None
            shown.append(([phone.number for phone in then.phones], [link.tag.name for link in then.tags]))
    assert shown == [([], []), (["+491711234567"], ["Rücken"]), (["+491711234567"], ["Rücken"]), ([], [])]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2100, 1, 1), date.max])
def test_a_day_far_away_is_a_slip_of_the_pen(database: Database, day: date) -> None:
    contact_id, address_id = living_at(database)
    with pytest.raises(DayFarAway):
        move(database, address_id, "Bonn", day)
    assert planned(database, contact_id) == []


def test_no_day_may_come_on_which_a_contact_has_no_name(database: Database) -> None:
    contact_id, _ = living_at(database)

    def name(first: str, last: str, valid_from: date | None) -> None:
        with database.writing(noon(TODAY)) as session:
            contact = session.get_one(Contact, contact_id)
            edit_contact(
                session,
                PROGRAM,
                contact_id=contact_id,
                version=contact.version,
                identity=Identity(ContactKind.PERSON, first_name=first, last_name=last),
                language="de",
                valid_from=valid_from,
            )

    name("", "Müller", NEXT)
    with pytest.raises(NamelessOn):
        name("Anna", "", None)
    with pytest.raises(NamelessOn):
        name("Anna", "", date(2026, 10, 1))
    with database.reading(noon(NEXT)) as session:
        assert session.get_one(Contact, contact_id).display_name == "Müller"


def test_what_the_database_refuses_keeps_nobody_from_reading(database: Database) -> None:
    """It cannot happen by the actions; should it, the entry is put aside and the trail says so."""
    contact_id, _ = living_at(database)
    with database.writing(noon(TODAY)) as session:
        session.add(
            DatedFact(
                contact_id=contact_id,
                table_name="contact",
                row_key=contact_id,
                valid_from=NEXT,
                body='{"first_name":"","last_name":""}',
                pending=True,
            )
        )
    with database.reading(noon(NEXT)) as session:
        assert session.get_one(Contact, contact_id).last_name == "Müller"
        assert not anything_due(session, NEXT)
        assert history(session, TrailFilter(contact_id=contact_id), limit=1)[0].action == "stay_out_of_force"


def test_the_history_names_the_day(database: Database) -> None:
    contact_id, address_id = living_at(database)
    move(database, address_id, "Bonn", NEXT)
    move(database, address_id, "Hürth", date(2026, 10, 1))
    with database.reading(noon(TODAY)) as session:
        later, sooner = history(session, TrailFilter(contact_id=contact_id), limit=2)
    assert [(c.field, c.before, c.after, c.since) for c in sooner.changes] == [("town", None, "Bonn", NEXT)]
    assert [(c.field, c.before, c.after, c.since) for c in later.changes] == [
        ("town", "Köln", "Hürth", date(2026, 10, 1))
    ]


DAYS = st.dates(date(2026, 1, 10), date(2027, 6, 30))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(DAYS, min_size=1, max_size=5, unique=True), data=st.data())
def test_any_order_of_entering_gives_the_same_state_on_any_day(
    request: pytest.FixtureRequest, kind: str, days: list[date], data: st.DataObject
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    entries = [(day, f"Town {day}") for day in days]
    looked_at = sorted({TODAY, *itertools.chain(*((day - timedelta(days=1), day) for day in days))})
    seen: list[Any] = []
    for order in (entries, data.draw(st.permutations(entries))):
        contact_id, address_id = living_at(database)
        for day, town in order:
            move(database, address_id, town, day)
        with database.reading(noon(TODAY)) as session:
            states = [master_data_on(session, contact_id, day) for day in looked_at]
            now = session.get_one(ContactAddress, address_id).town
        seen.append(([state.addresses[0].town for state in states if state is not None], now))
    assert seen[0] == seen[1]
    wanted = ["Köln" if not (past := [day for day in days if day <= at]) else f"Town {max(past)}" for at in looked_at]
    assert seen[0][0] == wanted
    assert seen[0][1] == wanted[looked_at.index(TODAY)]
