"""Kinds and states of entries: the one table of what may follow what."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities import (
    OPEN_STATES,
    TRANSITIONS,
    ActivityKind,
    NotFollowing,
    State,
    check_step,
    following,
    is_overdue,
    states_of,
)

TODAY = date(2026, 11, 23)


def test_every_kind_has_its_states_and_leads_to_none_that_it_does_not_have() -> None:
    assert TRANSITIONS.keys() == set(ActivityKind)
    for kind, table in TRANSITIONS.items():
        for state, after in table.items():
            assert after <= table.keys(), (kind, state)
            assert state not in after


def test_every_state_is_used() -> None:
    assert {state for table in TRANSITIONS.values() for state in table} == set(State)


@pytest.mark.parametrize("kind", list(ActivityKind))
def test_what_people_ended_by_mistake_can_be_opened_again(kind: ActivityKind) -> None:
    """Only an e-mail that has left the house cannot come back."""
    for state in states_of(kind):
        if state not in OPEN_STATES and state is not State.NONE and kind is not ActivityKind.EMAIL:
            assert set(following(kind, state)) & OPEN_STATES, (kind, state)


@given(kind=st.sampled_from(ActivityKind), state=st.sampled_from(State), wanted=st.sampled_from(State))
def test_a_step_is_allowed_exactly_when_it_is_offered(kind: ActivityKind, state: State, wanted: State) -> None:
    if wanted is state or wanted in following(kind, state):
        check_step(kind, state, wanted)
        return
    with pytest.raises(NotFollowing) as caught:
        check_step(kind, state, wanted)
    assert caught.value.data == {"state": state, "wanted": wanted}


@pytest.mark.parametrize(
    ("kind", "state", "at", "late"),
    [
        (ActivityKind.TASK, State.OPEN, datetime(2026, 11, 21, 23, 0, tzinfo=UTC), True),
        (ActivityKind.TASK, State.OPEN, datetime(2026, 11, 22, 22, 59, tzinfo=UTC), True),
        (ActivityKind.TASK, State.OPEN, datetime(2026, 11, 22, 23, 0, tzinfo=UTC), False),
        (ActivityKind.TASK, State.WAITING, datetime(2026, 11, 1, tzinfo=UTC), True),
        (ActivityKind.TASK, State.DONE, datetime(2026, 11, 1, tzinfo=UTC), False),
        (ActivityKind.CALL, State.OPEN, datetime(2026, 11, 1, tzinfo=UTC), True),
        (ActivityKind.APPOINTMENT, State.BOOKED, datetime(2026, 11, 1, tzinfo=UTC), False),
    ],
)
def test_overdue_begins_on_the_day_after(kind: ActivityKind, state: State, at: datetime, late: bool) -> None:
    assert is_overdue(kind, state, at, TODAY) is late
