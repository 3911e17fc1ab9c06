"""Rooms in which appointments and courses take place."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.cards import refuse_twin
from actions.loading import load
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.errors import NotAChoice, Problems
from domain.texts import tidy_line
from models.appointment import Room
from models.base import moment

LONGEST_NAME = 60
MOST_PEOPLE = 10_000


@action(Permission.EDIT_CARD_FILES, undoable=True)
def add_room(session: Session, actor: Actor, *, name: str, capacity: int | None = None) -> Room:
    """A new room."""
    room = Room()
    _write(session, room, name, capacity)
    session.add(room)
    return room


@action(Permission.EDIT_CARD_FILES, undoable=True)
def edit_room(
    session: Session, actor: Actor, *, room_id: int, version: int, name: str, capacity: int | None = None
) -> Room:
    """Rename a room, or say how many people it holds."""
    room = load(session, Room, room_id, version=version)
    _write(session, room, name, capacity)
    return room


@action(Permission.EDIT_CARD_FILES, undoable=True)
def retire_room(session: Session, actor: Actor, *, room_id: int) -> Room:
    """Offer a room no longer; what takes place in it stays."""
    room = load(session, Room, room_id)
    room.retired_on = day_of(moment(session))
    return room


@action(Permission.EDIT_CARD_FILES, undoable=True)
def revive_room(session: Session, actor: Actor, *, room_id: int) -> Room:
    """Offer a retired room again."""
    room = load(session, Room, room_id)
    room.retired_on = None
    return room


def _write(session: Session, room: Room, name: str, capacity: int | None) -> None:
    problems = Problems()
    with problems.field("name"):
        room.name = tidy_line(name, longest=LONGEST_NAME, required=True)
        refuse_twin(session, room)
    with problems.field("capacity"):
        if capacity is not None and not 0 < capacity <= MOST_PEOPLE:
            raise NotAChoice(value=capacity)
        room.capacity = capacity
    problems.raise_if_any()
