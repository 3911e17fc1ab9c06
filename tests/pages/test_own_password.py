"""The own password: attempts at the old one count as those at the sign-in do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.session import Database
from models.user import SignInThrottle, UserAccount
from tests.pages.test_pages import shown
from tests.people import PASSWORD, a_session, a_user

NEW = "another long password"


def dialog() -> None:
    """What the dialog shows."""
    from components.perform import me
    from pages.settings.account_tab import _password

    _password(me())


@pytest.fixture
def form(house: Database) -> AppTest:
    """The form in the hands of somebody signed in."""
    now = datetime.now(UTC)
    app = AppTest.from_function(dialog, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, now=now), now=now).token}
    return app.run()


def send(app: AppTest, old: str, new: str = NEW, repeated: str = NEW) -> str:
    """Send the form; what it then says."""
    for name, typed in (("old", old), ("new", new), ("repeated", repeated)):
        app.text_input(key=f"account.password.form.{name}").set_value(typed)
    app.button(key="account.password.form.send").click().run()
    assert not app.exception
    return shown(app)


def failures(house: Database) -> list[int]:
    with house.reading() as session:
        return sorted(session.scalars(select(SignInThrottle.failures)))


def password_hash(house: Database) -> str | None:
    with house.reading() as session:
        return session.scalar(select(UserAccount.password_hash))


def test_guesses_at_the_old_password_are_counted_and_soon_must_wait(house: Database, form: AppTest) -> None:
    before = password_hash(house)
    for number in range(1, 4):
        send(form, f"guess {number}")
        assert failures(house) == [number, number]
    said = send(form, PASSWORD)
    assert "Too many attempts" in said or "Zu viele Versuche" in said
    assert password_hash(house) == before
    assert failures(house) == [3, 3]


def test_the_right_password_takes_the_attempts_back(house: Database, form: AppTest) -> None:
    before = password_hash(house)
    send(form, "a guess")
    send(form, PASSWORD)
    assert password_hash(house) != before
    assert failures(house) == [0, 1]


@pytest.mark.parametrize(("new", "repeated"), [("short", "short"), (NEW, NEW + "x"), ("", "")])
def test_an_unusable_new_password_is_no_guess(house: Database, form: AppTest, new: str, repeated: str) -> None:
    before = password_hash(house)
    send(form, PASSWORD, new, repeated)
    assert password_hash(house) == before
    assert failures(house) == [0, 0]
