"""What is missing or wrong in the data of a contact: rules as data, each shown with the button that mends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.bank import MandateState
from domain.contacts import ContactKind, PaymentMethod


class Hint(StrEnum):
    """One thing to mend."""

    NO_WAY_TO_REACH = "no_way_to_reach"
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    NO_ADDRESS = "no_address"
    NO_BIRTHDAY = "no_birthday"
    IBAN_MISSING = "iban_missing"
    MANDATE_MISSING = "mandate_missing"
    MANDATE_UNSIGNED = "mandate_unsigned"
    MANDATE_EXPIRED = "mandate_expired"
    POSSIBLE_DUPLICATE = "possible_duplicate"


@dataclass(frozen=True, slots=True)
class MandateFact:
    """A mandate as far as the hints need it."""

    iban: str
    state: MandateState


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the rules look at."""

    kind: ContactKind
    deceased_on: date | None
    born_on: date | None
    emails: int
    phones: int
    addresses: int
    method: PaymentMethod
    iban: str
    mandates: tuple[MandateFact, ...] = ()
    duplicates: int = 0


def _states(facts: DataFacts) -> set[MandateState]:
    """States of the mandates for the account of today; empty unless the contact pays by direct debit."""
    return {mandate.state for mandate in facts.mandates if mandate.iban == facts.iban}


def _debits(facts: DataFacts) -> bool:
    return facts.method is PaymentMethod.DEBIT and bool(facts.iban)


def _working(facts: DataFacts) -> bool:
    return bool(_states(facts) & {MandateState.ACTIVE, MandateState.ON_HOLD})


RULES: tuple[tuple[Hint, Callable[[DataFacts], bool]], ...] = (
    (Hint.POSSIBLE_DUPLICATE, lambda facts: facts.duplicates > 0),
    (
        Hint.IBAN_MISSING,
        lambda facts: facts.method is PaymentMethod.DEBIT and not facts.iban,
    ),
    (
        Hint.MANDATE_EXPIRED,
        lambda facts: _debits(facts) and not _working(facts) and MandateState.EXPIRED in _states(facts),
    ),
    (
        Hint.MANDATE_UNSIGNED,
        lambda facts: _debits(facts) and not _working(facts) and MandateState.DRAFT in _states(facts),
    ),
    (
        Hint.MANDATE_MISSING,
        lambda facts: (
            _debits(facts) and not _working(facts) and not _states(facts) & {MandateState.EXPIRED, MandateState.DRAFT}
        ),
    ),
    (Hint.NO_WAY_TO_REACH, lambda facts: not (facts.emails or facts.phones)),
    (Hint.NO_EMAIL, lambda facts: not facts.emails and bool(facts.phones)),
    (Hint.NO_PHONE, lambda facts: not facts.phones and bool(facts.emails)),
    (Hint.NO_ADDRESS, lambda facts: not facts.addresses),
    (Hint.NO_BIRTHDAY, lambda facts: facts.kind is ContactKind.PERSON and facts.born_on is None),
)


def hints(facts: DataFacts) -> tuple[Hint, ...]:
    """The hints for a contact, the most pressing first; none for the dead."""
    if facts.deceased_on is not None:
        return ()
    return tuple(hint for hint, applies in RULES if applies(facts))
