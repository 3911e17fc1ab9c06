"""The list of likely duplicates: known ones are found, nobody else is, and it keeps up with what people do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contact_details import add_phone
from actions.contacts import edit_contact, revive_contact
from actions.duplicates import keep_likely_pairs, mark_not_duplicate, unmark_not_duplicate
from actions.search_index import refresh_contacts
from actions.undo import undo
from actions.unmerge import unmerge_contacts
from benchmarks.febrl import LOWEST_PRECISION, agreement, load_people, one_by_one
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import PhoneKind
from domain.data_quality import Hint
from domain.duplicates import Likely
from domain.errors import Gone
from domain.merging import SaidBefore, WithItself
from domain.relationships import RelationshipKind
from models.contact import Contact
from models.duplicate import LikelyPair, NotDuplicate
from models.relationship import Relationship
from queries.contacts import data_hints, master_data
from queries.duplicate_blocks import NEIGHBOURS, all_pairs, candidates
from queries.duplicates import Pairs, behind, compare, contacts_in_pairs, pair_counts, pair_page
from queries.similar_contacts import similar_to
from tests.building import a_contact, a_person, past_the_trail
from tests.conftest import NOW, TODAY
from tests.merging import merge, numbers

BORN = date(1980, 12, 31)


def catch_up(database: Database) -> tuple[int, ...] | None:
    """What opening the list does; gives whom it compared anew."""
    with database.reading() as session:
        wanted = behind(session)
        if wanted is None:
            return ()
        compared = compare(session, wanted)
    with database.writing(NOW) as session:
        keep_likely_pairs(session, PROGRAM, compared=compared)
    return wanted.about


def listed(database: Database, wanted: Pairs = Pairs.LIKELY) -> list[tuple[str, str]]:
    """The pairs of a list by their numbers."""
    with database.reading() as session:
        page = pair_page(session, wanted, limit=50, offset=0)
        assert page.total == len(page.rows) == pair_counts(session)[wanted]
    return [(pair.contact.number, pair.other.number) for pair in page.rows]


@pytest.fixture
def studio(database: Database) -> Database:
    """Anna twice (10001, 10002), twins (10003, 10004), a stranger of Anna's name (10005)."""
    with database.writing(NOW) as session:
        a_contact(session, "Anna", "Müller", born_on=BORN)
        a_contact(session, "Ana", "Mueller", born_on=BORN)
        a_contact(session, "Lena", "Groß", born_on=BORN, phone="0221 111111")
        a_contact(session, "Marie", "Groß", born_on=BORN, phone="0221 111111")
        a_contact(session, "Anna", "Müller", born_on=date(1999, 2, 28))
    return database


def test_known_duplicates_are_found_and_nobody_else(database: Database, shared_data: Path) -> None:
    known = load_people(database, shared_data / "febrl")
    with database.reading() as session:
        pairs, single = list(all_pairs(session)), one_by_one(session)
    for found in (pairs, single):
        assert agreement(found, known, family=True).good_enough
        assert agreement(found, known, family=False).precision >= LOWEST_PRECISION


def test_likely_pairs_and_family_apart(studio: Database) -> None:
    assert catch_up(studio) is None
    assert listed(studio) == [("10001", "10002")]
    assert listed(studio, Pairs.FAMILY) == [("10003", "10004")]
    with studio.reading() as session:
        assert contacts_in_pairs(session) == 2
        pair = pair_page(session, Pairs.LIKELY, limit=50, offset=0).rows[0]
    assert pair.reason is Likely.NAME_AND_BIRTHDAY


def test_only_what_changed_is_compared_again(studio: Database) -> None:
    catch_up(studio)
    assert catch_up(studio) == ()
    with studio.writing(NOW) as session:
        ids = {number: key for key, number in session.execute(select(Contact.id, Contact.number))}
        contact = session.get_one(Contact, ids["10002"])
        edit_contact(
            session,
            PROGRAM,
            contact_id=contact.id,
            version=contact.version,
            identity=a_person("Otto", "Zander", BORN),
            language="de",
        )
        for number in ("10001", "10005"):
            add_phone(session, PROGRAM, contact_id=ids[number], kind=PhoneKind.HOME, number="0221 555555")
    assert set(catch_up(studio) or ()) == {ids["10001"], ids["10002"], ids["10005"]}
    assert listed(studio) == []
    new = a_person("Otto", "Zander")
    with studio.writing(NOW) as session:
        a_contact(session, new.first_name, new.last_name, born_on=BORN)
    assert len(catch_up(studio) or ()) == 1
    assert listed(studio) == [("10002", "10006")]


def test_comparing_a_few_gives_what_comparing_all_does(studio: Database) -> None:
    catch_up(studio)
    with studio.writing(NOW) as session:
        for first, last, day in (("Anna", "Müller", BORN), ("Lena", "Gross", BORN), ("Otto", "Weiß", None)):
            a_contact(session, first, last, born_on=day, phone="0221 111111")
    catch_up(studio)
    with studio.reading() as session:
        kept = {tuple(row) for row in session.execute(select(LikelyPair.contact_id, LikelyPair.other_id))}
        assert kept == {(pair.contact_id, pair.other_id) for pair in all_pairs(session)}


def test_many_changes_are_compared_at_once(studio: Database) -> None:
    catch_up(studio)
    with studio.writing(NOW) as session:
        for place in range(60):
            a_contact(session, "Eva", f"Name{place}")
    assert catch_up(studio) is None
    assert listed(studio) == [("10001", "10002")]


