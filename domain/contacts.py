"""What a contact is on a day: its kind, its status and the date that explains it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.contracts import ContractState
from domain.errors import Problems, Refusal
from domain.texts import tidy_line

OLDEST = 130
"""Years: a birthday before that is a slip of the pen."""


class ContactKind(StrEnum):
    """A contact is a person or a company."""

    PERSON = "person"
    COMPANY = "company"


class Salutation(StrEnum):
    """How a person is addressed."""

    NONE = ""
    MS = "ms"
    MR = "mr"
    NEUTRAL = "neutral"


class AddressKind(StrEnum):
    """What an address is for."""

    HOME = "home"
    WORK = "work"
    BILLING = "billing"
    OTHER = "other"


class PhoneKind(StrEnum):
    """What kind of phone a number reaches."""

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    FAX = "fax"
    OTHER = "other"


class EmailKind(StrEnum):
    """What an e-mail address is used for."""

    PRIVATE = "private"
    WORK = "work"
    OTHER = "other"


class Way(StrEnum):
    """A way to reach a contact."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class PaymentMethod(StrEnum):
    """How a contact pays, as agreed."""

    NONE = ""
    DEBIT = "debit"
    TRANSFER = "transfer"
    CASH = "cash"
    CARD = "card"


class Status(StrEnum):
    """The status that the badge shows."""

    PROSPECT = "prospect"
    """Has never bought anything."""
    CUSTOMER = "customer"
    """Has bought something, and never had a contract: patients, guests."""
    MEMBER = "member"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FORMER = "former"
    BLOCKED = "blocked"
    DECEASED = "deceased"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class StatusOnDay:
    """A status with the day that explains it; None for a pause until further notice."""

    status: Status
    day: date | None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """The dated facts from which the status of a contact is computed."""

    created_on: date
    blocked_on: date | None = None
    deceased_on: date | None = None
    archived_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContractOnDay:
    """What a contract is on the day that is asked for."""

    contract_id: int
    state: ContractState
    start_on: date
    ends_on: date | None = None
    """The last day, where it has one."""
    paused_until: date | None = None
    """The last day of its pause, where it has one."""
    follows_id: int | None = None


@dataclass(frozen=True, slots=True)
class ServicesOnDay:
    """What a contact has on the day that is asked for, and since when it buys."""

    contracts: tuple[ContractOnDay, ...] = ()
    bought_on: date | None = None
    """The first quota or purchase by then."""


def status_on(facts: ContactFacts, day: date, services: ServicesOnDay | None = None) -> StatusOnDay:
    """The status on a day: a flag counts from its own day on; death before house ban before archive before services."""
    flags = (
        (Status.DECEASED, facts.deceased_on),
        (Status.BLOCKED, facts.blocked_on),
        (Status.ARCHIVED, facts.archived_on),
    )
    for status, since in flags:
        if since is not None and since <= day:
            return StatusOnDay(status, since)
    return _by_services(services or ServicesOnDay()) or StatusOnDay(Status.PROSPECT, facts.created_on)


def _by_services(services: ServicesOnDay) -> StatusOnDay | None:
    """Of several contracts the best state counts: active, paused, cancelled, to come, ended."""
    by_state: dict[ContractState, list[ContractOnDay]] = {}
    for contract in services.contracts:
        by_state.setdefault(contract.state, []).append(contract)
    if active := by_state.get(ContractState.ACTIVE):
        return StatusOnDay(Status.MEMBER, min(_member_since(one, services.contracts) for one in active))
    if paused := by_state.get(ContractState.PAUSED):
        ends = [one.paused_until for one in paused]
        return StatusOnDay(Status.PAUSED, None if None in ends else max(end for end in ends if end is not None))
    if cancelled := by_state.get(ContractState.CANCELLED):
        return StatusOnDay(Status.CANCELLED, max(one.ends_on for one in cancelled if one.ends_on is not None))
    if pending := by_state.get(ContractState.PENDING):
        return StatusOnDay(Status.MEMBER, min(_member_since(one, services.contracts) for one in pending))
    if ended := by_state.get(ContractState.ENDED):
        return StatusOnDay(Status.FORMER, max(one.ends_on for one in ended if one.ends_on is not None))
    return None if services.bought_on is None else StatusOnDay(Status.CUSTOMER, services.bought_on)


def _member_since(contract: ContractOnDay, contracts: Iterable[ContractOnDay]) -> date:
    """When the first of the contracts began that this one carries on."""
    by_id = {one.contract_id: one for one in contracts}
    since, at = contract.start_on, contract
    been = {at.contract_id}
    while at.follows_id in by_id and at.follows_id not in been:
        at = by_id[at.follows_id]
        been.add(at.contract_id)
        since = min(since, at.start_on)
    return since


def display_name(title: str, first_name: str, last_name: str, company_name: str) -> str:
    """The name as people say it: `Dr. Anna Müller`, or the company's."""
    return company_name or " ".join(part for part in (title, first_name, last_name) if part)


class NameMissing(Refusal):
    """A person has a first or last name, a company its name."""


class BirthdayImpossible(Refusal):
    """Nobody is born after today or more than 130 years ago. Data: `day`."""


class FlagInFuture(Refusal):
    """A flag (house ban, death, archive) is not dated after today. Data: `day`."""


class ReasonMissing(Refusal):
    """Blocking a contact needs a reason."""


class ContractStillRuns(Refusal):
    """Nobody is put away while a contract runs. Data: `number`, `name`."""


class MoneyStillOpen(Refusal):
    """Nobody is put away while money is open or there is credit. Data: `open`, `credit` (cents)."""


class NamelessOn(Refusal):
    """On every day a person has a first or last name, a company its name. Data: `day`."""


class NumberTaken(Refusal):
    """A contact number belongs to one contact. Data: `number`."""


class AlreadyThere(Refusal):
    """A contact has a phone number, an e-mail address and a postal address once each."""


class UndeliverableInFuture(Refusal):
    """What will not arrive came back today or earlier. Data: `day`."""


class ContactNotFound(Refusal):
    """There is no such contact. Data: `number`."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a contact is: what its name is made of, and its birthday."""

    kind: ContactKind
    salutation: Salutation = Salutation.NONE
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    born_on: date | None = None

    def checked(self, today: date) -> Identity:
        """The same, tidied; refuses a missing or endless name and an impossible birthday (`InvalidInput`)."""
        problems = Problems()
        tidied: dict[str, Any] = {}
        for name, longest in (("title", 60), ("first_name", 200), ("last_name", 200), ("company_name", 200)):
            with problems.field(name):
                tidied[name] = tidy_line(getattr(self, name), longest=longest)
        if self.kind is ContactKind.PERSON:
            tidied["company_name"] = ""
            if not (tidied.get("first_name", "x") or tidied.get("last_name", "x")):
                problems.note(NameMissing(field="last_name"))
        elif not tidied.get("company_name", "x"):
            problems.note(NameMissing(field="company_name"))
        if self.born_on is not None and not (self.born_on <= today and today.year - self.born_on.year <= OLDEST):
            problems.note(BirthdayImpossible(field="born_on", day=self.born_on))
        problems.raise_if_any()
        return replace(self, **tidied)
