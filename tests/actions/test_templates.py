"""Texts with variables: written, refused, changed, retired; what the variables of a contact say on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.contacts import create_contact
from actions.studio import StudioCard, edit_studio
from actions.templates import add_template, edit_template, retire_template, revive_template
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import NameTaken, State
from domain.consents import Purpose
from domain.contacts import ContactKind, Identity, Salutation
from domain.errors import ChangedMeanwhile, InvalidInput
from domain.templates import TemplateKind, Variable
from models.appointment import Appointment
from models.email import TextTemplate
from queries.templates import filled, previewed, template_uses, templates, values_of
from tests.building import past_the_trail
from tests.conftest import NOW

READER = Actor(None, "Reader", Role.READ_ONLY)
RECEPTION = Actor(None, "Reception", Role.RECEPTION)
GIVEN = {"kind": TemplateKind.EMAIL, "name": "Willkommen", "subject": "Hallo {{vorname}}", "text": "{{anrede}},\n\nhi"}


def a_template(database: Database, **more: Any) -> TextTemplate:
    with database.writing(NOW) as session:
        return add_template(session, RECEPTION, **{**GIVEN, **more})


def test_a_text_is_written_changed_retired_and_offered_again(database: Database) -> None:
    made = a_template(database, purpose=Purpose.NEWS)
    a_template(database, kind=TemplateKind.LETTER)
    with database.writing(NOW) as session:
        edit_template(
            session,
            RECEPTION,
            template_id=made.id,
            version=1,
            name="Gruß",
            subject="a",
            text="b\r\nc",
            language="en",
        )
    with database.writing(NOW) as session:
        retire_template(session, RECEPTION, template_id=made.id)
        assert templates(session, TemplateKind.EMAIL) == ()
        assert template_uses(session, TemplateKind.EMAIL) == ()
        assert [use.template.name for use in template_uses(session, TemplateKind.EMAIL, retired=True)] == ["Gruß"]
    with database.writing(NOW) as session:
        revive_template(session, RECEPTION, template_id=made.id)
        [offered] = templates(session, TemplateKind.EMAIL)
        assert (offered.name, offered.purpose) == ("Gruß", None)
        kept = session.get_one(TextTemplate, made.id)
        assert (kept.text, kept.language, kept.retired_on) == ("b\nc", "en", None)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name": " "}, {"name"}),
        ({"name": "x" * 61}, {"name"}),
        ({"name": "willkömmen", "subject": ""}, {"subject"}),
        ({"subject": "x" * 201}, {"subject"}),
        ({"subject": "{{vornam}}", "text": "{{"}, {"subject", "text"}),
        ({"text": " \n "}, {"text"}),
        ({"text": "x" * 20_001}, {"text"}),
        ({"language": "fr"}, {"language"}),
    ],
)
def test_what_is_wrong_is_refused_by_field(database: Database, given: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        a_template(database, **given)
    assert {problem.field for problem in caught.value.problems} == fields
    with database.reading(NOW) as session:
        assert session.scalars(select(TextTemplate)).all() == []


def test_two_texts_of_one_kind_never_share_a_name(database: Database) -> None:
    a_template(database)
    a_template(database, kind=TemplateKind.LETTER)
    with pytest.raises(InvalidInput) as caught:
        a_template(database, name="WILLKOMMEN")
    assert [type(problem) for problem in caught.value.problems] == [NameTaken]


def test_only_who_may_writes_texts_and_nobody_overwrites_unseen(database: Database) -> None:
    made = a_template(database)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        add_template(session, READER, **GIVEN)
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        edit_template(
            session, RECEPTION, template_id=made.id, version=7, name="a", subject="b", text="c", language="de"
        )


def test_a_new_text_can_be_taken_back(database: Database) -> None:
    with database.writing(NOW) as session:
        add_template(session, RECEPTION, **GIVEN)
    with database.writing(NOW) as other:
        undo(other, RECEPTION, entries=tuple(session.info["chained"]))
        assert other.scalars(select(TextTemplate)).all() == []


@pytest.mark.parametrize(
    ("identity", "german", "english"),
    [
        (
            Identity(ContactKind.PERSON, Salutation.MS, "Dr.", "Anna", "Müller"),
            "Sehr geehrte Frau Dr. Müller",
            "Dear Dr. Müller",
        ),
        (Identity(ContactKind.PERSON, Salutation.MR, "", "Jörg", "Öz"), "Sehr geehrter Herr Öz", "Dear Mr Öz"),
        (Identity(ContactKind.PERSON, Salutation.NEUTRAL, "", "Kim", "Li"), "Guten Tag Kim Li", "Dear Kim Li"),
        (Identity(ContactKind.PERSON, first_name="Cher"), "Guten Tag Cher", "Dear Cher"),
        (Identity(ContactKind.PERSON, Salutation.MS, first_name="Cher"), "Guten Tag Cher", "Dear Cher"),
        (Identity(ContactKind.COMPANY, company_name="Ring GmbH"), "Sehr geehrte Damen und Herren", "Dear Sir or Madam"),
    ],
)
def test_the_salutation(database: Database, identity: Identity, german: str, english: str) -> None:
    with database.writing(NOW) as session:
        contact = create_contact(session, PROGRAM, identity=identity)
        for language, line in (("de", german), ("en", english)):
            values = values_of(session, contact.id, language=language, user="Ute")  # type: ignore[arg-type]
            assert values[Variable.SALUTATION] == line


def test_a_template_comes_out_with_the_data_of_contact_studio_and_day(database: Database) -> None:
    made = a_template(
        database,
        subject="{{studio}} am {{heute}}",
        text="{{titel}}{{vorname}}|{{nummer}}|{{nächster_termin}}|{{studio_telefon}}|{{benutzer}}",
    )
    with database.writing(NOW) as session:
        card = StudioCard(name="Kern {{vorname}}", phone="0221 998877")
        edit_studio(session, PROGRAM, version=1, card=card)
        hostile = Identity(ContactKind.PERSON, first_name="{{nachname}}", last_name="<b>")
        contact = create_contact(session, PROGRAM, identity=hostile)
        for hours, state in ((-1, State.BOOKED), (30, State.CONFIRMED), (20, State.CANCELLED), (50, State.BOOKED)):
            at = NOW + timedelta(hours=hours)
            session.add(Appointment(contact_id=contact.id, at=at, ends_at=at + timedelta(hours=1), state=state))
        past_the_trail(session)
        found = filled(session, made.id, contact.id, user="Ute")
    assert found is not None
    assert found.subject == "Kern {{vorname}} am 23.11.2026"
    assert found.text == f"{{{{nachname}}}}|{contact.number}|24.11.2026, 16:30|0221 998877|Ute"
    assert found.missing == (Variable.TITLE,)


def test_a_subject_stays_one_line(database: Database) -> None:
    with database.writing(NOW) as session:
        contact = create_contact(session, PROGRAM, identity=Identity(ContactKind.PERSON, first_name="A"))
        found = previewed(session, "Hi\r\nBcc: x@y.de {{vorname}}", "t", contact.id, language="de", user="U")
    assert found.subject == "Hi Bcc: x@y.de A"
