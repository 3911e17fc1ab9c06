"""The demo studio: believable, complete, harmless to real people, and never half loaded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import geocoder
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from sqlalchemy import event, func, select

from config.settings import settings as app_settings
from db.session import Database
from db.session import database as app_database
from domain.access import Role
from domain.bank import MandateState, mandate_state
from domain.clock import ZONE, day_of
from domain.contacts import ContactKind, PaymentMethod, Status, status_on
from domain.data_quality import Hint
from gateways.storage import Storage
from models.audit import AuditEntry
from models.contact import Contact, ContactEmail, ContactPhone, Tag
from models.doctor import Doctor
from models.mandate import Mandate
from models.search import SearchText
from models.studio import Studio
from queries.contact_search import find_contacts
from queries.contacts import data_hints, mandate_facts, master_data
from queries.history import TrailFilter, first_broken_link, history
from queries.standings import services_on
from queries.users import demo_users
from tests.conftest import NOW, TODAY
from tests.databases import SqliteTemplate, opened
from tests.people import cheap_hashing
from tools import demo_data
from tools.commands import main
from tools.demo_data import State, fill, load_demo, state_of
from tools.demo_desk import EVENTS
from tools.demo_names import HOSTILE, VERY_SAME
from tools.demo_people import people
from tools.demo_places import BANKS, PLACES, Phones, Place, account
from tools.demo_plan import OPEN_HOURS, Later, demo_contacts, opening

CONTACTS = 240
REACHES_NOBODY = re.compile(
    r"\+49(2214710\d{3}|17139200\d\d|176040690\d\d|1580\d{7}"  # films, and a network that is none
    r"|2210\d{6}|(2203|2234|2233|2238|2232|2202|2204|2205|214|2171|2236|2237|2235)0\d{5})"
)
RESERVED = re.compile(r"[^@]+@([a-z-]+\.example|example\.(com|net|org))")


@pytest.fixture(scope="module")
def studio(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A demo studio that all these tests only read."""
    url = sqlite_template.url()
    with pytest.MonkeyPatch.context() as patch, opened(url) as database:
        cheap_hashing(patch)
        fill(database, _photos(tmp_path_factory.getbasetemp()), contacts=CONTACTS, now=NOW)
        yield database
    sqlite_template.drop(url)


