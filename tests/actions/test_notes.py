"""Notes, pins, alerts, health notes, and the bin that everything can come back from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity, empty_bin, restore_activity
from actions.categories import add_category, edit_category, retire_category
from actions.notes import (
    acknowledge_alert,
    add_health_entry,
    add_note,
    edit_health_entry,
    edit_note,
    look_at_health_entry,
    pin_note,
    unpin_note,
)
from actions.undo import undo
from actions.unmerge import unmerge_contacts
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import KEPT_IN_BIN_DAYS, ActivityKind, InBin, NameTaken, TooManyPinned
from domain.errors import ChangedMeanwhile, Gone, InvalidInput, NotAChoice
from models.activity import Activity, HealthNote, Note
from models.audit import AuditDetail, AuditEntry
from queries.activities import ActivityOrder, Asked, activity_page
from queries.notes import alerts, note_versions
from queries.overview import glance
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.merging import merge
from tests.people import a_user

READER = Actor(None, "Reader", Role.READ_ONLY)
THERAPIST = Actor(None, "Therapist", Role.THERAPIST)
RECEPTION = Actor(None, "Reception", Role.RECEPTION)
HOSTILE = "**Müller** <b>x</b> :red[y] $z$ =1+1 \u202e"


@pytest.fixture
def anna(database: Database) -> int:
    with database.writing(NOW) as session:
        return a_contact(session).id


def test_a_note_is_written_and_keeps_its_lines(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        add_note(session, RECEPTION, contact_id=anna, title=" A  title ", text="one\r\ntwo\n\n<b>three</b>")
    with database.reading(NOW) as session:
        [note] = session.scalars(select(Note)).all()
        assert (note.title, note.text) == ("A title", "one\ntwo\n\n<b>three</b>")
        assert (note.kind, note.is_open, note.at) == (ActivityKind.NOTE, False, NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "", "text": " \n "}, "text"),
        ({"title": "x" * 201, "text": "a"}, "title"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "a", "category_id": 4711}, "category_id"),
    ],
)
def test_wrong_input_names_the_field(database: Database, anna: int, given: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        add_note(session, RECEPTION, contact_id=anna, **given)  # type: ignore[arg-type]
    assert [problem.field for problem in caught.value.problems] == [field]
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 0


def test_a_category_is_of_the_same_kind_and_still_offered(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        call = add_category(session, PROGRAM, kind=ActivityKind.CALL, name="Rückfrage").id
        note = add_category(session, PROGRAM, kind=ActivityKind.NOTE, name="Training").id
        kept = add_note(session, PROGRAM, contact_id=anna, text="a", category_id=note).id
        with pytest.raises(InvalidInput) as caught:
            add_note(session, PROGRAM, contact_id=anna, text="a", category_id=call)
        assert isinstance(caught.value.problems[0], NotAChoice)
    with database.writing(NOW) as session:
        retire_category(session, PROGRAM, category_id=note)
        edit_note(session, PROGRAM, note_id=kept, version=1, title="", text="b", category_id=note)
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        add_note(session, PROGRAM, contact_id=anna, text="a", category_id=note)


def test_two_categories_of_a_kind_never_share_a_name(database: Database) -> None:
    with database.writing(NOW) as session:
        add_category(session, PROGRAM, kind=ActivityKind.NOTE, name="Ärger")
        add_category(session, PROGRAM, kind=ActivityKind.CALL, name="Ärger")
        other = add_category(session, PROGRAM, kind=ActivityKind.NOTE, name="Lob").id
    for name in ("ärger", " ÄRGER "):
        with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
            add_category(session, PROGRAM, kind=ActivityKind.NOTE, name=name)
        assert isinstance(caught.value.problems[0], NameTaken)
        with pytest.raises(InvalidInput), database.writing(NOW) as session:
            edit_category(session, PROGRAM, category_id=other, version=1, name=name, color="red")


def test_at_most_five_notes_are_pinned(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        ids = [add_note(session, PROGRAM, contact_id=anna, text=str(n), pinned=n < 5).id for n in range(6)]
    with pytest.raises(TooManyPinned), database.writing(NOW) as session:
        pin_note(session, PROGRAM, note_id=ids[5])
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        add_note(session, PROGRAM, contact_id=anna, text="more", pinned=True)
    assert caught.value.problems[0].field == "pinned"
    with database.writing(NOW) as session:
        unpin_note(session, PROGRAM, note_id=ids[0])
        pin_note(session, PROGRAM, note_id=ids[5])
        pin_note(session, PROGRAM, note_id=ids[5])
        bin_activity(session, PROGRAM, activity_id=ids[1])
    with database.reading(NOW) as session:
        assert {row.text for row in glance(session, PROGRAM, anna, today=TODAY, now=NOW).pinned} == {"2", "3", "4", "5"}


def test_an_edited_note_keeps_its_versions(database: Database, anna: int) -> None:
    ida = a_user(database, "ida", name="Ida")
    with database.writing(NOW) as session:
        key = add_note(session, ida, contact_id=anna, text="first").id
        other = add_note(session, ida, contact_id=anna, text="unrelated").id
    for version, text in ((1, HOSTILE), (2, "third")):
        with database.writing(NOW + timedelta(hours=version)) as session:
            edit_note(session, ida, note_id=key, version=version, title="", text=text)
    with database.reading(NOW) as session:
        found = [(version.changed_by, version.text) for version in note_versions(session, key)]
        assert found == [("Ida", HOSTILE.replace("\u202e", "\u202e")), ("Ida", "first")]
        assert note_versions(session, other) == ()
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        edit_note(session, ida, note_id=key, version=1, title="", text="late")


def test_versions_are_found_after_a_merge_and_after_its_undoing(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        twin = a_contact(session, "Anna", "Mueller").id
        key = add_note(session, PROGRAM, contact_id=twin, text="first").id
    with database.writing(NOW) as session:
        edit_note(session, PROGRAM, note_id=key, version=1, title="", text="second")
    with database.writing(NOW) as session:
        merged = merge(session, anna, twin).id
    with database.writing(NOW) as session:
        note = session.get_one(Note, key)
        assert note.contact_id == anna
        edit_note(session, PROGRAM, note_id=key, version=note.version, title="", text="third")
    with database.writing(NOW) as session:
        assert [version.text for version in note_versions(session, key)] == ["second", "first"]
        unmerge_contacts(session, PROGRAM, merge_id=merged)
        assert session.get_one(Note, key).contact_id == twin
        assert [version.text for version in note_versions(session, key)] == ["second", "first"]


def test_alerts_are_found_and_their_reading_is_logged(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        key = add_note(session, PROGRAM, contact_id=anna, text="Allergie", alert=True).id
        add_note(session, PROGRAM, contact_id=anna, text="plain")
    with database.writing(NOW) as session:
        assert [row.activity_id for row in alerts(session, anna)] == [key]
        acknowledge_alert(session, READER, note_ids=(key,))
    with database.writing(NOW) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "acknowledge_alert")) == 1
        bin_activity(session, PROGRAM, activity_id=key)
        assert alerts(session, anna) == ()


def test_a_health_note_stands_in_no_shared_column_and_each_look_is_logged(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        key = add_health_entry(session, THERAPIST, contact_id=anna, content="Kanarienvogel").id
    with database.writing(NOW) as session:
        edit_health_entry(session, THERAPIST, note_id=key, version=1, content="Kanarienvogel zwei")
    with database.reading(NOW) as session:
        note = session.get_one(HealthNote, key)
        assert (note.title, note.text, note.found_by) == ("", "", "")
        every = Asked(tuple(ActivityKind), anna)
        page = activity_page(session, THERAPIST, every, limit=9, offset=0)
        assert [(row.activity_id, row.title, row.text, row.detail) for row in page.rows] == [(key, "", "", None)]
        assert activity_page(session, RECEPTION, every, limit=9, offset=0).total == 0
    for actor in (RECEPTION, READER):
        with pytest.raises(NotPermitted), database.writing(NOW) as session:
            look_at_health_entry(session, actor, note_id=key)
        with pytest.raises(NotPermitted), database.writing(NOW) as session:
            bin_activity(session, actor, activity_id=key)
    with database.writing(NOW) as session:
        seen = look_at_health_entry(session, THERAPIST, note_id=key)
        assert (seen.content, seen.version) == ("Kanarienvogel zwei", 2)
        assert [version.text for version in seen.earlier] == ["Kanarienvogel"]
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "look_at_health_entry")) == 1


def test_the_bin_gives_back_and_is_emptied_after_weeks(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        keys = [add_note(session, PROGRAM, contact_id=anna, text=text).id for text in ("a", "b")]
    with database.writing(NOW) as session:
        bin_activity(session, RECEPTION, activity_id=keys[0], version=1)
        entries = session.info
    with pytest.raises(InBin), database.writing(NOW) as session:
        edit_note(session, RECEPTION, note_id=keys[0], version=2, title="", text="x")
    with database.writing(NOW) as session:
        restore_activity(session, RECEPTION, activity_id=keys[0])
    with pytest.raises(Gone), database.writing(NOW) as session:
        restore_activity(session, RECEPTION, activity_id=keys[0])
    with database.writing(NOW) as session:
        for key in keys:
            bin_activity(session, RECEPTION, activity_id=key)
    assert entries is not None
    later = NOW + timedelta(days=KEPT_IN_BIN_DAYS)
    with database.writing(later) as session:
        assert empty_bin(session, PROGRAM) == 0
    with database.writing(later + timedelta(seconds=1)) as session:
        assert empty_bin(session, PROGRAM) == 2
        assert empty_bin(session, PROGRAM) == 0
        assert session.scalar(select(func.count()).select_from(Activity)) == 0
    ida = a_user(database, "ida")
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        empty_bin(session, ida)


def test_deleting_and_editing_are_undone_at_once(database: Database, anna: int) -> None:
    with database.writing(NOW) as session:
        key = add_note(session, PROGRAM, contact_id=anna, text="a", pinned=True).id
    with database.writing(NOW) as session:
        bin_activity(session, PROGRAM, activity_id=key)
    with database.reading(NOW) as session:
        last = session.scalar(select(func.max(AuditEntry.seq)))
        assert last is not None
        assert session.get_one(AuditDetail, last).body
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=(last,))
    with database.reading(NOW) as session:
        assert [row.text for row in glance(session, PROGRAM, anna, today=TODAY, now=NOW).pinned] == ["a"]


@pytest.mark.parametrize("order", list(ActivityOrder))
def test_a_list_filters_pages_and_counts(database: Database, anna: int, order: ActivityOrder) -> None:
    with database.writing(NOW) as session:
        other = a_contact(session, "Ben", "Groß").id
        add_note(session, PROGRAM, contact_id=other, text="Müllers Hund")
    for n in range(7):
        with database.writing(NOW + timedelta(days=n)) as session:
            add_note(session, PROGRAM, contact_id=anna, title=f"Notiz {n}", text="Über Größe 100%" if n % 2 else "kurz")
    notes = (ActivityKind.NOTE,)
    with database.reading(NOW) as session:

        def found(**asked: object) -> list[str]:
            wanted = Asked(notes, anna, order=order, **asked)  # type: ignore[arg-type]
            page = activity_page(session, PROGRAM, wanted, limit=3, offset=0)
            assert page.total == len(activity_page(session, PROGRAM, wanted, limit=99, offset=0).rows)
            return [row.title for row in activity_page(session, PROGRAM, wanted, limit=99, offset=0).rows]

        every = [f"Notiz {n}" for n in range(7)]
        assert found() == (every if order is ActivityOrder.OLDEST else every[::-1])
        assert sorted(found(typed="groesse uber")) == ["Notiz 1", "Notiz 3", "Notiz 5"]
        assert found(typed="100%") == found(typed="größe")
        assert found(typed="hund") == []
        day = NOW.date()
        assert sorted(found(since=day + timedelta(days=1), before=day + timedelta(days=3))) == ["Notiz 1", "Notiz 2"]
        last = activity_page(session, PROGRAM, Asked(notes, anna, order=order), limit=3, offset=300)
        assert (last.offset, len(last.rows), last.total) == (6, 1, 7)
        assert activity_page(session, PROGRAM, Asked(notes), limit=9, offset=0).total == 8
