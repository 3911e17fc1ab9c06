"""Contracts are sold, changed and ended: what is allowed when, what is refused and why, and what undo restores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.cancellations import cancel_contract, undo_cancellation, void_contract, withdraw_contract
from actions.contract_changes import (
    add_add_on,
    add_free_time,
    cancel_price_change,
    change_payer,
    change_price,
    end_add_on,
)
from actions.contract_successors import reactivate_contract, switch_tariff
from actions.contracts import Sale, activate_contract, change_start, delete_draft, edit_draft, sell_contract
from actions.pauses import change_pause, pause_contract, remove_pause
from actions.undo import undo
from db.session import Database
from domain import contract_deeds as deeds
from domain.access import PROGRAM
from domain.claims import ClaimKind
from domain.contacts import ContactKind, PaymentMethod
from domain.contract_claims import expected_claims, preview_until
from domain.contract_terms import Renewal, TermTooLong
from domain.contracts import ALLOWED, CancellationKind, ContractState, Deed, DeedNotAllowed, state_on
from domain.errors import ChangedMeanwhile, Gone, InvalidInput, Missing, NotAChoice, Refusal
from models.audit import AuditEntry
from models.catalogue import TariffTerm
from models.contact import Contact
from models.contract import Contract
from queries.contracts import Asked, contract_view, contracts_of
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.services import a_contract, a_tariff, an_extra, the_contract

LONG_AGO, NEXT_YEAR = date(2026, 3, 1), date(2027, 3, 1)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


@dataclass
class Made:
    """A contact with a contract in some state."""

    contact: int
    term: int
    contract: int
    extra: int


def made_in(database: Database, state: ContractState) -> Made:
    """A contract that is in a state today."""
    with database.writing(NOW) as session:
        contact = a_contact(session, "Anna", "Müller").id
        term, extra = a_tariff(session), an_extra(session)
    with database.writing(NOW) as session:
        if state is ContractState.DRAFT:
            sale = Sale(term_id=term, start_on=days(5))
            return Made(contact, term, sell_contract(session, PROGRAM, contact_id=contact, sale=sale).id, extra)
        start, signed = {
            ContractState.PENDING: (days(5), days(-1)),
            ContractState.WITHDRAWN: (days(-3), days(-4)),
            ContractState.ACTIVE: (days(-3), days(-4)),
            ContractState.PAUSED: (days(-3), days(-4)),
            ContractState.CANCELLED: (days(-3), days(-4)),
        }.get(state, (LONG_AGO, LONG_AGO))
        key = a_contract(session, contact, term_id=term, start_on=start, signed_on=signed)
    with database.writing(NOW) as session:
        if state is ContractState.PAUSED:
            pause_contract(session, PROGRAM, contract_id=key, starts_on=days(-2), last_day=days(9), reason="ill")
        elif state is ContractState.CANCELLED:
            cancel_contract(session, PROGRAM, contract_id=key, received_on=TODAY)
        elif state is ContractState.WITHDRAWN:
            withdraw_contract(session, PROGRAM, contract_id=key, on=days(-1))
        elif state is ContractState.VOID:
            void_contract(session, PROGRAM, contract_id=key, reason="twice")
        elif state is ContractState.ENDED:
            kind = CancellationKind.FOR_CAUSE
            cancel_contract(session, PROGRAM, contract_id=key, received_on=days(-9), kind=kind, reason="moved")
    return Made(contact, term, key, extra)


def sale_of(made: Made, start: date | None = None, **more: Any) -> Sale:
    return Sale(term_id=made.term, start_on=start or days(10), **more)


DEEDS: dict[Deed, Callable[..., Any]] = {
    Deed.EDIT: lambda s, m, **v: edit_draft(s, PROGRAM, contract_id=m.contract, **v, sale=sale_of(m)),
    Deed.ACTIVATE: lambda s, m, **v: activate_contract(s, PROGRAM, contract_id=m.contract, **v, signed_on=TODAY),
    Deed.DELETE: lambda s, m, **v: delete_draft(s, PROGRAM, contract_id=m.contract, **v),
    Deed.CHANGE_START: lambda s, m, **v: change_start(s, PROGRAM, contract_id=m.contract, **v, start_on=days(6)),
    Deed.WITHDRAW: lambda s, m, **v: withdraw_contract(s, PROGRAM, contract_id=m.contract, **v, on=TODAY),
    Deed.CANCEL: lambda s, m, **v: cancel_contract(
        s,
        PROGRAM,
        contract_id=m.contract,
        **v,
        received_on=TODAY,
        kind=CancellationKind.FOR_CAUSE,
        end_on=days(20),
        reason="x",
    ),
    Deed.UNDO_CANCELLATION: lambda s, m, **v: undo_cancellation(s, PROGRAM, contract_id=m.contract, **v),
    Deed.PAUSE: lambda s, m, **v: pause_contract(
        s, PROGRAM, contract_id=m.contract, **v, starts_on=days(12), last_day=days(14), reason="x"
    ),
    Deed.CHANGE_PRICE: lambda s, m, **v: change_price(
        s, PROGRAM, contract_id=m.contract, **v, valid_from=days(12), cents=1, reason="x"
    ),
    Deed.ADD_FREE_TIME: lambda s, m, **v: add_free_time(
        s, PROGRAM, contract_id=m.contract, **v, starts_on=days(12), last_day=days(14), reason="x"
    ),
    Deed.ADD_ON: lambda s, m, **v: add_add_on(
        s, PROGRAM, contract_id=m.contract, **v, product_id=m.extra, starts_on=days(12)
    ),
    Deed.CHANGE_PAYER: lambda s, m, **v: change_payer(
        s, PROGRAM, contract_id=m.contract, **v, payer_id=m.contact, valid_from=days(12)
    ),
    Deed.SWITCH: lambda s, m, **v: switch_tariff(
        s, PROGRAM, contract_id=m.contract, **v, sale=sale_of(m), signed_on=TODAY
    ),
    Deed.REACTIVATE: lambda s, m, **v: reactivate_contract(
        s, PROGRAM, contract_id=m.contract, **v, sale=sale_of(m), signed_on=TODAY
    ),
    Deed.VOID: lambda s, m, **v: void_contract(s, PROGRAM, contract_id=m.contract, **v, reason="x"),
}
"""How each deed is done; with a `version` as by somebody who saw that one."""


def state_of(database: Database, key: int, day: date = TODAY) -> ContractState:
    with database.reading(NOW) as session:
        return state_on(the_contract(session, key).facts, day)


def problem(database: Database, deed: Callable[[Any], Any]) -> Refusal:
    """The one broken rule of a deed."""
    with pytest.raises(Refusal) as refused, database.writing(NOW) as session:
        deed(session)
    if isinstance(refused.value, InvalidInput):
        (found,) = refused.value.problems
        return found
    return refused.value


def take_back(database: Database) -> None:
    """Undo the latest step."""
    with database.reading(NOW) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=(last.seq,))


def everything_of(database: Database, key: int) -> Any:
    """All that is read of a contract but its version."""
    with database.reading(NOW) as session:
        contract = session.get(Contract, key)
        if contract is None:
            return None
        view = contract_view(session, key, contact_id=contract.contact_id, day=TODAY, today=TODAY)
        assert view is not None
        return view.facts, view.prices, view.pauses, view.add_ons, view.notices, view.payers, contract.ends_on


@pytest.mark.parametrize("state", ContractState)
def test_each_state_allows_what_the_table_says_and_undo_restores_it(
    sqlite_database: Database, state: ContractState
) -> None:
    made = made_in(sqlite_database, state)
    assert state_of(sqlite_database, made.contract) is state
    for deed, does in DEEDS.items():
        before = everything_of(sqlite_database, made.contract)
        if deed in ALLOWED[state]:
            with sqlite_database.writing(NOW) as session:
                does(session, made)
            assert everything_of(sqlite_database, made.contract) != before or deed is Deed.REACTIVATE, deed
            take_back(sqlite_database)
            assert everything_of(sqlite_database, made.contract) == before, deed
        else:
            refused = problem(sqlite_database, lambda session, does=does: does(session, made))
            assert isinstance(refused, DeedNotAllowed), deed
            assert refused.data == {"deed": deed, "state": state}


@pytest.mark.parametrize("deed", Deed)
def test_who_is_late_changes_nothing(database: Database, deed: Deed) -> None:
    made = made_in(database, next(state for state in ContractState if deed in ALLOWED[state]))
    before = everything_of(database, made.contract)
    with database.reading(NOW) as session:
        version = the_contract(session, made.contract).version
    refused = problem(database, lambda session: DEEDS[deed](session, made, version=version - 1))
    assert type(refused) is ChangedMeanwhile
    assert not refused.data
    assert everything_of(database, made.contract) == before
    with database.writing(NOW) as session:
        DEEDS[deed](session, made, version=version)
    with database.reading(NOW) as session:
        contract = session.get(Contract, made.contract)
        assert contract is None or deed is Deed.REACTIVATE or contract.version > version


# --- selling ------------------------------------------------------------------------------------------------
def test_a_sale_copies_the_tariff_and_gives_the_claims_of_the_first_term(database: Database) -> None:
    with database.writing(NOW) as session:
        contact, term = a_contact(session).id, a_tariff(session)
    with database.writing(NOW) as session:
        sale = Sale(
            term_id=term,
            start_on=days(8),
            basis_points=10_00,
            discount_months=3,
            free_months=1,
            payment_method=PaymentMethod.DEBIT,
        )
        key = sell_contract(session, PROGRAM, contact_id=contact, sale=sale, signed_on=TODAY).id
        session.get_one(TariffTerm, term).price_cents = 9990
        past_the_trail(session)
    with database.reading(NOW) as session:
        facts = the_contract(session, key).facts
    claims = expected_claims(facts, until=preview_until(facts))
    assert [claim.cents for claim in claims] == [2900, 3591, 3591, *[3990] * 9]
    assert claims[0].kind is ClaimKind.SIGN_UP
    assert state_on(facts, TODAY) is ContractState.PENDING


def test_the_sign_up_fee_comes_once_and_is_waived_with_a_reason(database: Database) -> None:
    made = made_in(database, ContractState.ACTIVE)
    with database.writing(NOW) as session:
        second = sell_contract(session, PROGRAM, contact_id=made.contact, sale=sale_of(made), signed_on=TODAY)
        assert second.sign_up_cents == 0
        other = a_contact(session, "Ben").id
    with database.writing(NOW) as session:
        sale = sale_of(made, waived=True, waived_reason=" friend of Anna ")
        waived = sell_contract(session, PROGRAM, contact_id=other, sale=sale, signed_on=TODAY)
        assert (waived.sign_up_cents, waived.sign_up_waived) == (0, "friend of Anna")
        third = a_contact(session, "Cem").id
    refused = problem(
        database,
        lambda session: sell_contract(session, PROGRAM, contact_id=third, sale=sale_of(made, waived=True)),
    )
    assert (type(refused), refused.field) == (Missing, "waived_reason")


@pytest.mark.parametrize(
    ("born_on", "consent", "broken"),
    [
        (date(2010, 1, 1), None, deeds.GuardianConsentMissing),
        (date(2010, 1, 1), TODAY, None),
        (date(2010, 1, 1), days(1), deeds.NotInFuture),
        (date(2008, 11, 23), None, None),
        (date(2008, 11, 24), None, deeds.GuardianConsentMissing),
        (None, None, None),
    ],
)
def test_a_minor_needs_a_guardian_before_the_contract_is_in_force(
    sqlite_database: Database, born_on: date | None, consent: date | None, broken: type[Refusal] | None
) -> None:
    made = made_in(sqlite_database, ContractState.DRAFT)
    with sqlite_database.writing(NOW) as session:
        session.get_one(Contact, made.contact).born_on = born_on
        past_the_trail(session)

    def activate(session: Any) -> None:
        activate_contract(session, PROGRAM, contract_id=made.contract, signed_on=TODAY, guardian_consent_on=consent)

    if broken is None:
        with sqlite_database.writing(NOW) as session:
            activate(session)
        assert state_of(sqlite_database, made.contract) is ContractState.PENDING
    else:
        refused = problem(sqlite_database, activate)
        assert (type(refused), refused.field) == (broken, "guardian_consent_on")


BAD_SALES: list[tuple[dict[str, Any], type[Refusal], str]] = [
    ({"start_on": date(1949, 12, 31)}, deeds.ContractDayImpossible, "start_on"),
    ({"start_on": date(9999, 12, 31), "free_months": 12}, deeds.ContractDayImpossible, "start_on"),
    ({"term_id": 10**9}, deeds.TariffNotOffered, "term_id"),
    ({"basis_points": 100_01}, deeds.DiscountImpossible, "discount"),
    ({"basis_points": -1}, deeds.DiscountImpossible, "discount"),
    ({"discount_cents": -1}, deeds.DiscountImpossible, "discount"),
    ({"discount_cents": 1, "discount_months": 0}, deeds.MonthsImpossible, "discount_months"),
    ({"free_months": 37}, deeds.MonthsImpossible, "free_months"),
    ({"free_months": -1}, deeds.MonthsImpossible, "free_months"),
    ({"waived": True, "waived_reason": " "}, Missing, "waived_reason"),
]


@pytest.mark.parametrize(("inputs", "broken", "field"), BAD_SALES, ids=lambda case: str(case)[:40])
def test_bad_sales_are_refused_under_their_fields(
    sqlite_database: Database, inputs: dict[str, Any], broken: type[Refusal], field: str
) -> None:
    with sqlite_database.writing(NOW) as session:
        contact, term = a_contact(session).id, a_tariff(session)
    sale = Sale(**({"term_id": term, "start_on": TODAY} | inputs))
    refused = problem(sqlite_database, lambda session: sell_contract(session, PROGRAM, contact_id=contact, sale=sale))
    assert (type(refused), refused.field) == (broken, field)


def test_companies_alone_leave_the_law_of_consumers(sqlite_database: Database) -> None:
    with sqlite_database.writing(NOW) as session:
        contact = a_contact(session).id
        company = a_tariff(session, "Firma", first_months=36, business=True)
        illegal = a_tariff(session, "Lang", first_months=36)
    refused = problem(
        sqlite_database,
        lambda s: sell_contract(s, PROGRAM, contact_id=contact, sale=Sale(term_id=company, start_on=TODAY)),
    )
    assert isinstance(refused, deeds.ForCompaniesOnly)
    refused = problem(
        sqlite_database,
        lambda s: sell_contract(s, PROGRAM, contact_id=contact, sale=Sale(term_id=illegal, start_on=TODAY)),
    )
    assert isinstance(refused, TermTooLong)
    assert refused.field == "term_id"
    with sqlite_database.writing(NOW) as session:
        company_contact = session.get_one(Contact, contact)
        company_contact.kind, company_contact.company_name = ContactKind.COMPANY, "GmbH"
        past_the_trail(session)
        sold = sell_contract(
            session, PROGRAM, contact_id=contact, sale=Sale(term_id=company, start_on=TODAY), signed_on=TODAY
        )
        assert sold.first_months == 36


# --- notices ------------------------------------------------------------------------------------------------
def test_a_notice_ends_the_contract_when_it_can_and_is_taken_back(database: Database) -> None:
    made = made_in(database, ContractState.CANCELLED)
    with database.reading(NOW) as session:
        contract = the_contract(session, made.contract)
        assert contract.ends_on == date(2027, 11, 19)
        assert expected_claims(contract.facts, until=date(2028, 6, 1))[-1].due_on == date(2027, 10, 20)
    with database.writing(NOW) as session:
        undo_cancellation(session, PROGRAM, contract_id=made.contract)
    assert state_of(database, made.contract) is ContractState.ACTIVE
    with database.writing(NOW) as session:
        again = cancel_contract(session, PROGRAM, contract_id=made.contract, received_on=days(-1))
        assert len(again.cancellations) == 2


ORDINARY, CAUSE, STUDIO = CancellationKind
BAD_NOTICES: list[tuple[dict[str, Any], type[Refusal], str]] = [
    ({"received_on": days(1)}, deeds.NotInFuture, "received_on"),
    ({"received_on": date(1900, 1, 1)}, deeds.ContractDayImpossible, "received_on"),
    ({"received_on": TODAY, "end_on": date(2027, 2, 27)}, deeds.EndTooEarly, "end_on"),
    ({"received_on": TODAY, "end_on": date(9999, 1, 1)}, deeds.ContractDayImpossible, "end_on"),
    ({"received_on": TODAY, "kind": CAUSE}, Missing, "reason"),
    ({"received_on": TODAY, "kind": STUDIO, "reason": "x", "end_on": days(-1)}, deeds.EndBeforeNotice, "end_on"),
]


@pytest.mark.parametrize(("inputs", "broken", "field"), BAD_NOTICES, ids=lambda case: str(case)[:40])
def test_bad_notices_are_refused_under_their_fields(
    sqlite_database: Database, inputs: dict[str, Any], broken: type[Refusal], field: str
) -> None:
    with sqlite_database.writing(NOW) as session:
        contact, term = a_contact(session).id, a_tariff(session)
        key = a_contract(session, contact, term_id=term, start_on=LONG_AGO)
    refused = problem(sqlite_database, lambda session: cancel_contract(session, PROGRAM, contract_id=key, **inputs))
    assert (type(refused), refused.field) == (broken, field)


def test_a_cancelled_contract_only_ends_sooner(sqlite_database: Database) -> None:
    made = made_in(sqlite_database, ContractState.CANCELLED)
    inputs: dict[str, Any] = {"contract_id": made.contract, "received_on": TODAY, "kind": CAUSE, "reason": "x"}
    refused = problem(sqlite_database, lambda s: cancel_contract(s, PROGRAM, **inputs, end_on=date(2027, 11, 19)))
    assert isinstance(refused, deeds.EarlierNotice)
    with sqlite_database.writing(NOW) as session:
        assert cancel_contract(session, PROGRAM, **inputs, end_on=days(30)).ends_on == days(30)
    take_back(sqlite_database)
    with sqlite_database.reading(NOW) as session:
        assert the_contract(session, made.contract).ends_on == date(2027, 11, 19)


def test_a_contract_that_ends_by_itself_is_left_alone(sqlite_database: Database) -> None:
    with sqlite_database.writing(NOW) as session:
        contact, term = a_contact(session).id, a_tariff(session, renewal=Renewal.ENDS)
        key = a_contract(session, contact, term_id=term, start_on=LONG_AGO)
        assert the_contract(session, key).ends_on == date(2027, 2, 28)
    with sqlite_database.writing(NOW) as session:
        pause_contract(session, PROGRAM, contract_id=key, starts_on=days(1), last_day=days(10), reason="x")
        assert the_contract(session, key).ends_on == date(2027, 3, 10)


# --- pauses -------------------------------------------------------------------------------------------------
def test_pauses_never_overlap_move_the_term_and_leave_no_trace(database: Database) -> None:
    made = made_in(database, ContractState.ACTIVE)
    untouched = everything_of(database, made.contract)
    with database.writing(NOW) as session:
        pause_contract(session, PROGRAM, contract_id=made.contract, starts_on=days(10), last_day=days(19), reason="x")
    for first, last in ((days(19), None), (days(5), days(10)), (days(1), None), (days(12), days(13))):
        refused = problem(
            database,
            lambda s, first=first, last=last: pause_contract(
                s, PROGRAM, contract_id=made.contract, starts_on=first, last_day=last, reason="x"
            ),
        )
        assert isinstance(refused, deeds.PausesOverlap)
    with database.writing(NOW) as session:
        changed = pause_contract(session, PROGRAM, contract_id=made.contract, starts_on=days(20), reason="x")
        first, second = (pause.id for pause in changed.pauses)
    with database.writing(NOW) as session:
        change_pause(
            session,
            PROGRAM,
            contract_id=made.contract,
            pause_id=second,
            starts_on=days(20),
            last_day=days(25),
            reason="back",
        )
    with database.writing(NOW) as session:
        for pause_id in (first, second):
            remove_pause(session, PROGRAM, contract_id=made.contract, pause_id=pause_id)
    assert everything_of(database, made.contract) == untouched
    refused = problem(database, lambda s: remove_pause(s, PROGRAM, contract_id=made.contract, pause_id=first))
    assert isinstance(refused, Gone)


@pytest.mark.parametrize(
    ("most", "first", "last", "broken", "field"),
    [
        (10, days(10), days(20), deeds.TooManyPauseDays, "last_day"),
        (10, days(10), days(19), None, ""),
        (10, days(10), None, deeds.PauseNeedsEnd, "last_day"),
        (0, days(10), days(10), deeds.TooManyPauseDays, "last_day"),
        (10, date(2026, 12, 22), date(2027, 1, 10), None, ""),
        (10, date(2026, 12, 22), date(2027, 1, 11), deeds.TooManyPauseDays, "last_day"),
        (None, days(10), None, None, ""),
        (None, days(10), days(9), deeds.LastBeforeStart, "last_day"),
        (None, days(-400), days(9), deeds.BeforeStart, "starts_on"),
    ],
)
def test_days_of_pause_in_a_year(
    sqlite_database: Database,
    most: int | None,
    first: date,
    last: date | None,
    broken: type[Refusal] | None,
    field: str,
) -> None:
    with sqlite_database.writing(NOW) as session:
        contact, term = a_contact(session).id, a_tariff(session, pause_days_a_year=most)
        key = a_contract(session, contact, term_id=term, start_on=LONG_AGO)
    inputs: dict[str, Any] = {"contract_id": key, "starts_on": first, "last_day": last, "reason": "x"}
    if broken is None:
        with sqlite_database.writing(NOW) as session:
            assert len(pause_contract(session, PROGRAM, **inputs).pauses) == 1
        return
    refused = problem(sqlite_database, lambda s: pause_contract(s, PROGRAM, **inputs))
    assert (type(refused), refused.field) == (broken, field)


# --- prices, extras, payers ---------------------------------------------------------------------------------
def test_one_price_change_is_to_come_and_can_be_cancelled(database: Database) -> None:
    made = made_in(database, ContractState.ACTIVE)
    before = everything_of(database, made.contract)
    inputs: dict[str, Any] = {"contract_id": made.contract, "valid_from": days(30), "cents": 4490, "reason": "costs"}
    with database.writing(NOW) as session:
        price = change_price(session, PROGRAM, **inputs).prices[-1].id
    refused = problem(
        database, lambda s: change_price(s, PROGRAM, **(inputs | {"valid_from": days(60), "cents": 4690}))
    )
    assert (type(refused), refused.data) == (deeds.PriceChangeWaits, {"day": days(30)})
    with database.writing(NOW) as session:
        cancel_price_change(session, PROGRAM, contract_id=made.contract, price_id=price)
    assert everything_of(database, made.contract) == before
    for change, broken in (
        ({"cents": 3990}, deeds.PriceStays),
        ({"cents": -1}, NotAChoice),
        ({"valid_from": days(-30)}, deeds.BeforeStart),
        ({"reason": ""}, Missing),
    ):
        assert isinstance(problem(database, lambda s, c=change: change_price(s, PROGRAM, **(inputs | c))), broken)


def test_an_extra_is_copied_for_the_interval_and_ends(database: Database) -> None:
    made = made_in(database, ContractState.ACTIVE)
    with database.writing(NOW) as session:
        changed = add_add_on(session, PROGRAM, contract_id=made.contract, product_id=made.extra, starts_on=TODAY)
        key = changed.add_ons[0].id
    with database.writing(NOW) as session:
        end_add_on(session, PROGRAM, contract_id=made.contract, add_on_id=key, last_day=days(10))
    with database.reading(NOW) as session:
        claims = expected_claims(the_contract(session, made.contract).facts, until=days(300))
    assert sum(claim.cents for claim in claims if claim.kind is ClaimKind.ADD_ON) == 183
    refused = problem(
        database, lambda s: add_add_on(s, PROGRAM, contract_id=made.contract, product_id=10**9, starts_on=TODAY)
    )
    assert (type(refused), refused.field) == (NotAChoice, "product_id")


def test_a_switch_ends_the_old_on_the_day_before_and_follows_it(database: Database) -> None:
    made = made_in(database, ContractState.ACTIVE)
    for start in (TODAY - timedelta(days=1), days(-3)):
        refused = problem(
            database,
            lambda s, start=start: switch_tariff(
                s, PROGRAM, contract_id=made.contract, sale=sale_of(made, start), signed_on=TODAY
            ),
        )
        assert (type(refused), refused.field) == (deeds.SwitchTooEarly, "start_on")
    with database.writing(NOW) as session:
        new = switch_tariff(session, PROGRAM, contract_id=made.contract, sale=sale_of(made, days(7)), signed_on=TODAY)
        assert (new.follows_id, new.sign_up_cents) == (made.contract, 0)
        assert session.get_one(Contract, made.contract).ends_on == days(6)


def test_lists_filter_by_name_state_and_period(sqlite_database: Database) -> None:
    made = made_in(sqlite_database, ContractState.ENDED)
    with sqlite_database.writing(NOW) as session:
        a_contract(session, made.contact, term_id=a_tariff(session, "Reha-Sport"), start_on=days(-3))
    with sqlite_database.reading(NOW) as session:

        def names(**asked: Any) -> list[str]:
            return [row.name for row in contracts_of(session, Asked(made.contact, TODAY, **asked))]

        assert names() == ["Reha-Sport", "Fitness"]
        assert names(typed="reha sport") == ["Reha-Sport"]
        assert names(states=(ContractState.ENDED,)) == ["Fitness"]
        assert names(since=days(-5)) == ["Reha-Sport"]
        assert names(before=days(-5)) == ["Fitness"]
        assert names(typed="nothing") == []


@pytest.mark.parametrize(
    ("sent", "in_time"),
    # Signed on 24 October, the fortnight ends on a Saturday: until Monday 9 November.
    [(days(-30), True), (days(-14), True), (days(-13), False), (TODAY, False), (days(-31), False)],
)
def test_a_withdrawal_that_was_sent_in_time_may_be_recorded_late(database: Database, sent: date, in_time: bool) -> None:
    made = made_in(database, ContractState.ACTIVE)
    with database.writing(NOW) as session:
        contract = the_contract(session, made.contract)
        contract.start_on = contract.signed_on = days(-30)
        past_the_trail(session)
    with database.writing(NOW) as session:
        if in_time:
            withdraw_contract(session, PROGRAM, contract_id=made.contract, on=sent)
            assert state_on(the_contract(session, made.contract).facts, sent) is ContractState.WITHDRAWN
        else:
            with pytest.raises(InvalidInput) as refused:
                withdraw_contract(session, PROGRAM, contract_id=made.contract, on=sent)
            assert isinstance(refused.value.problems[0], deeds.WithdrawnTooEarly)
