"""Postcodes, as far as a slip can be told from a foreign habit."""

from __future__ import annotations

import re

from domain.errors import Refusal
from domain.texts import tidy_line

_DIGITS = {"DE": 5, "AT": 4, "CH": 4, "LI": 4}


class InvalidPostcode(Refusal):
    """A German postcode has five digits, an Austrian or Swiss one four. Data: `country`, `digits`."""


def parse_postcode(text: str, country: str) -> str:
    """The postcode tidied; refuses what cannot be one in Germany, Austria, Switzerland or Liechtenstein."""
    postcode = tidy_line(text, longest=20)
    postcode = re.sub(rf"^(?:{country}|D|A)[ -]+(?=\d)", "", postcode, flags=re.IGNORECASE)
    digits = _DIGITS.get(country)
    if digits and postcode and not re.fullmatch(rf"\d{{{digits}}}", postcode, re.ASCII):
        raise InvalidPostcode(country=country, digits=digits)
    return postcode
