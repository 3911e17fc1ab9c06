"""The many people of a large demo studio: set-based, and yet as if each had been entered through the actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from sqlalchemy import func, select

from actions.contacts import create_contact
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.clock import ZONE, day_of
from domain.contacts import ContactKind, Identity
from domain.phones import parse_phone
from gateways.storage import Storage
from models.activity import Activity
from models.audit import AuditEntry
from models.contact import Contact, ContactAddress
from queries.contact_search import find_contacts
from tests.conftest import NOW, TODAY, filled
from tests.databases import Fill
from tests.people import cheap_hashing
from tests.tools.test_demo_data import REACHES_NOBODY, RESERVED
from tools import demo_data
from tools.check import breaches
from tools.crowd_people import Newcomer, newcomers
from tools.demo_data import fill
from tools.demo_plan import OPEN_HOURS, Later, opening

BY_HAND, ALL = 30, 400


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    return Storage(str(tmp_path_factory.mktemp("crowd")))


@pytest.fixture(scope="module")
def load(storage: Storage) -> Fill:
    """Loads a demo studio of which most came as a crowd."""

    def load_it(database: Database) -> None:
        with pytest.MonkeyPatch.context() as patch:
            cheap_hashing(patch)
            patch.setattr(demo_data, "DEMO_CONTACTS", BY_HAND)
            fill(database, storage, contacts=ALL, now=NOW)

    return load_it


@pytest.fixture(params=["sqlite", "postgresql"])
def studio(request: pytest.FixtureRequest, load: Fill) -> Iterator[Database]:
    """A demo studio of which most came as a crowd: loaded once, and copied for each test."""
    with filled(request, load) as database:
        yield database


@pytest.fixture(scope="module")
def crowd() -> list[Newcomer]:
    return list(newcomers(4_000, opening(NOW), NOW, tags=11, doctors=25))


def test_everything_holds_that_must_hold(studio: Database, storage: Storage) -> None:
    assert list(breaches(studio, storage)) == []


def test_all_come_in_the_order_of_time(studio: Database) -> None:
    with studio.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == ALL
        steps = session.scalars(select(AuditEntry.at).order_by(AuditEntry.seq)).all()
        numbers = session.scalars(select(Contact.number).order_by(Contact.created_at, Contact.id)).all()
    assert list(steps) == sorted(steps)
    assert numbers == [str(10_001 + place) for place in range(ALL)]


def test_all_are_found_and_each_has_a_step_that_can_be_taken_back(studio: Database) -> None:
    with studio.reading() as session:
        entries = session.execute(
            select(AuditEntry.seq, Contact.id, Contact.number, Contact.last_name)
            .join(Contact, Contact.id == AuditEntry.contact_id)
            .where(AuditEntry.action == "create_contact")
        ).all()
        assert Counter(entry.id for entry in entries).most_common(1)[0][1] == 1
        assert len(entries) == ALL
        for entry in entries[:: ALL // 40]:
            found = [hit.number for hit in find_contacts(session, f"{entry.number}", today=TODAY)]
            assert entry.number in found
            if entry.last_name:
                assert find_contacts(session, entry.last_name, today=TODAY)
        idle = Contact.id.not_in(select(Activity.contact_id).where(Activity.contact_id.is_not(None)))
        last = session.scalars(select(Contact.id).where(idle, Contact.id > BY_HAND).order_by(Contact.id.desc())).first()
        steps = session.scalars(select(AuditEntry.seq).where(AuditEntry.contact_id == last)).all()
    assert last is not None, "everybody of the crowd has entries"
    with studio.writing() as session:
        for seq in sorted(steps, reverse=True):
            undo(session, PROGRAM, entries=(seq,))
    with studio.reading() as session:
        assert session.get(Contact, last) is None
        assert session.scalar(select(func.count()).where(ContactAddress.contact_id == last)) == 0


def test_whoever_comes_next_gets_the_next_keys_and_number(studio: Database) -> None:
    with studio.writing() as session:
        keys = session.scalar(select(func.max(Contact.id)))
        contact = create_contact(
            session, PROGRAM, identity=Identity(ContactKind.PERSON, first_name="Neu"), email="neu@example.org"
        )
        assert (contact.id, contact.number) == ((keys or 0) + 1, str(10_001 + ALL))


def test_a_crowd_is_the_same_each_time_and_comes_while_the_studio_is_open(crowd: list[Newcomer]) -> None:
    again = newcomers(4_000, opening(NOW), NOW, tags=11, doctors=25)
    assert list(again) == crowd
    assert all(one.at <= other.at for one, other in pairwise(crowd))
    for one in crowd:
        local = one.at.astimezone(ZONE)
        first, last = OPEN_HOURS[local.weekday()]
        assert first <= local.hour < last
        assert opening(NOW) < one.at < NOW
        assert one.at <= one.later_at <= NOW


def test_a_crowd_reaches_nobody(crowd: list[Newcomer]) -> None:
    mobiles = Counter(number for one in crowd for _kind, number in one.phones if number.startswith("+4915"))
    assert mobiles.most_common(1)[0][1] == 1
    for one in crowd:
        for _kind, number in one.phones:
            assert REACHES_NOBODY.fullmatch(number)
            assert parse_phone(number) == number
        assert not one.email or RESERVED.fullmatch(one.email)
        if one.iban:
            with pytest.raises(SchwiftyException):
                IBAN(one.iban).validate(validate_bban=True)


def test_a_crowd_is_believable(crowd: list[Newcomer]) -> None:
    names = Counter(one.last_name for one in crowd)
    assert 0.005 < names["Müller"] / len(crowd) < 0.03
    assert len(names) > 1_000
    assert 0.005 < sum(bool(one.company_name) for one in crowd) / len(crowd) < 0.05
    assert 0.02 < sum(not one.email for one in crowd) / len(crowd) < 0.2
    assert {one.later for one in crowd} == {None, Later.ARCHIVE, Later.DIE, Later.BLOCK}
    homes = Counter(one.home for one in crowd if one.home)
    assert sum(count > 1 for count in homes.values()) > 50
    people = Counter((one.first_name, one.last_name, one.born_on) for one in crowd if one.born_on)
    assert any(count > 1 for count in people.values())
    for one in crowd:
        identity = Identity(
            ContactKind.COMPANY if one.company_name else ContactKind.PERSON,
            one.salutation,
            "",
            one.first_name,
            one.last_name,
            one.company_name,
            one.born_on,
        )
        assert identity.checked(day_of(one.at)) == identity


def test_a_small_studio_has_no_crowd() -> None:
    assert list(newcomers(0, opening(NOW), NOW, tags=11, doctors=25)) == []


def test_what_happens_later_stands_in_the_trail(studio: Database) -> None:
    with studio.reading() as session:
        archived = session.execute(
            select(Contact.id, Contact.archived_on, Contact.version).where(Contact.archived_on.is_not(None))
        ).all()
        steps = dict(
            session.execute(
                select(AuditEntry.contact_id, AuditEntry.at).where(AuditEntry.action == "archive_contact")
            ).all()
        )
    assert archived
    assert {row.id: row.archived_on for row in archived} == {key: day_of(at) for key, at in steps.items()}
    assert all(row.version > 1 for row in archived)
