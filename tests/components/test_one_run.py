"""Within one run of the frame who is signed in is asked once; fragments by themselves and writes ask each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import streamlit as st

from components import perform
from components.perform import by_itself, once, one_run, reading, run
from components.state import ME
from db.session import Database
from domain.access import Actor
from queries.users import SignedIn, signed_in
from tests.people import a_session, a_user


@pytest.fixture
def asked(house: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How often the database was asked who is signed in."""
    token, asked = a_session(house, a_user(house), datetime.now(UTC)).token, list[str]()

    def counted(session: object, held: str, now: datetime) -> SignedIn | None:
        asked.append(held)
        return signed_in(session, held, now)  # type: ignore[arg-type]

    monkeypatch.setattr(perform, "_token", lambda: token)
    monkeypatch.setattr(perform, "signed_in", counted)
    yield asked
    st.session_state.pop(ME, None)


def who() -> SignedIn:
    found = perform.somebody()
    assert found is not None
    return found


def nothing(session: object, actor: Actor) -> None:
    """An action that does nothing."""


def test_readers_of_one_run_take_its_answer(asked: list[str]) -> None:
    with one_run(who()):
        for _ in range(3):
            with reading() as session:
                assert session is not None
    assert len(asked) == 1


def test_a_fragment_by_itself_asks_each_time(asked: list[str]) -> None:
    assert by_itself()
    for _ in range(3):
        with reading():
            pass
    assert len(asked) == 3


def test_a_write_asks_in_its_own_transaction_and_everything_is_asked_anew_after_it(asked: list[str]) -> None:
    with one_run(who()):
        run(nothing)
        assert len(asked) == 2
        for _ in range(2):
            with reading():
                pass
    assert len(asked) == 3


def test_what_is_read_once_is_read_anew_after_a_write_and_in_the_next_run(asked: list[str]) -> None:
    reads = iter(range(100))

    def read() -> int:
        return next(reads)

    assert [once("a", read), once("a", read)] == [0, 1]
    with one_run(who()):
        assert not by_itself()
        assert [once("a", read), once("a", read), once("b", read)] == [2, 2, 3]
        run(nothing)
        assert once("a", read) == 4
    with one_run(who()):
        assert once("a", read) == 5


def test_a_run_that_breaks_off_leaves_nothing_behind(asked: list[str]) -> None:
    with pytest.raises(RuntimeError), one_run(who()):
        raise RuntimeError
    assert by_itself()
