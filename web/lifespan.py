"""What happens around the serving: the code for the first start, garbage collected in the background."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from web.first_start import announce

COLLECT_EVERY = 60.0
"""Seconds between two collections; Streamlit's own after every run costs more than the run and is off."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """Around the serving of the application."""
    code = await asyncio.to_thread(announce)
    if code is not None:
        print(f"\n  This Kontor is still empty. Open /first-start and type this code:  {code}\n", flush=True)  # noqa: T201
    gc.collect()
    gc.freeze()
    collecting = asyncio.create_task(_collect_now_and_then())
    try:
        yield {}
    finally:
        collecting.cancel()


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        await asyncio.to_thread(gc.collect)
