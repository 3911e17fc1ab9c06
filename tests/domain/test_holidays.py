"""Public holidays by the Land."""

from __future__ import annotations

from datetime import date

import pytest

from domain.holidays import holiday, holidays_among
from domain.lands import Land

CASES = [
    (date(2026, 12, 25), "", "Erster Weihnachtstag"),
    (date(2026, 10, 3), "", "Tag der Deutschen Einheit"),
    (date(2026, 1, 6), "BY", "Heilige Drei Könige"),
    (date(2026, 1, 6), "NW", None),
    (date(2026, 6, 4), "NW", "Fronleichnam"),
    (date(2026, 6, 4), "BE", None),
    (date(2027, 3, 8), "BE", "Frauentag"),
    (date(2017, 10, 31), "BW", "Reformationstag"),
    (date(2027, 3, 28), "BB", "Ostersonntag"),
    (date(2026, 12, 25), "XX", "Erster Weihnachtstag"),
    (date(1, 1, 1), "BY", None),
    (date.max, "BY", None),
]


@pytest.mark.parametrize(("day", "land", "name"), CASES)
def test_a_day_is_a_holiday_of_the_land(day: date, land: str, name: str | None) -> None:
    assert holiday(day, land) == name


@pytest.mark.parametrize("land", list(Land))
def test_every_land_has_its_nine_or_more(land: Land) -> None:
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    found = holidays_among(days, land)
    assert 9 <= len(found) <= 14
    assert all(found.values())
