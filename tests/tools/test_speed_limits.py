"""The benchmarks fail when a ratio leaves its limit."""

from __future__ import annotations

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the PostgreSQL of the benchmarks looks for a runtime folder
    from benchmarks import contact_import, duplicates, picker_search
    from benchmarks.picker_search import HIGHEST_MEDIAN_RATIO, HIGHEST_P95_RATIO, Figure, quick_enough

FLOOR = Figure(median=0.5, p95=1.0, worst=2.0)


@pytest.mark.parametrize(
    ("median", "p95", "holds"),
    [
        (0.5 * HIGHEST_MEDIAN_RATIO, 1.0 * HIGHEST_P95_RATIO, True),
        (0.5 * HIGHEST_MEDIAN_RATIO + 0.1, 1.0, False),
        (0.5, 1.0 * HIGHEST_P95_RATIO + 0.1, False),
    ],
)
def test_a_search_keeps_to_its_ratios(median: float, p95: float, holds: bool) -> None:
    assert quick_enough(Figure(median, p95, worst=10_000.0), FLOOR) == holds


@pytest.mark.parametrize("part", [picker_search, contact_import, duplicates])
@pytest.mark.parametrize(
    ("results", "code"), [((True, True), 0), ((False, True), 1), ((True, False), 1), ((False, False), 1)]
)
def test_one_slow_database_is_enough_to_fail(
    monkeypatch: pytest.MonkeyPatch, part: object, results: tuple[bool, bool], code: int
) -> None:
    left = iter(results)
    monkeypatch.setattr(part, "measure", lambda *_args, **_more: next(left))
    monkeypatch.setattr("sys.argv", ["benchmark"])
    assert part.main() == code  # type: ignore[attr-defined]
    assert not list(left)
