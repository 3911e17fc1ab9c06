"""A hit that was found by a former or future name says so; one that is called so today does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from actions.contact_details import add_email
from actions.contacts import create_contact, edit_contact
from actions.undo import undo
from components.contact_picker import hit_facts
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import ContactKind, EmailKind, Identity
from i18n.texts import Language, speaking
from models.contact import Contact
from queries.contact_hits import ContactHit, OtherName
from queries.contact_search import find_contacts
from tests.building import a_contact
from tests.conftest import NOW, TODAY

NEXT, LATER = TODAY + timedelta(days=8), TODAY + timedelta(days=90)


def rename(database: Database, contact_id: int, identity: Identity, valid_from: date | None) -> tuple[int, ...]:
    with database.writing(NOW) as session:
        contact = session.get_one(Contact, contact_id)
        edit_contact(
            session,
            PROGRAM,
            contact_id=contact_id,
            version=contact.version,
            identity=identity,
            language="de",
            valid_from=valid_from,
        )
    return tuple(session.info["chained"])


def person(first: str, last: str, title: str = "") -> Identity:
    return Identity(ContactKind.PERSON, title=title, first_name=first, last_name=last)


@pytest.fixture
def anna(database: Database) -> int:
    """Anna Müller until May, Anna Schulz since, Anna Özdemir from December on, Anna Weiß from February on."""
    with database.writing(NOW) as session:
        key = a_contact(session, "Anna", "Müller", phone="0221 998877").id
        add_email(session, PROGRAM, contact_id=key, kind=EmailKind.PRIVATE, address="anna.mueller@example.com")
    rename(database, key, person("Anna", "Schulz"), date(2026, 5, 1))
    rename(database, key, person("Anna", "Özdemir"), NEXT)
    rename(database, key, person("Anna", "Weiß", "Dr."), LATER)
    return key


def find(database: Database, typed: str, day: date = TODAY) -> list[ContactHit]:
    with database.reading(NOW + (day - TODAY)) as session:
        return list(find_contacts(session, typed, today=day))


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    ("typed", "day", "said"),
    [
        ("müller", TODAY, OtherName("Müller", None)),
        ("Mueller", TODAY, OtherName("Müller", None)),
        ("anna müll", TODAY, OtherName("Müller", None)),
        ("müller anna", TODAY, OtherName("Müller", None)),
        ("üller", TODAY, OtherName("Müller", None)),
        ("ozdemir", TODAY, OtherName("Özdemir", NEXT)),
        ("weiss", TODAY, OtherName("Dr. Anna Weiß", LATER)),
        ("schulz", TODAY, None),
        ("anna", TODAY, None),
        ("10001", TODAY, None),
        ("0221 998877", TODAY, None),
        ("example.com", TODAY, None),
        ("schulz", NEXT, OtherName("Schulz", None)),
        ("ozdemir", NEXT, None),
        ("weiss", NEXT, OtherName("Dr. Anna Weiß", LATER)),
    ],
)
def test_a_name_of_another_day_is_said(database: Database, typed: str, day: date, said: OtherName | None) -> None:
    assert [hit.other_name for hit in find(database, typed, day)] == [said]


def test_the_one_who_is_called_so_today_is_told_from_the_one_who_was(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        a_contact(session, "Ben", "Müller")
    found = {hit.name: hit.other_name for hit in find(database, "müller")}
    assert found == {"Anna Schulz": OtherName("Müller", None), "Ben Müller": None}


def test_a_company_is_found_by_its_former_name(database: Database) -> None:
    with database.writing(NOW) as session:
        key = create_contact(session, PROGRAM, identity=Identity(ContactKind.COMPANY, company_name="Rad & Tat GmbH")).id
    rename(database, key, Identity(ContactKind.COMPANY, company_name="Velo GmbH"), TODAY - timedelta(days=30))
    assert [(hit.name, hit.other_name) for hit in find(database, "rad tat")] == [
        ("Velo GmbH", OtherName("Rad & Tat GmbH", None))
    ]


def test_a_change_that_was_taken_back_is_no_name(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_contact(session, "Anna", "Müller").id
    entries = rename(database, key, person("Anna", "Schulz"), NEXT)
    assert [hit.other_name for hit in find(database, "schulz")] == [OtherName("Schulz", NEXT)]
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert find(database, "schulz") == []


def test_only_hits_by_another_name_cost_a_statement(database: Database, anna: int) -> None:
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        counted.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        asked = {}
        for typed in ("schulz", "müller"):
            counted.clear()
            find(database, typed)
            asked[typed] = sum("dated_fact.body" in statement for statement in counted)
    finally:
        event.remove(database.engine, "before_cursor_execute", count)
    assert asked == {"schulz": 0, "müller": 1}


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    ("language", "typed", "start"),
    [
        ("de", "müller", "früher Müller · "),
        ("de", "özdemir", "ab 01.12.2026 Özdemir · "),
        ("en", "müller", "formerly Müller · "),
        ("en", "özdemir", "from 1 Dec 2026 Özdemir · "),
    ],
)
def test_the_line_of_the_hit_says_it_first(database: Database, language: Language, typed: str, start: str) -> None:
    (hit,) = find(database, typed)
    with speaking(language):
        assert hit_facts(hit).startswith(start)
        assert hit_facts(hit).endswith(hit.number)
