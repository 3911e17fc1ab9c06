"""Garbage is collected now and then, in a quiet moment if there is one."""

from __future__ import annotations

import asyncio
import gc

import pytest

from web import activity, lifespan


def collected(monkeypatch: pytest.MonkeyPatch, *, busy: bool, seconds: float) -> int:
    """How often garbage was collected in so many seconds of waiting, which pass at once."""
    times, slept = list[int](), [0.0]

    async def sleep(wait: float) -> None:
        slept[0] += wait
        if slept[0] > seconds:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(gc, "collect", lambda: times.append(1))
    monkeypatch.setattr(lifespan, "quiet_for", lambda: 0.0 if busy else 5.0)

    async def run() -> None:
        with pytest.raises(asyncio.CancelledError):
            await lifespan._collect_now_and_then()

    asyncio.run(run())
    return len(times)


def test_each_minute_when_it_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert collected(monkeypatch, busy=False, seconds=305) == 5


def test_later_but_not_never_while_people_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert collected(monkeypatch, busy=True, seconds=305) == 2


def test_what_comes_in_ends_the_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "_last", 0.0)
    assert activity.quiet_for() > 1

    async def receive() -> dict[str, str]:
        return {"type": "websocket.receive"}

    assert asyncio.run(activity.noting(receive)()) == {"type": "websocket.receive"}  # type: ignore[arg-type]
    assert activity.quiet_for() < 1
