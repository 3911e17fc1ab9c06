"""E-mail addresses: their shape only; whether somebody reads there, only a message tells."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from domain.errors import InvalidEmail, Missing, TooLong

LONGEST = 254
"""Characters (RFC 5321)."""
LONGEST_LOCAL_PART = 64
"""Bytes (RFC 5321)."""


class EmailFault(StrEnum):
    """What is wrong with an e-mail address."""

    AT_SIGN = "at_sign"
    BLANK = "blank"
    LOCAL_PART = "local_part"
    DOMAIN = "domain"


_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def parse_email(text: str) -> str:
    """The address with its domain in lower case; refuses `Missing`, `TooLong` and `InvalidEmail`.

    Umlauts are allowed on both sides of the @; no name server is asked.
    """
    address = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip()
    address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE)
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1]
    if not address:
        raise Missing
    if len(address) > LONGEST:
        raise TooLong(longest=LONGEST)
    if address.count("@") != 1:
        raise InvalidEmail(text=text, reason=EmailFault.AT_SIGN)
    if any(character.isspace() for character in address):
        raise InvalidEmail(text=text, reason=EmailFault.BLANK)
    normalized = _normalized(address)
    if normalized is None:
        domain = address.partition("@")[2]
        fault = EmailFault.LOCAL_PART if _normalized(f"a@{domain}") else EmailFault.DOMAIN
        raise InvalidEmail(text=text, reason=fault)
    if len(normalized) > LONGEST:
        raise TooLong(longest=LONGEST)
    return normalized


def _normalized(address: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    if len(address.partition("@")[0].encode()) > LONGEST_LOCAL_PART:
        return None
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
