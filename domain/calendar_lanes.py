"""Entries of a day side by side where they overlap."""

from __future__ import annotations

from collections.abc import Sequence

Lane = tuple[int, int]
"""Which lane, and how many there are beside each other."""


def lanes(spans: Sequence[tuple[int, int]]) -> list[Lane]:
    """The lane of each span (half-open, in the order of their starts), so that no two in one lane overlap."""
    found: list[Lane] = [(0, 1)] * len(spans)
    group: list[int] = []
    ends: list[int] = []
    for n, (start, end) in enumerate(spans):
        if all(other <= start for other in ends):
            _settle(found, group, len(ends))
            group, ends = [], []
        lane = next((free for free, other in enumerate(ends) if other <= start), len(ends))
        ends[lane : lane + 1] = [end]
        found[n] = (lane, 1)
        group.append(n)
    _settle(found, group, len(ends))
    return found


def _settle(found: list[Lane], group: Sequence[int], count: int) -> None:
    for n in group:
        found[n] = (found[n][0], count)