@pytest.fixture
def configured(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty database that is the one of this process."""
    cheap_hashing(monkeypatch)
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("KONTOR_FILES_URL", str(tmp_path / "files"))
    app_settings.cache_clear()
    app_database.cache_clear()
    yield app_database()
    app_database().engine.dispose()
    app_settings.cache_clear()
    app_database.cache_clear()


def _photos(folder: Path) -> Storage:
    return Storage(str(folder / "demo-photos"))


@pytest.fixture(scope="module")
def contacts(studio: Database) -> list[Contact]:
    """All its contacts with everything that their master data show."""
    with studio.reading(NOW) as session:
        found = [master_data(session, contact_id) for contact_id in session.scalars(select(Contact.id))]
    return [contact for contact in found if contact is not None]


# --- what is in it ----------------------------------------------------------------------------------------
def test_it_has_as_many_contacts_as_asked_for(contacts: list[Contact]) -> None:
    assert len(contacts) == CONTACTS


def test_every_status_occurs(studio: Database, contacts: list[Contact]) -> None:
    with studio.reading(NOW) as session:
        services = services_on(session, [contact.id for contact in contacts], TODAY)
    found = Counter(status_on(contact.facts, TODAY, services.get(contact.id)).status for contact in contacts)
    assert set(found) == set(Status)
    assert sum(found[flag] for flag in (Status.BLOCKED, Status.DECEASED, Status.ARCHIVED)) < CONTACTS * 0.2


NEVER_ENTERED = {Hint.EMAIL_INVALID, Hint.PHONE_INVALID, Hint.IBAN_INVALID, Hint.BIRTHDAY_IMPOSSIBLE}
"""No action takes such data in: they are what older rules or other programs left behind."""


def test_every_hint_occurs_and_most_contacts_are_in_order(studio: Database, contacts: list[Contact]) -> None:
    with studio.reading(NOW) as session:
        found = [data_hints(session, contact, today=TODAY, bank=True) for contact in contacts]
    assert {hint for hints in found for hint in hints} == set(Hint) - NEVER_ENTERED
    assert sum(not hints for hints in found) > CONTACTS * 0.5


def test_every_state_of_a_mandate_and_every_way_to_pay_occurs(contacts: list[Contact]) -> None:
    states = {mandate_state(mandate_facts(mandate), TODAY) for one in contacts for mandate in one.mandates}
    assert states == set(MandateState)
    assert {contact.payment_method for contact in contacts} == set(PaymentMethod)


def test_there_are_minors_seniors_companies_families_and_birthdays_soon(contacts: list[Contact]) -> None:
    born = [contact.born_on for contact in contacts if contact.born_on]
    assert sum((TODAY - day).days < 18 * 365 for day in born) >= 5
    assert sum((TODAY - day).days > 70 * 365 for day in born) >= 5
    soon = {(TODAY + timedelta(days=days)).strftime("%m-%d"): days for days in range(8)}
    birthdays = {soon[day.strftime("%m-%d")] for day in born if day.strftime("%m-%d") in soon}
    assert {0, 1} < birthdays
    assert len(birthdays) >= 6
    assert sum(contact.kind is ContactKind.COMPANY for contact in contacts) >= 2
    shared = Counter((one.street, one.postcode, one.town) for contact in contacts for one in contact.addresses)
    assert max(shared.values()) >= 3


def test_several_people_have_the_very_same_name(contacts: list[Contact]) -> None:
    names = Counter((contact.first_name, contact.last_name) for contact in contacts)
    assert [first for first, last, times in VERY_SAME if names[first, last] < times] == []


def test_names_that_look_like_markup_are_stored_as_they_are(contacts: list[Contact]) -> None:
    names = {(contact.first_name, contact.last_name) for contact in contacts}
    assert set(HOSTILE) <= names


def test_umlauts_sharp_s_titles_and_names_from_elsewhere_occur() -> None:
    found = [one.person.identity for one in demo_contacts(NOW, 1_500, 25)]
    text = " ".join(f"{one.title} {one.first_name} {one.last_name} {one.company_name}" for one in found)
    for piece in ("ä", "ö", "ü", "ß", "Dr.", "Prof. Dr.", "von ", "Yılmaz", "Nowak", "Nguyễn", "Rossi", "-"):
        assert piece in text


def test_the_studio_its_staff_and_its_card_files_are_there(studio: Database) -> None:
    with studio.reading(NOW) as session:
        card = session.get_one(Studio, 1)
        assert card.is_demo
        assert card.name
        assert card.iban
        assert card.creditor_id
        users = demo_users(session)
        assert [user.role for user in users] == list(Role)
        assert len({user.name for user in users}) == len(Role)
        assert session.scalar(select(func.count()).select_from(Doctor)) == 25
        assert session.scalar(select(func.count()).select_from(Doctor).where(Doctor.retired_on.is_not(None))) == 1
        assert session.scalar(select(func.count()).select_from(Tag)) == 11


def test_portraits_lie_in_the_storage(contacts: list[Contact], tmp_path_factory: pytest.TempPathFactory) -> None:
    digests = [contact.photo for contact in contacts if contact.photo]
    assert len(digests) >= 3
    assert all(_photos(tmp_path_factory.getbasetemp()).exists(digest) for digest in digests)


def test_everybody_is_found_by_the_picker(studio: Database, contacts: list[Contact]) -> None:
    with studio.reading(NOW) as session:
        assert set(session.scalars(select(SearchText.contact_id))) == set(session.scalars(select(Contact.id)))
        for contact in contacts[::20]:
            assert contact.number in {hit.number for hit in find_contacts(session, contact.number, today=TODAY)}


# --- harmless ---------------------------------------------------------------------------------------------
def test_no_mail_ever_reaches_anybody(studio: Database) -> None:
    with studio.reading() as session:
        addresses = [*session.scalars(select(ContactEmail.address)), *session.scalars(select(Doctor.email))]
        addresses.append(session.get_one(Studio, 1).email)
    assert len(addresses) > CONTACTS * 0.7
    assert [address for address in addresses if address and not RESERVED.fullmatch(address)] == []


def test_phone_numbers_are_valid_and_reach_nobody(studio: Database) -> None:
    with studio.reading() as session:
        numbers = [*session.scalars(select(ContactPhone.number)), *session.scalars(select(Doctor.phone))]
        numbers.append(session.get_one(Studio, 1).phone)
    assert len(numbers) > CONTACTS * 0.8
    assert [number for number in numbers if not phonenumbers.is_valid_number(phonenumbers.parse(number))] == []
    assert [number for number in numbers if not REACHES_NOBODY.fullmatch(number)] == []


def test_phone_numbers_go_on_when_those_for_films_are_used_up() -> None:
    phones = Phones(Random(1))
    numbers = [phones.mobile() for _ in range(1_500)] + [phones.landline("0221") for _ in range(1_500)]
    assert len(set(numbers)) == 3_000
    e164 = ["+49" + number[1:].replace(" ", "") for number in numbers]
    assert [number for number in e164 if not REACHES_NOBODY.fullmatch(number)] == []
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in e164[::50])


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.postcode} {place.area_code}")
def test_an_area_code_belongs_to_its_town(place: Place) -> None:
    number = phonenumbers.parse(f"+49{place.area_code[1:]}012345")
    known = geocoder.description_for_number(number, "de")
    part_of = {"Bensberg": "Bergisch Gladbach"}
    assert part_of.get(known, known).startswith(place.town)


def test_ibans_have_right_check_digits_and_lead_to_no_account(contacts: list[Contact]) -> None:
    ibans = [one.iban for one in contacts if one.iban]
    assert len(ibans) > CONTACTS * 0.5
    for iban in ibans:
        checked = IBAN(iban)
        assert checked.bank_code in BANKS
        assert checked.bank_name
        with pytest.raises(SchwiftyException):
            checked.validate(validate_bban=True)


@pytest.mark.parametrize("bank", BANKS)
def test_every_bank_of_the_list_is_known(bank: str) -> None:
    rng = Random(bank)
    found = next(iban for iban in (account(rng) for _ in range(2_000)) if iban[4:12] == bank)
    assert IBAN(found).bic


# --- believable in time -----------------------------------------------------------------------------------
def test_the_audit_trail_is_whole_and_its_time_rises(studio: Database) -> None:
    with studio.reading() as session:
        assert first_broken_link(session) is None
        instants = list(session.scalars(select(AuditEntry.at).order_by(AuditEntry.seq)))
    assert instants == sorted(instants)
    assert instants[0] == opening(NOW)
    assert instants[-1] == NOW


def test_contacts_came_over_three_years_while_the_studio_was_open(contacts: list[Contact]) -> None:
    came = [contact.created_at.astimezone(ZONE) for contact in contacts]
    assert len({at.date() for at in came}) > CONTACTS * 0.7
    assert Counter(at.year for at in came).keys() == {2023, 2024, 2025, 2026}
    for at in came:
        first, last = OPEN_HOURS[at.weekday()]
        assert first <= at.hour < last


def test_the_trail_names_who_did_it_and_says_what_later_steps_changed(
    studio: Database, contacts: list[Contact]
) -> None:
    bounced = next(one for one in contacts if any(mandate.bounced_on for mandate in one.mandates))
    with studio.reading() as session:
        lines = history(session, TrailFilter(contact_id=bounced.id))
    # The program itself grants units month by month.
    assert {line.who for line in lines} <= {"Jana Becker", "Olaf Brandt", "Kontor"}
    assert any(change.field == "bounced_on" for line in lines for change in line.changes)


def test_the_same_day_gives_the_same_people() -> None:
    first = [one.person for one in demo_contacts(NOW, 200, 25)]
    again = [one.person.identity for one in demo_contacts(NOW + timedelta(hours=3), 200, 25)]
    assert [one.identity for one in first] == [one.person.identity for one in demo_contacts(NOW, 200, 25)]
    assert [(one.identity.first_name, one.identity.last_name) for one in first] == [
        (one.first_name, one.last_name) for one in again
    ]


@settings(max_examples=15, deadline=None)
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2044, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 60),
)
def test_on_any_day_the_plan_holds_together(now: datetime, count: int) -> None:
    planned = demo_contacts(now, count, 25)
    assert len(planned) == count
    assert [one.at for one in planned] == sorted(one.at for one in planned)
    for one in planned:
        times = [opening(now), one.at, *(event.at for event in one.later), now]
        assert times == sorted(times)
        assert one.person.identity.checked(day_of(one.at)) == one.person.identity
        assert one.signed_on is None or one.signed_on <= day_of(one.at)


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2028, 2, 28), date(2027, 12, 31)])
def test_birthdays_around_a_leap_day(today: date) -> None:
    born = [one.identity.born_on for one in people(Random(1), today, 80)]
    assert sum(day is not None and (day.month, day.day) in _as_birthday(today) for day in born) >= 3


def _as_birthday(day: date) -> set[tuple[int, int]]:
    return {(day.month, day.day), (2, 28)} if (day.month, day.day) == (2, 29) else {(day.month, day.day)}


def test_some_were_entered_twice() -> None:
    planned = demo_contacts(NOW, CONTACTS, 25)
    again = [one for one in planned if one.person.again]
    assert len(again) == 2
    for twin in again:
        born_on, home = twin.person.identity.born_on, twin.person.home
        first = next(one for one in planned if (one.person.identity.born_on, one.person.home) == (born_on, home))
        assert first.at < twin.at
        assert first.person.identity.first_name == twin.person.identity.first_name
        assert first.email == twin.email or not first.email


def test_every_later_step_has_its_action() -> None:
    assert set(EVENTS) == set(Later)


# --- loading ----------------------------------------------------------------------------------------------
def test_both_databases_get_the_same_studio(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashing(monkeypatch)
    fill(database, _photos(tmp_path), contacts=25, now=NOW)
    with database.reading() as session:
        assert first_broken_link(session) is None
        rows = session.execute(select(Contact.first_name, Contact.last_name, Contact.iban).order_by(Contact.id))
        found = [tuple(row) for row in rows]
    planned = demo_contacts(NOW, 25, 25)
    assert [row[:2] for row in found] == [
        (one.person.identity.first_name, one.person.identity.last_name) for one in planned
    ]


def test_a_contact_takes_a_bounded_number_of_statements(
    sqlite_template: SqliteTemplate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashing(monkeypatch)

    def statements(contacts: int) -> int:
        seen = []
        url = sqlite_template.url()
        with opened(url) as database:
            event.listen(database.engine, "before_cursor_execute", lambda *_args: seen.append(1))
            fill(database, _photos(tmp_path), contacts=contacts, now=NOW)
        sqlite_template.drop(url)
        return len(seen)

    found = (statements(90) - statements(50)) / 40
    assert found < 130, "courses are full from about forty contacts on, and members pay month by month"


def test_loading_says_how_far_it_is_and_a_second_load_is_refused(
    configured: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load_demo(contacts=30) == 0
    assert "\rDemo studio: 25 of 30 contacts" in capsys.readouterr().out
    assert state_of(configured) is State.IN_USE
    with configured.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 30
        assert first_broken_link(session) is None

    assert load_demo(contacts=30) == 2
    assert "already holds data" in capsys.readouterr().err
    assert load_demo(contacts=30, only_if_empty=True) == 0
    assert capsys.readouterr() == ("", "")
    with configured.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 30


def test_the_command_line_says_how_many(configured: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--contacts", "7"]) == 0
    assert "7 contacts loaded" in capsys.readouterr().out
    assert main(["demo", "--contacts", "7"]) == 2


@pytest.mark.parametrize("contacts", [0, -1])
def test_a_studio_without_contacts_is_refused(
    configured: Database, contacts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load_demo(contacts=contacts) == 2
    assert "at least one" in capsys.readouterr().err
    assert state_of(configured) is State.EMPTY


def test_an_interrupted_load_never_looks_complete(
    configured: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(demo_data, "_say", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            load_demo(contacts=60)
    if configured.engine.dialect.name == "sqlite":
        assert state_of(configured) is State.EMPTY
        assert load_demo(contacts=10, only_if_empty=True) == 0
        assert state_of(configured) is State.IN_USE
    else:
        assert state_of(configured) is State.UNFINISHED
        assert load_demo(contacts=10, only_if_empty=True) == 2
        assert "create it empty" in capsys.readouterr().err


def _interrupt(done: int, of: int) -> None:
    raise KeyboardInterrupt


def test_what_somebody_entered_meanwhile_is_not_overwritten(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cheap_hashing(monkeypatch)
    monkeypatch.setattr(demo_data, "database", lambda: sqlite_database)
    monkeypatch.setenv("KONTOR_FILES_URL", str(tmp_path / "files"))
    app_settings.cache_clear()
    states = iter([State.EMPTY, State.IN_USE])
    monkeypatch.setattr(demo_data, "state_of", lambda _target: next(states))
    assert load_demo(contacts=3) == 2
    assert "already holds data" in capsys.readouterr().err
    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Mandate)) == 0
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
    app_settings.cache_clear()
