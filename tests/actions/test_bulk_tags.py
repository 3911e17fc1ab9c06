"""Tags for many contacts: each with an entry of its own, undone as one, stopped without harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from actions import bulk
from actions.bulk import change_many, undo_many
from actions.contacts import set_tags
from actions.tags import retire_tag, tag_contacts
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.errors import ChangedMeanwhile, InvalidInput
from models.audit import AuditEntry
from models.contact import Contact, ContactTag, Tag
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW

READER = Actor(1, "Rita", Role.READ_ONLY)


def some(database: Database, count: int = 4) -> list[int]:
    with database.writing(NOW) as session:
        return [a_contact(session, f"Name{place}", "Same").id for place in range(count)]


def tagged(database: Database) -> dict[int, list[str]]:
    with database.reading() as session:
        links = session.execute(
            select(ContactTag.contact_id, Tag.name).join(Tag, Tag.id == ContactTag.tag_id).order_by(Tag.name)
        ).all()
    return {key: [name for other, name in links if other == key] for key, _name in links}


def entries(database: Database, action: str) -> list[int | None]:
    with database.reading() as session:
        rows = select(AuditEntry.contact_id).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return list(session.scalars(rows))


def writing(database: Database, actor: Actor = PROGRAM) -> Any:
    @contextmanager
    def write() -> Iterator[tuple[Any, Actor]]:
        with database.writing(NOW) as session:
            yield session, actor

    return write


def test_tags_come_and_go_each_with_an_entry_of_its_own(database: Database) -> None:
    ids = some(database)
    with database.writing(NOW) as session:
        set_tags(session, PROGRAM, contact_id=ids[0], names=("Old", "Kept"))
    with database.writing(NOW) as session:
        changed = tag_contacts(session, PROGRAM, contact_ids=ids[:3], add=("New",), remove=("OLD",))
    assert changed == 3
    assert tagged(database) == {ids[0]: ["Kept", "New"], ids[1]: ["New"], ids[2]: ["New"]}
    assert entries(database, "tag_contacts") == [None, *ids[:3]]  # the new tag, then each contact


def test_who_carries_the_tag_already_has_no_entry(database: Database) -> None:
    ids = some(database, 2)
    with database.writing(NOW) as session:
        set_tags(session, PROGRAM, contact_id=ids[0], names=("VIP",))
    with database.writing(NOW) as session:
        assert tag_contacts(session, PROGRAM, contact_ids=ids, add=("vip",)) == 1
    assert entries(database, "tag_contacts") == [ids[1]]


@pytest.mark.parametrize("wanted", [{"add": ("A",), "remove": ("A",)}, {"add": ("A", "a"), "remove": ()}])
def test_what_is_both_added_and_removed_is_added(database: Database, wanted: dict[str, Any]) -> None:
    ids = some(database, 1)
    with database.writing(NOW) as session:
        tag_contacts(session, PROGRAM, contact_ids=ids, **wanted)
    assert tagged(database) == {ids[0]: ["A"]}


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_tag_without_a_name_or_with_an_endless_one_is_refused(database: Database, name: str) -> None:
    ids = some(database, 1)
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        tag_contacts(session, PROGRAM, contact_ids=ids, add=(name,))
    assert tagged(database) == {}


def test_a_retired_tag_is_offered_again_and_strangers_to_tags_change_nothing(database: Database) -> None:
    ids = some(database, 1)
    with database.writing(NOW) as session:
        tag_contacts(session, PROGRAM, contact_ids=ids, add=("Old",))
        retire_tag(session, PROGRAM, tag_id=session.scalars(select(Tag.id)).one())
    with database.writing(NOW) as session:
        assert tag_contacts(session, PROGRAM, contact_ids=ids, add=("Old",), remove=("no such tag",)) == 0
        assert session.scalars(select(Tag.retired_on)).one() is None


def test_those_who_are_gone_or_merged_are_left_out(database: Database) -> None:
    ids = some(database, 3)
    with database.writing(NOW) as session:
        session.get_one(Contact, ids[2]).merged_into_id = ids[0]
        past_the_trail(session)
    with database.writing(NOW) as session:
        assert tag_contacts(session, PROGRAM, contact_ids=[*ids, 4711], add=("A",)) == 2
    assert tagged(database).keys() == set(ids[:2])


def test_many_in_parts_and_back_as_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    ids = some(database, 5)
    steps = list(change_many(tag_contacts, ids, writing=writing(database), add=("A",)))
    assert [(step.done, step.changed) for step in steps] == [(2, 2), (4, 4), (5, 5)]
    assert len(tagged(database)) == 5
    back = list(undo_many(steps[-1].entries, writing=writing(database)))
    assert (back[-1].done, back[-1].changed) == (6, 6)
    assert tagged(database) == {}
    with database.reading() as session:
        assert session.scalar(select(func.count(Tag.id))) == 0


def test_a_stop_between_two_parts_leaves_whole_transactions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    ids = some(database, 5)
    step = next(change_many(tag_contacts, ids, writing=writing(database), add=("A",)))
    assert (step.done, step.total) == (2, 5)
    assert tagged(database).keys() == set(ids[:2])


def test_what_somebody_changed_since_stays_and_all_else_goes_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    ids = some(database, 4)
    *_steps, last = change_many(tag_contacts, ids, writing=writing(database), add=("A",))
    with database.writing(NOW) as session:
        set_tags(session, PROGRAM, contact_id=ids[1], names=())
    *_steps, back = undo_many(last.entries, writing=writing(database))
    assert back.total - back.changed == 1
    assert tagged(database) == {}


def test_a_small_change_goes_back_as_a_whole_or_not_at_all(database: Database) -> None:
    ids = some(database, 3)
    with database.writing(NOW) as session:
        tag_contacts(session, PROGRAM, contact_ids=ids, add=("A",))
    chained = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        set_tags(session, PROGRAM, contact_id=ids[1], names=())
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=chained)
    assert len(tagged(database)) == 2


def test_a_reader_tags_nobody_in_any_part(database: Database) -> None:
    ids = some(database, 1)
    with pytest.raises(NotPermitted):
        list(change_many(tag_contacts, ids, writing=writing(database, READER), add=("A",)))
    assert tagged(database) == {}
