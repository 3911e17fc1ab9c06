"""What is missing or wrong in the data of a contact: rules as data, each shown with the button that mends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.bank import MandateState
from domain.contacts import ContactKind, PaymentMethod

EARLIEST_BIRTH = date(1905, 1, 1)
"""Nobody who was born before is alive, and other systems write 1.1.1900 where they know no birthday."""


class Hint(StrEnum):
    """One thing to mend."""

    NO_WAY_TO_REACH = "no_way_to_reach"
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    NO_ADDRESS = "no_address"
    MINOR_WITHOUT_GUARDIAN = "minor_without_guardian"
    NO_BIRTHDAY = "no_birthday"
    BIRTHDAY_IMPOSSIBLE = "birthday_impossible"
    EMAIL_INVALID = "email_invalid"
    PHONE_INVALID = "phone_invalid"
    EMAIL_UNDELIVERABLE = "email_undeliverable"
    PHONE_UNDELIVERABLE = "phone_undeliverable"
    ADDRESS_UNDELIVERABLE = "address_undeliverable"
    IBAN_INVALID = "iban_invalid"
    IBAN_MISSING = "iban_missing"
    MANDATE_MISSING = "mandate_missing"
    MANDATE_UNSIGNED = "mandate_unsigned"
    MANDATE_EXPIRED = "mandate_expired"
    POSSIBLE_DUPLICATE = "possible_duplicate"


BANK_HINTS = frozenset(
    {Hint.IBAN_MISSING, Hint.IBAN_INVALID, Hint.MANDATE_MISSING, Hint.MANDATE_UNSIGNED, Hint.MANDATE_EXPIRED}
)
"""Only for those who may see bank data."""


@dataclass(frozen=True, slots=True)
class MandateFact:
    """A mandate as far as the hints need it."""

    iban: str
    state: MandateState


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the rules look at, on one day."""

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
    put_away: bool = False
    """Archived or merged into another contact: nobody mends it."""
    born_wrongly: bool = False
    invalid_emails: int = 0
    invalid_phones: int = 0
    invalid_iban: bool = False
    undeliverable_emails: int = 0
    undeliverable_phones: int = 0
    undeliverable_addresses: int = 0
    minor: bool = False
    guardians: int = 0


def birthday_is_impossible(born_on: date, day: date) -> bool:
    """Whether nobody who is alive on the day was born then."""
    return born_on < EARLIEST_BIRTH or born_on > day


def _states(facts: DataFacts) -> set[MandateState]:
    """States of the mandates for the account of today; empty unless the contact pays by direct debit."""
    return {mandate.state for mandate in facts.mandates if mandate.iban == facts.iban}


def _debits(facts: DataFacts) -> bool:
    return facts.method is PaymentMethod.DEBIT and bool(facts.iban) and not facts.invalid_iban


def _working(facts: DataFacts) -> bool:
    return bool(_states(facts) & {MandateState.ACTIVE, MandateState.ON_HOLD})


def _all(undeliverable: int, known: int) -> bool:
    """Whether something is known, and nothing of it works."""
    return 0 < known <= undeliverable


RULES: tuple[tuple[Hint, Callable[[DataFacts], bool]], ...] = (
    (Hint.POSSIBLE_DUPLICATE, lambda facts: facts.duplicates > 0),
    (Hint.IBAN_INVALID, lambda facts: bool(facts.iban) and facts.invalid_iban),
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
    (
        Hint.MINOR_WITHOUT_GUARDIAN,
        lambda facts: facts.kind is ContactKind.PERSON and facts.minor and not facts.guardians,
    ),
    (Hint.NO_WAY_TO_REACH, lambda facts: not (facts.emails or facts.phones)),
    (Hint.EMAIL_INVALID, lambda facts: facts.invalid_emails > 0),
    (Hint.PHONE_INVALID, lambda facts: facts.invalid_phones > 0),
    (Hint.EMAIL_UNDELIVERABLE, lambda facts: _all(facts.undeliverable_emails, facts.emails)),
    (Hint.PHONE_UNDELIVERABLE, lambda facts: _all(facts.undeliverable_phones, facts.phones)),
    (Hint.ADDRESS_UNDELIVERABLE, lambda facts: _all(facts.undeliverable_addresses, facts.addresses)),
    (Hint.NO_EMAIL, lambda facts: not facts.emails and bool(facts.phones)),
    (Hint.NO_PHONE, lambda facts: not facts.phones and bool(facts.emails)),
    (Hint.NO_ADDRESS, lambda facts: not facts.addresses),
    (Hint.BIRTHDAY_IMPOSSIBLE, lambda facts: facts.kind is ContactKind.PERSON and facts.born_wrongly),
    (Hint.NO_BIRTHDAY, lambda facts: facts.kind is ContactKind.PERSON and facts.born_on is None),
)


def hints(facts: DataFacts) -> tuple[Hint, ...]:
    """The hints for a contact, the most pressing first; none for the dead and for those put away."""
    if facts.deceased_on is not None or facts.put_away:
        return ()
    return tuple(hint for hint, applies in RULES if applies(facts))
