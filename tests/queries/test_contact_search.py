"""The search behind the picker: one table of cases for both databases, and what must hold for any contact."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, text
from sqlalchemy.orm import Session, selectinload

from actions.search_index import refresh_contacts
from db.session import Database
from domain.contacts import ContactKind, Status
from domain.duplicates import Likely
from domain.search_text import fold_plain, parse_query
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, RecentContact
from models.search import SearchTerm, SearchText
from queries.contact_search import (
    find_contacts,
    matching_ids,
    recent_contacts,
)
from queries.similar_contacts import similar_contacts, similar_to
from tests.conftest import NOW, TODAY
from tests.databases import PostgresTemplate, SqliteTemplate, opened
from tests.people import a_user

IBAN = "DE89370400440532013000"


def a_contact(
    session: Session,
    number: str,
    name: str = "",
    *,
    company: str = "",
    phones: tuple[str, ...] = (),
    emails: tuple[str, ...] = (),
    towns: tuple[str, ...] = (),
    **fields: Any,
) -> Contact:
    """A contact `First|Last` with what matters, in the index."""
    first, _, last = name.partition("|")
    contact = Contact(
        number=number,
        kind=ContactKind.COMPANY if company else ContactKind.PERSON,
        first_name=first,
        last_name=last,
        company_name=company,
        **fields,
    )
    session.add(contact)
    session.flush()
    session.add_all(ContactPhone(contact_id=contact.id, number=phone) for phone in phones)
    session.add_all(ContactEmail(contact_id=contact.id, address=address) for address in emails)
    session.add_all(
        ContactAddress(contact_id=contact.id, town=town, is_primary=place == 1) for place, town in enumerate(towns)
    )
    refresh_contacts(session, [contact.id])
    return contact


def _a_studio(session: Session) -> None:
    a_contact(
        session,
        "10001",
        "Anna|Müller",
        born_on=date(1980, 12, 31),
        phones=("+491701234567", "+493023456"),
        emails=("anna.mueller@gmx.de",),
        iban=IBAN,
    )
    a_contact(
        session,
        "10002",
        "Anna Maria|Müller-Lüdenscheidt",
        born_on=date(1999, 2, 28),
        phones=("+4366412345678",),
        iban="DE02120300000000202051",
    )
    a_contact(session, "10003", "Max|Mueller", emails=("x.y1@web.de",), title="Dr.")
    a_contact(session, "10004", "Jörg|Groß", born_on=date(1931, 12, 1), emails=("post@gross-bau.de",))
    a_contact(session, "10005", company="Groß & Söhne Fitness GmbH", phones=("+49891234500",))
    a_contact(session, "10006", "Manuela|Annas", born_on=date(1980, 5, 6))
    a_contact(session, "10007", "Anna|Muller", archived_on=date(2026, 1, 5))
    a_contact(session, "10008", "Renée|O'Brien")
    a_contact(session, "10009", "Дмитрий|Жуков")
    a_contact(session, "K-77", "**Emma** <b>x</b>|=1+1 :red[y]")
    a_contact(session, "10011", "Karl|Schnauel", blocked_on=date(2026, 1, 5), blocked_reason="Theft")
    a_contact(session, "10012", "Zoe|Abend", emails=("muller@abend.de",))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def studio(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One small studio for all cases of the table, on each database."""
    template = request.getfixturevalue(f"{request.param.removesuffix('ql')}_template")
    url = template.url()
    with opened(url) as database:
        with database.writing(NOW) as session:
            _a_studio(session)
        yield database
    template.drop(url)


def found(database: Database, typed: str, **how: Any) -> list[str]:
    """The numbers that a search shows, in its order."""
    with database.reading() as session:
        return [hit.number for hit in find_contacts(session, typed, today=TODAY, **how)]


