"""Names of public holidays in both languages."""

from __future__ import annotations

import pytest

from domain.holidays import _of_year
from domain.lands import Land
from i18n.holidays import BOTH, NAMES, holiday_word
from i18n.texts import speaking


@pytest.mark.parametrize("land", ["", *Land])
def test_every_holiday_that_comes_back_has_its_name_in_both_languages(land: str) -> None:
    for year in range(2026, 2060):
        for name in _of_year(year, land).values():
            if "Jahrestag" in name:
                continue
            assert set(name.split(BOTH)) <= set(NAMES)
            with speaking("de"):
                assert holiday_word(name) == name
            with speaking("en"):
                assert holiday_word(name) != name


def test_two_on_one_day_are_both_named_and_one_that_is_unknown_stays() -> None:
    with speaking("en"):
        assert holiday_word("Christi Himmelfahrt; Erster Mai") == "Ascension Day; Labour Day"
        assert holiday_word("75. Jahrestag des Aufstandes vom 17. Juni 1953").startswith("75. Jahrestag")
