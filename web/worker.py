"""The worker: sends what waits in the outbox and clears the bin, in the background of `serve` or as `tools work`.

Of many, one works: on PostgreSQL by an advisory lock, on SQLite by a lock on a file beside the database. The lock only
saves work: two at once would send each e-mail once all the same, for each is taken out of the queue in a transaction
of its own. What a job did not get done it does in the next round; nothing on the screens waits for it.
"""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from actions.activities import empty_bin
from actions.outbox import claim_email, find_cut_off, record_delivery
from actions.quota_grants import expire_due, grant_due
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM
from domain.activities import KEPT_IN_BIN_DAYS
from domain.clock import day_of
from domain.mail import Ending, MailFault, Outcome, Outgoing
from gateways.mail import deliver, server_of, written
from gateways.storage import Storage, StoredFileDamaged, StoredFileMissing
from queries.activities import anything_in_bin
from queries.emails import cut_off_emails, due_emails

LOG = logging.getLogger("kontor.worker")
ADVISORY_LOCK = 4_711_002
Stopped = Callable[[], bool]


@dataclass(slots=True)
class Job:
    """Something that is done in each round, or now and then; `run` is asked often whether it must stop."""

    name: str
    run: Callable[[Database, Stopped], object]
    every: timedelta = timedelta(0)
    next_at: datetime = field(default=datetime.min.replace(tzinfo=UTC))


def send_outbox(database: Database, stopped: Stopped) -> int:
    """Send all e-mails that are due; how many attempts that were. Without a mail server they wait."""
    _notice_cut_off(database)
    attempts = 0
    while not stopped() and server_of(settings()) is not None and _any(database, due_emails):
        with database.writing() as session:
            mail = claim_email(session, PROGRAM)
        if mail is not None:
            outcome = attempt(mail)
            with database.writing() as session:
                record_delivery(session, PROGRAM, mail=mail, outcome=outcome)
            attempts += 1
    return attempts


def attempt(mail: Outgoing) -> Outcome:
    """Try to send one e-mail that was taken out of the queue; whatever happens is an outcome."""
    server = server_of(settings())
    if server is None:
        return Outcome(Ending.LATER, "", MailFault.NOT_SET_UP)
    storage = Storage(settings().storage_url)
    try:
        files = [storage.get(attached.file) for attached in mail.attached]
        message = written(mail, files, datetime.now(UTC))
    except (StoredFileMissing, StoredFileDamaged) as gone:
        return Outcome(Ending.REFUSED, str(gone), MailFault.FILE_GONE)
    except Exception as error:  # it never left the house: people are asked, and the queue goes on
        LOG.exception("an e-mail cannot be written")
        return Outcome(Ending.REFUSED, type(error).__name__, MailFault.UNEXPECTED)
    return deliver(server, message, mail.sender, mail.recipient)


def _notice_cut_off(database: Database) -> None:
    if _any(database, cut_off_emails):
        with database.writing() as session:
            find_cut_off(session, PROGRAM)


def clear_bin(database: Database, stopped: Stopped) -> None:
    """Remove for good what has lain in the bin for weeks."""
    while not stopped():
        with database.reading() as session:
            if not anything_in_bin(session, before=datetime.now(UTC) - timedelta(days=KEPT_IN_BIN_DAYS)):
                return
        with database.writing() as session:
            empty_bin(session, PROGRAM)


def keep_quotas(database: Database, stopped: Stopped) -> None:
    """Grant what contracts include, and let expire what nobody used in time."""
    for keep in (grant_due, expire_due):
        done = True
        while done and not stopped():
            with database.writing() as session:
                done = bool(keep(session, PROGRAM, today=day_of(datetime.now(UTC))))


def _any(database: Database, query: Callable[[datetime], Any]) -> bool:
    now = datetime.now(UTC)
    with database.reading() as session:
        return session.scalar(query(now).limit(1)) is not None


def jobs() -> list[Job]:
    """What a worker does, in this order."""
    hour = timedelta(hours=1)
    return [Job("outbox", send_outbox), Job("bin", clear_bin, every=hour), Job("quotas", keep_quotas, every=hour)]


class Worker:
    """Goes round and round until it is told to stop; an error of a job is logged, and the next round tries again."""

    def __init__(self, database: Database, seconds: float, todo: list[Job] | None = None) -> None:
        self._database, self._seconds = database, seconds
        self._jobs = jobs() if todo is None else todo
        self._stop = threading.Event()
        self._turn = _turn(database)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread of its own."""
        self._thread = threading.Thread(target=self.work, name="worker", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Let it end after what it is at; one that is held up longer is left, and what it sent is found as unclear."""
        self.end()
        if self._thread is not None:
            self._thread.join(timeout)

    def end(self) -> None:
        """Begin nothing new."""
        self._stop.set()

    def work(self) -> None:
        """Go round until `stop`."""
        try:
            while not self._stop.is_set():
                self.round()
                self._stop.wait(self._seconds)
        finally:
            self._turn.give_up()

    def round(self) -> bool:
        """Do each job whose time has come, where it is this worker's turn; whether it was."""
        try:
            if not self._turn.is_mine():
                return False
        except (DBAPIError, OSError):
            LOG.exception("the worker cannot find out whether it is its turn")
            return False
        now = datetime.now(UTC)
        for job in self._jobs:
            if job.next_at <= now and not self._stop.is_set():
                job.next_at = now + job.every
                try:
                    job.run(self._database, self._stop.is_set)
                except Exception:
                    LOG.exception("the job %s failed and will be tried again", job.name)
        return True


class _FileTurn:
    """The turn of one process by a lock on a file; it ends with the process, however that ends."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def is_mine(self) -> bool:
        """Whether this worker has the turn, or gets it now."""
        if self._file is not None or self._path is None:
            return True
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def give_up(self) -> None:
        """Let another one work."""
        if self._file is not None:
            self._file.close()
            self._file = None


class _AdvisoryTurn:
    """The turn of one process by an advisory lock; it ends with its connection."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Any = None

    def is_mine(self) -> bool:
        """Whether this worker has the turn, or gets it now."""
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return True
            except DBAPIError:
                self.give_up()
        connection = self._engine.connect()
        if connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": ADVISORY_LOCK}):
            self._connection = connection
            return True
        connection.close()
        return False

    def give_up(self) -> None:
        """Let another one work: the connection itself ends, back in the pool it would keep the lock."""
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _turn(database: Database) -> _FileTurn | _AdvisoryTurn:
    if database.engine.dialect.name == "postgresql":
        return _AdvisoryTurn(database)
    path = database.engine.url.database
    return _FileTurn(Path(f"{path}-worker") if path and path != ":memory:" else None)
