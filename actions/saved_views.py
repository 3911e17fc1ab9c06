"""Saved selections: filters of a list under a name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.errors import Gone, Problems, ViewNameTaken
from domain.texts import tidy_line
from models.saved_view import SavedView

LONGEST_NAME = 80
LONGEST_QUERY = 2000


@action(Permission.SEE_CONTACTS, undoable=True)
def save_view(session: Session, actor: Actor, *, page: str, name: str, query: str, for_all: bool = False) -> SavedView:
    """Keep the filters of a page for the user who acts, or for all."""
    if for_all:
        actor.require(Permission.SHARE_VIEWS)
    view = SavedView(user_id=None if for_all else actor.user_id, page=page, query=query[:LONGEST_QUERY])
    _name(session, view, name)
    session.add(view)
    return view


@action(Permission.SEE_CONTACTS, undoable=True)
def rename_view(session: Session, actor: Actor, *, view_id: int, version: int, name: str) -> SavedView:
    """Give a selection another name."""
    view = _load(session, actor, view_id, version=version)
    _name(session, view, name)
    return view


@action(Permission.SEE_CONTACTS, undoable=True)
def overwrite_view(session: Session, actor: Actor, *, view_id: int, version: int, query: str) -> SavedView:
    """Let a selection hold other filters."""
    view = _load(session, actor, view_id, version=version)
    view.query = query[:LONGEST_QUERY]
    return view


@action(Permission.SEE_CONTACTS, undoable=True)
def remove_view(session: Session, actor: Actor, *, view_id: int) -> None:
    """Remove a selection."""
    session.delete(_load(session, actor, view_id))


def _load(session: Session, actor: Actor, view_id: int, *, version: int | None = None) -> SavedView:
    """The selection, for those who may change it; those of somebody else are not there."""
    view = load(session, SavedView, view_id, version=version)
    if view.user_id is None:
        actor.require(Permission.SHARE_VIEWS)
    elif view.user_id != actor.user_id:
        raise Gone
    return view


def _name(session: Session, view: SavedView, name: str) -> None:
    problems = Problems()
    with problems.field("name"):
        view.name = tidy_line(name, longest=LONGEST_NAME, required=True)
        owner = SavedView.user_id.is_(None) if view.user_id is None else SavedView.user_id == view.user_id
        twin = select(SavedView.id).where(
            SavedView.page == view.page, SavedView.name == view.name, owner, SavedView.id != (view.id or 0)
        )
        with session.no_autoflush:
            if session.scalar(twin) is not None:
                raise ViewNameTaken(name=view.name)
    problems.raise_if_any()
