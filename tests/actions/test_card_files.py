"""Tags, doctors and number ranges: made, changed, retired, offered again, and drawn without gaps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.contacts import set_doctor, set_tags
from actions.doctors import DoctorCard, add_doctor, edit_doctor, retire_doctor, revive_doctor
from actions.numbering import draw_free_number, draw_free_numbers, edit_number_range
from actions.tags import COLORS, add_tag, edit_tag, retire_tag, revive_tag, tag_named
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, ROLES, Actor, NotPermitted, Permission, Role
from domain.errors import (
    ChangedMeanwhile,
    Gone,
    InvalidEmail,
    InvalidInput,
    InvalidPhone,
    Missing,
    NotAChoice,
    NumberAlreadyUsed,
    Refusal,
    TagExists,
    TooLong,
    WrongDigits,
)
from domain.numbering import NumberKind
from domain.postcodes import InvalidPostcode
from i18n.words import COLORS as COLOR_WORDS
from models.contact import Tag
from models.doctor import Doctor
from models.numbering import NumberRange
from queries.card_files import doctor_names, doctors, number_ranges, tag_names, tags
from tests.building import a_contact
from tests.conftest import NOW, TODAY

HOSTILE = "**Müller** <b>x</b> :red[y] $z$ =1+1"
CARD = DoctorCard(
    title="Dr. med.",
    first_name="Eva",
    last_name="Groß",
    practice="Praxis am Ring",
    specialty="Orthopädie",
    street="Ring 2",
    postcode="50667",
    town="Köln",
    phone="0221 998877",
    email="praxis@Example.DE",
)


def a_tag(database: Database, name: str = "Reha", color: str = "green") -> Tag:
    with database.writing(NOW) as session:
        return add_tag(session, PROGRAM, name=name, color=color)


def a_doctor(database: Database, card: DoctorCard = CARD) -> Doctor:
    with database.writing(NOW) as session:
        return add_doctor(session, PROGRAM, card=card)


def done(database: Database, change: Callable[..., Any], **inputs: Any) -> tuple[int, ...]:
    """Run one action; gives its audit entries."""
    with database.writing(NOW) as session:
        change(session, PROGRAM, **inputs)
    return tuple(session.info.get("chained", ()))


def taken_back(database: Database, entries: tuple[int, ...]) -> None:
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


def broken(refused: pytest.ExceptionInfo[InvalidInput]) -> dict[str | None, type[Refusal]]:
    return {problem.field: type(problem) for problem in refused.value.problems}


def offered(database: Database) -> list[str]:
    with database.reading() as session:
        names = [use.tag.name for use in tags(session)]
        assert names == [tag.name for tag in tag_names(session)]
        return names


# --- tags -------------------------------------------------------------------------------------------------
def test_a_tag_is_listed_with_the_number_of_its_contacts(database: Database) -> None:
    a_tag(database, "Reha")
    a_tag(database, "VIP", "violet")
    with database.writing(NOW) as session:
        for name in ("Anna", "Ben"):
            contact = a_contact(session, name)
            set_tags(session, PROGRAM, contact_id=contact.id, names=("Reha",))
    with database.reading() as session:
        listed = [(use.tag.name, use.tag.color, use.contacts) for use in tags(session)]
    assert listed == [("Reha", "green", 2), ("VIP", "violet", 0)]


@pytest.mark.parametrize("name", [HOSTILE, "😀", "C++", "שלום", "x" * 60])
def test_a_tag_may_hold_any_characters(database: Database, name: str) -> None:
    a_tag(database, name)
    assert offered(database) == [name]


@pytest.mark.parametrize("twin", ["Müller", "müller", "MUELLER", "Muller", "  Müller  "])
def test_two_tags_never_differ_only_in_case_or_accents(database: Database, twin: str) -> None:
    a_tag(database, "Müller")
    with pytest.raises(InvalidInput) as refused:
        a_tag(database, twin)
    assert broken(refused) == {"name": TagExists}


@pytest.mark.parametrize(
    ("name", "color", "rules"),
    [
        ("", "blue", {"name": Missing}),
        (" \x00 ", "blue", {"name": Missing}),
        ("x" * 61, "blue", {"name": TooLong}),
        ("x" * 1_000_000, "", {"name": TooLong, "color": NotAChoice}),
        ("Neu", "purple", {"color": NotAChoice}),
        ("Neu", "gray]<b>", {"color": NotAChoice}),
    ],
)
def test_a_wrong_tag_is_refused_by_field(
    database: Database, name: str, color: str, rules: dict[str, type[Refusal]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        a_tag(database, name, color)
    assert broken(refused) == rules
    assert offered(database) == []


def test_renaming_and_recolouring_can_be_taken_back(database: Database) -> None:
    tag = a_tag(database, "Reha")
    entries = done(database, edit_tag, tag_id=tag.id, version=tag.version, name="Rehasport", color="blue")
    assert offered(database) == ["Rehasport"]
    taken_back(database, entries)
    assert offered(database) == ["Reha"]
    a_tag(database, "Rehasport")


def test_a_tag_may_change_its_own_spelling(database: Database) -> None:
    tag = a_tag(database, "reha")
    done(database, edit_tag, tag_id=tag.id, version=tag.version, name="REHA", color="green")
    assert offered(database) == ["REHA"]


def test_a_tag_is_not_renamed_to_another(database: Database) -> None:
    a_tag(database, "VIP")
    tag = a_tag(database, "Reha")
    with pytest.raises(InvalidInput) as refused:
        done(database, edit_tag, tag_id=tag.id, version=tag.version, name="vip", color="green")
    assert broken(refused) == {"name": TagExists}
    assert offered(database) == ["Reha", "VIP"]


def test_a_stale_form_of_a_tag_overwrites_nothing(database: Database) -> None:
    tag = a_tag(database)
    done(database, edit_tag, tag_id=tag.id, version=tag.version, name="Neu", color="green")
    with pytest.raises(ChangedMeanwhile):
        done(database, edit_tag, tag_id=tag.id, version=tag.version, name="Alt", color="green")
    assert offered(database) == ["Neu"]


def test_a_retired_tag_stays_with_its_contacts_and_is_offered_again(database: Database) -> None:
    tag = a_tag(database)
    with database.writing(NOW) as session:
        set_tags(session, PROGRAM, contact_id=a_contact(session).id, names=("Reha",))
    done(database, retire_tag, tag_id=tag.id)
    assert offered(database) == []
    with database.reading() as session:
        [use] = tags(session, retired=True)
    assert (use.contacts, use.tag.retired_on) == (1, TODAY)
    done(database, revive_tag, tag_id=tag.id)
    assert offered(database) == ["Reha"]


def test_retiring_a_tag_can_be_taken_back(database: Database) -> None:
    tag = a_tag(database)
    taken_back(database, done(database, retire_tag, tag_id=tag.id))
    assert offered(database) == ["Reha"]


def test_typing_a_retired_tag_revives_it(database: Database) -> None:
    tag = a_tag(database)
    done(database, retire_tag, tag_id=tag.id)
    with database.writing(NOW) as session:
        assert tag_named(session, " reha ").id == tag.id
    assert offered(database) == ["Reha"]


def test_every_colour_of_a_tag_has_its_word() -> None:
    assert set(COLORS) == set(COLOR_WORDS)


# --- doctors ----------------------------------------------------------------------------------------------
def test_a_card_is_stored_in_its_proper_form_and_listed_with_its_contacts(database: Database) -> None:
    doctor = a_doctor(database)
    with database.writing(NOW) as session:
        set_doctor(session, PROGRAM, contact_id=a_contact(session).id, doctor_id=doctor.id)
    with database.reading() as session:
        [use] = doctors(session)
    assert use.contacts == 1
    assert (use.doctor.display_name, use.doctor.phone, use.doctor.email) == (
        "Dr. med. Eva Groß",
        "+49221998877",
        "praxis@example.de",
    )


@pytest.mark.parametrize("name", [HOSTILE, "😀" * 60, "שלום", "O'Brien; DROP TABLE doctor; --"])
def test_a_doctor_may_have_any_name(database: Database, name: str) -> None:
    a_doctor(database, DoctorCard(last_name=name))
    with database.reading() as session:
        assert [use.doctor.last_name for use in doctors(session)] == [name]


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [
        ({"last_name": ""}, {"last_name": Missing}),
        ({"last_name": "x" * 121}, {"last_name": TooLong}),
        ({"postcode": "123", "phone": "12"}, {"postcode": InvalidPostcode, "phone": InvalidPhone}),
        ({"email": "praxis"}, {"email": InvalidEmail}),
        ({"practice": "x" * 1_000_000, "title": "x" * 61}, {"practice": TooLong, "title": TooLong}),
    ],
)
def test_a_wrong_card_is_refused_by_field(
    database: Database, wrong: dict[str, str], rules: dict[str, type[Refusal]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        a_doctor(database, replace(CARD, **wrong))
    assert broken(refused) == rules
    with database.reading() as session:
        assert doctors(session, retired=True) == ()


def test_changing_a_card_can_be_taken_back_unless_it_was_changed_again(database: Database) -> None:
    doctor = a_doctor(database)
    first = done(database, edit_doctor, doctor_id=doctor.id, version=1, card=replace(CARD, town="Bonn", phone=""))
    second = done(database, edit_doctor, doctor_id=doctor.id, version=2, card=replace(CARD, town="Ulm"))
    with pytest.raises(ChangedMeanwhile):
        taken_back(database, first)
    taken_back(database, second)
    taken_back(database, first)
    with database.reading() as session:
        [use] = doctors(session)
    assert (use.doctor.town, use.doctor.phone) == ("Köln", "+49221998877")


def test_a_stale_card_overwrites_nothing(database: Database) -> None:
    doctor = a_doctor(database)
    done(database, edit_doctor, doctor_id=doctor.id, version=1, card=replace(CARD, town="Bonn"))
    with pytest.raises(ChangedMeanwhile):
        done(database, edit_doctor, doctor_id=doctor.id, version=1, card=replace(CARD, town="Ulm"))


def test_a_retired_doctor_is_listed_on_wish_only_until_offered_again(database: Database) -> None:
    doctor = a_doctor(database)
    a_doctor(database, DoctorCard(last_name="Adler"))
    entries = done(database, retire_doctor, doctor_id=doctor.id)

    def names(**wish: bool) -> list[str]:
        with database.reading() as session:
            counted = [use.doctor.last_name for use in doctors(session, **wish)]
            assert wish or counted == [card.last_name for card in doctor_names(session)]
            return counted

    assert (names(), names(retired=True)) == (["Adler"], ["Adler", "Groß"])
    taken_back(database, entries)
    assert names() == ["Adler", "Groß"]
    done(database, retire_doctor, doctor_id=doctor.id)
    done(database, revive_doctor, doctor_id=doctor.id)
    assert names() == ["Adler", "Groß"]


@pytest.mark.parametrize(
    ("change", "inputs"),
    [
        (edit_tag, {"tag_id": 99, "version": 1, "name": "x", "color": "gray"}),
        (retire_tag, {"tag_id": 99}),
        (revive_tag, {"tag_id": 99}),
        (edit_doctor, {"doctor_id": 99, "version": 1, "card": CARD}),
        (retire_doctor, {"doctor_id": 99}),
        (revive_doctor, {"doctor_id": 99}),
    ],
)
def test_what_is_not_there_is_gone(
    sqlite_database: Database, change: Callable[..., Any], inputs: dict[str, Any]
) -> None:
    with pytest.raises(Gone):
        done(sqlite_database, change, **inputs)


@pytest.mark.parametrize(
    ("change", "inputs", "permission"),
    [
        (add_tag, {"name": "x"}, Permission.EDIT_CARD_FILES),
        (add_doctor, {"card": CARD}, Permission.EDIT_CARD_FILES),
        (
            edit_number_range,
            {"kind": NumberKind.CONTACT, "version": 1, "prefix": "", "digits": 5, "next_value": 10001},
            Permission.EDIT_STUDIO,
        ),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_keeps_the_card_files(
    sqlite_database: Database,
    change: Callable[..., Any],
    inputs: dict[str, Any],
    permission: Permission,
    role: Role,
) -> None:
    with sqlite_database.writing(NOW) as session:
        actor = Actor(user_id=None, name="Somebody", role=role)
        if permission in ROLES[role]:
            change(session, actor, **inputs)
        else:
            with pytest.raises(NotPermitted):
                change(session, actor, **inputs)


# --- number ranges ----------------------------------------------------------------------------------------
def range_of(session: Session, kind: NumberKind = NumberKind.CONTACT) -> NumberRange:
    return session.get_one(NumberRange, kind)


def change_range(database: Database, kind: NumberKind = NumberKind.CONTACT, **inputs: Any) -> None:
    with database.writing(NOW) as session:
        now = range_of(session, kind)
        same = {
            "version": now.version,
            "prefix": now.prefix,
            "digits": now.digits,
            "next_value": now.next_value,
        }
        edit_number_range(session, PROGRAM, kind=kind, **(same | inputs))


def drawn(database: Database, kind: NumberKind = NumberKind.CONTACT) -> str:
    with database.writing(NOW) as session:
        return draw_free_number(session, kind)


def test_the_ranges_of_a_new_database(database: Database) -> None:
    with database.reading() as session:
        shown = {numbers.kind: numbers.written(numbers.next_value) for numbers in number_ranges(session)}
    assert shown == {
        NumberKind.CONTACT: "10001",
        NumberKind.MANDATE: "M-00001",
        NumberKind.CONTRACT: "V-00001",
        NumberKind.INVOICE: "R-00001",
        NumberKind.RECEIPT: "B-00001",
    }


def test_the_next_number_is_the_one_that_was_previewed(database: Database) -> None:
    change_range(database, prefix=" K- ", digits=7, next_value=20_000)
    with database.reading() as session:
        numbers = range_of(session)
        preview = numbers.written(numbers.next_value)
    assert preview == "K-0020000"
    assert [drawn(database), drawn(database)] == [preview, "K-0020001"]


def test_a_number_beyond_its_digits_grows(database: Database) -> None:
    change_range(database, digits=1, next_value=99_999)
    assert [drawn(database), drawn(database)] == ["99999", "100000"]


@pytest.mark.parametrize(
    ("inputs", "rules"),
    [
        ({"digits": 0}, {"digits": WrongDigits}),
        ({"digits": 13}, {"digits": WrongDigits}),
        ({"digits": -1, "prefix": "x" * 13}, {"digits": WrongDigits, "prefix": TooLong}),
        ({"next_value": 10_000}, {"next_value": NumberAlreadyUsed}),
        ({"next_value": -5}, {"next_value": NumberAlreadyUsed}),
    ],
)
def test_a_wrong_range_is_refused_by_field(
    database: Database, inputs: dict[str, Any], rules: dict[str, type[Refusal]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_range(database, **inputs)
    assert broken(refused) == rules
    assert drawn(database) == "10001"


def test_a_range_never_goes_back_to_a_number_drawn_since_the_form_was_opened(database: Database) -> None:
    opened = {"version": 1, "next_value": 10_001}
    drawn(database)
    with pytest.raises(InvalidInput) as refused:
        change_range(database, **opened)
    assert broken(refused) == {"next_value": NumberAlreadyUsed}
    assert refused.value.problems[0].data == {"number": "10002"}


def test_a_stale_form_of_a_range_overwrites_nothing(database: Database) -> None:
    change_range(database, version=1, prefix="K-")
    with pytest.raises(ChangedMeanwhile):
        change_range(database, version=1, prefix="Z-")
    assert drawn(database) == "K-10001"


def test_a_rollback_gives_the_number_back(database: Database) -> None:
    class OutOfPaper(Exception):
        pass

    with pytest.raises(OutOfPaper), database.writing(NOW) as session:
        draw_free_number(session, NumberKind.CONTACT)
        raise OutOfPaper
    assert drawn(database) == "10001"


def test_many_at_once_draw_every_number_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _nobody: drawn(database), range(24)))
    assert sorted(numbers) == [str(number) for number in range(10_001, 10_025)]


def test_numbers_brought_along_from_another_system_are_passed_over(database: Database) -> None:
    with database.writing(NOW) as session:
        for number in ("10001", "10002"):
            a_contact(session, number=number)
        assert draw_free_number(session, NumberKind.CONTACT) == "10003"


@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_numbers_are_drawn_many_at_once_past_those_in_use(database: Database, count: int) -> None:
    with database.writing(NOW) as session:
        a_contact(session, number="10002")
        found = draw_free_numbers(session, NumberKind.CONTACT, count, besides={"10004"})
    assert found == ("10001", "10003", "10005", "10006", "10007", "10008", "10009")[:count]


def test_contacts_take_their_numbers_from_the_range(database: Database) -> None:
    change_range(database, prefix="K", digits=5, next_value=20_000)
    with database.writing(NOW) as session:
        made = [a_contact(session, "Anna", born_on=date(1980, 1, day)).number for day in (1, 2)]
    assert made == ["K20000", "K20001"]
