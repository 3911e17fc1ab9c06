"""The list of likely duplicates through the frame: a pair, what is said of it, and the dialog that merges it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from actions.duplicates import mark_not_duplicate
from db.session import Database
from domain.access import PROGRAM, Role
from i18n.texts import speaking
from models.duplicate import NotDuplicate
from tests.building import a_contact
from tests.merging import merge
from tests.pages.conftest import Opener, sent, tab_words
from tests.pages.test_pages import HOSTILE, IBAN, shown, somebody

BORN = date(1980, 12, 31)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def twice(house: Database) -> Database:
    """Clara twice (10001, 10002), and Ben (10003) whom nobody resembles."""
    with house.writing(datetime.now(UTC)) as session:
        a_contact(session, "Clara", "Weiß", born_on=BORN, phone="0221 111111")
        a_contact(session, "Clara", "Weiss", born_on=BORN, email="clara@example.com")
        a_contact(session, "Ben", "Groß")
    return house


def tab(opened: Opener, role: Role = Role.OFFICE) -> AppTest:
    app = opened("contacts", role, tab="duplicates")
    assert not app.exception
    return app


def turned_to(app: AppTest, pairs: str) -> AppTest:
    """Another list, as by a link."""
    app.query_params["pairs"] = pairs
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (one for one in app.button if one.label == label)
    button.click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_without_pairs_the_list_says_so(house: Database, opened: Opener) -> None:
    somebody(house)
    app = tab(opened)
    for pairs, said in (
        ("likely", "No likely duplicates."),
        ("family", "Nobody who differs only"),
        ("settled", "Nobody has said of any pair"),
        ("nonsense", "No likely duplicates."),
    ):
        assert said in shown(turned_to(app, pairs))
        assert "Compare and merge" not in labels(app)


@pytest.mark.usefixtures("twice")
def test_a_likely_pair_stands_side_by_side(opened: Opener) -> None:
    app = tab(opened)
    text = shown(app)
    assert "1 pair." in text
    for said in ("Clara Weiß", "Clara Weiss", "10001", "10002", "clara@example.com"):
        assert said in text
    assert "Ben" not in text
    assert {"Compare and merge", "Not a duplicate"} <= set(labels(app))


def test_not_a_duplicate_is_remembered_and_can_be_looked_at_again(twice: Database, opened: Opener) -> None:
    def marks() -> int:
        with twice.reading() as session:
            return session.scalar(select(func.count()).select_from(NotDuplicate)) or 0

    app = press(tab(opened), "Not a duplicate")
    assert "No likely duplicates." in shown(app)
    assert marks() == 1
    assert "No likely duplicates." in shown(tab(opened, Role.MANAGER)), "also for whoever comes next"
    settled = turned_to(app, "settled")
    assert "not a duplicate since" in shown(settled)
    assert "Compare and merge" not in labels(settled)
    press(settled, "Look at it again")
    assert marks() == 0
    assert "1 pair." in shown(turned_to(app, "likely"))


@pytest.mark.usefixtures("twice")
def test_the_dialog_compares_and_says_what_moves(opened: Opener) -> None:
    app = press(tab(opened), "Compare and merge")
    text = shown(app)
    assert "Moves to 10001: 1 e-mail address." in text
    assert "From now on 10002 leads to 10001." in text
    assert "Merge" in labels(app)


def test_what_somebody_else_has_said_of_the_pair_meanwhile_is_not_said_twice(twice: Database, opened: Opener) -> None:
    mine = tab(opened)
    with twice.writing(datetime.now(UTC)) as session:
        mark_not_duplicate(session, PROGRAM, contact_id=1, other_id=2)
    app = press(mine, "Not a duplicate")
    assert "No likely duplicates." in shown(app)
    with twice.reading() as session:
        assert session.scalar(select(func.count()).select_from(NotDuplicate)) == 1


def test_a_pair_that_somebody_else_merged_meanwhile_leaves_the_list(twice: Database, opened: Opener) -> None:
    mine = tab(opened)
    with twice.writing(datetime.now(UTC)) as session:
        merge(session, 1, 2)
    app = press(mine, "Compare and merge")
    assert "No likely duplicates." in shown(app)
    assert "Merge" not in labels(app)


def test_names_stand_there_literally(house: Database, opened: Opener) -> None:
    with house.writing(datetime.now(UTC)) as session:
        for number in ("0221 111111", "0221 222222"):
            a_contact(session, HOSTILE, "Z", born_on=BORN, phone=number)
    for app in (tab(opened), press(tab(opened, Role.MANAGER), "Compare and merge")):
        assert HOSTILE not in shown(app)
        assert html.escape(HOSTILE) in shown(app)


def test_no_whole_iban_is_in_the_list(house: Database, opened: Opener) -> None:
    somebody(house, "Clara", "Weiss")
    with house.writing(datetime.now(UTC)) as session:
        a_contact(session, "Clara", "Weiß", phone="0221 998877")
    app = press(tab(opened), "Compare and merge")
    assert "1 pair." in shown(app)
    assert IBAN not in sent(turned_to(app, "likely"))


def test_whoever_only_reads_has_no_such_tab(twice: Database, opened: Opener) -> None:
    app = tab(opened, Role.READ_ONLY)
    assert "Compare and merge" not in labels(app)
    assert "Duplicates" not in tab_words(app)
