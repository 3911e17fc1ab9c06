"""Relationships: entered from either side, one payer on a day whatever is entered, told to both, taken back exactly."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contacts import archive_contact, create_contact, edit_contact, mark_deceased, revive_contact
from actions.relationships import (
    add_relationship,
    edit_relationship,
    end_relationship,
    remove_relationship,
)
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import ContactKind, Identity
from domain.errors import ChangedMeanwhile, Gone, InvalidInput, Refusal, TooLong
from domain.merging import AlreadyMerged
from domain.periods import EVER, EndBeforeStart, Period
from domain.relationships import (
    AlreadyRelated,
    Handover,
    PayerCircle,
    PayerHasLeft,
    PayerStillPays,
    PayerTaken,
    PersonsOnly,
    Relation,
    RelationshipKind,
    WithThemselves,
)
from i18n.sentences import change_sentence
from i18n.texts import speaking
from models.contact import Contact
from models.relationship import Relationship
from queries.history import TrailFilter, first_broken_link, history
from queries.relationships import guardians_on, paid_by, payer_on, payers_with, relationships_of
from tests.actions.test_two_editors import at_once
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY

JAN, MAR, JUN, SEP = (date(2027, month, 1) for month in (1, 3, 6, 9))


def a_company(session: Session, name: str = "Werk GmbH") -> Contact:
    return create_contact(session, PROGRAM, identity=Identity(ContactKind.COMPANY, company_name=name))


def people(database: Database, *names: str) -> list[int]:
    with database.writing(NOW) as session:
        return [a_contact(session, name).id for name in names]


def add(database: Database, contact_id: int, other_id: int, seen: Relation, **days: Any) -> tuple[int, tuple[int, ...]]:
    """A new relationship; its id, and the entries by which it is taken back."""
    with database.writing(NOW) as session:
        row = add_relationship(session, PROGRAM, contact_id=contact_id, other_id=other_id, seen=seen, **days)
    return row.id, tuple(session.info["chained"])


def payers(database: Database, contact_id: int) -> list[tuple[int, Period]]:
    """Who pays, in the order of time."""
    with database.reading(NOW) as session:
        rows = session.scalars(
            select(Relationship)
            .where(Relationship.contact_id == contact_id, Relationship.kind == RelationshipKind.PAYER)
            .order_by(Relationship.valid_from)
        )
        return [(row.other_id, row.period) for row in rows]


def refused(database: Database, *args: Any, **days: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        add(database, *args, **days)
    return found.value


# --- both sides ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seen", "back"),
    [
        (Relation.GUARDIAN, Relation.WARD),
        (Relation.WARD, Relation.GUARDIAN),
        (Relation.CHILD, Relation.PARENT),
        (Relation.PAYER, Relation.PAID_FOR),
        (Relation.PARTNER, Relation.PARTNER),
        (Relation.EMPLOYEE, Relation.EMPLOYER),
    ],
)
def test_it_is_seen_from_both_sides(database: Database, seen: Relation, back: Relation) -> None:
    ada, ben = people(database, "Ada", "Ben")
    add(database, ada, ben, seen, valid_from=TODAY, note="since school")
    with database.reading(NOW) as session:
        (mine,) = relationships_of(session, ada, TODAY)
        (theirs,) = relationships_of(session, ben, TODAY)
    assert (mine.seen, mine.other.contact_id, mine.note) == (seen, ben, "since school")
    assert (theirs.seen, theirs.other.contact_id, theirs.period) == (back, ada, Period(TODAY))


def test_both_hear_of_it_in_their_history_and_one_click_takes_it_back(database: Database) -> None:
    ada, ben = people(database, "Ada", "Ben")
    row, entries = add(database, ada, ben, Relation.GUARDIAN)
    with database.writing(NOW) as session:
        end_relationship(session, PROGRAM, relationship_id=row, valid_until=JAN)
    ended = tuple(session.info["chained"])
    with database.reading(NOW) as session, speaking("en"):
        for who, other, word in ((ada, "Ben Müller", "Legal guardian"), (ben, "Ada Müller", "Guardian of")):
            lines = history(session, TrailFilter(contact_id=who), limit=2)
            assert [line.action for line in lines] == ["end_relationship", "add_relationship"]
            told = [
                change_sentence(change.field, change.before, change.after, "en", bank=True)
                for line in lines
                for change in line.changes
            ]
            assert [text for text in told if text.startswith("Other contact")] == [f"Other contact: {other}"] * 2
            assert told.count(f"Kind: {word}") == 2
        assert first_broken_link(session) is None
    for step in (ended, entries):
        with database.writing(NOW) as session:
            undo(session, PROGRAM, entries=step)
    with database.reading(NOW) as session:
        assert relationships_of(session, ada, TODAY) == ()
        assert history(session, TrailFilter(contact_id=ben), limit=1)[0].action == "undo"


@pytest.mark.parametrize(
    ("start", "until", "holds_on", "not_on"),
    [
        (JAN, MAR, [JAN, date(2027, 2, 28)], [date(2026, 12, 31), MAR]),
        (None, None, [EVER, TODAY, SEP], []),
        (None, JAN, [date(1990, 1, 1)], [JAN]),
        (date(2020, 1, 1), None, [TODAY], [date(2019, 12, 31)]),
    ],
)
def test_it_holds_from_its_first_to_its_last_day(
    database: Database, start: date | None, until: date | None, holds_on: list[date], not_on: list[date]
) -> None:
    ada, ben, company = *people(database, "Ada", "Ben"), 0
    with database.writing(NOW) as session:
        company = a_company(session).id
    add(database, ada, ben, Relation.GUARDIAN, valid_from=start, valid_until=until)
    add(database, ada, company, Relation.PAYER, valid_from=start, valid_until=until)
    with database.reading(NOW) as session:
        for day in holds_on:
            payer = payer_on(session, ada, day)
            assert payer is not None
            assert payer.name == "Werk GmbH"
            assert [hit.contact_id for hit in guardians_on(session, ada, day)] == [ben]
        for day in not_on:
            assert payer_on(session, ada, day) is None
            assert guardians_on(session, ada, day) == ()


def test_who_is_paid_for_today_comes_before_who_was(database: Database) -> None:
    ada, ben, cleo, dora = people(database, "Ada", "Ben", "Cleo", "Dora")
    add(database, ada, ben, Relation.PARENT, valid_until=date(2020, 1, 1))
    add(database, ada, cleo, Relation.SIBLING, valid_from=JAN)
    add(database, ada, dora, Relation.PARTNER)
    with database.reading(NOW) as session:
        names = [one.other.name for one in relationships_of(session, ada, TODAY)]
        assert names == ["Dora Müller", "Cleo Müller", "Ben Müller"]
        assert paid_by(session, ada, TODAY) == ()


# --- what is refused ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("seen", list(Relation))
def test_nobody_is_related_to_themselves(database: Database, seen: Relation) -> None:
    (ada,) = people(database, "Ada")
    assert isinstance(refused(database, ada, ada, seen), WithThemselves)


@pytest.mark.parametrize("seen", [Relation.GUARDIAN, Relation.PARENT, Relation.PARTNER, Relation.EMPLOYEE])
def test_families_and_guardians_are_people(database: Database, seen: Relation) -> None:
    (ada,) = people(database, "Ada")
    with database.writing(NOW) as session:
        company = a_company(session).id
    assert isinstance(refused(database, ada, company, seen), PersonsOnly)


@pytest.mark.parametrize("seen", [seen for seen in Relation if seen not in {Relation.PAYER, Relation.PAID_FOR}])
@pytest.mark.parametrize("turned", [False, True])
def test_the_same_twice_on_a_day_is_refused(database: Database, seen: Relation, turned: bool) -> None:
    ada, ben = people(database, "Ada", "Ben")
    add(database, ada, ben, seen, valid_from=JAN, valid_until=JUN)
    pair = (ben, ada) if turned else (ada, ben)
    assert isinstance(refused(database, *pair, seen, valid_from=MAR), AlreadyRelated)
    add(database, *pair, seen, valid_from=JUN)


def test_what_is_too_long_or_ends_before_it_begins_names_its_field(database: Database) -> None:
    ada, ben = people(database, "Ada", "Ben")
    found = refused(database, ada, ben, Relation.PARTNER, valid_from=MAR, valid_until=JAN, note="x" * 201)
    assert isinstance(found, InvalidInput)
    assert {problem.field: type(problem) for problem in found.problems} == {
        "note": TooLong,
        "valid_until": EndBeforeStart,
    }


@pytest.mark.parametrize("other", [4711, -1, 0])
def test_somebody_who_is_not_there_is_gone(database: Database, other: int) -> None:
    (ada,) = people(database, "Ada")
    assert isinstance(refused(database, ada, other, Relation.PARTNER), Gone)


def test_a_hostile_note_is_kept_as_it_is(database: Database) -> None:
    ada, ben = people(database, "Ada", "**Ben** <b>")
    add(database, ada, ben, Relation.PARTNER, note="=1+1 :red[x]\x00")
    with database.reading(NOW) as session:
        assert relationships_of(session, ada, TODAY)[0].note == "=1+1 :red[x]"


def test_a_father_does_not_become_a_company(database: Database) -> None:
    ada, ben = people(database, "Ada", "Ben")
    add(database, ada, ben, Relation.CHILD)
    with database.writing(NOW) as session:
        contact = session.get_one(Contact, ada)
        identity = Identity(ContactKind.COMPANY, company_name="Ada GmbH")
        with pytest.raises(InvalidInput) as found:
            edit_contact(session, PROGRAM, contact_id=ada, version=contact.version, identity=identity, language="de")
        session.expire_all()
    assert [type(problem) for problem in found.value.problems] == [PersonsOnly]


# --- who pays -----------------------------------------------------------------------------------------------
def test_a_new_payer_from_a_day_ends_the_earlier_one_and_that_is_shown_before(database: Database) -> None:
    ada, ben, cleo = people(database, "Ada", "Ben", "Cleo")
    add(database, ada, ben, Relation.PAYER, valid_from=date(2026, 1, 1))
    with database.reading(NOW) as session:
        shown = [(term.name, term.period) for term in payers_with(session, ada, "Cleo Müller", Period(JAN))]
    assert shown == [("Ben Müller", Period(date(2026, 1, 1), JAN)), ("Cleo Müller", Period(JAN))]
    _row, entries = add(database, cleo, ada, Relation.PAID_FOR, valid_from=JAN)
    assert payers(database, ada) == [(ben, Period(date(2026, 1, 1), JAN)), (cleo, Period(JAN))]
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert payers(database, ada) == [(ben, Period(date(2026, 1, 1)))]


def test_a_payer_who_comes_later_stays(database: Database) -> None:
    ada, ben, cleo = people(database, "Ada", "Ben", "Cleo")
    add(database, ada, ben, Relation.PAYER, valid_from=JUN)
    add(database, ada, cleo, Relation.PAYER, valid_from=MAR)
    assert payers(database, ada) == [(cleo, Period(MAR, JUN)), (ben, Period(JUN))]
    assert isinstance(refused(database, ada, cleo, Relation.PAYER, valid_from=JUN), PayerTaken)
    assert isinstance(refused(database, ada, cleo, Relation.PAYER, valid_from=JAN, valid_until=SEP), PayerTaken)


def test_changed_days_do_not_reach_into_those_of_another_payer(database: Database) -> None:
    ada, ben, cleo = people(database, "Ada", "Ben", "Cleo")
    first, _entries = add(database, ada, ben, Relation.PAYER, valid_from=JAN, valid_until=MAR)
    add(database, ada, cleo, Relation.PAYER, valid_from=MAR)
    with pytest.raises(PayerTaken) as found, database.writing(NOW) as session:
        edit_relationship(
            session, PROGRAM, relationship_id=first, version=None, valid_from=JAN, valid_until=None, note=""
        )
    assert found.value.data == {"name": "Cleo Müller", "day": MAR}
    assert payers(database, ada) == [(ben, Period(JAN, MAR)), (cleo, Period(MAR))]


@pytest.mark.parametrize("length", [2, 3, 4])
def test_nobody_pays_for_those_who_pay_for_them(database: Database, length: int) -> None:
    ids = people(database, *"ABCD"[:length])
    for contact, payer in pairwise(ids):
        add(database, contact, payer, Relation.PAYER, valid_from=JAN, valid_until=JUN)
    found = refused(database, ids[-1], ids[0], Relation.PAYER, valid_from=MAR)
    assert isinstance(found, PayerCircle)
    add(database, ids[-1], ids[0], Relation.PAYER, valid_from=JUN)


def test_a_chain_of_payers_is_followed_for_one_step(database: Database) -> None:
    child, mother, firm = people(database, "Child", "Mother", "Firm")
    add(database, child, mother, Relation.PAYER)
    add(database, mother, firm, Relation.PAYER)
    with database.reading(NOW) as session:
        payer = payer_on(session, child, TODAY)
    assert payer is not None
    assert payer.contact_id == mother


def test_two_payers_at_once_are_one(database: Database) -> None:
    ada, ben, cleo = people(database, "Ada", "Ben", "Cleo")

    def pay(payer: int) -> Any:
        return lambda session: add_relationship(
            session, PROGRAM, contact_id=ada, other_id=payer, seen=Relation.PAYER, valid_from=JAN
        )

    assert at_once(database, pay(ben), pay(cleo), pay(ben), pay(cleo)).count(None) == 1
    assert len(payers(database, ada)) == 1


def test_a_circle_closed_by_two_at_once_stays_open(database: Database) -> None:
    for _round in range(3):
        ids = people(database, "A", "B", "C", "D")
        add(database, ids[1], ids[2], Relation.PAYER)
        add(database, ids[3], ids[0], Relation.PAYER)

        def pay(contact: int, payer: int) -> Any:
            return lambda session: add_relationship(
                session, PROGRAM, contact_id=contact, other_id=payer, seen=Relation.PAYER
            )

        assert at_once(database, pay(ids[0], ids[1]), pay(ids[2], ids[3])).count(None) <= 1


def test_an_undo_does_not_bring_back_a_payer_beside_the_next_one(database: Database) -> None:
    ada, ben, cleo = people(database, "Ada", "Ben", "Cleo")
    row, _entries = add(database, ada, ben, Relation.PAYER, valid_from=date(2026, 1, 1))
    with database.writing(NOW) as session:
        end_relationship(session, PROGRAM, relationship_id=row, valid_until=JAN)
    ended = tuple(session.info["chained"])
    add(database, ada, cleo, Relation.PAYER, valid_from=JAN)
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=ended)
    assert payers(database, ada) == [(ben, Period(date(2026, 1, 1), JAN)), (cleo, Period(JAN))]


class OnePayerADay(RuleBasedStateMachine):
    """Whatever is added, changed, ended, removed, left and taken back: one payer on a day, no circle, nobody gone."""

    database: Database
    people: list[int]

    @initialize()
    def begin(self) -> None:
        self.ids = people(self.database, "Ada", "Ben", "Cleo")
        self.last: tuple[int, ...] = ()

    def _do(self, change: Any, **inputs: Any) -> None:
        with suppress(Refusal):
            with self.database.writing(NOW) as session:
                change(session, PROGRAM, **inputs)
            self.last = tuple(session.info.get("chained", ()))

    def _rows(self) -> list[Relationship]:
        with self.database.reading(NOW) as session:
            wanted = Relationship.contact_id.in_(self.ids)
            return list(session.scalars(select(Relationship).where(wanted).order_by(Relationship.id)))

    days = st.integers(-3, 5).map(lambda days: TODAY + timedelta(days=days))
    who = st.integers(0, 2)

    @rule(contact=who, other=who, start=st.none() | days, until=st.none() | days)
    def add(self, contact: int, other: int, start: date | None, until: date | None) -> None:
        ids = {"contact_id": self.ids[contact], "other_id": self.ids[other]}
        self._do(add_relationship, **ids, seen=Relation.PAYER, valid_from=start, valid_until=until)

    @rule(which=st.integers(0, 9), start=st.none() | days, until=st.none() | days)
    def edit(self, which: int, start: date | None, until: date | None) -> None:
        for row in self._rows()[which : which + 1]:
            period = {"valid_from": start, "valid_until": until}
            self._do(edit_relationship, relationship_id=row.id, version=row.version, note="", **period)

    @rule(which=st.integers(0, 9), until=days)
    def end(self, which: int, until: date) -> None:
        for row in self._rows()[which : which + 1]:
            self._do(end_relationship, relationship_id=row.id, valid_until=until)

    @rule(which=st.integers(0, 9))
    def remove(self, which: int) -> None:
        for row in self._rows()[which : which + 1]:
            self._do(remove_relationship, relationship_id=row.id)

    @rule(who=who, successor=st.none() | who, day=days)
    def leave(self, who: int, successor: int | None, day: date) -> None:
        heir = None if successor is None else self.ids[successor]
        handover = Handover(day, {key: None if heir == key else heir for key in self.ids})
        self._do(archive_contact, contact_id=self.ids[who], handover=handover)

    @rule(who=who)
    def come_back(self, who: int) -> None:
        self._do(revive_contact, contact_id=self.ids[who])

    @rule()
    def take_back(self) -> None:
        if self.last:
            entries, self.last = self.last, ()
            with suppress(ChangedMeanwhile), self.database.writing(NOW) as session:
                undo(session, PROGRAM, entries=entries)

    @invariant()
    def one_payer_no_circle_and_nobody_gone(self) -> None:
        rows = self._rows() if hasattr(self, "ids") else []
        for day in (EVER, *(TODAY + timedelta(days=days) for days in range(-4, 7))):
            pays = [(row.contact_id, row.other_id) for row in rows if row.period.holds_on(day)]
            payer = dict(pays)
            assert len(payer) == len(pays)
            for start in payer:
                at, steps = payer.get(start), 0
                while at is not None and steps <= len(payer):
                    assert at != start
                    at, steps = payer.get(at), steps + 1
        with self.database.reading(NOW) as session:
            gone = set(session.scalars(select(Contact.id).where(Contact.archived_on.is_not(None))))
        assert not [row for row in rows if row.other_id in gone and row.period.holds_after(TODAY)]


def test_one_payer_a_day_whatever_happens(database: Database) -> None:
    machine = type("Machine", (OnePayerADay,), {"database": database})
    case = machine.TestCase()
    case.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
    case.runTest()


# --- who leaves ---------------------------------------------------------------------------------------------
def test_a_payer_does_not_leave_before_others_pay(database: Database) -> None:
    ada, ben, payer, heir = people(database, "Ada", "Ben", "Payer", "Heir")
    for contact in (ada, ben):
        add(database, contact, payer, Relation.PAYER, valid_from=date(2026, 1, 1))
    for leaving in (
        lambda session, **more: archive_contact(session, PROGRAM, contact_id=payer, **more),
        lambda session, **more: mark_deceased(session, PROGRAM, contact_id=payer, on=date(2026, 11, 1), **more),
    ):
        for handover in (None, Handover(TODAY, {ada: heir}), Handover(JAN, {ada: heir, ben: heir})):
            with pytest.raises(PayerStillPays) as found, database.writing(NOW) as session:
                leaving(session, handover=handover)
            assert "Ben Müller" in found.value.data["names"]  # type: ignore[operator]
        with database.writing(NOW) as session:
            leaving(session, handover=Handover(TODAY, {ada: heir, ben: None}))
        entries = tuple(session.info["chained"])
        old = (payer, Period(date(2026, 1, 1), TODAY))
        assert payers(database, ada) == [old, (heir, Period(TODAY))]
        assert payers(database, ben) == [old]
        with database.reading(NOW) as session:
            assert {line.action for line in history(session, TrailFilter(contact_id=ben), limit=1)} == {
                "hand_over_payments"
            }
        with database.writing(NOW) as session:
            undo(session, PROGRAM, entries=entries)
        assert payers(database, ada) == payers(database, ben) == [(payer, Period(date(2026, 1, 1)))]
        with database.reading(NOW) as session:
            contact = session.get_one(Contact, payer)
            assert contact.archived_on is contact.deceased_on is None


def test_what_was_to_begin_later_begins_with_the_successor(database: Database) -> None:
    ada, payer, heir = people(database, "Ada", "Payer", "Heir")
    add(database, ada, payer, Relation.PAYER, valid_from=MAR, valid_until=SEP)
    with database.writing(NOW) as session:
        archive_contact(session, PROGRAM, contact_id=payer, handover=Handover(TODAY, {ada: heir}))
    assert payers(database, ada) == [(heir, Period(MAR, SEP))]


def test_who_paid_until_yesterday_leaves(database: Database) -> None:
    ada, payer = people(database, "Ada", "Payer")
    add(database, ada, payer, Relation.PAYER, valid_from=date(2026, 1, 1), valid_until=TODAY)
    with database.writing(NOW) as session:
        assert archive_contact(session, PROGRAM, contact_id=payer).archived_on == TODAY


@pytest.mark.parametrize("heir_is", ["gone", "the payer", "paid by the one"])
def test_a_successor_must_be_able_to_pay(database: Database, heir_is: str) -> None:
    ada, payer, heir = people(database, "Ada", "Payer", "Heir")
    add(database, ada, payer, Relation.PAYER)
    if heir_is == "gone":
        with database.writing(NOW) as session:
            archive_contact(session, PROGRAM, contact_id=heir)
    if heir_is == "paid by the one":
        add(database, heir, ada, Relation.PAYER)
    successor = payer if heir_is == "the payer" else heir
    expected = {"gone": PayerHasLeft, "the payer": PayerStillPays, "paid by the one": PayerCircle}[heir_is]
    with pytest.raises(expected), database.writing(NOW) as session:
        archive_contact(session, PROGRAM, contact_id=payer, handover=Handover(TODAY, {ada: successor}))
    assert payers(database, ada) == [(payer, Period(EVER))]


def test_who_is_gone_becomes_nobodys_payer(database: Database) -> None:
    ada, payer = people(database, "Ada", "Payer")
    with database.writing(NOW) as session:
        archive_contact(session, PROGRAM, contact_id=payer)
    assert isinstance(refused(database, ada, payer, Relation.PAYER), PayerHasLeft)
    add(database, ada, payer, Relation.PAYER, valid_from=date(2020, 1, 1), valid_until=date(2021, 1, 1))


def test_an_undo_does_not_archive_who_pays_by_now(database: Database) -> None:
    ada, payer = people(database, "Ada", "Payer")
    with database.writing(NOW) as session:
        archive_contact(session, PROGRAM, contact_id=payer)
    with database.writing(NOW) as session:
        revive_contact(session, PROGRAM, contact_id=payer)
    entries = tuple(session.info["chained"])
    add(database, ada, payer, Relation.PAYER)
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


def test_removing_twice_removes_once(database: Database) -> None:
    ada, ben = people(database, "Ada", "Ben")
    row, _entries = add(database, ada, ben, Relation.PARTNER)
    found = at_once(database, *[lambda session: remove_relationship(session, PROGRAM, relationship_id=row)] * 3)
    assert found.count(None) == 1
    with database.reading(NOW) as session:
        assert relationships_of(session, ben, TODAY) == ()


def test_a_duplicate_that_became_another_contact_is_related_to_nobody(database: Database) -> None:
    ada, ben, old = people(database, "Ada", "Ben", "Old")
    with database.writing(NOW) as session:
        session.get_one(Contact, old).merged_into_id = ben
        past_the_trail(session)
    assert isinstance(refused(database, ada, old, Relation.PARTNER), AlreadyMerged)
