"""Contacts: created, edited, flagged and tagged, with every wrong input refused by field and nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.contacts import (
    archive_contact,
    block_contact,
    create_contact,
    edit_contact,
    mark_deceased,
    revive_contact,
    set_doctor,
    set_tags,
    unblock_contact,
    write_remark,
)
from actions.doctors import DoctorCard, add_doctor
from actions.tags import add_tag, retire_tag
from db.session import Database
from domain import contacts, errors
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.contacts import ContactKind, Identity, Status
from domain.errors import InvalidInput, Refusal
from models.contact import Contact, ContactEmail, ContactPhone, ContactTag, Tag
from models.search import SearchTerm
from tests.building import a_contact, a_person
from tests.conftest import NOW, TODAY

HOSTILE = [
    "**Müller** <b>x</b> :red[y] $z$ =1+1",
    "Robert'); DROP TABLE contact;--",
    "😀🏋️‍♀️",
    "שלום עולם",
    "x" * 200,
    "Żółć-Đặng",
    "a\u0300",
]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction at `NOW`."""
    with database.writing(NOW) as session:
        yield session


def problems_of(refused: pytest.ExceptionInfo[InvalidInput]) -> dict[str | None, type[Refusal]]:
    """The broken rules by field."""
    return {problem.field: type(problem) for problem in refused.value.problems}


def test_a_new_contact_gets_the_next_number_and_its_first_phone_and_email(session: Session) -> None:
    contact = a_contact(session, phone="0221 998877", email="Anna@Example.com")
    assert contact.number == "10001"
    assert a_contact(session).number == "10002"
    assert session.scalars(select(ContactPhone.number)).all() == ["+49221998877"]
    assert session.scalar(select(ContactEmail.is_primary)) is True
    assert contact.status_on(TODAY).status is Status.PROSPECT
    assert contact.language == "de"


def test_a_number_that_an_import_brought_is_skipped_by_the_range(session: Session) -> None:
    a_contact(session, number="10001")
    a_contact(session, number="10002")
    assert a_contact(session).number == "10003"


def test_a_rolled_back_contact_leaves_no_gap(database: Database) -> None:
    with pytest.raises(InvalidInput), database.writing() as session:
        a_contact(session, email="not an address")
    with database.writing() as session:
        assert a_contact(session).number == "10001"


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_kept_as_it_was_typed(session: Session, name: str) -> None:
    import unicodedata

    contact = a_contact(session, name, "Z")
    session.flush()
    session.expire_all()
    kept = session.scalar(select(Contact.first_name).where(Contact.id == contact.id))
    assert kept == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("identity", "wrong"),
    [
        (a_person("", ""), {"last_name": contacts.NameMissing}),
        (a_person("  \t", "\u0000"), {"last_name": contacts.NameMissing}),
        (Identity(ContactKind.COMPANY, first_name="Anna"), {"company_name": contacts.NameMissing}),
        (a_person("x" * 201, "Müller"), {"first_name": errors.TooLong}),
        (a_person(born_on=TODAY + timedelta(days=1)), {"born_on": contacts.BirthdayImpossible}),
        (a_person(born_on=date(1880, 1, 1)), {"born_on": contacts.BirthdayImpossible}),
        (
            a_person("", "", date(3000, 1, 1)),
            {"last_name": contacts.NameMissing, "born_on": contacts.BirthdayImpossible},
        ),
    ],
)
def test_a_wrong_name_or_birthday_is_refused_by_field(
    database: Database, identity: Identity, wrong: dict[str, type[Refusal]]
) -> None:
    with pytest.raises(InvalidInput) as refused, database.writing(NOW) as session:
        create_contact(session, PROGRAM, identity=identity)
    assert problems_of(refused) == wrong
    with database.reading() as session:
        assert session.scalar(select(func.count(Contact.id))) == 0
        assert session.scalar(select(func.count(SearchTerm.contact_id))) == 0


def test_all_problems_of_a_form_come_at_once(session: Session) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_contact(session, PROGRAM, identity=a_person("", ""), phone="12", email="x", language="fr")
    assert problems_of(refused) == {
        "last_name": contacts.NameMissing,
        "phone": errors.InvalidPhone,
        "email": errors.InvalidEmail,
        "language": errors.NotAChoice,
    }


def test_a_company_keeps_its_name_and_a_person_has_none(session: Session) -> None:
    company = create_contact(session, PROGRAM, identity=Identity(ContactKind.COMPANY, company_name=" Fit  GmbH "))
    person = create_contact(
        session, PROGRAM, identity=Identity(ContactKind.PERSON, last_name="Groß", company_name="Fit GmbH")
    )
    assert company.display_name == "Fit GmbH"
    assert person.company_name == ""