CASES = {
    # umlauts both ways; exact words of names, archived people last, then what is no name
    "müller": ["10001", "10003", "10002", "10007", "10012"],
    "MUELLER": ["10001", "10003", "10002", "10007", "10012"],
    "muller": ["10001", "10003", "10002", "10007", "10012"],
    "mulle": ["10001", "10003", "10002", "10007", "10012"],
    "mü": ["10001", "10003", "10002", "10007", "10012"],
    "m": ["10006", "10001", "10003", "10002", "10007", "10012"],
    # an exact first name before a longer word
    "anna": ["10001", "10002", "10007", "10006"],
    "ann": ["10006", "10001", "10002", "10007"],
    # several words in any order, each a start
    "anna müller": ["10001", "10002", "10007"],
    "müller anna": ["10001", "10002", "10007"],
    "müller, anna": ["10001", "10002", "10007"],
    "an mü": ["10001", "10002", "10007"],
    "maria m": ["10002"],
    "maria anna": ["10002"],
    "müller anna maria": ["10002"],
    "lüdenscheidt": ["10002"],
    "müller-lü": ["10002"],
    "müller lüden": ["10002"],
    "müllerlüd": ["10002"],
    "anna lüd": ["10002"],
    # ß both ways, companies
    "groß": ["10004", "10005"],
    "gross": ["10004", "10005"],
    "GROSS": ["10004", "10005"],
    "söhne": ["10005"],
    "soehne groß": ["10005"],
    "fitness": ["10005"],
    "gmbh groß": ["10005"],
    "jörg": ["10004"],
    "joerg": ["10004"],
    "o'brien": ["10008"],
    "obrien": ["10008"],
    "renee": ["10008"],
    "renée": ["10008"],
    # inside of words, names first; `nauel` crosses the vowel rule
    "ela": ["10006"],
    "nuel": ["10006"],
    "nauel": ["10011"],
    "uelle": ["10001", "10003", "10002", "10007", "10012"],
    "elle": ["10003", "10001"],
    "scheid": ["10002"],
    "ler": ["10001", "10003", "10002", "10007", "10012"],
    # numbers
    "10001": ["10001"],
    "10 001": ["10001"],
    "k-77": ["K-77"],
    "k77": ["K-77"],
    "K 77": ["K-77"],
    "77": [],
    # phones as digits, with and without country code
    "0170 1234567": ["10001"],
    "0170/123 45-67": ["10001"],
    "+49 170 1234567": ["10001"],
    "0049170123": ["10001"],
    "+49 (0)170 123": ["10001"],
    "1701234567": ["10001"],
    "4567": ["10001", "10002"],
    "0170": ["10001"],
    "030 23456": ["10001"],
    "0664 12345678": ["10002"],
    "+43 664 1234": ["10002"],
    "0043664": ["10002"],
    # birthdays
    "31.12.1980": ["10001"],
    "31.12.80": ["10001"],
    "31.12.": ["10001"],
    "1980-12-31": ["10001"],
    "31121980": ["10001"],
    "1.12.1931": ["10004"],
    "müller 1980": ["10001"],
    "anna 31.12.1980": ["10001"],
    # e-mails and their hosts
    "anna.mueller@gmx.de": ["10001"],
    "anna.mu": ["10001", "10002", "10007"],
    "ANNA@": ["10001", "10002", "10007", "10006"],
    "x.y1": ["10003"],
    "x.y1@web": ["10003"],
    "gmx.de": ["10001"],
    "gmx": ["10001"],
    "gross-bau": ["10004"],
    "post@": ["10004"],
    # words of different kinds
    "müller 0170": ["10001"],
    "müller gmx": ["10001"],
    # any script, any characters
    "жук": ["10009"],
    "дмитрий жуков": ["10009"],
    "emma": ["K-77"],
    "<b>": ["K-77"],
    "red y": ["K-77"],
    "schnauel": ["10011"],
    "xqz": [],
    "müller xqz": [],
    # bank data are not asked
    "3000": [],
    "anna 3000": [],
    "DE89 3704 0044 0532 0130 00": [],
    "202051": [],
    "mull abend": ["10012"],
    "1980": ["10006", "10001"],
    "zoe mu": ["10012"],
}

BANK_CASES = {
    "3000": ["10001"],
    "anna 3000": ["10001"],
    "max 3000": [],
    "DE89 3704 0044 0532 0130 00": ["10001"],
    "DE89370400440532013000": ["10001"],
    "202051": ["10002"],
    "051": [],
}

HARMLESS = [
    "",
    " ",
    "\t\n",
    "%",
    "%%%",
    "___",
    "a%b",
    "mü_ler",
    "\\",
    "\\%\\",
    "'",
    '"',
    '""" OR """',
    "*",
    "NEAR(a b)",
    "text:anna AND NOT x",
    "^anna",
    "'; DROP TABLE contact; --",
    "~",
    "*1980",
    "\x00",
    "anna\x00müller",
    "\ud800",
    "x" * 10_000,
    "müller " * 2_000,
    "1" * 10_000,
    "%" * 10_000,
    "😀",
    "😀😀😀 😀",
    "👨‍👩‍👧",
    "مرحبا بالعالم",
    "\u202eanna\u202c",
    "\u200b\u200b",
    "ﬃ ſ ẞ",
    "99.99.9999",
    "31.02.",
    "0" * 40,
    "+",
    "@",
    "@@@",
    "..",
    "\U0010ffff",
]


