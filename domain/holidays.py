"""Public holidays in Germany, by the Land."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays import country_holidays

from domain.lands import Land

FIRST_YEAR = 1990
LAST_YEAR = 2199
"""Years for which holidays are told; beyond there are none."""


def holiday(day: date, land: str) -> str | None:
    """The German name of the public holiday on a day in a Land (`BY`), None for an ordinary day.

    Without a Land only those that all of Germany has.
    """
    return _of_year(day.year, str(land)).get(day)


def holidays_among(days: Iterable[date], land: str) -> dict[date, str]:
    """Those of the days that are public holidays in the Land, with their German names."""
    return {day: name for day in days if (name := holiday(day, land)) is not None}


@lru_cache(maxsize=256)
def _of_year(year: int, land: str) -> dict[date, str]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    state = land if land and land in set(Land) else None
    found = country_holidays("DE", subdiv=state, years=year, expand=False, language="de")
    return {day: str(name) for day, name in found.items()}
