"""Rooms: their names, how many people they hold, and that they are offered or not."""

from __future__ import annotations

import pytest

from actions.rooms import add_room, edit_room, retire_room, revive_room
from db.session import Database
from domain.access import PROGRAM
from domain.activities import NameTaken
from domain.errors import ChangedMeanwhile, InvalidInput, Missing, NotAChoice, TooLong
from queries.rooms import room_uses, rooms
from tests.conftest import NOW, TODAY


def test_a_room_is_made_renamed_retired_and_revived(database: Database) -> None:
    with database.writing(NOW) as session:
        key = add_room(session, PROGRAM, name="  Raum  1 ", capacity=12).id
        add_room(session, PROGRAM, name="Halle")
    with database.writing(NOW) as session:
        edit_room(session, PROGRAM, room_id=key, version=1, name="Raum A", capacity=None)
        retire_room(session, PROGRAM, room_id=key)
    with database.reading(NOW) as session:
        assert [choice.name for choice in rooms(session, TODAY)] == ["Halle"]
        assert [choice.name for choice in rooms(session, TODAY, kept=key)] == ["Halle", "Raum A"]
        assert [(use.room.name, use.coming) for use in room_uses(session, retired=True)] == [
            ("Halle", 0),
            ("Raum A", 0),
        ]
    with database.writing(NOW) as session:
        revive_room(session, PROGRAM, room_id=key)
    with database.reading(NOW) as session:
        assert [choice.name for choice in rooms(session, TODAY)] == ["Halle", "Raum A"]
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        edit_room(session, PROGRAM, room_id=key, version=1, name="Raum B")


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"name": "  "}, "name", Missing),
        ({"name": "x" * 61}, "name", TooLong),
        ({"name": "hÄlle"}, "name", NameTaken),
        ({"name": "a", "capacity": 0}, "capacity", NotAChoice),
        ({"name": "a", "capacity": 10_001}, "capacity", NotAChoice),
    ],
)
def test_wrong_input_names_the_field(database: Database, given: dict[str, object], field: str, rule: type) -> None:
    with database.writing(NOW) as session:
        add_room(session, PROGRAM, name="Hälle")
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        add_room(session, PROGRAM, **given)  # type: ignore[arg-type]
    assert [(problem.field, type(problem)) for problem in caught.value.problems] == [(field, rule)]