def test_an_older_comparing_never_overwrites_a_newer_one(studio: Database) -> None:
    with studio.reading() as session:
        wanted = behind(session)
        assert wanted is not None
        old = compare(session, wanted)
    with studio.writing(NOW) as session:
        a_contact(session, "Anna", "Müller", born_on=BORN)
    catch_up(studio)
    newer = listed(studio)
    with studio.writing(NOW) as session:
        keep_likely_pairs(session, PROGRAM, compared=old)
    assert listed(studio) == newer
    assert len(newer) == 3


def test_thousands_of_one_name_do_not_explode(database: Database) -> None:
    count = 2_000
    with database.writing(NOW) as session:
        session.add_all(
            Contact(number=str(place), first_name="Test", last_name="Test", born_on=BORN if place % 2 else None)
            for place in range(count)
        )
        session.flush()
        refresh_contacts(session, list(session.scalars(select(Contact.id))))
        past_the_trail(session)
    with database.reading() as session:
        pairs = candidates(session)
    assert count < len(pairs) <= 4 * NEIGHBOURS * count


# --- what somebody knows ----------------------------------------------------------------------------------
def two(session: Session) -> tuple[int, int]:
    first, second = session.scalars(select(Contact.id).where(Contact.number.in_(("10001", "10002")))).all()
    return first, second


def suspected(database: Database, contact_id: int) -> bool:
    """Whether the overview of a contact warns of a duplicate."""
    with database.reading() as session:
        contact = master_data(session, contact_id)
        assert contact is not None
        warned = Hint.POSSIBLE_DUPLICATE in data_hints(session, contact, today=TODAY, bank=True)
        assert warned == bool(similar_to(session, contact, today=TODAY))
    return warned


def test_no_duplicate_is_remembered_everywhere_undone_and_revived(studio: Database) -> None:
    catch_up(studio)
    with studio.writing(NOW) as session:
        first, second = two(session)
    assert suspected(studio, first)
    with studio.writing(NOW) as session:
        mark = mark_not_duplicate(session, PROGRAM, contact_id=second, other_id=first)
    entries = tuple(session.info["chained"])
    assert listed(studio) == []
    assert listed(studio, Pairs.SETTLED) == [("10001", "10002")]
    assert not suspected(studio, first)
    assert not suspected(studio, second)
    with pytest.raises(SaidBefore), studio.writing(NOW) as session:
        mark_not_duplicate(session, PROGRAM, contact_id=first, other_id=second)
    with studio.writing(NOW) as session:
        unmark_not_duplicate(session, PROGRAM, mark_id=mark.id)
    assert suspected(studio, first)
    with pytest.raises(Gone), studio.writing(NOW) as session:
        unmark_not_duplicate(session, PROGRAM, mark_id=mark.id)
    with studio.writing(NOW) as session:
        mark_not_duplicate(session, PROGRAM, contact_id=first, other_id=second)
    entries = tuple(session.info["chained"])
    with studio.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert listed(studio) == [("10001", "10002")]
    with pytest.raises(WithItself), studio.writing(NOW) as session:
        mark_not_duplicate(session, PROGRAM, contact_id=first, other_id=first)


@pytest.mark.parametrize("back", [False, True])
def test_who_is_related_is_no_duplicate(studio: Database, back: bool) -> None:
    catch_up(studio)
    with studio.writing(NOW) as session:
        first, second = two(session)
        ends = (second, first) if back else (first, second)
        session.add(Relationship(contact_id=ends[0], other_id=ends[1], kind=RelationshipKind.SIBLING, valid_from=BORN))
    assert listed(studio) == []
    assert not suspected(studio, first)


def test_merged_contacts_leave_the_lists_and_come_back(studio: Database) -> None:
    with studio.writing(NOW) as session:
        first, second = two(session)
        a_contact(session, "Anna", "Müller", born_on=BORN)
        mark_not_duplicate(session, PROGRAM, contact_id=second, other_id=second + 4)
    catch_up(studio)
    before = {wanted: listed(studio, wanted) for wanted in Pairs}
    with studio.writing(NOW) as session:
        merge_id = merge(session, first, second).id
    catch_up(studio)
    assert listed(studio) == []
    assert listed(studio, Pairs.SETTLED) == [("10001", "10006")]
    with studio.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merge_id)
    catch_up(studio)
    assert {wanted: listed(studio, wanted) for wanted in Pairs} == before
    with studio.reading() as session:
        assert session.scalars(select(NotDuplicate.contact_id)).all() == [second]


def test_pages_of_the_list(database: Database) -> None:
    with database.writing(NOW) as session:
        for name in ("Groß", "Weiß", "Zander", "Klein", "Hoffmann"):
            for _twice in range(2):
                a_contact(session, "Anna", name, born_on=BORN)
    catch_up(database)
    with database.reading() as session:
        pages = [pair_page(session, Pairs.LIKELY, limit=2, offset=offset) for offset in (0, 2, 4, 90)]
    assert [len(page.rows) for page in pages] == [2, 2, 1, 1]
    assert {page.total for page in pages} == {5}
    shown = [tuple(numbers((pair.contact, pair.other))) for page in pages[:3] for pair in page.rows]
    assert len(set(shown)) == 5


def test_a_contact_out_of_the_archive_is_compared_like_any_other(studio: Database) -> None:
    catch_up(studio)
    with studio.writing(NOW) as session:
        first, _second = two(session)
        session.get_one(Contact, first).archived_on = TODAY
    with studio.writing(NOW) as session:
        revive_contact(session, PROGRAM, contact_id=first)
    catch_up(studio)
    assert listed(studio) == [("10001", "10002")]
