"""What happens around the serving: the code for the first start, garbage and jobs in the background."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from config.settings import settings
from db.migrate import current_revision, newest_revision
from db.session import database
from web.activity import quiet_for
from web.first_start import announce
from web.worker import Worker

COLLECT_EVERY = 60.0
"""Seconds between two collections; Streamlit's own after every run costs more than the run and is off."""
QUIET = 1.0
"""A collection stops everybody for a moment, so it waits until nobody has asked for anything for so many seconds ..."""
WAITS = 60
"""... but no longer than so many times."""


class NotMigrated(Exception):
    """The program serves only a database in the newest shape; the message says how to get there."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """Around the serving of the application."""
    await asyncio.to_thread(refuse_old_database)
    code = await asyncio.to_thread(announce)
    if code is not None:
        print(f"\n  This Kontor is still empty. Open /first-start and type this code:  {code}\n", flush=True)  # noqa: T201
    gc.collect()
    gc.freeze()
    collecting = asyncio.create_task(_collect_now_and_then())
    worker = Worker(database(), settings().worker_seconds) if settings().worker_seconds else None
    if worker is not None:
        worker.start()
    try:
        yield {}
    finally:
        collecting.cancel()
        if worker is not None:
            await asyncio.to_thread(worker.stop)


def refuse_old_database() -> None:
    """Stop the start where the database is not in the shape that this program needs (`NotMigrated`)."""
    found, needed = current_revision(database().engine), newest_revision()
    if found != needed:
        raise NotMigrated(f"the database is at {found}, not {needed}: run `python -m tools migrate`")


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        for _ in range(WAITS):
            if quiet_for() >= QUIET:
                break
            await asyncio.sleep(QUIET)
        await asyncio.to_thread(gc.collect)