@pytest.mark.parametrize(("typed", "numbers"), CASES.items())
def test_finds_what_is_typed(studio: Database, typed: str, numbers: list[str]) -> None:
    assert found(studio, typed) == numbers


@pytest.mark.parametrize(("typed", "numbers"), BANK_CASES.items())
def test_finds_the_tail_of_an_iban_only_for_those_who_see_bank_data(
    studio: Database, typed: str, numbers: list[str]
) -> None:
    assert found(studio, typed, bank=True) == numbers
    assert found(studio, typed) == []


@pytest.mark.parametrize("typed", HARMLESS, ids=lambda typed: ascii(typed[:12]))
def test_any_text_may_be_typed(studio: Database, typed: str) -> None:
    with studio.reading() as session:
        shown = find_contacts(session, typed, today=TODAY, bank=True)
        assert len(shown) <= 8
        if not any(character.isalnum() for character in typed):
            assert [hit for hit in shown if not hit.name.isascii()] == []
        assert matching_ids(session, typed, bank=True).cut is False


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'", '"', "*", "\x00", "\u202e", "..", "😀"])
def test_nothing_to_look_for_finds_nobody(studio: Database, typed: str) -> None:
    assert found(studio, typed, bank=True) == []


def test_a_hit_tells_people_of_one_name_apart(database: Database) -> None:
    with database.writing(NOW) as session:
        made = a_contact(
            session,
            "1",
            "Anna|Müller",
            title="Dr.",
            born_on=date(1980, 12, 31),
            towns=("Bonn", "Berlin"),
            photo="ab" * 32,
            blocked_on=date(2026, 11, 2),
            blocked_reason="Theft",
        )
        a_contact(session, "2", company="Anna GmbH")
        (person, company) = sorted(find_contacts(session, "anna", today=TODAY), key=lambda hit: hit.number)
    assert (person.contact_id, person.number, person.name) == (made.id, "1", "Dr. Anna Müller")
    assert (person.birth_year, person.town, person.photo) == (1980, "Berlin", "ab" * 32)
    assert (person.status.status, person.status.day) == (Status.BLOCKED, date(2026, 11, 2))
    assert (company.name, company.kind, company.birth_year, company.town) == (
        "Anna GmbH",
        ContactKind.COMPANY,
        None,
        "",
    )
    assert (company.status.status, company.photo) == (Status.PROSPECT, None)


def test_flags_of_later_days_do_not_count_yet(database: Database) -> None:
    with database.writing(NOW) as session:
        a_contact(session, "1", "Anna|A", archived_on=date(2026, 11, 1))
        a_contact(session, "2", "Anna|B")
        before, after = (
            [hit.number for hit in find_contacts(session, "anna", today=day)]
            for day in (date(2026, 10, 31), date(2026, 11, 1))
        )
    assert (before, after) == (["1", "2"], ["2", "1"])


def test_the_best_come_first_among_many(database: Database) -> None:
    with database.writing(NOW) as session:
        for place in range(60):
            a_contact(session, f"9{place:03}", f"Anton|Mannheim{place:03}", emails=(f"max{place}@web.de",))
        a_contact(session, "77", "Zora|Max")
        a_contact(session, "max", "Otto|Zander")
        shown = [hit.number for hit in find_contacts(session, "max", today=TODAY, limit=4)]
        inside = [hit.number for hit in find_contacts(session, "nnhei", today=TODAY, limit=3)]
        assert len(matching_ids(session, "mannheim").ids) == 60
        for typed in ("mannheim", "mannheim anton", "nnhei", "max"):  # by name, both names, inside, something else
            every = matching_ids(session, typed, limit=100)
            some = matching_ids(session, typed, limit=7)
            assert (len(every.ids) >= 60, every.cut) == (True, False)
            assert (len(some.ids) <= 7, set(some.ids) <= set(every.ids), some.cut) == (True, True, True)
    assert shown == ["max", "77", "9000", "9001"]
    assert inside == ["9000", "9001", "9002"]


