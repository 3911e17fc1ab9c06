"""E-mails through the frame: what the dialog offers, how each state looks, and that nothing is read as markup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.contact_details import add_email
from actions.outbox import claim_email, record_delivery
from actions.sending import queue_email
from actions.undeliverable import mark_undeliverable
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.activities import State
from domain.contacts import EmailKind, Way
from domain.mail import Ending, MailFault, Outcome
from i18n.texts import speaking
from models.email import Email
from tests.building import a_contact
from tests.pages.conftest import Opener, sent
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_session, a_user

BEGUN = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("KONTOR_SMTP_HOST", "mail.studio.example")
    monkeypatch.setenv("KONTOR_SMTP_USER", "studio")
    monkeypatch.setenv("KONTOR_SMTP_PASSWORD", "sesame-canary")
    monkeypatch.setenv("KONTOR_MAIL_FROM", "info@studio.example")
    settings.cache_clear()
    yield
    settings.cache_clear()


def anna(house: Database, *, address: str = "anna@example.com") -> Any:
    with house.writing(BEGUN) as session:
        contact = a_contact(session, HOSTILE, "Müller")
        if address:
            add_email(session, PROGRAM, contact_id=contact.id, kind=EmailKind.PRIVATE, address=address)
        return contact


def ended(house: Database, contact_id: int, outcome: Outcome | None) -> None:
    """An e-mail that was tried once and ended so; None: it still waits."""
    with house.writing(BEGUN) as session:
        queue_email(
            session, PROGRAM, contact_id=contact_id, address="anna@example.com", title=HOSTILE, text=f"{HOSTILE}\nx"
        )
    if outcome is not None:
        with house.writing() as session:
            mail = claim_email(session, PROGRAM)
        assert mail is not None
        with house.writing() as session:
            record_delivery(session, PROGRAM, mail=mail, outcome=outcome)


def dialog(contact_id: int, activity_id: int | None) -> None:
    """The inside of the dialog, as a page of its own: within AppTest a dialog does not outlive its run."""
    import streamlit as st

    from components.emails import _email
    from components.entry_fields import entry
    from i18n.texts import speaking

    with speaking("en"):
        if "row" not in st.session_state:
            st.session_state["row"] = entry(activity_id) if activity_id else None
        _email(contact_id, st.session_state["row"])


def begun(house: Database, contact: Any, activity_id: int | None = None, role: Role = Role.RECEPTION) -> AppTest:
    now = datetime.now(UTC)
    inputs = {"contact_id": contact.id, "activity_id": activity_id}
    app = AppTest.from_function(dialog, kwargs=inputs, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, "rita", role=role, now=now), now=now).token}
    app.context = {"locale": "en"}
    app.run()
    assert not app.exception
    return app


def test_without_a_mail_server_it_says_what_to_set(house: Database) -> None:
    app = begun(house, anna(house))
    [ways, *_rest] = app.get("button_group")
    assert (ways.options, ways.value) == (["Send", "Write down", "Import a file"], "document")  # type: ignore[attr-defined]
    ways.set_value("send").run()  # type: ignore[attr-defined]
    assert "KONTOR" in sent(app)
    assert "SMTP" in sent(app)
    assert "sesame" not in sent(app)


def test_without_an_address_it_says_so(house: Database, server: None) -> None:
    assert "has no e-mail address" in shown(begun(house, anna(house, address="")))


def test_who_may_not_send_writes_down(house: Database, server: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROLES, Role.RECEPTION, ROLES[Role.RECEPTION] - {Permission.SEND_EMAILS})
    contact = anna(house)
    ways = begun(house, contact).get("button_group")[0]
    assert ways.options == ["Write down", "Import a file"]  # type: ignore[attr-defined]


def test_sending_keeps_what_was_typed_when_it_is_refused(house: Database, server: None) -> None:
    contact = anna(house)
    app = begun(house, contact)
    key = f"email.send.{contact.id}.None"
    app.text_area(key=f"{key}.text").set_value("Hallo **du**").run()
    app.button(key=f"{key}.send").click().run()
    assert "Please fill this in" in shown(app)
    assert app.text_area(key=f"{key}.text").value == "Hallo **du**"
    app.text_input(key=f"{key}.title").set_value("Hi").run()
    app.button(key=f"{key}.send").click().run()
    assert not app.exception
    with house.reading() as session:
        [email] = session.scalars(select(Email)).all()
    assert (email.title, email.text, email.state) == ("Hi", "Hallo **du**", State.QUEUED)


def test_what_stands_in_the_way_is_said_where_the_reason_is_typed(house: Database, server: None) -> None:
    contact = anna(house)
    with house.writing(datetime.now(UTC)) as session:
        mark_undeliverable(
            session, PROGRAM, way=Way.EMAIL, detail_id=1, undeliverable_on=date(2026, 1, 5), undeliverable_reason="550"
        )
    app = begun(house, contact)
    key = f"email.send.{contact.id}.None"
    app.text_area(key=f"{key}.text").set_value("Hello").run()
    app.text_input(key=f"{key}.title").set_value("Hi").run()
    app.button(key=f"{key}.send").click().run()
    assert not app.error
    assert [text.value for text in app.markdown if "have come back since 5 Jan 2026" in text.value]
    app.text_input(key=f"{key}.override").set_value("She says it works again").run()
    app.button(key=f"{key}.send").click().run()
    with house.reading() as session:
        assert [email.overridden for email in session.scalars(select(Email))] == ["She says it works again"]


@pytest.mark.parametrize(
    ("outcome", "words", "buttons"),
    [
        (None, "Waiting to be sent", {"Do not send"}),
        (Outcome(Ending.SENT, "250 ok"), "250 ok", {"Delete"}),
        (Outcome(Ending.REFUSED, f"550 {HOSTILE}"), "550", {"Send again", "Do not send", "Delete"}),
        (
            Outcome(Ending.UNCLEAR, "", MailFault.CUT_OFF),
            "may have arrived",
            {"It did arrive", "Send again", "Do not send", "Delete"},
        ),
    ],
)
def test_each_state_offers_what_can_be_done(
    house: Database, server: None, outcome: Outcome | None, words: str, buttons: set[str]
) -> None:
    contact = anna(house)
    ended(house, contact.id, outcome)
    app = begun(house, contact, 1)
    assert words in shown(app)
    assert {button.label for button in app.button} == buttons
    assert "<b>x</b>" not in shown(app)
    assert "sesame-canary" not in sent(app)
    reader = begun_as_reader(house, contact)
    assert {button.label for button in reader.button} == set()


def begun_as_reader(house: Database, contact: Any) -> AppTest:
    now = datetime.now(UTC)
    app = AppTest.from_function(dialog, kwargs={"contact_id": contact.id, "activity_id": 1}, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, "rosa", role=Role.READ_ONLY, now=now), now=now).token}
    app.context = {"locale": "en"}
    return app.run()


def test_an_unclear_one_is_settled_by_a_click(house: Database, server: None) -> None:
    contact = anna(house)
    ended(house, contact.id, Outcome(Ending.UNCLEAR, "", MailFault.CUT_OFF))
    begun(house, contact, 1).button(key="email.sent").click().run()
    with house.reading() as session:
        assert [email.state for email in session.scalars(select(Email))] == [State.SENT]


def test_the_outbox_shows_what_waits_failed_or_is_unclear_to_who_may_send(
    house: Database, opened: Opener, server: None
) -> None:
    contact = anna(house)
    for outcome in (Outcome(Ending.REFUSED, "550 no such user"), Outcome(Ending.SENT, "250 ok"), None):
        ended(house, contact.id, outcome)
    app = opened("settings", Role.OFFICE, tab="outbox")
    assert not app.exception
    text = sent(app)
    assert "550 no such user" in text
    assert "250 ok" not in text
    assert "sesame-canary" not in text
    assert "550 no such user" not in sent(opened("settings", Role.READ_ONLY, tab="outbox"))


def test_my_day_shows_what_somebody_must_decide(house: Database, opened: Opener, server: None) -> None:
    contact = anna(house)
    assert "needs somebody" not in sent(opened("my_day", Role.RECEPTION))
    ended(house, contact.id, Outcome(Ending.REFUSED, "550 no such user"))
    ended(house, contact.id, None)
    text = sent(opened("my_day", Role.OFFICE))
    assert "1 e-mail needs somebody" in text
    assert "550 no such user" in text
    assert "needs somebody" not in sent(opened("my_day", Role.READ_ONLY))
