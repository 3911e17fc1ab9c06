"""Forms: all that is wrong is said at once, under its field, and nothing is kept of what is only tried."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from db.session import Database
from i18n.texts import speaking
from models.audit import AuditEntry
from models.contact import Contact
from models.numbering import NumberRange
from tests.building import one_of_each
from tests.pages.test_conflicts import fill, open_as
from tests.people import a_session, a_user

MARK = ":red[:material/error:"
DAY = "Please enter a date such as 31.12.1980."
NAME = "Please enter a name."
REASON = "Please give a reason."
MISSING = "Please fill this in."


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def new_contact() -> None:
    from components.dialogs import _new_contact
    from i18n.texts import speaking

    with speaking("en"):
        _new_contact()


def complaints(app: AppTest) -> list[str]:
    """What stands under the fields, in their order."""
    assert not app.exception
    texts = [text.value for text in app.markdown if text.value.startswith(MARK)]
    return [html.unescape(text.removeprefix(MARK).strip(" ]")) for text in texts]


def press(app: AppTest) -> AppTest:
    button = next(button for button in app.button if str(button.key).endswith(".send"))
    return button.click().run()


def kept(house: Database) -> tuple[object, ...]:
    """What a trial could leave behind."""
    with house.reading() as session:
        numbers = session.execute(select(NumberRange.next_value, NumberRange.version)).all()
        steps, contacts = (session.scalar(select(func.count()).select_from(kind)) for kind in (AuditEntry, Contact))
        return (*map(tuple, numbers), steps, contacts)


@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        ("identity", {"first_name": "", "last_name": "", "born_on": "someday"}, [NAME, DAY]),
        ("identity", {"title": "x" * 61, "born_on": "someday"}, ["Too long: at most 60 characters.", DAY]),
        ("identity", {"born_on": "someday"}, [DAY]),
        ("identity", {"born_on": "31.12.2199"}, ["Nobody can be born on 31 Dec 2199. Please check the year."]),
        ("block", {"on": "someday", "reason": " "}, [DAY, REASON]),
        ("block", {"on": "", "reason": ""}, [MISSING, REASON]),
        ("deceased", {"on": ""}, [MISSING]),
        ("sign_mandate", {"signed_on": ""}, [MISSING]),
    ],
)
def test_all_that_is_wrong_is_said_at_once(house: Database, form: str, typed: dict[str, str], said: list[str]) -> None:
    with house.writing() as session:
        one_of_each(session)
    app = open_as(house, form)
    before = kept(house)
    fill(app, typed)
    assert complaints(press(app)) == said
    assert kept(house) == before


def test_a_new_contact_is_only_tried_while_its_birthday_cannot_be_read(house: Database) -> None:
    now = datetime.now(UTC)
    app = AppTest.from_function(new_contact, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, now=now), now=now).token}
    app.run()
    before = kept(house)
    fill(app, {"last_name": "Müller", "born_on": "someday", "phone": "1", "email": "nobody"})
    said = complaints(press(app))
    assert said[0] == DAY
    assert len(said) == 3
    assert kept(house) == before
    fill(app, {"born_on": "1.2.1980", "phone": "", "email": ""})
    press(app)
    with house.reading() as session:
        assert session.scalars(select(Contact.number)).all() == ["10001"]
