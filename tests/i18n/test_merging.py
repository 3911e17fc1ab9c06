"""What a merge does in words: every table and kind that the preview counts is named, in both languages."""

from __future__ import annotations

import pytest

from i18n.merging import KINDS, counted
from i18n.texts import Language, speaking
from queries.merge_plan import PASSED


def test_every_table_and_kind_that_the_preview_counts_has_its_words() -> None:
    assert KINDS.keys() == PASSED


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_one_and_many_are_told_apart_and_the_count_is_said(what: str, language: Language) -> None:
    with speaking(language):
        one, many = counted({what: 1}), counted({what: 12})
        assert one.startswith("1 ")
        assert many.startswith("12 ")
        assert one.removeprefix("1 ")
        assert counted({what: 0}) == ""


def test_all_that_moves_is_one_sentence() -> None:
    with speaking("de"):
        assert counted({"contact_tag": 1, "contact_phone": 2, "nonsense": 3}) == "2 Telefonnummern, 1 Schlagwort"
