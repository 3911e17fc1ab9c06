"""Bank data: IBAN, BIC, creditor identifier, and the SEPA mandate with its states."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendar import add_months
from domain.errors import (
    InvalidBic,
    InvalidCreditorId,
    InvalidIban,
    InvalidMandateReference,
    Missing,
    TooLong,
)

# schwifty reads its list of banks on import (0.2 s), so it is imported where it is needed.


LONGEST_TYPED = 80
"""Characters of a typed number that are read; the longest IBAN has 34."""


# --- accounts ---------------------------------------------------------------------------------------------
class IbanFault(StrEnum):
    """What is wrong with an IBAN."""

    CHARACTERS = "characters"
    COUNTRY = "country"
    LENGTH = "length"
    CHECK_DIGITS = "check_digits"


@dataclass(frozen=True, slots=True)
class Iban:
    """A checked IBAN with the bank that it names, as far as the offline list knows it."""

    value: str
    country: str
    bic: str | None = None
    bank_name: str | None = None


def parse_iban(text: str) -> Iban:
    """The typed IBAN with its bank, blanks and dots allowed; refuses `Missing` and `InvalidIban`."""
    from schwifty import IBAN
    from schwifty.exceptions import InvalidChecksumDigits, SchwiftyException

    shown = text[:LONGEST_TYPED]
    value = _bare(shown).removeprefix("IBAN")
    if not value:
        raise Missing
    if not re.fullmatch(r"[A-Z]{2}\d{0,2}|[A-Z]{2}\d{2}[A-Z0-9]+", value, re.ASCII):
        raise InvalidIban(text=shown, reason=IbanFault.CHARACTERS)
    expected = _country_length(value)
    if expected is None:
        raise InvalidIban(text=shown, reason=IbanFault.COUNTRY)
    if len(value) != expected:
        raise InvalidIban(text=shown, reason=IbanFault.LENGTH, expected=expected, found=len(value))
    try:
        found = IBAN(value)
    except InvalidChecksumDigits:
        raise InvalidIban(text=shown, reason=IbanFault.CHECK_DIGITS) from None
    except SchwiftyException:
        raise InvalidIban(text=shown, reason=IbanFault.CHARACTERS) from None
    return Iban(value, value[:2], str(found.bic) if found.bic else None, found.bank_name or None)


def format_iban(iban: str) -> str:
    """In groups of four: `DE89 3704 0044 0532 0130 00`."""
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))


def mask_iban(iban: str) -> str:
    """Only the first and last four characters: `DE89 •••• 3000`."""
    return f"{iban[:4]} •••• {iban[-4:]}" if len(iban) > 8 else "••••"


def parse_bic(text: str) -> str:
    """The BIC in capitals, checked for shape and country only; refuses `Missing` and `InvalidBic`."""
    from schwifty import BIC
    from schwifty.exceptions import SchwiftyException

    value = _bare(text[:LONGEST_TYPED])
    if not value:
        raise Missing
    try:
        return str(BIC(value))
    except SchwiftyException:
        raise InvalidBic(text=text[:LONGEST_TYPED]) from None


def parse_creditor_id(text: str) -> str:
    """The creditor identifier (Gläubiger-ID) in capitals; refuses `Missing` and `InvalidCreditorId`."""
    from stdnum.eu import at_02
    from stdnum.exceptions import ValidationError

    value = _bare(text[:LONGEST_TYPED])
    if not value:
        raise Missing
    try:
        return str(at_02.validate(value))
    except ValidationError:
        raise InvalidCreditorId(text=text[:LONGEST_TYPED]) from None


_SEPARATORS = re.compile(r"[\s.:\-\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _bare(text: str) -> str:
    """Capitals without blanks, dots, dashes and unseen characters."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _country_length(value: str) -> int | None:
    """The characters of an IBAN of its country; None for a country without IBANs."""
    from schwifty import IBAN
    from schwifty.exceptions import InvalidCountryCode

    try:
        return IBAN(value, allow_invalid=True).spec.iban_length
    except InvalidCountryCode:
        return None


# --- mandates ---------------------------------------------------------------------------------------------
LONGEST_REFERENCE = 35
MANDATE_MONTHS = 36
"""A mandate dies after so many months without a collection (SEPA rulebook)."""
_NOT_CARRIED = re.compile(r"[^A-Za-z0-9+?/:().,'\- ]")


def parse_mandate_reference(text: str) -> str:
    """The trimmed reference; refuses what banks do not carry.

    Refusals: `Missing`, `TooLong`, `InvalidMandateReference`.
    """
    reference = text.strip()
    if not reference:
        raise Missing
    if len(reference) > LONGEST_REFERENCE:
        raise TooLong(longest=LONGEST_REFERENCE)
    wrong = dict.fromkeys(_NOT_CARRIED.findall(reference))
    if reference.startswith("/") or reference.endswith("/") or "//" in reference:
        wrong["/"] = None
    if wrong:
        raise InvalidMandateReference(characters="".join(wrong))
    return reference


def mandate_reference_key(reference: str) -> str:
    """The reference in capitals: two that differ only in case are one (SEPA rulebook)."""
    return reference.upper()


class MandateState(StrEnum):
    """What a mandate is on a day; only an active one may be collected from."""

    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    BOUNCED = "bounced"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """The dated facts of a mandate; each holds from its day on."""

    signed_on: date | None
    used_on: date | None = None
    """Day of the last collection."""
    held_on: date | None = None
    bounced_on: date | None = None
    revoked_on: date | None = None


def mandate_valid_until(facts: MandateFacts) -> date | None:
    """The last day of use: 36 months after the last collection, or after signing where there was none."""
    began = facts.used_on or facts.signed_on
    return add_months(began, MANDATE_MONTHS) if began else None


def mandate_state(facts: MandateFacts, day: date) -> MandateState:
    """The state on a day; what ends the use for good goes before what only stops it."""
    until = mandate_valid_until(facts)
    states = (
        (MandateState.REVOKED, _since(facts.revoked_on, day)),
        (MandateState.DRAFT, not _since(facts.signed_on, day)),
        (MandateState.EXPIRED, until is not None and until < day),
        (MandateState.BOUNCED, _since(facts.bounced_on, day)),
        (MandateState.ON_HOLD, _since(facts.held_on, day)),
    )
    return next((state for state, holds in states if holds), MandateState.ACTIVE)


def _since(began: date | None, day: date) -> bool:
    return began is not None and began <= day
