"""The states of all contracts by one query are those of the rule, for any facts and any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from actions.contract_loading import whole_contract
from db.session import Database
from domain.contract_terms import Regime, Renewal
from domain.contracts import CancellationKind, NoticeChannel, PauseKind, first_term_end, state_on
from models.contract import Cancellation, Contract, Pause
from queries.contract_states import states_on
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW

FIRST = date(2026, 1, 1)
some_days = st.integers(0, 60).map(lambda count: FIRST + timedelta(days=count * 7))


@st.composite
def contracts(draw: st.DrawFn) -> dict[str, Any]:
    """The facts of a contract as the actions leave them."""
    signed = draw(st.none() | some_days)
    return {
        "signed": signed,
        "activated": signed is not None and draw(st.booleans()),
        "start": draw(some_days),
        "months": draw(st.sampled_from([0, 1, 12])),
        "renewal": draw(st.sampled_from([Renewal.INDEFINITE, Renewal.ENDS])),
        "void": draw(st.integers(0, 9)) == 0,
        "withdrawn": draw(st.none() | st.integers(0, 14)) if draw(st.booleans()) else None,
        "pauses": draw(st.lists(st.tuples(some_days, st.none() | st.integers(1, 40)), max_size=2)),
        "notices": draw(st.lists(st.tuples(some_days, st.integers(0, 90)), max_size=2)),
    }


def made(session: Session, contact_id: int, number: int, facts: dict[str, Any]) -> Contract:
    signed = facts["signed"]
    contract = Contract(
        contact_id=contact_id,
        number=f"V{number}",
        name="x",
        regime=Regime.SINCE_2022_03,
        signed_on=signed,
        activated=facts["activated"],
        start_on=facts["start"],
        first_months=facts["months"],
        renewal=facts["renewal"],
        void=facts["void"],
        withdrawn_on=signed + timedelta(days=facts["withdrawn"])
        if signed is not None and facts["withdrawn"] is not None
        else None,
    )
    before = FIRST
    for start, length in sorted(facts["pauses"], key=lambda one: one[0]):
        if start < before:
            continue
        end = None if length is None else start + timedelta(days=length)
        before = end or date.max
        contract.pauses.append(Pause(contact_id=contact_id, starts_on=start, ends_before=end, kind=PauseKind.EXTENDS))
    natural = first_term_end(contract.facts) if facts["renewal"] is Renewal.ENDS else None
    for place, (noted, days) in enumerate(facts["notices"]):
        received = noted if natural is None else min(noted, natural)
        contract.cancellations.append(
            Cancellation(
                contact_id=contact_id,
                kind=CancellationKind.FOR_CAUSE,
                channel=NoticeChannel.DESK,
                received_on=received,
                end_on=received + timedelta(days=days),
                undone_on=received if place < len(facts["notices"]) - 1 else None,
            )
        )
    contract.derive()
    session.add(contract)
    return contract


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(facts=st.lists(contracts(), min_size=1, max_size=12), days=st.lists(some_days, min_size=1, max_size=3))
def test_one_query_says_what_the_rule_says(database: Database, facts: list[dict[str, Any]], days: list[date]) -> None:
    with database.writing(NOW) as session:
        for table in (Pause, Cancellation, Contract):
            session.execute(delete(table))
        contact = a_contact(session).id
        keys = [made(session, contact, number, one) for number, one in enumerate(facts)]
        past_the_trail(session)
        rows = [whole_contract(session, one.id) for one in keys]
        for day in days:
            found = states_on(session, day)
            assert found == {row.id: state_on(row.facts, day) for row in rows}
