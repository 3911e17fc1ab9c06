"""What a contract is on any day, which notice leads to which end, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.calendar import Span, Unit, add_span, last_day_of_month, period_end
from domain.contract_terms import EndRule, Regime, Renewal, Terms
from domain.contracts import (
    ALLOWED,
    Because,
    CancellationKind,
    ContractFacts,
    ContractState,
    Deed,
    DeedNotAllowed,
    PauseFact,
    PauseKind,
    allowed,
    check_deed,
    end_known_on,
    end_of,
    first_term_end,
    last_day_to_withdraw,
    next_possible_end,
    state_on,
)
from domain.periods import DAY, Period
from tests.agreements import (
    ANY_DAY,
    LENGTHS,
    agreed,
    any_life,
    any_pauses,
    any_terms,
    cancelled,
    extends,
    free_pause,
    on,
)

S = ContractState
YEAR_END = Terms(12, Renewal.ENDS)


# --- the state -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "states"),
    [
        # Signed, started, and going on without term.
        (
            agreed("2026-03-01", signed_on=on("2026-02-10")),
            {"2026-02-09": S.DRAFT, "2026-02-10": S.PENDING, "2026-02-28": S.PENDING, "2026-03-01": S.ACTIVE}
            | {"2027-02-28": S.ACTIVE, "2027-03-01": S.ACTIVE, "9999-12-31": S.ACTIVE},
        ),
        (agreed("2026-03-01", activated=False), {"2026-02-28": S.DRAFT, "2026-03-01": S.DRAFT, "2030-01-01": S.DRAFT}),
        # It ends by itself.
        (agreed("2026-03-01", terms=YEAR_END), {"2027-02-28": S.ACTIVE, "2027-03-01": S.ENDED}),
        (agreed("2023-02-28", terms=YEAR_END), {"2024-02-27": S.ACTIVE, "2024-02-28": S.ENDED}),
        (agreed("2024-02-29", terms=YEAR_END), {"2025-02-28": S.ACTIVE, "2025-03-01": S.ENDED}),
        # A pause within.
        (
            agreed("2026-03-01", pauses=(free_pause("2026-05-01", "2026-05-31"),)),
            {"2026-04-30": S.ACTIVE, "2026-05-01": S.PAUSED, "2026-05-31": S.PAUSED, "2026-06-01": S.ACTIVE},
        ),
        (
            agreed("2026-03-01", pauses=(free_pause("2026-05-01"),)),
            {"2026-04-30": S.ACTIVE, "2026-05-01": S.PAUSED, "2030-01-01": S.PAUSED},
        ),
        # A second pause in the same month counts as the first does.
        (
            agreed(
                "2026-03-01", pauses=(free_pause("2026-05-20", "2026-05-22"), free_pause("2026-05-02", "2026-05-04"))
            ),
            {"2026-05-01": S.ACTIVE, "2026-05-02": S.PAUSED, "2026-05-05": S.ACTIVE, "2026-05-19": S.ACTIVE}
            | {"2026-05-20": S.PAUSED, "2026-05-22": S.PAUSED, "2026-05-23": S.ACTIVE},
        ),
        (
            agreed("2026-03-01", signed_on=on("2026-01-01"), pauses=(free_pause("2026-02-01", "2026-03-10"),)),
            {"2026-02-01": S.PENDING, "2026-02-28": S.PENDING, "2026-03-01": S.PAUSED, "2026-03-11": S.ACTIVE},
        ),
        # Cancelled: service goes on to the end.
        (
            agreed("2026-03-01", cancellation=cancelled("2026-11-24", "2027-02-28")),
            {"2026-11-23": S.ACTIVE, "2026-11-24": S.CANCELLED, "2027-02-28": S.CANCELLED, "2027-03-01": S.ENDED},
        ),
        (
            agreed(
                "2026-03-01",
                cancellation=cancelled("2026-11-24", "2027-02-28"),
                pauses=(free_pause("2026-12-01", "2026-12-31"),),
            ),
            {"2026-11-30": S.CANCELLED, "2026-12-01": S.PAUSED, "2026-12-31": S.PAUSED, "2027-01-01": S.CANCELLED},
        ),
        (
            agreed(
                "2026-03-01",
                cancellation=cancelled("2026-11-24", "2027-02-28"),
                pauses=(free_pause("2027-02-01"),),
            ),
            {"2027-02-28": S.PAUSED, "2027-03-01": S.ENDED},
        ),
        (
            agreed("2026-03-01", signed_on=on("2026-02-01"), cancellation=cancelled("2026-02-10", "2027-02-28")),
            {"2026-02-10": S.PENDING, "2026-02-28": S.PENDING, "2026-03-01": S.CANCELLED},
        ),
        # For cause, to a day before the start, and to a day before the receipt, which was not known till then.
        (
            agreed("2026-03-01", signed_on=on("2026-02-01"), cancellation=cancelled("2026-02-10", "2026-02-15")),
            {"2026-02-15": S.PENDING, "2026-02-16": S.ENDED, "2026-03-01": S.ENDED},
        ),
        (
            agreed("2026-03-01", cancellation=cancelled("2026-06-10", "2026-05-31")),
            {"2026-05-31": S.ACTIVE, "2026-06-01": S.ACTIVE, "2026-06-09": S.ACTIVE, "2026-06-10": S.ENDED},
        ),
        # Withdrawn, and entered by mistake.
        (
            agreed("2026-03-01", withdrawn_on=on("2026-03-09")),
            {"2026-03-08": S.ACTIVE, "2026-03-09": S.WITHDRAWN, "2030-01-01": S.WITHDRAWN},
        ),
        (
            agreed("2026-03-01", signed_on=on("2026-02-20"), withdrawn_on=on("2026-02-25")),
            {"2026-02-19": S.DRAFT, "2026-02-24": S.PENDING, "2026-02-25": S.WITHDRAWN, "2026-03-01": S.WITHDRAWN},
        ),
        (
            agreed("2026-03-01", withdrawn_on=on("2026-03-09"), cancellation=cancelled("2026-03-02", "2026-03-05")),
            {"2026-03-02": S.CANCELLED, "2026-03-06": S.ENDED, "2026-03-09": S.WITHDRAWN},
        ),
        (
            agreed("2026-03-01", void=True, withdrawn_on=on("2026-03-09"), terms=YEAR_END),
            {"2026-01-01": S.VOID, "2026-03-09": S.VOID, "2030-01-01": S.VOID},
        ),
    ],
)
def test_the_state_of_days_around_each_edge(facts: ContractFacts, states: dict[str, ContractState]) -> None:
    assert {day: state_on(facts, on(day)) for day in states} == states


@given(any_life(), ANY_DAY, st.randoms(use_true_random=False))
def test_the_state_depends_on_facts_and_day_alone(facts: ContractFacts, day: date, random: Any) -> None:
    pauses = list(facts.pauses)
    random.shuffle(pauses)
    assert state_on(replace(facts, pauses=tuple(pauses)), day) is state_on(facts, day)


@given(any_life(), ANY_DAY, LENGTHS, ANY_DAY)
def test_a_notice_that_came_later_changes_no_earlier_day(
    facts: ContractFacts, received_on: date, length: Any, day: date
) -> None:
    facts = replace(facts, cancellation=None)
    later = replace(facts, cancellation=replace(cancelled("2026-01-01", "2026-01-01"), received_on=received_on,
                                                end_on=received_on + length))  # fmt: skip
    if day < received_on:
        assert state_on(later, day) is state_on(facts, day)
        assert end_known_on(later, day) == end_of(facts)
    elif later.cancellation is not None and day > later.cancellation.end_on:
        assert state_on(later, day) in {S.ENDED, S.DRAFT, S.WITHDRAWN}


@given(any_life(), ANY_DAY, LENGTHS)
def test_no_contract_comes_back_to_life(facts: ContractFacts, day: date, length: Any) -> None:
    order = [S.DRAFT, S.PENDING, S.ACTIVE, S.ENDED, S.WITHDRAWN]
    alike = {S.PAUSED: S.ACTIVE, S.CANCELLED: S.ACTIVE}
    if facts.cancellation is not None:
        assume(facts.cancellation.end_on >= facts.cancellation.received_on)
    before, after = (state_on(facts, one) for one in (day, day + length))
    assert order.index(alike.get(before, before)) <= order.index(alike.get(after, after))


# --- what may be done ------------------------------------------------------------------------------------------
RUNNING = {"change_price", "add_free_time", "add_on", "change_payer", "pause", "void"}


@pytest.mark.parametrize(
    ("facts", "day", "state", "deeds"),
    [
        (agreed("2026-03-01", activated=False), "2026-03-01", S.DRAFT, {"edit", "activate", "delete"}),
        (
            agreed("2026-03-01", signed_on=on("2026-02-20")),
            "2026-02-20",
            S.PENDING,
            RUNNING | {"change_start", "withdraw", "cancel"},
        ),
        (agreed("2026-03-01"), "2026-03-16", S.ACTIVE, RUNNING | {"withdraw", "cancel", "switch"}),
        # What was sent by 16 March may still come in.
        (agreed("2026-03-01"), "2026-04-15", S.ACTIVE, RUNNING | {"withdraw", "cancel", "switch"}),
        (agreed("2026-03-01"), "2026-04-16", S.ACTIVE, RUNNING | {"cancel", "switch"}),
        (
            agreed("2026-03-01", pauses=(free_pause("2026-05-01"),)),
            "2026-05-01",
            S.PAUSED,
            RUNNING | {"cancel"},
        ),
        (
            agreed("2026-03-01", cancellation=cancelled("2026-11-01", "2027-02-28")),
            "2026-11-24",
            S.CANCELLED,
            RUNNING | {"cancel", "undo_cancellation"},
        ),
        (
            agreed(
                "2026-03-01", cancellation=cancelled("2026-11-01", "2027-02-28"), pauses=(free_pause("2026-11-24"),)
            ),
            "2026-11-24",
            S.PAUSED,
            RUNNING | {"cancel", "undo_cancellation"},
        ),
        (
            agreed("2026-12-01", signed_on=on("2026-10-01"), cancellation=cancelled("2026-11-01", "2027-11-30")),
            "2026-11-24",
            S.PENDING,
            RUNNING | {"cancel", "change_start", "undo_cancellation"},
        ),
        (
            agreed("2026-03-01", cancellation=cancelled("2026-11-01", "2026-11-23")),
            "2026-11-24",
            S.ENDED,
            {"reactivate"},
        ),
        (agreed("2026-03-01", withdrawn_on=on("2026-03-02")), "2026-03-02", S.WITHDRAWN, {"reactivate"}),
        (agreed("2026-03-01", void=True), "2026-03-02", S.VOID, set()),
    ],
)
def test_what_each_state_allows(facts: ContractFacts, day: str, state: ContractState, deeds: set[str]) -> None:
    assert state_on(facts, on(day)) is state
    assert {deed.value for deed in allowed(facts, on(day))} == deeds
    for deed in Deed:
        if deed.value in deeds:
            check_deed(facts, deed, on(day))
        else:
            with pytest.raises(DeedNotAllowed) as refused:
                check_deed(facts, deed, on(day))
            assert refused.value.data == {"deed": deed, "state": state}


@pytest.mark.parametrize(
    ("signed_on", "last"),
    [
        ("2026-11-10", "2026-11-24"),
        # To a Sunday, a Saturday, Good Friday, Christmas, and 1 May before a weekend.
        ("2026-03-01", "2026-03-16"),
        ("2026-03-07", "2026-03-23"),
        ("2026-03-20", "2026-04-07"),
        ("2026-12-11", "2026-12-28"),
        ("2026-04-17", "2026-05-04"),
    ],
)
def test_a_fortnight_to_withdraw_ends_on_a_working_day(signed_on: str, last: str) -> None:
    assert last_day_to_withdraw(on(signed_on)) == on(last)


def test_each_state_has_its_row_in_the_table() -> None:
    assert set(ALLOWED) == set(S)
    assert set().union(*ALLOWED.values()) == set(Deed)


def test_the_last_days_of_the_calendar_allow_what_others_do() -> None:
    assert Deed.WITHDRAW in allowed(agreed(date(9999, 12, 25)), date.max)


# --- the first term --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "months", "pauses", "end"),
    [
        ("2026-03-01", 12, (), "2027-02-28"),
        ("2026-11-15", 24, (), "2028-11-14"),
        ("2024-02-29", 12, (), "2025-02-28"),
        ("2024-02-29", 24, (), "2026-02-28"),
        ("2026-08-31", 6, (), "2027-02-28"),
        ("2026-01-31", 1, (), "2026-02-28"),
        ("2026-03-01", 0, (), None),
        ("2026-03-01", 0, (extends("2026-04-01", "2026-04-30"),), None),
        ("2026-03-01", 12, (extends("2026-04-01", "2026-04-30"),), "2027-03-30"),
        # One day is one day.
        ("2026-03-01", 12, (extends("2026-04-01", "2026-04-01"),), "2027-03-01"),
        ("2026-03-01", 12, (extends("2026-04-01", "2026-04-10"), extends("2026-06-01", "2026-06-05")), "2027-03-15"),
        ("2026-03-01", 12, (extends("2026-06-01", "2026-06-05"), extends("2026-04-01", "2026-04-10")), "2027-03-15"),
        ("2026-03-01", 12, (free_pause("2026-04-01", "2026-04-30"),), "2027-02-28"),
        ("2026-03-01", 12, (PauseFact(Period(on("2026-04-01"), on("2026-05-01")), PauseKind.FEE, 5_00),), "2027-02-28"),
        ("2026-03-01", 12, (extends("2026-04-01"),), None),
        ("2026-03-01", 12, (free_pause("2026-04-01"),), "2027-02-28"),
        # Days before the start are no days of the contract.
        ("2026-03-01", 12, (extends("2026-01-01", "2026-02-28"),), "2027-02-28"),
        ("2026-03-01", 12, (extends("2026-02-15", "2026-03-10"),), "2027-03-10"),
        # On the last day of the term, after it, and after it but within what another pause appended.
        ("2026-03-01", 12, (extends("2027-02-28", "2027-03-04"),), "2027-03-05"),
        ("2026-03-01", 12, (extends("2027-03-01", "2027-03-04"),), "2027-02-28"),
        ("2026-03-01", 12, (extends("2026-04-01", "2026-04-10"), extends("2027-03-05", "2027-03-09")), "2027-03-15"),
        ("2026-03-01", 12, (extends("2027-03-05", "2027-03-09"), extends("2026-04-01", "2026-04-10")), "2027-03-15"),
        ("2026-03-01", 12, (extends("2027-03-01"),), "2027-02-28"),
    ],
)
def test_the_first_term_ends_with_its_pauses(
    start: str, months: int, pauses: tuple[PauseFact, ...], end: str | None
) -> None:
    found = first_term_end(agreed(start, terms=Terms(months), pauses=pauses))
    assert found == (None if end is None else on(end))


def test_a_pause_without_end_counts_as_far_as_it_is_known() -> None:
    facts = agreed("2026-03-01", pauses=(extends("2026-04-01"),))
    assert first_term_end(facts, known_until=on("2026-04-10")) == on("2027-03-10")
    assert first_term_end(facts, known_until=on("2026-03-31")) == on("2027-02-28")
    assert first_term_end(facts, known_until=on("2026-03-01")) == on("2027-02-28")


@given(ANY_DAY, st.integers(1, 24), st.integers(0, 27), st.integers(1, 60), st.integers(0, 59))
def test_a_pause_within_the_term_appends_its_days_and_ending_it_early_takes_them_back(
    first: date, months: int, after: int, days: int, early: int
) -> None:
    facts, start = agreed(first, terms=Terms(months)), first + after * DAY
    plain = first_term_end(facts)
    assert plain is not None
    early = min(early, days - 1)
    paused = replace(facts, pauses=(PauseFact(Period(start, start + days * DAY), PauseKind.EXTENDS),))
    shorter = replace(facts, pauses=(PauseFact(Period(start, start + (days - early) * DAY), PauseKind.EXTENDS),))
    assert first_term_end(paused) == plain + days * DAY
    assert first_term_end(shorter) == plain + (days - early) * DAY
    assert first_term_end(replace(paused, pauses=())) == plain


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        (agreed("2026-03-01"), None),
        (agreed("2026-03-01", terms=YEAR_END), "2027-02-28"),
        (agreed("2026-03-01", terms=Terms(0, Renewal.ENDS)), None),
        (agreed("2026-03-01", terms=Terms(12, Renewal.TERMS, 12)), None),
        (agreed("2026-03-01", terms=YEAR_END, pauses=(extends("2026-05-01", "2026-05-10"),)), "2027-03-10"),
        (agreed("2026-03-01", terms=YEAR_END, pauses=(extends("2026-05-01"),)), None),
        (agreed("2026-03-01", cancellation=cancelled("2026-05-01", "2027-02-28")), "2027-02-28"),
        (agreed("2026-03-01", terms=YEAR_END, cancellation=cancelled("2026-05-01", "2026-05-31")), "2026-05-31"),
        # A notice never lengthens what ends by itself.
        (agreed("2026-03-01", terms=YEAR_END, cancellation=cancelled("2027-02-20", "2027-03-20")), "2027-02-28"),
        (
            agreed(
                "2026-03-01",
                terms=YEAR_END,
                pauses=(extends("2026-05-01"),),
                cancellation=cancelled("2026-05-10", "2027-03-10"),
            ),
            "2027-03-10",
        ),
    ],
)
def test_the_end_of_a_contract(facts: ContractFacts, end: str | None) -> None:
    assert end_of(facts) == (None if end is None else on(end))


# --- the end that a notice leads to ----------------------------------------------------------------------------
OLD = Terms(12, Renewal.TERMS, 12, Span(3), regime=Regime.BEFORE_2022_03)
FIRM = Terms(36, Renewal.TERMS, 24, Span(6), regime=Regime.BUSINESS)
MONTHLY = Terms(0)
TO_MONTH_END = Terms(0, end_rule=EndRule.MONTH_END)


def terms(months: int, value: int, unit: Unit = Unit.MONTHS, **others: Any) -> Terms:
    return Terms(months, notice=Span(value, unit), **others)


@pytest.mark.parametrize(
    ("start", "agreement", "received", "end"),
    [
        # A consumer's year, and any day after it.
        ("2025-09-01", Terms(12), "2026-04-03", "2026-08-31"),
        ("2026-01-01", Terms(12), "2026-11-30", "2026-12-31"),
        ("2026-01-01", Terms(12), "2026-12-01", "2027-01-01"),
        ("2026-03-01", Terms(12), "2027-01-31", "2027-02-28"),
        ("2026-03-01", Terms(12), "2027-02-01", "2027-03-01"),
        ("2026-03-01", Terms(12), "2027-01-28", "2027-02-28"),
        ("2026-01-01", Terms(12), "2025-12-01", "2026-12-31"),
        ("2026-01-01", Terms(12), "2026-01-01", "2026-12-31"),
        ("2026-01-01", Terms(12), "2030-01-31", "2030-02-28"),
        ("2026-01-01", Terms(12), "2028-01-31", "2028-02-29"),
        ("2024-02-29", Terms(12), "2025-01-31", "2025-02-28"),
        ("2024-02-29", Terms(12), "2025-02-01", "2025-03-01"),
        ("2024-02-29", Terms(24), "2026-01-31", "2026-02-28"),
        ("2026-08-31", Terms(6), "2027-01-31", "2027-02-28"),
        ("2026-01-31", Terms(1), "2026-01-31", "2026-02-28"),
        # Days and weeks.
        ("2026-01-01", terms(12, 4, Unit.WEEKS), "2026-12-03", "2026-12-31"),
        ("2026-01-01", terms(12, 4, Unit.WEEKS), "2026-12-04", "2027-01-01"),
        ("2026-01-01", terms(12, 14, Unit.DAYS), "2026-12-17", "2026-12-31"),
        ("2026-01-01", terms(12, 14, Unit.DAYS), "2026-12-18", "2027-01-01"),
        ("2026-01-01", terms(12, 0, Unit.DAYS), "2026-12-31", "2026-12-31"),
        ("2026-01-01", terms(12, 0, Unit.DAYS), "2027-01-01", "2027-01-01"),
        ("2024-01-01", terms(2, 1, Unit.DAYS), "2024-02-28", "2024-02-29"),
        # Summer time begins and ends: days are days.
        ("2026-01-01", terms(0, 7, Unit.DAYS), "2026-03-25", "2026-04-01"),
        ("2026-01-01", terms(0, 1, Unit.WEEKS), "2026-10-21", "2026-10-28"),
        # No first term.
        ("2026-01-01", MONTHLY, "2026-05-15", "2026-06-15"),
        ("2026-01-01", MONTHLY, "2026-01-31", "2026-02-28"),
        ("2026-05-01", MONTHLY, "2026-01-10", "2026-05-01"),
        ("2026-05-01", MONTHLY, "2026-04-01", "2026-05-01"),
        ("2026-05-01", MONTHLY, "2026-04-02", "2026-05-02"),
        # To the end of a month, but a first term ends when it ends.
        ("2026-01-01", TO_MONTH_END, "2026-05-15", "2026-06-30"),
        ("2026-01-01", TO_MONTH_END, "2026-05-30", "2026-06-30"),
        ("2026-01-01", TO_MONTH_END, "2026-05-31", "2026-06-30"),
        ("2026-01-01", TO_MONTH_END, "2026-06-01", "2026-07-31"),
        ("2024-01-01", TO_MONTH_END, "2024-01-31", "2024-02-29"),
        ("2026-05-10", TO_MONTH_END, "2026-01-10", "2026-05-31"),
        ("2026-01-15", terms(12, 1, end_rule=EndRule.MONTH_END), "2026-12-14", "2027-01-14"),
        ("2026-01-15", terms(12, 1, end_rule=EndRule.MONTH_END), "2026-12-15", "2027-01-31"),
        ("2026-01-15", terms(12, 0, end_rule=EndRule.MONTH_END), "2027-01-14", "2027-01-14"),
        # A contract from before March 2022: a year more, unless the notice came three months before.
        ("2021-01-01", OLD, "2021-09-30", "2021-12-31"),
        ("2021-01-01", OLD, "2021-10-01", "2022-12-31"),
        ("2021-01-01", OLD, "2026-09-30", "2026-12-31"),
        ("2021-01-01", OLD, "2026-10-01", "2027-12-31"),
        ("2020-02-29", OLD, "2020-11-28", "2021-02-28"),
        # Its terms are counted from the start: the leap day comes back.
        ("2020-02-29", OLD, "2023-11-28", "2024-02-28"),
        ("2020-02-29", OLD, "2024-05-01", "2025-02-28"),
        ("2021-12-01", terms(12, 3, regime=Regime.BEFORE_2022_03), "2022-09-01", "2022-12-01"),
        ("2020-01-31", Terms(1, Renewal.TERMS, 1, Span(14, Unit.DAYS), regime=Regime.BEFORE_2022_03),
         "2020-04-20", "2020-05-30"),
        ("2020-05-01", Terms(0, Renewal.TERMS, 3, Span(1), regime=Regime.BEFORE_2022_03), "2020-05-02", "2020-07-31"),
        # Companies agree to what they like.
        ("2026-01-01", FIRM, "2028-06-30", "2028-12-31"),
        ("2026-01-01", FIRM, "2028-07-01", "2030-12-31"),
        ("2026-01-01", terms(1, 3, regime=Regime.BUSINESS), "2026-01-01", "2026-04-01"),
        # Renewed by terms of no length, or ending after a term of no length: it goes on without term.
        ("2026-01-01", Terms(12, Renewal.TERMS, 0), "2027-05-15", "2027-06-15"),
        ("2026-01-01", Terms(0, Renewal.ENDS), "2027-05-15", "2027-06-15"),
        # What ends by itself needs no notice.
        ("2026-01-01", YEAR_END, "2026-05-15", "2026-12-31"),
        ("2026-01-01", YEAR_END, "2026-12-31", "2026-12-31"),
    ],
)  # fmt: skip
def test_the_end_that_a_notice_leads_to(start: str, agreement: Terms, received: str, end: str) -> None:
    found = next_possible_end(agreed(start, terms=agreement), on(received))
    assert found.day == on(end)
    assert (found.steps[-1].because, found.steps[-1].day) == (Because.END, on(end))


@pytest.mark.parametrize(
    ("agreement", "pauses", "received", "end"),
    [
        (Terms(12), (extends("2026-05-01", "2026-05-31"),), "2026-06-01", "2027-01-31"),
        (Terms(12), (extends("2026-05-01", "2026-05-31"),), "2026-12-31", "2027-01-31"),
        (Terms(12), (extends("2026-05-01", "2026-05-31"),), "2027-01-01", "2027-02-01"),
        (Terms(12), (free_pause("2026-05-01", "2026-05-31"),), "2026-06-01", "2026-12-31"),
        (Terms(12), (extends("2026-05-01"),), "2026-05-10", "2027-01-10"),
        (
            Terms(12),
            (extends("2026-05-01", "2026-05-10"), extends("2026-07-01", "2026-07-05")),
            "2026-06-01",
            "2027-01-15",
        ),
        # Planned for later, it is appended all the same.
        (Terms(12), (extends("2026-08-01", "2026-08-31"),), "2026-06-01", "2027-01-31"),
        # In a renewed term, and in the one before.
        (OLD, (extends("2027-05-01", "2027-05-31"),), "2027-06-01", "2028-01-31"),
        (OLD, (extends("2027-05-01", "2027-05-31"),), "2026-06-01", "2026-12-31"),
        (OLD, (extends("2026-05-01", "2026-05-31"),), "2027-06-01", "2028-01-31"),
        (OLD, (extends("2027-05-01"),), "2027-05-31", "2028-01-31"),
        (YEAR_END, (extends("2026-05-01", "2026-05-31"),), "2026-06-01", "2027-01-31"),
        (MONTHLY, (extends("2026-05-01", "2026-05-31"),), "2026-05-10", "2026-06-10"),
    ],
)
def test_pauses_move_the_end_that_a_notice_leads_to(
    agreement: Terms, pauses: tuple[PauseFact, ...], received: str, end: str
) -> None:
    assert next_possible_end(agreed("2026-01-01", terms=agreement, pauses=pauses), on(received)).day == on(end)


@pytest.mark.parametrize(
    ("facts", "received", "steps"),
    [
        (
            agreed("2025-09-01"),
            "2026-04-03",
            [("received", "2026-04-03", 0), ("notice", "2026-05-03", 0), ("first_term", "2026-08-31", 12)],
        ),
        (
            agreed("2025-09-01", pauses=(extends("2026-01-01", "2026-01-10"),)),
            "2026-04-03",
            [
                ("received", "2026-04-03", 0),
                ("notice", "2026-05-03", 0),
                ("first_term", "2026-08-31", 12),
                ("pauses", "2026-09-10", 10),
            ],
        ),
        (
            agreed("2020-01-01", terms=OLD),
            "2026-10-01",
            [
                ("received", "2026-10-01", 0),
                ("notice", "2027-01-01", 0),
                ("first_term", "2020-12-31", 12),
                ("renewed", "2027-12-31", 7),
            ],
        ),
        (
            agreed("2020-05-01", terms=Terms(0, Renewal.TERMS, 3)),
            "2020-05-02",
            [("received", "2020-05-02", 0), ("notice", "2020-06-02", 0), ("first_term", "2020-07-31", 3)],
        ),
        (
            agreed("2026-05-10", terms=TO_MONTH_END),
            "2026-01-10",
            [
                ("received", "2026-01-10", 0),
                ("notice", "2026-02-10", 0),
                ("start", "2026-05-10", 0),
                ("month_end", "2026-05-31", 0),
            ],
        ),
        # The end of the month plays no part where the first term ends later.
        (
            agreed("2026-01-15", terms=terms(12, 1, end_rule=EndRule.MONTH_END)),
            "2026-05-01",
            [("received", "2026-05-01", 0), ("notice", "2026-06-01", 0), ("first_term", "2027-01-14", 12)],
        ),
    ],
)
def test_an_explanation_says_each_step(facts: ContractFacts, received: str, steps: list[tuple[str, str, int]]) -> None:
    found = next_possible_end(facts, on(received))
    said = [(step.because.value, step.day.isoformat(), step.count) for step in found.steps]
    assert said == [*steps, ("end", found.day.isoformat(), 0)]


@settings(max_examples=200)
@given(ANY_DAY, any_terms(), any_pauses(may_be_open=False), ANY_DAY)
def test_it_is_the_first_day_that_law_and_contract_allow(
    start: date, agreement: Terms, pauses: tuple[PauseFact, ...], received_on: date
) -> None:
    facts = agreed(start, terms=agreement, pauses=pauses)
    found = next_possible_end(facts, received_on)
    reached = add_span(received_on, agreement.notice)
    if agreement.renewal is Renewal.ENDS:
        assert found.day == first_term_end(facts)
    elif agreement.renewal is Renewal.TERMS:
        assert found.day == next(day for day in _term_ends(facts) if day >= reached)
    else:
        assert found.day == next(day for day in _days_from(reached) if _may_end(facts, day))


def _days_from(day: date) -> Any:
    return (day + n * DAY for n in range(9_999))


def _may_end(facts: ContractFacts, day: date) -> bool:
    """Whether a contract that goes on without term may end on a day."""
    term_end = first_term_end(facts)
    if term_end is not None and day <= term_end:
        return day == term_end
    last = last_day_of_month(day.year, day.month)
    return day >= facts.start_on and (facts.terms.end_rule is EndRule.ANY_DAY or day == last)


def _term_ends(facts: ContractFacts) -> Any:
    """Day by day: a day of a pause that is appended does not count."""
    for times in range(999):
        end = period_end(facts.start_on, facts.terms.first_months + times * facts.terms.renewal_months)
        left, day = (end - facts.start_on).days + 1, facts.start_on
        while True:
            left -= not any(p.kind is PauseKind.EXTENDS and p.period.holds_on(day) for p in facts.pauses)
            if left == 0:
                break
            day += DAY
        yield day


@given(ANY_DAY, any_terms(), any_pauses(may_be_open=False), ANY_DAY)
def test_a_later_notice_never_leads_to_an_earlier_end(
    start: date, agreement: Terms, pauses: tuple[PauseFact, ...], received_on: date
) -> None:
    facts = agreed(start, terms=agreement, pauses=pauses)
    ends = [next_possible_end(facts, received_on + n * DAY).day for n in range(0, 70, 3)]
    assert ends == sorted(ends)


AGREED = {Because.RECEIVED, Because.NOTICE}
"""These move no end that was agreed from the start."""


@given(any_life(), ANY_DAY)
def test_the_steps_lead_to_the_end(facts: ContractFacts, received_on: date) -> None:
    found = next_possible_end(facts, received_on)
    assert [found.steps[0].because, found.steps[0].day] == [Because.RECEIVED, received_on]
    assert [found.steps[-1].because, found.steps[-1].day] == [Because.END, found.day]
    days = {step.because: step for step in found.steps}
    reasons = [
        step.day for step in found.steps[:-1] if not (facts.terms.renewal is Renewal.ENDS and step.because in AGREED)
    ]
    assert found.day == max(reasons)
    if Because.PAUSES in days:
        first, paused = days[Because.FIRST_TERM], days[Because.PAUSES]
        assert (paused.day - first.day).days == paused.count


@given(any_life(), ANY_DAY)
def test_a_notice_recorded_is_the_end_and_taking_it_back_restores_all_days(
    facts: ContractFacts, received_on: date
) -> None:
    facts = replace(facts, cancellation=None, withdrawn_on=None)
    found = next_possible_end(facts, received_on)
    noticed = replace(facts, cancellation=cancelled(received_on.isoformat(), found.day.isoformat()))
    assert end_of(noticed) == min(found.day, end_of(facts) or found.day)
    back = replace(noticed, cancellation=None)
    days = [received_on + n * DAY for n in range(-40, 800, 20)]
    assert [state_on(back, day) for day in days] == [state_on(facts, day) for day in days]


# --- hostile ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "agreement",
    [
        Terms(10**9),
        Terms(0, notice=Span(10**12, Unit.DAYS)),
        Terms(0, notice=Span(10**6, Unit.WEEKS)),
        Terms(12, notice=Span(10**6)),
        Terms(12, Renewal.TERMS, 1, notice=Span(120_000)),
        Terms(12, Renewal.TERMS, -1),
    ],
)
def test_what_no_calendar_holds_is_refused(agreement: Terms) -> None:
    with pytest.raises(ValueError):
        next_possible_end(agreed("2026-01-01", terms=agreement), on("2030-01-01"))


def test_the_last_year_of_the_calendar_comes_to_an_end() -> None:
    old = Terms(1, Renewal.TERMS, 1, Span(0), regime=Regime.BEFORE_2022_03)
    assert next_possible_end(agreed("2021-01-01", terms=old), on("9999-11-15")).day == on("9999-11-30")
    assert next_possible_end(agreed("2021-01-01", terms=terms(0, 0)), date.max).day == date.max
    assert state_on(agreed("2021-01-01", terms=old), date.max) is S.ACTIVE
    assert state_on(agreed(date.max), date.max) is S.ACTIVE
    assert state_on(agreed(date.max), date.min) is S.DRAFT


@pytest.mark.parametrize("kind", CancellationKind)
def test_the_kind_of_a_notice_changes_no_state(kind: CancellationKind) -> None:
    facts = agreed("2026-03-01", cancellation=replace(cancelled("2026-05-01", "2026-05-31"), kind=kind))
    assert [state_on(facts, on(day)) for day in ("2026-05-31", "2026-06-01")] == [S.CANCELLED, S.ENDED]
