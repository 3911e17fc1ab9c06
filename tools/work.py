"""The worker by itself: what `serve` does in its background, in a process of its own."""

from __future__ import annotations

import logging
import signal

from config.settings import settings
from db.migrate import migrate
from db.session import database
from web.worker import Worker

LEAST_SECONDS = 1


def work() -> int:
    """Work until interrupted or told to end; what is being sent is finished first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    migrate(database().engine)
    worker = Worker(database(), max(settings().worker_seconds, LEAST_SECONDS))
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda _sign, _frame: worker.end())
    print("The worker is at work.  (Ctrl+C ends it)", flush=True)
    worker.work()
    print("The worker has ended.", flush=True)
    return 0
