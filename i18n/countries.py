"""Names of countries for choosing, Germany and its neighbours first."""

from __future__ import annotations

from functools import cache

from babel import Locale

FIRST = ("DE", "AT", "CH", "LI", "LU", "FR", "BE", "NL", "DK", "PL", "CZ")


@cache
def country_names(language: str) -> dict[str, str]:
    """Code to name in the language, the likely ones first, then by name."""
    import pycountry

    names = Locale(language).territories
    codes = [country.alpha_2 for country in pycountry.countries]
    rest = sorted((code for code in codes if code not in FIRST), key=lambda code: names.get(code, code))
    return {code: names.get(code, code) for code in (*FIRST, *rest)}