def test_the_index_follows_edits(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = a_contact(session, "1", "Anna|Müller", phones=("+491701234567",), emails=("anna@web.de",))
    with database.writing(NOW) as session:
        contact = session.get_one(Contact, contact.id)
        contact.last_name, contact.number, contact.born_on = "Schmidt", "2", date(1980, 12, 31)
        session.execute(delete(ContactPhone))
        session.add(ContactEmail(contact_id=contact.id, address="neu@gmx.de"))
        refresh_contacts(session, [contact.id])
    for gone in ("müller", "ülle", "0170", "1701234567", "anna müller"):
        assert found(database, gone) == [], gone
    for there in ("anna schm", "31.12.1980", "2", "anna@web.de", "gmx", "hmid"):
        assert found(database, there) == ["2"], there


def test_deleted_contacts_leave_the_index(database: Database) -> None:
    with database.writing(NOW) as session:
        ids = [a_contact(session, str(number), "Anna|Müller").id for number in range(3)]
        session.execute(delete(Contact).where(Contact.id.in_(ids[:2])))
        refresh_contacts(session, ids)
        assert session.scalars(select(SearchText.contact_id)).all() == ids[2:]
        assert set(session.scalars(select(SearchTerm.contact_id))) == set(ids[2:])
    assert found(database, "ülle") == ["2"]


def test_an_import_of_five_hundred_takes_few_statements(database: Database) -> None:
    with database.writing(NOW) as session:
        contacts = [
            Contact(number=str(number), first_name="Anna", last_name=f"Müller{number}") for number in range(500)
        ]
        session.add_all(contacts)
        session.flush()
        ids = [contact.id for contact in contacts]
        assert _statements(session, lambda: refresh_contacts(session, ids)) <= 19
        assert _statements(session, lambda: refresh_contacts(session, ids)) == 15, "unchanged: reads only"
        refresh_contacts(session, [])
    assert found(database, "müller499") == ["499"]


def _statements(session: Session, run: Any) -> int:
    counted = []
    engine = session.get_bind()

    def count(*arguments: Any) -> None:
        counted.append(arguments)

    event.listen(engine, "before_cursor_execute", count)
    try:
        run()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_names_of_any_length_are_indexed(database: Database) -> None:
    long, words = "Ü" * 200, " ".join(f"Wort{number}" for number in range(25))
    with database.writing(NOW) as session:
        a_contact(session, "1", f"{long}|{long}")
        a_contact(session, "2", f"{words}|{words}")
    assert found(database, "ü" * 200) == ["1"]
    assert found(database, "ü" * 150) == ["1"]
    assert found(database, "wort24") == ["2"]
    assert found(database, "wort3 wort18") == ["2"]


def test_two_people_at_one_contact_lose_nothing(postgres_database: Database) -> None:
    with postgres_database.writing(NOW) as session:
        contact_id = a_contact(session, "1", "Anna|Müller").id

    def add(session: Session, number: str) -> None:
        session.add(ContactPhone(contact_id=contact_id, number=number))
        refresh_contacts(session, [contact_id])

    def second() -> None:
        with postgres_database.writing(NOW) as session:
            add(session, "+49309999999")

    other = threading.Thread(target=second)
    with postgres_database.writing(NOW) as session:
        add(session, "+49301111111")
        other.start()
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while not session.scalar(waiting):
            assert other.is_alive(), "the second writer did not wait for the first"
    other.join(timeout=30)
    assert found(postgres_database, "030 1111") == found(postgres_database, "030 9999") == ["1"]


# --- recent and similar -----------------------------------------------------------------------------------
def test_recent_contacts_are_those_of_the_user_latest_first(database: Database) -> None:
    me = a_user(database, "me").user_id
    other = a_user(database, "other").user_id
    assert me is not None
    with database.writing(NOW) as session:
        for day, (number, user_id) in enumerate((("1", me), ("2", me), ("3", other), ("4", me)), start=1):
            contact = a_contact(session, number, "Anna|Müller", towns=("Bonn",))
            opened_at = datetime(2026, 11, day, tzinfo=UTC)
            session.add(RecentContact(user_id=user_id, contact_id=contact.id, opened_at=opened_at))
        session.flush()
        shown = recent_contacts(session, me, today=TODAY, limit=2)
        assert recent_contacts(session, -1, today=TODAY) == ()
    assert [(hit.number, hit.town) for hit in shown] == [("4", "Bonn"), ("2", "Bonn")]


BORN = date(1980, 12, 31)

SIMILAR = {
    "nothing entered": ({}, []),
    "first name alone": ({"first_name": "Anna"}, []),
    "same name": ({"first_name": "ANNA", "last_name": "Mueller"}, [("10001", "name"), ("10007", "name")]),
    "names swapped": (
        {"first_name": "Müller", "last_name": "Anna"},
        [("10001", "nearly"), ("10007", "nearly")],
    ),
    "name and birthday": (
        {"first_name": "Anna", "last_name": "Müller", "born_on": BORN},
        [("10001", "birthday"), ("10007", "name")],
    ),
    "mistyped, same birthday": (
        {"first_name": "Ana", "last_name": "Miller", "born_on": BORN},
        [("10001", "birthday")],
    ),
    "mistyped": ({"first_name": "Jörg", "last_name": "Grooß"}, [("10004", "nearly")]),
    "another one's birthday": ({"first_name": "Otto", "last_name": "Zander", "born_on": BORN}, []),
    "e-mail": ({"email": "Anna.Mueller@GMX.de"}, [("10001", "email")]),
    "e-mail unfinished": ({"email": "anna.mueller"}, []),
    "phone as typed": ({"phone": "0170 / 123 45 67"}, [("10001", "phone")]),
    "phone, E.164": ({"phone": "+4366412345678"}, [("10002", "phone")]),
    "phone unfinished": ({"phone": "0170"}, []),
    "company": ({"company_name": "Gross & Soehne Fitness GmbH"}, [("10005", "name")]),
    "hostile": ({"first_name": "%'\"*", "last_name": "\x00", "email": "@", "phone": "x" * 5_000}, []),
}


@pytest.mark.parametrize(("entered", "expected"), SIMILAR.values(), ids=SIMILAR.keys())
def test_names_likely_duplicates(studio: Database, entered: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    reasons = {
        "name": Likely.NAME,
        "nearly": Likely.NEARLY_NAME,
        "birthday": Likely.NAME_AND_BIRTHDAY,
        "email": Likely.EMAIL,
        "phone": Likely.PHONE,
    }
    with studio.reading() as session:
        similar = similar_contacts(session, today=TODAY, **entered)
    assert [(one.hit.number, one.reason) for one in similar] == [
        (number, reasons[reason]) for number, reason in expected
    ]


def test_a_contact_is_not_its_own_duplicate(studio: Database) -> None:
    with studio.reading() as session:
        contact = session.scalars(
            select(Contact)
            .where(Contact.number == "10001")
            .options(selectinload(Contact.emails), selectinload(Contact.phones))
        ).one()
        similar = similar_to(session, contact, today=TODAY)
    assert [(one.hit.number, one.reason) for one in similar] == [("10007", Likely.NAME)]


# --- what must hold for any contact -----------------------------------------------------------------------
LETTERS = st.sampled_from("abcdeiouäöüßéøłçñAÄÖÜмыλ'-")
NAMES = st.text(LETTERS, min_size=1, max_size=12).filter(lambda name: any(map(str.isalpha, name)))
FULL_NAMES = st.lists(NAMES, min_size=1, max_size=3).map(" ".join)


@pytest.fixture(scope="module")
def both(sqlite_template: SqliteTemplate, postgres_template: PostgresTemplate) -> Iterator[list[Database]]:
    """Both databases, for the same contacts."""
    urls = (sqlite_template.url(), postgres_template.url())
    with opened(urls[0]) as sqlite, opened(urls[1]) as postgresql:
        yield [sqlite, postgresql]
    sqlite_template.drop(urls[0])
    postgres_template.drop(urls[1])


def _only(database: Database, names: list[tuple[str, str]]) -> None:
    """Let the database hold exactly contacts of these names, numbered from 500 on."""
    with database.writing(NOW) as session:
        session.execute(delete(Contact))
        contacts = [
            Contact(id=place, number=str(500 + place), first_name=first, last_name=last)
            for place, (first, last) in enumerate(names, start=1)
        ]
        session.add_all(contacts)
        session.flush()
        refresh_contacts(session, [contact.id for contact in contacts])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.tuples(FULL_NAMES, FULL_NAMES), min_size=1, max_size=6),
    typed=st.lists(st.text(LETTERS | st.sampled_from(" 5@.%"), max_size=8), max_size=4),
    data=st.data(),
)
def test_every_part_of_a_name_finds_it_on_both_databases(
    both: list[Database], names: list[tuple[str, str]], typed: list[str], data: st.DataObject
) -> None:
    for database in both:
        _only(database, names)
    first, last = data.draw(st.sampled_from(names))
    number = str(501 + names.index((first, last)))
    word = data.draw(st.sampled_from(f"{first} {last}".split()))
    end = data.draw(st.integers(1, len(word)))
    start = data.draw(st.integers(0, end - 1))
    for part in (word[:end], word[start:end]):
        inside = part.isalpha() and len(fold_plain(part)) >= 3
        shown = [found(database, part, limit=50) for database in both]
        assert shown[0] == shown[1]
        if parse_query(part) and (inside or part is word[:end]):
            assert number in shown[0], part
    for text_ in typed:
        assert found(both[0], text_) == found(both[1], text_)
