"""Merging: what is chosen and what moves, who is refused, where the old number leads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contact_details import add_email, add_phone
from actions.contacts import block_contact, create_contact, edit_contact, set_tags, write_remark
from actions.merge import merge_contacts
from actions.recent import remember_opened
from actions.search_index import refresh_contacts
from actions.undo import undo
from actions.unmerge import unmerge_contacts
from db.session import Database
from domain import merging
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.consents import Channel, ConsentSource, Purpose
from domain.contacts import ContactKind, EmailKind, Identity, PaymentMethod, PhoneKind
from domain.errors import Gone, InvalidInput
from domain.merging import MergedField, Side
from domain.relationships import RelationshipKind
from models import Base
from models.consent import Consent
from models.contact import Contact, ContactAddress, ContactPhone, ContactTag, RecentContact
from models.duplicate import ContactMerge, NotDuplicate
from models.health import ContactHealth
from models.merging import MOVING, ON_MERGE, OnMerge
from models.relationship import Relationship
from queries.contact_list import Wanted, contact_page
from queries.contact_search import find_contacts, recent_contacts
from queries.contacts import contact_header
from queries.history import TrailFilter, first_broken_link, history
from queries.merge_plan import merge_preview
from queries.similar_contacts import similar_contacts
from tests.actions.test_two_editors import at_once
from tests.building import a_contact, a_person
from tests.conftest import NOW, TODAY
from tests.merging import breaches, everything, merge, previewed, relations_broken
from tests.people import a_user

IBAN = "DE89370400440532013000"
DAY = date(2020, 5, 1)


def test_every_column_that_points_to_a_contact_says_what_becomes_of_it() -> None:
    pointing = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "contact"
    }
    assert pointing == ON_MERGE.keys()
    assert {column.split(".")[0] for column, way in ON_MERGE.items() if way is OnMerge.MOVES} == MOVING.keys()


@pytest.fixture
def two(database: Database) -> tuple[Database, int, int]:
    """Anna Müller (10001) and her duplicate Anna Mueller (10002)."""
    with database.writing(NOW) as session:
        anna = a_contact(session, "Anna", "Müller", phone="0221 111111", email="anna@example.com")
        twin = a_contact(session, "Anna Maria", "Mueller", born_on=DAY, phone="0221 111111", email="am@example.com")
        add_phone(session, PROGRAM, contact_id=twin.id, kind=PhoneKind.WORK, number="0221 222222")
    return database, anna.id, twin.id


def test_what_is_proposed_and_what_the_preview_counts(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.reading() as session:
        preview = previewed(session, anna, twin)
    proposed = {pair.field: pair.proposed for pair in preview.fields}
    assert proposed[MergedField.FIRST_NAME] is Side.THEIRS
    assert proposed[MergedField.BORN_ON] is Side.THEIRS
    assert proposed[MergedField.LANGUAGE] is None
    assert MergedField.PAYMENT not in proposed
    assert preview.plan.passed() == {"contact_email": 1, "contact_phone": 1}
    assert preview.plan.kept() == {"contact_phone": 1}
    assert preview.numbers == ("10002",)


def test_the_duplicate_goes_over_and_its_number_leads_on(two: tuple[Database, int, int], tmp_path: Path) -> None:
    database, anna, twin = two
    me = a_user(database)
    with database.writing(NOW) as session:
        remember_opened(session, me, number="10002")
        merge(session, anna, twin)
    with database.reading() as session:
        header = contact_header(session, "10002", today=TODAY)
        assert header is not None
        assert (header.number, header.name) == ("10001", "Anna Maria Mueller")
        assert [(mark.number, mark.name) for mark in header.merges] == [("10002", "Anna Maria Mueller")]
        assert [hit.number for hit in find_contacts(session, "10002", today=TODAY)] == ["10001"]
        assert [hit.number for hit in find_contacts(session, "mueller", today=TODAY)] == ["10001"]
        assert [hit.number for hit in find_contacts(session, "0221 222222", today=TODAY)] == ["10001"]
        page = contact_page(session, Wanted(), today=TODAY, bank=True, limit=10, offset=0)
        assert ([row.number for row in page.rows], page.total) == (["10001"], 1)
        assert recent_contacts(session, me.user_id or 0, today=TODAY) == ()
        similar = similar_contacts(session, first_name="Anna Maria", last_name="Müller", today=TODAY)
        assert [found.hit.number for found in similar] == ["10001"]
        lines = history(session, TrailFilter(contact_id=anna))
        assert {line.contact_number for line in lines} == {"10001", "10002"}
        assert first_broken_link(session) is None
    with database.writing(NOW) as session:
        remember_opened(session, me, number="10002")
    with database.reading() as session:
        assert anna in set(session.scalars(select(RecentContact.contact_id)))
    assert breaches(database, str(tmp_path)) == []


def test_main_rows_of_the_contact_that_stays_remain_main(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        merge(session, anna, twin)
    with database.reading() as session:
        held = session.execute(select(ContactPhone.contact_id, ContactPhone.number, ContactPhone.is_primary)).all()
    assert sorted(map(tuple, held)) == [
        (anna, "+49221111111", True),
        (anna, "+49221222222", False),
        (twin, "+49221111111", True),
    ]


def test_undoing_restores_both_exactly(two: tuple[Database, int, int], tmp_path: Path) -> None:
    database, anna, twin = two
    before = everything(database)
    with database.writing(NOW) as session:
        merge(session, anna, twin)
    entries = tuple(session.info["chained"])
    assert everything(database) != before
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert everything(database) == before
    assert breaches(database, str(tmp_path)) == []
    with database.reading() as session:
        assert [hit.number for hit in find_contacts(session, "10002", today=TODAY)] == ["10002"]
        assert first_broken_link(session) is None
    with pytest.raises(merging.MergeUndone), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


def test_a_choice_is_taken_and_a_wrong_one_refused(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        for key, remark in ((anna, "Knee"), (twin, "Shoulder")):
            contact = session.get_one(Contact, key)
            write_remark(session, PROGRAM, contact_id=key, version=contact.version, remark=remark)
    with pytest.raises(InvalidInput) as refused, database.writing(NOW) as session:
        merge(session, anna, twin, {MergedField.LAST_NAME: Side.BOTH})
    assert refused.value.problems[0].field == "last_name"
    with database.writing(NOW) as session:
        merge(session, anna, twin, {MergedField.FIRST_NAME: Side.OURS, MergedField.BORN_ON: Side.OURS})
    with database.reading() as session:
        contact = session.get_one(Contact, anna)
        assert (contact.first_name, contact.born_on, contact.remark) == ("Anna", None, "Knee\n\nShoulder")


def test_two_long_remarks_do_not_fit_and_say_so(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        for key, letter in ((anna, "a"), (twin, "b")):
            contact = session.get_one(Contact, key)
            write_remark(session, PROGRAM, contact_id=key, version=contact.version, remark=letter * 15_000)
    with pytest.raises(InvalidInput) as refused, database.writing(NOW) as session:
        merge(session, anna, twin)
    assert refused.value.problems[0].field == "remark"
    with database.writing(NOW) as session:
        merge(session, anna, twin, {MergedField.REMARK: Side.OURS})


# --- who is refused ---------------------------------------------------------------------------------------
def test_what_was_added_since_the_preview_stops_the_merge(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.reading() as session:
        seen = previewed(session, anna, twin).plan.seen
    with database.writing(NOW) as session:
        add_email(session, PROGRAM, contact_id=twin, kind=EmailKind.WORK, address="new@example.com")
    with pytest.raises(merging.PreviewOutdated), database.writing(NOW) as session:
        merge_contacts(session, PROGRAM, contact_id=anna, loser_id=twin, seen=seen, choices={})


def test_a_contact_is_not_merged_with_itself_nor_with_nobody(two: tuple[Database, int, int]) -> None:
    database, anna, _twin = two
    with pytest.raises(merging.WithItself), database.writing(NOW) as session:
        merge_contacts(session, PROGRAM, contact_id=anna, loser_id=anna, seen="", choices={})
    with pytest.raises(Gone), database.writing(NOW) as session:
        merge_contacts(session, PROGRAM, contact_id=anna, loser_id=4711, seen="", choices={})
    with database.reading() as session:
        assert merge_preview(session, anna, anna) is None
        assert merge_preview(session, anna, 4711) is None


def test_a_merged_contact_is_neither_merged_nor_edited_and_words_say_where_to_go(
    two: tuple[Database, int, int],
) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        third = a_contact(session, "Ben", "Groß")
        merge(session, anna, twin)
    for contact_id, loser_id in ((third.id, twin), (twin, third.id)):
        with pytest.raises(merging.AlreadyMerged) as refused, database.writing(NOW) as session:
            merge_contacts(session, PROGRAM, contact_id=contact_id, loser_id=loser_id, seen="", choices={})
        assert refused.value.data == {"number": "10002", "into": "10001"}
    with pytest.raises(merging.AlreadyMerged), database.writing(NOW) as session:
        add_phone(session, PROGRAM, contact_id=twin, kind=PhoneKind.HOME, number="0221 333333")
    with pytest.raises(merging.AlreadyMerged), database.writing(NOW) as session:
        write_remark(session, PROGRAM, contact_id=twin, version=1, remark="x")


def test_a_person_and_a_company_are_not_one(two: tuple[Database, int, int]) -> None:
    database, anna, _twin = two
    with database.writing(NOW) as session:
        company = create_contact(session, PROGRAM, identity=Identity(ContactKind.COMPANY, company_name="Müller GmbH"))
    with pytest.raises(merging.PersonAndCompany), database.writing(NOW) as session:
        merge(session, anna, company.id)


def test_payment_data_change_only_by_those_who_may_change_them(
    two: tuple[Database, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from domain import access
    from domain.access import Permission

    database, anna, twin = two
    with database.writing(NOW) as session:
        session.get_one(Contact, twin).iban = IBAN
    monkeypatch.setitem(access.ROLES, Role.READ_ONLY, frozenset({Permission.MERGE_CONTACTS}))
    reader = Actor(user_id=None, name="x", role=Role.READ_ONLY)
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        merge(session, anna, twin, actor=reader)
    with database.writing(NOW) as session:
        merge(session, anna, twin, {MergedField.PAYMENT: Side.OURS}, actor=reader)


@pytest.mark.parametrize("ways", ["same", "crossed"])
def test_of_two_who_merge_at_once_one_wins(two: tuple[Database, int, int], ways: str, tmp_path: Path) -> None:
    database, anna, twin = two
    with database.reading() as session:
        pairs = [(anna, twin), (anna, twin) if ways == "same" else (twin, anna)]
        seen = [previewed(session, *pair).plan.seen for pair in pairs]

    def work(pair: tuple[int, int], seen: str) -> Any:
        return lambda session: merge_contacts(
            session, PROGRAM, contact_id=pair[0], loser_id=pair[1], seen=seen, choices={}
        )

    refused = at_once(database, *(work(pair, text) for pair, text in zip(pairs, seen, strict=True)))
    assert refused.count(None) == 1
    assert any(isinstance(refusal, merging.AlreadyMerged) for refusal in refused)
    assert breaches(database, str(tmp_path)) == []


# --- chains -----------------------------------------------------------------------------------------------
def test_chains_lead_to_the_end_and_come_apart_last_first(two: tuple[Database, int, int], tmp_path: Path) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        third = a_contact(session, "Anna", "Müller-Groß", phone="0221 444444").id
    whole = everything(database)
    with database.writing(NOW) as session:
        first = merge(session, anna, twin).id
    one_less = everything(database)
    with database.writing(NOW) as session:
        second = merge(session, third, anna).id
    with database.reading() as session:
        for number in ("10001", "10002"):
            header = contact_header(session, number, today=TODAY)
            assert header is not None
            assert header.number == "10003"
            assert [hit.number for hit in find_contacts(session, number, today=TODAY)] == ["10003"]
        with pytest.raises(merging.AlreadyMerged):
            merge_contacts(session, PROGRAM, contact_id=twin, loser_id=third, seen="", choices={})
    assert breaches(database, str(tmp_path)) == []
    with pytest.raises(merging.LaterMerge) as refused, database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=first)
    assert refused.value.data == {"number": "10001", "into": "10003"}
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=second)
    assert everything(database) == one_less
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=first)
    assert everything(database) == whole
    assert breaches(database, str(tmp_path)) == []


def test_of_two_merges_into_one_contact_the_last_is_undone_first(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        third = a_contact(session, "Anna", "Müller-Groß").id
        first = merge(session, anna, twin).id
        merge(session, anna, third)
    with pytest.raises(merging.LaterMerge) as refused, database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=first)
    assert refused.value.data == {"number": "10003", "into": "10001"}


# --- what was done since ----------------------------------------------------------------------------------
def test_what_was_changed_since_stays_and_is_named(two: tuple[Database, int, int], tmp_path: Path) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        merge_id = merge(session, anna, twin).id
        contact = session.get_one(Contact, anna)
        identity = a_person("Anna-Maria", "Mueller", DAY)
        edit_contact(
            session, PROGRAM, contact_id=anna, version=contact.version, identity=identity, language=contact.language
        )
        add_phone(session, PROGRAM, contact_id=anna, kind=PhoneKind.HOME, number="0221 555555", primary=True)
        set_tags(session, PROGRAM, contact_id=anna, names=("VIP",))
        block_contact(session, PROGRAM, contact_id=anna, on=TODAY, reason="Theft")
    with database.writing(NOW) as session:
        undone = unmerge_contacts(session, PROGRAM, merge_id=merge_id)
    assert {(kept.table, kept.field) for kept in undone.kept} == {("contact", "first_name"), ("contact", "last_name")}
    with database.reading() as session:
        ours, theirs = session.get_one(Contact, anna), session.get_one(Contact, twin)
        assert (ours.first_name, ours.last_name, ours.born_on) == ("Anna-Maria", "Mueller", None)
        assert (theirs.first_name, theirs.last_name, theirs.born_on) == ("Anna Maria", "Mueller", DAY)
        phones = session.execute(select(ContactPhone.contact_id, ContactPhone.number, ContactPhone.is_primary)).all()
        assert session.scalars(select(ContactTag.contact_id)).all() == [anna]
        assert ours.blocked_on == TODAY
    assert sorted(map(tuple, phones)) == [
        (anna, "+49221111111", False),
        (anna, "+49221555555", True),
        (twin, "+49221111111", True),
        (twin, "+49221222222", False),
    ]
    assert breaches(database, str(tmp_path)) == []


# --- rules of their own -----------------------------------------------------------------------------------
def the(session: Session, model: Any) -> list[Any]:
    return list(session.scalars(select(model).order_by(model.id)))


def test_health_notes_are_never_out_of_sight_nor_in_the_merge(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        session.add_all([ContactHealth(contact_id=anna, note="Canary"), ContactHealth(contact_id=twin, note="Robin")])
    before = everything(database)
    with database.writing(NOW) as session:
        merge_id = merge(session, anna, twin).id
    with database.reading() as session:
        assert [row.note for row in the(session, ContactHealth)] == ["Canary\n\nRobin", "Robin"]
        assert "Robin" not in session.get_one(ContactMerge, merge_id).body
    with database.writing(NOW) as session:
        assert unmerge_contacts(session, PROGRAM, merge_id=merge_id).kept == ()
    assert everything(database) == before


def consent(contact_id: int, given_on: date, withdrawn_on: date | None = None) -> Consent:
    return Consent(
        contact_id=contact_id,
        channel=Channel.EMAIL,
        purpose=Purpose.NEWS,
        given_on=given_on,
        source=ConsentSource.PAPER,
        withdrawn_on=withdrawn_on,
        withdrawn_source=ConsentSource.EMAIL if withdrawn_on else None,
    )


CONSENTS = {
    "only the duplicate gave it": ([], [(2020, None)], 1),
    "both gave it": ([(2020, None)], [(2021, None)], 1),
    "the duplicate withdrew it later": ([(2020, None)], [(2019, 2022)], 0),
    "the duplicate withdrew it before it was given anew": ([(2020, None)], [(2018, 2019)], 1),
    "the contact withdrew it later": ([(2018, 2022)], [(2020, None)], 0),
    "both gave and withdrew it": ([(2018, 2022)], [(2019, 2021)], 0),
    "the same one": ([(2018, 2022)], [(2018, 2022)], 0),
    "the duplicate gave it anew": ([(2018, 2019)], [(2020, None)], 1),
}


@pytest.mark.parametrize(("ours", "theirs", "open_ones"), CONSENTS.values(), ids=CONSENTS)
def test_a_consent_that_either_withdrew_is_not_in_force(
    two: tuple[Database, int, int], ours: list[Any], theirs: list[Any], open_ones: int, tmp_path: Path
) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        for key, given in ((anna, ours), (twin, theirs)):
            session.add_all(consent(key, date(a, 1, 1), date(b, 1, 1) if b else None) for a, b in given)
    before = everything(database)
    with database.writing(NOW) as session:
        merge_id = merge(session, anna, twin).id
    with database.reading() as session:
        in_force = [row for row in the(session, Consent) if row.contact_id == anna and row.withdrawn_on is None]
    assert len(in_force) == open_ones
    assert relations_broken(database, str(tmp_path)) == []
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merge_id)
    assert everything(database) == before


PAYER, FAMILY, GUARDIAN = RelationshipKind.PAYER, RelationshipKind.FAMILY, RelationshipKind.GUARDIAN
A, T, X, Y = "anna", "twin", "x", "y"
TIES = {
    "moves": ([(T, X, FAMILY, 2020, None)], [(A, X, FAMILY, 2020, None)]),
    "the other side moves too": ([(X, T, PAYER, 2020, None)], [(X, A, PAYER, 2020, None)]),
    "between the two it dissolves": ([(A, T, FAMILY, 2020, None)], []),
    "twice becomes once": (
        [(A, X, FAMILY, 2020, None), (X, T, FAMILY, 2020, None)],
        [(A, X, FAMILY, 2020, None)],
    ),
    "days are joined": (
        [(A, X, FAMILY, 2020, 2022), (T, X, FAMILY, 2018, 2021)],
        [(A, X, FAMILY, 2018, 2022)],
    ),
    "one payer at a time": (
        [(A, X, PAYER, 2020, None), (T, Y, PAYER, 2021, None)],
        [(A, X, PAYER, 2020, None)],
    ),
    "payers after each other": (
        [(A, X, PAYER, 2020, 2021), (T, Y, PAYER, 2021, None)],
        [(A, X, PAYER, 2020, 2021), (A, Y, PAYER, 2021, None)],
    ),
    "related once in a way": (
        [(A, X, GUARDIAN, 2020, None), (X, T, GUARDIAN, 2021, None)],
        [(A, X, GUARDIAN, 2020, None)],
    ),
    "nobody pays for their payer": (
        [(A, X, PAYER, 2020, None), (X, T, PAYER, 2020, None)],
        [(A, X, PAYER, 2020, None)],
    ),
    "nor by way of others": (
        [(A, X, PAYER, 2020, None), (X, Y, PAYER, 2020, None), (Y, T, PAYER, 2020, None)],
        [(A, X, PAYER, 2020, None), (X, Y, PAYER, 2020, None)],
    ),
}


@pytest.mark.parametrize(("before", "after"), TIES.values(), ids=TIES)
def test_relationships_go_over_where_they_make_sense(
    two: tuple[Database, int, int], before: list[Any], after: list[Any], tmp_path: Path
) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        ids = {A: anna, T: twin, X: a_contact(session, "X", "X").id, Y: a_contact(session, "Y", "Y").id}
        for one, other, kind, start, end in before:
            session.add(
                Relationship(
                    contact_id=ids[one],
                    other_id=ids[other],
                    kind=kind,
                    valid_from=date(start, 1, 1),
                    valid_until=date(end, 1, 1) if end else None,
                )
            )
    whole = everything(database)
    with database.writing(NOW) as session:
        merge_id = merge(session, anna, twin).id
    names = {key: name for name, key in ids.items()}
    with database.reading() as session:
        held = [
            (
                names[row.contact_id],
                names[row.other_id],
                row.kind,
                row.valid_from.year,
                row.valid_until.year if row.valid_until else None,
            )
            for row in the(session, Relationship)
        ]
    assert held == after
    assert relations_broken(database, str(tmp_path)) == []
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merge_id)
    assert everything(database) == whole


def test_who_was_no_duplicate_stays_none(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        others = [a_contact(session, "Anna", "Müller").id for _other in range(2)]
        session.add_all(NotDuplicate(contact_id=twin, other_id=other) for other in others)
        session.add(NotDuplicate(contact_id=anna, other_id=others[0]))
        session.add(NotDuplicate(contact_id=anna, other_id=twin))
    with database.writing(NOW) as session:
        merge(session, anna, twin)
    with database.reading() as session:
        pairs = {(row.contact_id, row.other_id) for row in the(session, NotDuplicate)}
    assert pairs == {(anna, others[0]), (anna, others[1]), (anna, twin), (twin, others[0])}


def test_whoever_shared_the_duplicates_address_shares_that_of_the_contact(
    two: tuple[Database, int, int], tmp_path: Path
) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        third = a_contact(session, "Ben", "Groß").id
        for key, group in ((anna, None), (twin, 77), (third, 77)):
            session.add(
                ContactAddress(contact_id=key, street="Ring 1", town="Köln", is_primary=True, share_group=group)
            )
        session.flush()
        refresh_contacts(session, [anna, twin, third])
    before = everything(database)
    with database.writing(NOW) as session:
        merge_id = merge(session, anna, twin).id
    with database.reading() as session:
        assert {row.contact_id: row.share_group for row in the(session, ContactAddress)} == {
            anna: 77,
            twin: None,
            third: 77,
        }
    assert relations_broken(database, str(tmp_path)) == []
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merge_id)
    assert everything(database) == before


def test_payment_data_go_as_a_whole(two: tuple[Database, int, int]) -> None:
    database, anna, twin = two
    with database.writing(NOW) as session:
        contact = session.get_one(Contact, twin)
        contact.payment_method, contact.iban, contact.account_holder = PaymentMethod.DEBIT, IBAN, "A. Mueller"
    with database.writing(NOW) as session:
        merge(session, anna, twin)
    with database.reading() as session:
        contact = session.get_one(Contact, anna)
        assert (contact.payment_method, contact.iban, contact.account_holder) == ("debit", IBAN, "A. Mueller")