def test_an_edit_of_a_stale_form_is_refused(session: Session) -> None:
    contact = a_contact(session)
    stale = contact.version
    write_remark(session, PROGRAM, contact_id=contact.id, version=stale, remark="new")
    with pytest.raises(errors.ChangedMeanwhile):
        edit_contact(session, PROGRAM, contact_id=contact.id, version=stale, identity=a_person("Eva"), language="de")
    assert contact.first_name == "Anna"


def test_a_contact_that_is_gone_says_so(session: Session) -> None:
    with pytest.raises(errors.Gone):
        write_remark(session, PROGRAM, contact_id=4711, version=1, remark="x")


def test_an_endless_remark_is_refused(session: Session) -> None:
    contact = a_contact(session)
    with pytest.raises(InvalidInput) as refused:
        write_remark(session, PROGRAM, contact_id=contact.id, version=contact.version, remark="x" * 20_001)
    assert problems_of(refused) == {"remark": errors.TooLong}


def test_status_follows_the_flags_and_comes_back(session: Session) -> None:
    contact = a_contact(session)
    block_contact(session, PROGRAM, contact_id=contact.id, on=date(2026, 11, 1), reason="broke the rules")
    assert contact.status_on(TODAY).status is Status.BLOCKED
    assert contact.status_on(date(2026, 10, 31)).status is Status.PROSPECT
    archive_contact(session, PROGRAM, contact_id=contact.id)
    assert contact.status_on(TODAY).status is Status.BLOCKED
    unblock_contact(session, PROGRAM, contact_id=contact.id)
    assert contact.status_on(TODAY).status is Status.ARCHIVED
    revive_contact(session, PROGRAM, contact_id=contact.id)
    mark_deceased(session, PROGRAM, contact_id=contact.id, on=TODAY)
    assert contact.status_on(TODAY) == contacts.StatusOnDay(Status.DECEASED, TODAY)


@pytest.mark.parametrize(
    ("on", "reason", "wrong"),
    [
        (TODAY, "  ", {"reason": contacts.ReasonMissing}),
        (TODAY + timedelta(days=1), "x", {"on": contacts.FlagInFuture}),
        (TODAY, "x" * 501, {"reason": errors.TooLong}),
    ],
)
def test_a_house_ban_needs_a_day_and_a_reason(
    session: Session, on: date, reason: str, wrong: dict[str, type[Refusal]]
) -> None:
    contact = a_contact(session)
    with pytest.raises(InvalidInput) as refused:
        block_contact(session, PROGRAM, contact_id=contact.id, on=on, reason=reason)
    assert problems_of(refused) == wrong


def test_tags_are_made_once_whatever_their_case(session: Session) -> None:
    contact = a_contact(session)
    set_tags(session, PROGRAM, contact_id=contact.id, names=("Rücken", "VIP"))
    set_tags(session, PROGRAM, contact_id=contact.id, names=("ruecken", "Knie"))
    carried = session.scalars(select(Tag.name).join(ContactTag).order_by(Tag.name)).all()
    assert carried == ["Knie", "Rücken"]
    assert session.scalar(select(func.count(Tag.id))) == 3


def test_a_retired_tag_that_is_chosen_again_is_offered_again(session: Session) -> None:
    tag = add_tag(session, PROGRAM, name="+")
    retire_tag(session, PROGRAM, tag_id=tag.id)
    set_tags(session, PROGRAM, contact_id=a_contact(session).id, names=("+",))
    assert tag.retired_on is None
    with pytest.raises(InvalidInput):
        add_tag(session, PROGRAM, name="+")


def test_many_contacts_share_one_doctor(session: Session) -> None:
    doctor = add_doctor(session, PROGRAM, card=DoctorCard(title="Dr.", last_name="Weiß", phone="0221 12345"))
    for _number in range(2):
        assert (
            set_doctor(session, PROGRAM, contact_id=a_contact(session).id, doctor_id=doctor.id).doctor_id == doctor.id
        )
    with pytest.raises(errors.Gone):
        set_doctor(session, PROGRAM, contact_id=a_contact(session).id, doctor_id=99)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_create(session: Session, role: Role) -> None:
    actor = Actor(user_id=None, name="x", role=role)
    if role is Role.READ_ONLY:
        with pytest.raises(NotPermitted):
            a_contact(session, actor=actor)
    else:
        assert a_contact(session, actor=actor).id
