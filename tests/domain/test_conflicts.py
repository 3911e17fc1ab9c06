"""Three versions of one field: what must be shown, what must be chosen, and that nothing is lost unseen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conflicts import Parts, Side, Versions, cut

DAY = date(1980, 12, 31)


@pytest.mark.parametrize(
    ("original", "theirs", "mine", "shown", "preset"),
    [
        pytest.param("a", "a", "a", False, Side.MINE, id="nobody changed it"),
        pytest.param("a", "a", "c", False, Side.MINE, id="only I changed it"),
        pytest.param("a", "b", "a", True, Side.THEIRS, id="only the others changed it"),
        pytest.param("a", "b", "b", False, Side.MINE, id="both changed it alike"),
        pytest.param("a", "b", "c", True, None, id="both changed it"),
        pytest.param("a", "", "c", True, None, id="they emptied it, I changed it"),
        pytest.param("a", "b", "", True, None, id="they changed it, I emptied it"),
        pytest.param("", "b", "c", True, None, id="both filled it"),
        pytest.param(None, DAY, None, True, Side.THEIRS, id="they filled a day"),
        pytest.param(DAY, None, date(1981, 1, 1), True, None, id="they took a day away"),
        pytest.param(False, True, False, True, Side.THEIRS, id="they ticked a box"),
    ],
)
def test_who_decides(original: object, theirs: object, mine: object, shown: bool, preset: Side | None) -> None:
    versions = Versions(original, theirs, mine)
    assert (versions.shown, versions.preset) == (shown, preset)


few = st.sampled_from(["", "a", "b", "c"])


@given(few, few, few, st.sampled_from(Side))
def test_nothing_typed_and_nothing_stored_is_lost_unseen(original: str, theirs: str, mine: str, chosen: Side) -> None:
    versions = Versions(original, theirs, mine)
    saved = versions.settled(chosen if versions.shown else versions.preset or chosen)
    assert saved in (theirs, mine)
    overwritten, dropped = theirs not in (original, saved), mine not in (original, saved)
    assert versions.shown or not (overwritten or dropped)
    assert (versions.preset is None) == (len({original, theirs, mine}) == 3)


@pytest.mark.parametrize(
    ("text", "other", "parts"),
    [
        ("", "", ("", "", "")),
        ("a b", "a b", ("a b", "", "")),
        ("likes tea, no milk", "likes coffee, no milk", ("likes ", "tea,", " no milk")),
        ("a b c", "a b", ("a b", " c", "")),
        ("a b", "a b c", ("a b", "", "")),
        ("new", "", ("", "new", "")),
        ("a a a", "a a", ("a a", " a", "")),
        ("x\ny", "x\nz", ("x\n", "y", "")),
    ],
)
def test_where_two_texts_differ(text: str, other: str, parts: tuple[str, str, str]) -> None:
    assert cut(text, other) == Parts(*parts)


def test_what_is_common_is_shown_short() -> None:
    parts = cut("one two three four NEW five six seven", "one two three four five six seven").near(8)
    assert parts == Parts("… four ", "NEW ", "five …")
    assert cut("one NEW two", "one two").near(8) == Parts("one ", "NEW ", "two")


@given(st.text("ab \n", max_size=12), st.text("ab \n", max_size=12))
def test_a_cut_text_is_still_whole_and_what_is_common_is_common(text: str, other: str) -> None:
    parts = cut(text, other)
    assert parts.before + parts.differing + parts.behind == text
    assert other.startswith(parts.before)
    assert other.endswith(parts.behind)
    assert len(parts.before + parts.behind) <= len(other)
