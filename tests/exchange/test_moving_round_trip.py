"""Contracts that leave in the columns of moving in, and come into an empty studio, are the same contracts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.import_runs import begin_import
from actions.moving_in import MOST_PRICE, MovedContract
from db.session import Database
from domain.access import PROGRAM
from domain.calendar import Span, Unit
from domain.contacts import PaymentMethod
from domain.contract_terms import EndRule, Renewal, Terms, broken_law, regime_of
from domain.contracts import ContractFacts
from domain.periods import Period
from exchange.catalogue_columns import cells_of, table_of
from exchange.import_undo import undo_run
from exchange.moving_columns import CONTRACTS, open_moving
from exchange.moving_in import ContractRow, plan_contracts, run_contracts
from exchange.tables import Format, table_bytes
from i18n.texts import speaking
from i18n.words import word
from models.contract import Contract
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.exchange.importing import writing
from tests.services import the_contract

NAMES = ("Fit", "=1+1", "007", "1.5", '"Fit"; groß', "**Fit** <b>x</b>", "-10 %", "31.12.2026", "Ä" * 120)
DAYS = st.dates(date(2015, 1, 1), TODAY)


@st.composite
def contracts(draw: st.DrawFn) -> MovedContract:
    """A contract that the law allows."""
    start = draw(DAYS)
    signed = start - timedelta(days=draw(st.integers(0, 60)))
    renewal = draw(st.sampled_from(Renewal))
    terms = Terms(
        draw(st.sampled_from((0, 1, 6, 12, 24))),
        renewal,
        draw(st.integers(1, 12)) if renewal is Renewal.TERMS else 0,
        Span(draw(st.integers(0, 30)), draw(st.sampled_from(Unit))),
        draw(st.sampled_from(EndRule)),
        regime_of(signed),
    )
    assume(not broken_law(terms))
    end = draw(st.none() | st.integers(0, 900).map(lambda days: start + timedelta(days=days)))
    paused = draw(st.none() | st.integers(0, 900).map(lambda days: start + timedelta(days=days)))
    until = None if paused is None else draw(st.none() | st.integers(1, 90).map(lambda days: paused + timedelta(days)))
    points, cents = draw(st.sampled_from(((0, 0), (1050, 0), (10_000, 0), (0, 500))))
    return MovedContract(
        contact_id=0,
        name=draw(st.sampled_from(NAMES)),
        number=draw(st.sampled_from(("", "A-1", "007"))),
        start_on=start,
        signed_on=signed,
        billed_until=start + timedelta(days=draw(st.integers(0, 900))),
        terms=terms,
        price_cents=draw(st.integers(0, MOST_PRICE)),
        interval_months=draw(st.sampled_from((1, 3, 6, 12))),
        payment_method=draw(st.sampled_from(PaymentMethod)),
        basis_points=points,
        discount_cents=cents,
        pause=None if paused is None else Period(paused, until),
        end_on=end,
        received_on=None if end is None else draw(st.dates(min(signed, end), min(end, TODAY))),
        text=draw(st.sampled_from(("", "=HYPERLINK(1)", "one; two"))),
    )


def values_of(moved: MovedContract) -> dict[str, Any]:
    """The cells of a contract."""
    less = f"{moved.basis_points // 100}.{moved.basis_points % 100:02} %" if moved.basis_points else ""
    pause = moved.pause
    return dict.fromkeys((part.name for part in CONTRACTS), "") | {
        "contact": "77", "number": moved.number, "name": moved.name, "price_cents": moved.price_cents,
        "interval_months": moved.interval_months, "signed_on": moved.signed_on, "start_on": moved.start_on,
        "billed_until": moved.billed_until, "first_months": moved.terms.first_months, "renewal": moved.terms.renewal,
        "renewal_months": moved.terms.renewal_months,
        "notice": f"{moved.terms.notice.value} {word(moved.terms.notice.unit)}", "end_rule": moved.terms.end_rule,
        "payment_method": moved.payment_method, "text": moved.text, "born_on": None,
        "discount": less or (f"{moved.discount_cents // 100}.00" if moved.discount_cents else ""),
        "paused_from": pause and pause.start,
        "paused_until": pause and pause.end and pause.end - timedelta(days=1),
        "received_on": moved.received_on, "end_on": moved.end_on,
    }  # fmt: skip


def come_back(database: Database, moved: MovedContract, kind: Format) -> ContractRow:
    """A contract as it is read from the file that says what it is."""
    data = table_bytes(kind, table_of(CONTRACTS, "T"), [cells_of(CONTRACTS, values_of(moved))])
    file = open_moving(data, largest=1_000_000)
    with database.reading() as session:
        (row,) = plan_contracts(session, file, today=TODAY)
    return row


def said(moved: MovedContract) -> tuple[Any, ...]:
    """What a contract is, whoever has it."""
    facts: ContractFacts = moved.contract().facts
    return moved.name, moved.number, moved.payment_method, moved.text, facts


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", [Format.XLSX, Format.CSV])
def test_what_leaves_comes_back_the_same(sqlite_database: Database, kind: Format, language: Any) -> None:
    with sqlite_database.writing(NOW) as session:
        a_contact(session, number="77", first_name="Anna", last_name="Müller")

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(contracts())
    def same(moved: MovedContract) -> None:
        row = come_back(sqlite_database, moved, kind)
        assert row.problems == ()
        assert row.moved is not None
        assert said(row.moved) == said(moved)

    with speaking(language):
        same()


def test_what_is_stored_has_the_facts_of_the_file(database: Database) -> None:
    with database.writing(NOW) as session:
        a_contact(session, number="77", first_name="Anna", last_name="Müller")

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(contracts())
    def same(moved: MovedContract) -> None:
        row = come_back(database, moved, Format.XLSX)
        with database.writing(NOW) as session:
            run_id = begin_import(session, PROGRAM, file_name="old.xlsx").id
        ((stored,),) = run_contracts(run_id, [row], writing=writing(database))
        assert stored.problems == ()
        with database.reading() as session:
            facts = the_contract(session, session.scalars(select(Contract.id)).one()).facts
        assert facts == moved.contract().facts
        *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
        assert last.left == ()

    with speaking("de"):
        same()
