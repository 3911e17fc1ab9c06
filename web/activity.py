"""When somebody last asked for something: housekeeping waits for a quiet moment."""

from __future__ import annotations

import time

from starlette.types import Message, Receive

_last = time.monotonic()


def note() -> None:
    """Somebody asks for something now."""
    global _last  # noqa: PLW0603 - one moment for the whole process
    _last = time.monotonic()


def quiet_for() -> float:
    """Seconds since somebody asked for something."""
    return time.monotonic() - _last


def noting(receive: Receive) -> Receive:
    """The same messages, each noted as it comes."""

    async def noted() -> Message:
        message = await receive()
        note()
        return message

    return noted
