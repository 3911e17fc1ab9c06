"""Check-in at the desk: who may come in, and why or why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.contracts import ContractState
from domain.errors import Refusal
from domain.quotas import QuotaFacts, QuotaState, Use, Wanted, state_of, usable


class Decision(StrEnum):
    """How somebody came in: by right, or because the desk said so."""

    ADMITTED = "admitted"
    OVERRIDDEN = "overridden"


class Reason(StrEnum):
    """What speaks for or against letting somebody in."""

    CONTRACT = "contract"
    """A contract that runs pays for visits."""
    QUOTA = "quota"
    """A unit of a quota pays."""
    HOUSE_BAN = "house_ban"
    DECEASED = "deceased"
    ALREADY_HERE = "already_here"
    CONTRACT_PAUSED = "contract_paused"
    CONTRACT_NOT_STARTED = "contract_not_started"
    CONTRACT_ENDED = "contract_ended"
    QUOTA_USED_UP = "quota_used_up"
    QUOTA_EXPIRED = "quota_expired"
    QUOTA_NOT_YET_VALID = "quota_not_yet_valid"
    QUOTA_PAUSED = "quota_paused"
    NOTHING_BOUGHT = "nothing_bought"


FOR = frozenset({Reason.CONTRACT, Reason.QUOTA})
"""Reasons to let somebody in."""
RUNNING = frozenset({ContractState.ACTIVE, ContractState.CANCELLED})


class NotAdmitted(Refusal):
    """Who may not come in is let in only with a reason. Data: `reasons`."""


class HereAlready(Refusal):
    """Nobody comes in twice without having left."""


class CardUnknown(Refusal):
    """A card is known and not blocked. Data: `number`."""


class CardTaken(Refusal):
    """A card belongs to one contact. Data: `number`, `name`."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """A contract as the desk sees it: its state, and whether visits need units of its quotas."""

    state: ContractState
    by_units: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may come in, why, and the quotas that can pay, the best first."""

    admitted: bool
    reasons: tuple[Reason, ...]
    quotas: tuple[QuotaFacts, ...] = ()

    @property
    def needs_unit(self) -> bool:
        """Whether a unit is used up by coming in."""
        return Reason.QUOTA in self.reasons


_OF_CONTRACT = {
    ContractState.PAUSED: Reason.CONTRACT_PAUSED,
    ContractState.PENDING: Reason.CONTRACT_NOT_STARTED,
    ContractState.ENDED: Reason.CONTRACT_ENDED,
}
_OF_QUOTA = {
    QuotaState.USED_UP: Reason.QUOTA_USED_UP,
    QuotaState.EXPIRED: Reason.QUOTA_EXPIRED,
    QuotaState.NOT_YET_VALID: Reason.QUOTA_NOT_YET_VALID,
    QuotaState.PAUSED: Reason.QUOTA_PAUSED,
}


def judge(
    contracts: Collection[Entitled],
    quotas: Collection[QuotaFacts],
    day: date,
    *,
    blocked: bool = False,
    deceased: bool = False,
    here: bool = False,
) -> Verdict:
    """Decide: a contract that runs and asks for no units first, then a unit; a house ban stands above both."""
    paying = tuple(usable(quotas, Wanted(Use.CHECK_IN, day)))
    bars = (Reason.HOUSE_BAN, blocked), (Reason.DECEASED, deceased), (Reason.ALREADY_HERE, here)
    against = tuple(reason for reason, holds in bars if holds)
    if any(one.state in RUNNING and not one.by_units for one in contracts):
        return Verdict(admitted=not against, reasons=(*against, Reason.CONTRACT), quotas=paying)
    if paying:
        return Verdict(admitted=not against, reasons=(*against, Reason.QUOTA), quotas=paying)
    missing = _missing(contracts, quotas, day) or (Reason.NOTHING_BOUGHT,)
    return Verdict(admitted=False, reasons=(*against, *missing))


def _missing(contracts: Collection[Entitled], quotas: Collection[QuotaFacts], day: date) -> tuple[Reason, ...]:
    states = {one.state for one in contracts}
    of_quotas = {state_of(one, day) for one in quotas if Use.CHECK_IN in one.pays}
    return (
        *(reason for state, reason in _OF_CONTRACT.items() if state in states),
        *(reason for quota_state, reason in _OF_QUOTA.items() if quota_state in of_quotas),
    )
