"""What a contact is on a day: its kind, its status and the date that explains it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

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
    """The status that the badge shows; the later ones come with contracts and purchases."""

    PROSPECT = "prospect"
    BLOCKED = "blocked"
    DECEASED = "deceased"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class StatusOnDay:
    """A status with the day that explains it."""

    status: Status
    since: date


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """The dated facts from which the status of a contact is computed."""

    created_on: date
    blocked_on: date | None = None
    deceased_on: date | None = None
    archived_on: date | None = None


def status_on(facts: ContactFacts, day: date) -> StatusOnDay:
    """The status on a day: a flag counts from its own day on; death before house ban before archive."""
    flags = (
        (Status.DECEASED, facts.deceased_on),
        (Status.BLOCKED, facts.blocked_on),
        (Status.ARCHIVED, facts.archived_on),
    )
    for status, since in flags:
        if since is not None and since <= day:
            return StatusOnDay(status, since)
    return StatusOnDay(Status.PROSPECT, facts.created_on)


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
