"""Phone numbers: stored as E.164, shown the German way."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from domain.errors import InvalidPhone, Missing

LONGEST_TYPED = 60
SHORTEST_WITHOUT_ZERO = 9
"""Digits. The longest German local numbers have eight, so a shorter one without 0 lacks its area code."""
LIKELY_WITH_CODE = 11
"""Digits. `4921 12345` may be Emden without its 0 or a German number without its plus; the length decides."""
SHORTEST_GERMAN = 6
"""Digits of a German number with its area code and without the 0."""


class PhoneFault(StrEnum):
    """What is wrong with a phone number."""

    CHARACTERS = "characters"
    EXTENSION = "extension"
    AREA_CODE = "area_code"
    COUNTRY = "country"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EXTENSION = re.compile(r"\d[\s,;]*(?:ext(?:ension)?\.?|x|#|app(?:arat)?\.?|dw\.?)[\s:=]*\d+$", re.IGNORECASE)
_ALLOWED = re.compile(r"\+?[\d\s()/.\-]+", re.ASCII)


def parse_phone(text: str, region: str = "DE") -> str:
    """The E.164 number of what was typed; `region` is where numbers without country code are at home.

    Refuses `Missing` and `InvalidPhone`. An extension that is not dialled along ("ext. 12") is refused, since
    E.164 cannot hold it; a German one (`0711 123-45`) is part of the number. Numbers are checked for their
    length only, because number plans change faster than programs.
    """
    typed = _tidied(text)
    if not typed:
        raise Missing
    if len(typed) > LONGEST_TYPED:
        raise InvalidPhone(text=text[:LONGEST_TYPED], reason=PhoneFault.TOO_LONG)
    if _EXTENSION.search(typed):
        raise InvalidPhone(text=text, reason=PhoneFault.EXTENSION)
    if not _ALLOWED.fullmatch(typed) or not phone_digits(typed):
        raise InvalidPhone(text=text, reason=PhoneFault.CHARACTERS)
    if region == "DE" and typed[0] != "+" and not phone_digits(typed).startswith("0"):
        typed = _with_zero(typed, text)
    return _checked(typed, region, text)


def format_phone(e164: str) -> str:
    """As one dials it in Germany (`0170 1234567`), a foreign one with its code (`+43 660 1234567`); else as it is."""
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    national = number.country_code == 49
    shape = PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def dialled_form(e164: str) -> str:
    """As one dials it in Germany, foreign numbers too: `0170 1234567`, `0043 660 1234567`.

    Begins with no plus, so that no spreadsheet computes with it, and has a blank, so that none drops its zeros.
    `parse_phone` reads it back.
    """
    if not e164.startswith("+49"):
        return "00" + abroad_form(e164)[1:]
    digits = e164[3:]
    number = phonenumbers.PhoneNumber(country_code=49, national_number=int(digits))
    shown: str = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    if phone_digits(shown) != f"0{digits}":
        return f"0049 {digits}"
    return f"{shown[:4]} {shown[4:]}" if shown.isdigit() else shown


def abroad_form(e164: str) -> str:
    """With its code, as one dials it anywhere: `+49 170 1234567`."""
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    shown: str = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return shown if phone_digits(shown) == phone_digits(e164) else e164


def phone_digits(text: str) -> str:
    """The digits 0 to 9 of a text, in their order."""
    return "".join(character for character in text if "0" <= character <= "9")


def _tidied(text: str) -> str:
    """One spelling of digits, dashes and blanks, without `tel:` and without the zero of `+49 (0)170`."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    plain = " ".join(plain.split()).removeprefix("tel:")
    return re.sub(r"^(\+|00)(.*?)\(0\)", r"\1\2", plain)


def _with_zero(typed: str, text: str) -> str:
    """A German number whose zero is missing, as spreadsheets leave it."""
    digits = phone_digits(typed)
    if len(digits) < SHORTEST_WITHOUT_ZERO:
        raise InvalidPhone(text=text, reason=PhoneFault.AREA_CODE)
    return "+" + digits if _lost_its_plus(digits) else "0" + digits


def _lost_its_plus(digits: str) -> bool:
    if not digits.startswith("49") or not _is_valid("+" + digits):
        return False
    return len(digits) >= LIKELY_WITH_CODE or not _is_valid("+49" + digits)


def _is_valid(e164: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(e164))
    except NumberParseException:
        return False


_FAULTS = {
    ValidationResult.INVALID_COUNTRY_CODE: PhoneFault.COUNTRY,
    ValidationResult.TOO_SHORT: PhoneFault.TOO_SHORT,
    ValidationResult.TOO_LONG: PhoneFault.TOO_LONG,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneFault.AREA_CODE,
    ValidationResult.INVALID_LENGTH: PhoneFault.TOO_SHORT,
}
_PARSE_FAULTS = {
    NumberParseException.INVALID_COUNTRY_CODE: PhoneFault.COUNTRY,
    NumberParseException.NOT_A_NUMBER: PhoneFault.TOO_SHORT,
    NumberParseException.TOO_SHORT_AFTER_IDD: PhoneFault.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: PhoneFault.TOO_SHORT,
    NumberParseException.TOO_LONG: PhoneFault.TOO_LONG,
}


def _checked(typed: str, region: str, text: str) -> str:
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException as problem:
        raise InvalidPhone(text=text, reason=_PARSE_FAULTS[problem.error_type]) from None
    fault = _FAULTS.get(phonenumbers.is_possible_number_with_reason(number))
    if fault is None and number.country_code == 49:
        fault = _german_fault(phonenumbers.national_significant_number(number))
    if fault is not None:
        raise InvalidPhone(text=text, reason=fault)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _german_fault(digits: str) -> PhoneFault | None:
    """What the library lets pass: `0170` alone, `00000000`."""
    if digits.startswith("0"):
        return PhoneFault.AREA_CODE if len(digits) > SHORTEST_GERMAN else PhoneFault.TOO_SHORT
    return PhoneFault.TOO_SHORT if len(digits) < SHORTEST_GERMAN else None
