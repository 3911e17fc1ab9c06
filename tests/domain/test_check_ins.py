"""Check-in: who may come in, and every reason for or against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.check_ins import Entitled, Reason, judge
from domain.contracts import ContractState
from domain.periods import Period
from domain.quotas import QuotaFacts, Use

DAY = date(2026, 11, 23)
CARD = QuotaFacts(1, date(2026, 11, 1), date(2027, 1, 31), 5, frozenset({Use.CHECK_IN}))
RUNS, COUNTED = Entitled(ContractState.ACTIVE), Entitled(ContractState.ACTIVE, by_units=True)


@pytest.mark.parametrize(
    ("contracts", "quotas", "admitted", "reasons"),
    [
        ([RUNS], [], True, {Reason.CONTRACT}),
        ([RUNS], [CARD], True, {Reason.CONTRACT}),
        ([Entitled(ContractState.CANCELLED)], [], True, {Reason.CONTRACT}),
        ([COUNTED], [CARD], True, {Reason.QUOTA}),
        ([COUNTED], [], False, {Reason.NOTHING_BOUGHT}),
        ([COUNTED], [replace(CARD, balance=0)], False, {Reason.QUOTA_USED_UP}),
        ([Entitled(ContractState.PAUSED)], [], False, {Reason.CONTRACT_PAUSED}),
        ([Entitled(ContractState.PAUSED)], [CARD], True, {Reason.QUOTA}),
        ([Entitled(ContractState.PENDING)], [], False, {Reason.CONTRACT_NOT_STARTED}),
        ([Entitled(ContractState.ENDED)], [], False, {Reason.CONTRACT_ENDED}),
        ([Entitled(ContractState.ENDED), RUNS], [], True, {Reason.CONTRACT}),
        ([Entitled(ContractState.VOID)], [], False, {Reason.NOTHING_BOUGHT}),
        ([], [], False, {Reason.NOTHING_BOUGHT}),
        ([], [replace(CARD, ends_on=DAY - timedelta(1))], False, {Reason.QUOTA_EXPIRED}),
        ([], [replace(CARD, starts_on=DAY + timedelta(1))], False, {Reason.QUOTA_NOT_YET_VALID}),
        ([], [replace(CARD, paused=(Period(DAY),))], False, {Reason.QUOTA_PAUSED}),
        ([], [replace(CARD, pays=frozenset({Use.COURSE}))], False, {Reason.NOTHING_BOUGHT}),
        ([], [replace(CARD, balance=0), CARD], True, {Reason.QUOTA}),
    ],
)
def test_contracts_and_quotas_decide(
    contracts: list[Entitled], quotas: list[QuotaFacts], admitted: bool, reasons: set[Reason]
) -> None:
    verdict = judge(contracts, quotas, DAY)
    assert (verdict.admitted, set(verdict.reasons)) == (admitted, reasons)


@pytest.mark.parametrize(
    ("bar", "reason"),
    [("blocked", Reason.HOUSE_BAN), ("deceased", Reason.DECEASED), ("here", Reason.ALREADY_HERE)],
)
@pytest.mark.parametrize("contracts", [[RUNS], []])
def test_some_bars_stand_above_all(bar: str, reason: Reason, contracts: list[Entitled]) -> None:
    verdict = judge(contracts, [CARD], DAY, **{bar: True})
    assert not verdict.admitted
    assert reason in verdict.reasons
