"""What the settings look up: doctors by typed words, the trail's filter by the studio's days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from actions.doctors import DoctorCard, add_doctor, retire_doctor
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import ContactNotFound
from queries.history import TrailFilter, history
from queries.settings import matching_doctors, trail_filter
from tests.building import a_contact
from tests.conftest import NOW

CARDS = (
    DoctorCard(title="Dr.", first_name="Eva", last_name="Groß", practice="Praxis am Ring", town="Köln"),
    DoctorCard(last_name="Müller", specialty="Orthopädie", town="Bonn"),
    DoctorCard(last_name="Zander", town="Köln"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Groß", "Müller"]),
        ("   ", ["Groß", "Müller"]),
        ("gross", ["Groß"]),
        ("koeln EVA", ["Groß"]),
        ("muller", ["Müller"]),
        ("Mueller ortho", ["Müller"]),
        ("ring köln groß", ["Groß"]),
        ("Müller Köln", []),
        ("%", ["Groß", "Müller"]),
        ("_'; --", ["Groß", "Müller"]),
        ("x" * 1_000_000, []),
    ],
)
def test_doctors_are_found_by_every_typed_word(database: Database, typed: str, found: list[str]) -> None:
    with database.writing(NOW) as session:
        for card in CARDS:
            doctor = add_doctor(session, PROGRAM, card=card)
        retire_doctor(session, PROGRAM, doctor_id=doctor.id)
    with database.reading() as session:
        assert [use.doctor.last_name for use in matching_doctors(session, typed)] == found


def test_retired_doctors_are_found_on_wish(database: Database) -> None:
    with database.writing(NOW) as session:
        doctor = add_doctor(session, PROGRAM, card=CARDS[2])
        retire_doctor(session, PROGRAM, doctor_id=doctor.id)
    with database.reading() as session:
        assert matching_doctors(session, "zander") == ()
        assert len(matching_doctors(session, "zander", retired=True)) == 1


def test_days_of_the_trail_are_days_of_the_studio_and_both_included(database: Database) -> None:
    instants = {
        "22nd, just before midnight in Berlin": datetime(2026, 11, 22, 22, 59, tzinfo=UTC),
        "23rd, just after midnight in Berlin": datetime(2026, 11, 22, 23, 1, tzinfo=UTC),
        "23rd, just before midnight in Berlin": datetime(2026, 11, 23, 22, 59, tzinfo=UTC),
        "24th, just after midnight in Berlin": datetime(2026, 11, 23, 23, 1, tzinfo=UTC),
    }
    for name, instant in instants.items():
        with database.writing(instant) as session:
            add_doctor(session, PROGRAM, card=DoctorCard(last_name=name))
    with database.reading() as session:
        day = date(2026, 11, 23)
        lines = history(session, trail_filter(session, since=day, until=day))
    named = [change.after for line in lines for change in line.changes if change.field == "last_name"]
    assert named == ["23rd, just before midnight in Berlin", "23rd, just after midnight in Berlin"]


def test_a_contact_is_named_by_its_number(database: Database) -> None:
    with database.writing(NOW) as session:
        anna, ben = a_contact(session), a_contact(session, "Ben")
    with database.reading() as session:
        wanted = trail_filter(session, number=f" {ben.number} ", action="create_contact", user_id=None)
        [line] = history(session, wanted)
    assert wanted == TrailFilter(contact_id=ben.id, action="create_contact")
    assert (line.contact_number, anna.number != ben.number) == (ben.number, True)


@pytest.mark.parametrize("number", ["99999", "<b>", "' OR 1=1 --", "1" * 100_000])
def test_an_unknown_number_is_refused(database: Database, number: str) -> None:
    with database.reading() as session, pytest.raises(ContactNotFound):
        trail_filter(session, number=number)


def test_nothing_chosen_filters_nothing(database: Database) -> None:
    with database.reading() as session:
        assert trail_filter(session, number="  ", until=date.max) == TrailFilter()
