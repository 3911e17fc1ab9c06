"""Every hint on a contact has something that mends it."""

from __future__ import annotations

from components.hints import MENDS
from domain.data_quality import Hint


def test_every_hint_has_its_mending() -> None:
    assert set(MENDS) == set(Hint)
