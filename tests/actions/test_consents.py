"""Consents: given and withdrawn in one step, never twice, with the day, where it came from and what proves it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from actions.consents import give_consents, remove_consent, withdraw_consents
from actions.contacts import mark_deceased
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.consents import (
    AlreadyGiven,
    Answer,
    Channel,
    ConsentBeforeBirth,
    ConsentInFuture,
    ConsentSource,
    NotGiven,
    NothingChosen,
    Purpose,
    Standing,
    WithdrawnBeforeGiven,
)
from domain.errors import ChangedMeanwhile, InvalidInput, Refusal, TooLong
from gateways.proofs import checked_proof
from gateways.storage import Storage
from i18n.sentences import change_sentence
from i18n.texts import speaking
from models.consent import Consent
from queries.consents import CELLS, consent_sheet, may_contact
from queries.history import TrailFilter, history
from tests.actions.test_two_editors import at_once
from tests.building import a_contact
from tests.conftest import NOW, TODAY

OFFERS, NEWS = (Channel.EMAIL, Purpose.OFFERS), (Channel.EMAIL, Purpose.NEWS)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def somebody(database: Database, born_on: date | None = None) -> int:
    with database.writing(NOW) as session:
        return a_contact(session, born_on=born_on).id


def give(database: Database, contact_id: int, *cells: Any, on: date | None = None, **more: Any) -> tuple[int, ...]:
    """Record a consent; the entries by which it is taken back."""
    inputs = {"cells": cells, "given_on": on, "source": ConsentSource.PAPER} | more
    with database.writing(NOW) as session:
        give_consents(session, PROGRAM, contact_id=contact_id, **inputs)
    return tuple(session.info["chained"])


def withdraw(database: Database, contact_id: int, *cells: Any, on: date | None = None) -> tuple[int, ...]:
    with database.writing(NOW) as session:
        withdraw_consents(
            session, PROGRAM, contact_id=contact_id, cells=cells, withdrawn_on=on, source=ConsentSource.PHONE
        )
    return tuple(session.info["chained"])


def standing(database: Database, contact_id: int, cell: Any, day: date = TODAY) -> Standing:
    with database.reading(NOW) as session:
        found = consent_sheet(session, contact_id, day).standing[cell]
        assert may_contact(session, contact_id, *cell, day) == (found.answer is Answer.YES)
    return found


def problem_of(found: Any) -> tuple[str | None, type[Refusal]]:
    (problem,) = found.value.problems
    return problem.field, type(problem)


def test_each_way_and_purpose_stands_by_itself_and_has_its_history(database: Database) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS, NEWS, on=date(2026, 1, 1), proof="form, folder 3")
    withdraw(database, contact, OFFERS, on=date(2026, 3, 1))
    give(database, contact, OFFERS, on=YESTERDAY, source=ConsentSource.WEB)
    assert standing(database, contact, NEWS) == Standing(Answer.YES, date(2026, 1, 1))
    for day, answer in (
        (date(2025, 12, 31), Standing(Answer.NEVER)),
        (date(2026, 1, 1), Standing(Answer.YES, date(2026, 1, 1))),
        (date(2026, 2, 28), Standing(Answer.YES, date(2026, 1, 1))),
        (date(2026, 3, 1), Standing(Answer.WITHDRAWN, date(2026, 3, 1))),
        (YESTERDAY, Standing(Answer.YES, YESTERDAY)),
    ):
        assert standing(database, contact, OFFERS, day) == answer
    assert standing(database, contact, (Channel.POST, Purpose.OFFERS)) == Standing(Answer.NEVER)
    with database.reading(NOW) as session:
        entries = [entry for entry in consent_sheet(session, contact, TODAY).entries if entry.cell == OFFERS]
        lines = history(session, TrailFilter(contact_id=contact))
    assert [(entry.given_on, entry.source, entry.withdrawn_on, entry.withdrawn_source) for entry in entries] == [
        (YESTERDAY, ConsentSource.WEB, None, None),
        (date(2026, 1, 1), ConsentSource.PAPER, date(2026, 3, 1), ConsentSource.PHONE),
    ]
    assert entries[1].proof == "form, folder 3"
    with speaking("en"):
        told = [change_sentence(one.field, one.before, one.after, "en", bank=True) for one in lines[1].changes]
    assert told == [
        "Way: By e-mail",
        "What for: Offers",
        "Withdrawn on: 1 Mar 2026",
        "How the withdrawal came: Phone call",
    ]


@pytest.mark.parametrize(
    ("inputs", "refused"),
    [
        ({"on": TOMORROW}, ("given_on", ConsentInFuture)),
        ({"on": date(1999, 12, 31)}, ("given_on", ConsentBeforeBirth)),
        ({"proof": "x" * 2_001}, ("proof", TooLong)),
    ],
)
def test_what_cannot_be_is_refused(database: Database, inputs: Any, refused: Any) -> None:
    contact = somebody(database, date(2000, 1, 1))
    with pytest.raises(InvalidInput) as found:
        give(database, contact, OFFERS, **inputs)
    assert problem_of(found) == refused
    give(database, contact, OFFERS, on=date(2000, 1, 1))


def test_nothing_chosen_is_said(database: Database) -> None:
    contact = somebody(database)
    for change in (give, withdraw):
        with pytest.raises(InvalidInput) as found:
            change(database, contact)
        assert problem_of(found)[1] is NothingChosen


@pytest.mark.parametrize("second", [TODAY, YESTERDAY, date(2026, 1, 1)])
def test_what_is_given_is_not_given_again(database: Database, second: date) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS, on=YESTERDAY)
    with pytest.raises(InvalidInput) as found:
        give(database, contact, NEWS, OFFERS, on=second)
    assert problem_of(found) == ("given_on", AlreadyGiven)
    assert standing(database, contact, NEWS) == Standing(Answer.NEVER)


def test_the_same_cell_twice_in_one_step_is_given_once(database: Database) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS, OFFERS)
    with database.reading(NOW) as session:
        assert len(consent_sheet(session, contact, TODAY).entries) == 1


def test_given_withdrawn_and_given_again_on_one_day(database: Database) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS)
    withdraw(database, contact, OFFERS)
    assert standing(database, contact, OFFERS) == Standing(Answer.WITHDRAWN, TODAY)
    give(database, contact, OFFERS)
    assert standing(database, contact, OFFERS) == Standing(Answer.YES, TODAY)


@pytest.mark.parametrize(
    ("on", "refused"),
    [(TOMORROW, ConsentInFuture), (date(2026, 1, 1), WithdrawnBeforeGiven)],
)
def test_a_withdrawal_has_its_day(database: Database, on: date, refused: type[Refusal]) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS, on=YESTERDAY)
    with pytest.raises(InvalidInput) as found:
        withdraw(database, contact, OFFERS, on=on)
    assert problem_of(found) == ("withdrawn_on", refused)


def test_only_what_is_given_is_withdrawn(database: Database) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS)
    withdraw(database, contact, OFFERS)
    for cell in (OFFERS, NEWS):
        with pytest.raises(InvalidInput) as found:
            withdraw(database, contact, cell)
        assert problem_of(found)[1] is NotGiven


def test_two_at_once_give_and_withdraw_once(database: Database) -> None:
    contact = somebody(database)
    inputs = {"contact_id": contact, "cells": [OFFERS], "source": ConsentSource.WEB}
    gives = [lambda session: give_consents(session, PROGRAM, given_on=None, **inputs)] * 3
    assert at_once(database, *gives).count(None) == 1
    withdraws = [lambda session: withdraw_consents(session, PROGRAM, withdrawn_on=None, **inputs)] * 3
    assert at_once(database, *withdraws).count(None) == 1
    with database.reading(NOW) as session:
        assert len(consent_sheet(session, contact, TODAY).entries) == 1


def test_the_file_that_proves_it_is_kept_by_its_content(database: Database, tmp_path: Path) -> None:
    contact, storage = somebody(database), Storage(str(tmp_path))
    proof = checked_proof(PDF, "C:\\scans\\Form <Anna>.PDF")
    give(database, contact, OFFERS, NEWS, proof_file=proof, storage=storage)
    with database.reading(NOW) as session:
        first, second = consent_sheet(session, contact, TODAY).entries
    assert first.proof_name == "Form Anna.pdf"
    assert first.proof_file == second.proof_file
    assert storage.get(first.proof_file or "") == PDF


def test_the_dead_are_not_written_to(database: Database) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS, on=YESTERDAY)
    with database.writing(NOW) as session:
        mark_deceased(session, PROGRAM, contact_id=contact, on=TODAY)
    with database.reading(NOW) as session:
        assert may_contact(session, contact, *OFFERS, YESTERDAY)
        assert not may_contact(session, contact, *OFFERS, TODAY)


def test_an_undo_does_not_bring_back_what_was_given_anew(database: Database) -> None:
    contact = somebody(database)
    give(database, contact, OFFERS, on=YESTERDAY)
    entries = withdraw(database, contact, OFFERS)
    give(database, contact, OFFERS)
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


class OneAnswer(RuleBasedStateMachine):
    """Whatever is given, withdrawn, removed and taken back: no two consents of one kind hold on a day."""

    database: Database
    days = st.integers(0, 4).map(lambda days: TODAY - timedelta(days=days))
    cells = st.lists(st.sampled_from(CELLS[:3]), max_size=3)

    @initialize()
    def begin(self) -> None:
        self.contact = somebody(self.database)
        self.last: tuple[int, ...] = ()

    @rule(cells=cells, day=days)
    def give(self, cells: Any, day: date) -> None:
        with suppress(Refusal):
            self.last = give(self.database, self.contact, *cells, on=day)

    @rule(cells=cells, day=days)
    def withdraw(self, cells: Any, day: date) -> None:
        with suppress(Refusal):
            self.last = withdraw(self.database, self.contact, *cells, on=day)

    @rule(which=st.integers(0, 5))
    def remove(self, which: int) -> None:
        for row in self._rows()[which : which + 1]:
            with self.database.writing(NOW) as session:
                remove_consent(session, PROGRAM, consent_id=row.id)
            self.last = tuple(session.info["chained"])

    @rule()
    def take_back(self) -> None:
        entries, self.last = self.last, ()
        with suppress(ChangedMeanwhile), self.database.writing(NOW) as session:
            undo(session, PROGRAM, entries=entries)

    def _rows(self) -> list[Consent]:
        with self.database.reading(NOW) as session:
            wanted = Consent.contact_id == self.contact
            return list(session.scalars(select(Consent).where(wanted).order_by(Consent.id)))

    @invariant()
    def one_of_a_kind_on_a_day(self) -> None:
        rows = self._rows() if hasattr(self, "contact") else []
        for days in range(-1, 6):
            held = [row.cell for row in rows if row.term.period.holds_on(TODAY - timedelta(days=days))]
            assert len(held) == len(set(held))


def test_one_answer_a_day_whatever_happens(database: Database) -> None:
    machine = type("Machine", (OneAnswer,), {"database": database})
    case = machine.TestCase()
    case.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
    case.runTest()
