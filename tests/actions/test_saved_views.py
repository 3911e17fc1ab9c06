"""Saved selections: for oneself and for all, with names of their own, changed only by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from actions.saved_views import overwrite_view, remove_view, rename_view, save_view
from actions.undo import undo
from db.session import Database
from domain.access import Actor, NotPermitted, Role
from domain.errors import ChangedMeanwhile, Gone, InvalidInput, SavedAtOnce, ViewNameTaken
from models.saved_view import SavedView
from queries.saved_views import views
from tests.conftest import NOW
from tests.people import a_user

PAGE = "contacts"


@pytest.fixture
def anna(database: Database) -> Actor:
    return a_user(database, "anna", role=Role.OFFICE)


@pytest.fixture
def rita(database: Database) -> Actor:
    return a_user(database, "rita", role=Role.READ_ONLY)


def saved(database: Database, actor: Actor, name: str, *, query: str = "status=archived", for_all: bool = False) -> int:
    with database.writing(NOW) as session:
        view = save_view(session, actor, page=PAGE, name=name, query=query, for_all=for_all)
        session.flush()
        return view.id


def seen(database: Database, actor: Actor) -> list[tuple[str, bool]]:
    with database.reading() as session:
        return [(view.name, view.for_all) for view in views(session, PAGE, actor.user_id)]


def test_own_ones_come_first_and_nobody_sees_those_of_others(database: Database, anna: Actor, rita: Actor) -> None:
    saved(database, anna, "of all", for_all=True)
    saved(database, anna, "Zoe's")
    saved(database, rita, "Rita's")
    assert seen(database, anna) == [("Zoe's", False), ("of all", True)]
    assert seen(database, rita) == [("Rita's", False), ("of all", True)]
    with database.reading() as session:
        assert views(session, "another page", anna.user_id) == ()


def test_only_who_may_share_saves_for_all_or_changes_what_all_see(database: Database, anna: Actor, rita: Actor) -> None:
    with pytest.raises(NotPermitted):
        saved(database, rita, "for all", for_all=True)
    view_id = saved(database, anna, "of all", for_all=True)
    for change in (
        lambda session: rename_view(session, rita, view_id=view_id, version=1, name="x"),
        lambda session: overwrite_view(session, rita, view_id=view_id, version=1, query="x"),
        lambda session: remove_view(session, rita, view_id=view_id),
    ):
        with pytest.raises(NotPermitted), database.writing(NOW) as session:
            change(session)
    assert seen(database, rita) == [("of all", True)]


def test_those_of_somebody_else_are_not_there(database: Database, anna: Actor, rita: Actor) -> None:
    view_id = saved(database, rita, "Rita's")
    with pytest.raises(Gone), database.writing(NOW) as session:
        remove_view(session, anna, view_id=view_id)


@pytest.mark.parametrize("for_all", [False, True])
def test_a_name_is_given_once(database: Database, anna: Actor, for_all: bool) -> None:
    saved(database, anna, "Twice", for_all=for_all)
    with pytest.raises(InvalidInput) as refused:
        saved(database, anna, "  Twice ", for_all=for_all)
    assert [type(problem) for problem in refused.value.problems] == [ViewNameTaken]
    saved(database, anna, "Twice", for_all=not for_all)
    with pytest.raises((IntegrityError, SavedAtOnce)), database.writing(NOW) as session:
        session.add(SavedView(user_id=None if for_all else anna.user_id, page=PAGE, name="Twice", query=""))


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_is_one_line_that_fits(database: Database, anna: Actor, name: str) -> None:
    with pytest.raises(InvalidInput):
        saved(database, anna, name)


def test_rename_overwrite_remove_and_back(database: Database, anna: Actor) -> None:
    view_id = saved(database, anna, "Old")
    with database.writing(NOW) as session:
        rename_view(session, anna, view_id=view_id, version=1, name="New")
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        overwrite_view(session, anna, view_id=view_id, version=1, query="town=K")
    with database.writing(NOW) as session:
        overwrite_view(session, anna, view_id=view_id, version=2, query="town=K")
    with database.writing(NOW) as session:
        remove_view(session, anna, view_id=view_id)
    entries = tuple(session.info["chained"])
    assert seen(database, anna) == []
    with database.writing(NOW) as session:
        undo(session, anna, entries=entries)
    with database.reading() as session:
        assert session.execute(select(SavedView.name, SavedView.query)).all() == [("New", "town=K")]
