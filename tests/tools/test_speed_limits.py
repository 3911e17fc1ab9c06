"""The benchmarks fail when a ratio leaves its limit."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the PostgreSQL of the benchmarks looks for a runtime folder
    from benchmarks import contact_import, duplicates, in_browser, many_users, memory, picker_search
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


FIGURES = {"empty: page to page": [50.0], "empty: fresh load": [300.0]} | {
    name: [50.0 * limit] if name != "fresh load" else [300.0 * limit] for name, limit in in_browser.LIMITS.items()
}


def test_what_people_wait_for_keeps_to_its_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    assert in_browser.report(FIGURES)
    for name, limit in in_browser.LIMITS.items():
        assert not in_browser.report(FIGURES | {name: [(310.0 if name == "fresh load" else 51.0) * limit]})
    assert "ratio" in capsys.readouterr().out


@contextmanager
def _nothing(*_args: object) -> Iterator[None]:
    yield None


@pytest.mark.parametrize(
    ("part", "result", "code"),
    [
        (many_users, many_users.LEAST_RATIO, 0),
        (many_users, many_users.LEAST_RATIO - 0.1, 1),
        (memory, True, 0),
        (memory, False, 1),
        (in_browser, True, 0),
        (in_browser, False, 1),
    ],
)
def test_a_figure_out_of_its_limits_fails(
    monkeypatch: pytest.MonkeyPatch, part: Any, result: object, code: int
) -> None:
    async def later(*_args: object) -> object:
        return result

    monkeypatch.setattr(part, "measure", (lambda *_args: result) if part is in_browser else later)
    for name in ("a_studio", "kontor", "as_shipped"):
        monkeypatch.setattr(part, name, _nothing, raising=False)
    monkeypatch.setattr(in_browser, "CHROMIUM", "there")
    monkeypatch.setattr("sys.argv", ["benchmark"])
    assert part.main() == code
