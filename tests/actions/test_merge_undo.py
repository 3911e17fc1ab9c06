"""Merge and undo for any two contacts: untouched, both are what they were to the byte; touched, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contact_details import add_phone, edit_phone, remove_phone
from actions.contacts import edit_contact, write_remark
from actions.search_index import refresh_contacts
from actions.unmerge import unmerge_contacts
from db.session import Database
from domain.access import PROGRAM
from domain.activities import State
from domain.bank import parse_iban
from domain.consents import Channel, ConsentSource, Purpose
from domain.contacts import PaymentMethod, PhoneKind, Salutation
from domain.merging import TEXTS, MergedField, Side
from domain.periods import EVER
from domain.relationships import PayerStillPays, RelationshipKind
from models.activity import Activity, HealthNote, Note, Task
from models.audit import canonical
from models.consent import Consent
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag, Tag
from models.course import Course, CourseMember
from models.dated import DatedFact
from models.doctor import Doctor
from models.duplicate import NotDuplicate
from models.health import ContactHealth
from models.mandate import Mandate
from models.relationship import Relationship
from queries.history import first_broken_link
from tests.building import a_contact, a_person, past_the_trail
from tests.conftest import NOW, TODAY
from tests.databases import PostgresTemplate, SqliteTemplate, opened
from tests.merging import breaches, everything, merge, previewed

IBANS = ("DE89370400440532013000", "DE02120300000000202051")
PHONES = ("+49221111111", "+49221222222", "+49221333333")
EMAILS = ("anna@example.com", "Anna@Example.com", "am@example.com")
STREETS = ("Ring 1", "RING 1", "Markt 2")
NAMES = st.sampled_from(("Anna", "Anna Maria", "Müller", "Mueller", "**x**", "Ä"))
DAYS = st.dates(date(2015, 1, 1), date(2026, 11, 1))
MAYBE_DAY = st.none() | DAYS
NOTES = st.sampled_from(("", "Knee", "Knee\n\nShoulder", "Shoulder"))


@dataclass(frozen=True)
class Someone:
    """What hangs on a contact in a test."""

    fields: dict[str, Any]
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    streets: list[tuple[str, bool]] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    mandates: int = 0
    health: str | None = None
    consents: list[tuple[date, date | None]] = field(default_factory=list)
    ties: list[tuple[int, RelationshipKind, bool, date]] = field(default_factory=list)
    no_duplicates: list[int] = field(default_factory=list)
    facts: list[tuple[str, date]] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    """Notes, health notes, tasks and a place in a whole course."""
    main: int = 0


FIELDS = st.fixed_dictionaries(
    {
        "first_name": NAMES,
        "last_name": NAMES,
        "title": st.sampled_from(("", "Dr.")),
        "salutation": st.sampled_from(list(Salutation)),
        "born_on": MAYBE_DAY,
        "language": st.sampled_from(("de", "en")),
        "remark": NOTES,
        "payment_method": st.sampled_from((PaymentMethod.NONE, PaymentMethod.CASH)),
        "iban": st.sampled_from(("", *IBANS)),
        "account_holder": st.sampled_from(("", "Erna")),
        "doctor_id": st.sampled_from((None, 1, 2)),
        "deceased_on": MAYBE_DAY,
        "archived_on": MAYBE_DAY,
        "blocked_on": st.just(None),
    }
) | st.fixed_dictionaries(
    {
        "first_name": st.just(""),
        "last_name": NAMES,
        "blocked_on": DAYS,
        "blocked_reason": st.sampled_from(("Theft", "Noise")),
    }
)

SOMEONE = st.builds(
    Someone,
    fields=FIELDS,
    phones=st.lists(st.sampled_from(PHONES), unique=True),
    emails=st.lists(st.sampled_from(EMAILS), unique=True),
    streets=st.lists(st.tuples(st.sampled_from(STREETS), st.booleans()), unique_by=lambda one: one[0], max_size=3),
    tags=st.lists(st.sampled_from((1, 2, 3)), unique=True),
    mandates=st.integers(0, 2),
    health=st.none() | NOTES,
    consents=st.lists(st.tuples(DAYS, st.none() | st.just(TODAY)), max_size=3),
    ties=st.lists(
        st.tuples(st.sampled_from((0, 1, 2)), st.sampled_from(list(RelationshipKind)), st.booleans(), DAYS), max_size=4
    ),
    no_duplicates=st.lists(st.sampled_from((0, 1, 2)), unique=True),
    facts=st.lists(st.tuples(st.sampled_from(("contact", "contact_phone", "contact_email")), DAYS), max_size=3),
    entries=st.lists(st.sampled_from(("note", "health", "task", "course")), max_size=4),
    main=st.integers(0, 2),
)


class World:
    """Two contacts and three others on one database."""

    def __init__(self, database: Database, number: int) -> None:
        self.database = database
        self._count = number

    def build(self, ours: Someone, theirs: Someone) -> tuple[int, int]:
        """Both contacts with all that hangs on them, in the index."""
        self._count += 1
        with self.database.writing(NOW) as session:
            others = [a_contact(session, "Other", str(place)).id for place in range(2)]
            shared = dict.fromkeys(street for street, both in (*ours.streets, *theirs.streets) if both)
            for place, street in enumerate(shared):
                address = ContactAddress(contact_id=others[0], street=street, town="Köln", is_primary=place == 0)
                address.share_group = self._group(street)
                session.add(address)
            ids = [self._contact(session, someone, place).id for place, someone in enumerate((ours, theirs))]
            for one, someone, twin in ((ids[0], ours, ids[1]), (ids[1], theirs, ids[0])):
                self._pairs(session, one, someone, [*others, twin])
            session.flush()
            refresh_contacts(session, [*ids, *others])
            past_the_trail(session)
        return ids[0], ids[1]

    def _group(self, street: str) -> int:
        return self._count * 10 + STREETS.index(street)

    def _contact(self, session: Session, someone: Someone, place: int) -> Contact:
        number = f"{self._count}-{place}"
        contact = Contact(number=number, **someone.fields)
        if contact.iban:
            contact.bic = parse_iban(contact.iban).bic or ""
        session.add(contact)
        session.flush()
        self._details(session, contact, someone)
        session.add_all(ContactTag(contact_id=contact.id, tag_id=tag) for tag in someone.tags)
        for one in range(someone.mandates):
            mandate = Mandate(contact_id=contact.id, reference=f"{number}-{one}", holder="x", iban=IBANS[0])
            session.add(mandate)
        made = {
            "note": lambda: Note(at=NOW, text=number, pinned=True),
            "health": lambda: HealthNote(at=NOW, content=number),
            "task": lambda: Task(at=NOW, title=number, state=State.OPEN),
        }
        session.add_all(made[kind]() for kind in someone.entries if kind in made)
        for entry in session.new:
            if isinstance(entry, Activity):
                entry.contact_id = contact.id
        if "course" in someone.entries:
            session.add(CourseMember(course_id=1, contact_id=contact.id))
        if someone.health is not None:
            session.add(ContactHealth(contact_id=contact.id, note=someone.health))
        for given_on, withdrawn_on in someone.consents:
            session.add(
                Consent(
                    contact_id=contact.id,
                    channel=Channel.EMAIL,
                    purpose=Purpose.NEWS,
                    given_on=given_on,
                    source=ConsentSource.PAPER,
                    withdrawn_on=withdrawn_on,
                    withdrawn_source=ConsentSource.EMAIL if withdrawn_on else None,
                )
            )
        session.flush()
        return contact

    def _details(self, session: Session, contact: Contact, someone: Someone) -> None:
        rows: list[list[Any]] = [
            [ContactPhone(number=number) for number in someone.phones],
            [ContactEmail(address=address) for address in someone.emails],
            [
                ContactAddress(street=street, town="Köln", share_group=self._group(street) if shared else None)
                for street, shared in someone.streets
            ],
        ]
        for kind in rows:
            for place, row in enumerate(kind):
                row.contact_id, row.is_primary = contact.id, place == someone.main % len(kind)
            session.add_all(kind)
        session.flush()
        for table, day in someone.facts:
            key = {"contact": [contact], "contact_phone": rows[0], "contact_email": rows[1]}[table]
            if key:
                self._fact(session, contact, table, key[0], day)

    def _fact(self, session: Session, contact: Contact, table: str, row: Any, day: date) -> None:
        values = {
            "contact": {"title": contact.title},
            "contact_phone": {"number": getattr(row, "number", "")},
            "contact_email": {"address": getattr(row, "address", "")},
        }[table]
        for valid_from in (EVER, day):
            session.add(
                DatedFact(
                    contact_id=contact.id,
                    table_name=table,
                    row_key=row.id,
                    valid_from=valid_from,
                    body=canonical(values),
                )
            )

    def _pairs(self, session: Session, contact_id: int, someone: Someone, others: list[int]) -> None:
        for place, kind, back, since in someone.ties:
            ends = (others[place], contact_id) if back else (contact_id, others[place])
            session.add(Relationship(contact_id=ends[0], other_id=ends[1], kind=kind, valid_from=since))
        for other in {others[place] for place in someone.no_duplicates}:
            first, second = sorted((contact_id, other))
            known = select(NotDuplicate.id).where(NotDuplicate.contact_id == first, NotDuplicate.other_id == second)
            if session.scalar(known) is None:
                session.add(NotDuplicate(contact_id=first, other_id=second))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """One database for all examples of a test: each brings contacts of its own."""
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(
        f"{request.param.removesuffix('ql')}_template"
    )
    url = template.url()
    with opened(url) as database:
        with database.writing(NOW) as session:
            session.add_all(Tag(name=name) for name in ("A", "B", "C"))
            session.add_all(Doctor(last_name=name) for name in ("Weiß", "Rot"))
            session.add(Course(name="Yoga"))
            past_the_trail(session)
        yield World(database, 0)
    template.drop(url)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=SOMEONE, theirs=SOMEONE, data=st.data())
def test_merging_and_undoing_leaves_every_row_as_it_was(
    world: World, tmp_path: Path, ours: Someone, theirs: Someone, data: st.DataObject
) -> None:
    winner, loser = world.build(ours, theirs)
    before = everything(world.database)
    with world.database.reading() as session:
        pairs = [pair for pair in previewed(session, winner, loser).fields if pair.proposed]
    choices: dict[MergedField, Side] = {
        pair.field: data.draw(st.sampled_from(list(Side) if pair.field in TEXTS else [Side.OURS, Side.THEIRS]))
        for pair in pairs
    }
    try:
        with world.database.writing(NOW) as session:
            merge_id = merge(session, winner, loser, choices).id
    except PayerStillPays:
        assert everything(world.database) == before
        return
    assert breaches(world.database, str(tmp_path)) == []
    with world.database.writing(NOW) as session:
        undone = unmerge_contacts(session, PROGRAM, merge_id=merge_id)
    assert undone.kept == ()
    assert everything(world.database) == before
    with world.database.reading() as session:
        assert first_broken_link(session) is None


# --- with work in between ---------------------------------------------------------------------------------
@dataclass
class Model:
    """What must be there: who has which phone, and what each contact is called and noted as."""

    owner: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, list[int], dict[str, tuple[str, str]]]] = field(default_factory=list)
    """Merge, who stays, who goes, phones that moved, and each text before and after."""

    def merged(self) -> set[int]:
        return {goes for _merge, _stays, goes, _moved, _texts in self.merges}

    def alive(self) -> list[int]:
        return [key for key in self.names if key not in self.merged()]


class Merging(RuleBasedStateMachine):
    """Four people whom several users merge, edit and take apart again."""

    database: Database
    folder: str

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self._calls = 0
        with self.database.writing(NOW) as session:
            for place in range(4):
                contact = a_contact(session, "Anna", f"Name{place}")
                self.model.names[contact.id], self.model.remarks[contact.id] = f"Name{place}", ""

    def _pick(self, data: st.DataObject, keys: list[int]) -> int:
        return data.draw(st.sampled_from(sorted(keys)))

    @rule(data=st.data(), primary=st.booleans())
    def add(self, data: st.DataObject, primary: bool) -> None:
        contact_id = self._pick(data, self.model.alive())
        self._calls += 1
        number = f"+492217{self._calls:05d}"
        with self.database.writing(NOW) as session:
            phone = add_phone(
                session, PROGRAM, contact_id=contact_id, kind=PhoneKind.HOME, number=number, primary=primary
            )
        self.model.owner[phone.id], self.model.numbers[phone.id] = contact_id, number

    @precondition(lambda self: self.model.owner)
    @rule(data=st.data(), primary=st.booleans())
    def edit(self, data: st.DataObject, primary: bool) -> None:
        phone_id = self._pick(data, list(self.model.owner))
        self._calls += 1
        number = f"+492218{self._calls:05d}"
        with self.database.writing(NOW) as session:
            version = session.get_one(ContactPhone, phone_id).version
            edit_phone(
                session,
                PROGRAM,
                phone_id=phone_id,
                version=version,
                kind=PhoneKind.WORK,
                number=number,
                primary=primary,
            )
        self.model.numbers[phone_id] = number

    @precondition(lambda self: self.model.owner)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        phone_id = self._pick(data, list(self.model.owner))
        with self.database.writing(NOW) as session:
            remove_phone(session, PROGRAM, phone_id=phone_id)
        del self.model.owner[phone_id], self.model.numbers[phone_id]

    @rule(data=st.data(), text=st.sampled_from(("Knee", "Shoulder", "Neck")))
    def note(self, data: st.DataObject, text: str) -> None:
        contact_id = self._pick(data, self.model.alive())
        with self.database.writing(NOW) as session:
            version = session.get_one(Contact, contact_id).version
            write_remark(session, PROGRAM, contact_id=contact_id, version=version, remark=text)
        self.model.remarks[contact_id] = text

    @rule(data=st.data(), name=st.sampled_from(("Groß", "Weiß", "Name0")))
    def rename(self, data: st.DataObject, name: str) -> None:
        contact_id = self._pick(data, self.model.alive())
        with self.database.writing(NOW) as session:
            contact = session.get_one(Contact, contact_id)
            edit_contact(
                session,
                PROGRAM,
                contact_id=contact_id,
                version=contact.version,
                identity=a_person("Anna", name),
                language="de",
            )
        self.model.names[contact_id] = name

    @precondition(lambda self: len(self.model.alive()) > 1)
    @rule(data=st.data(), theirs=st.booleans())
    def merge(self, data: st.DataObject, theirs: bool) -> None:
        model = self.model
        stays = self._pick(data, model.alive())
        goes = self._pick(data, [key for key in model.alive() if key != stays])
        side = Side.THEIRS if theirs else Side.OURS
        moved = [key for key, owner in model.owner.items() if owner == goes]
        texts = {
            "name": (model.names[stays], model.names[goes] if theirs else model.names[stays]),
            "remark": (model.remarks[stays], model.remarks[goes] if theirs else model.remarks[stays]),
        }
        with self.database.writing(NOW) as session:
            choices = {MergedField.LAST_NAME: side, MergedField.REMARK: side}
            merge_id = merge(session, stays, goes, choices).id
        model.merges.append((merge_id, stays, goes, moved, texts))
        model.names[stays], model.remarks[stays] = texts["name"][1], texts["remark"][1]
        model.owner |= dict.fromkeys(moved, stays)

    @precondition(lambda self: self.model.merges)
    @rule()
    def undo(self) -> None:
        model = self.model
        merge_id, stays, goes, moved, texts = model.merges.pop()
        with self.database.writing(NOW) as session:
            unmerge_contacts(session, PROGRAM, merge_id=merge_id)
        for held, (was, became) in ((model.names, texts["name"]), (model.remarks, texts["remark"])):
            if held[stays] == became:
                held[stays] = was
        model.owner |= {key: goes for key in moved if key in model.owner}

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.database.reading() as session:
            phones = session.execute(select(ContactPhone.id, ContactPhone.contact_id, ContactPhone.number)).all()
            people = {row.id: row for row in session.scalars(select(Contact))}
        assert {row.id: (row.contact_id, row.number) for row in phones} == {
            key: (owner, self.model.numbers[key]) for key, owner in self.model.owner.items()
        }
        assert {key: (people[key].last_name, people[key].remark) for key in self.model.names} == {
            key: (self.model.names[key], self.model.remarks[key]) for key in self.model.names
        }
        assert {key for key, row in people.items() if row.merged_into_id is not None} == self.model.merged()
        assert breaches(self.database, self.folder) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_work_in_between_is_never_lost(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(f"{kind}_template")
    urls: list[str] = []

    def machine() -> Merging:
        url = template.url()
        urls.append(url)
        made = type("Made", (Merging,), {"database": _open(url), "folder": str(tmp_path)})
        return made()

    def _open(url: str) -> Database:
        context = opened(url)
        database = context.__enter__()
        contexts.append(context)
        return database

    contexts: list[Any] = []
    try:
        run_state_machine_as_test(machine, settings=settings(max_examples=6, stateful_step_count=15, deadline=None))
    finally:
        for context in contexts:
            context.__exit__(None, None, None)
        for url in urls:
            template.drop(url)
