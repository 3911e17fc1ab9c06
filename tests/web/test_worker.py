"""The worker against real servers: each e-mail leaves once, whoever is killed, slow, wrong, or works beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from actions.activities import bin_activity
from actions.contact_details import add_email
from actions.notes import add_note
from actions.outbox import find_cut_off
from actions.sending import queue_email
from config.settings import HOME, settings
from db.session import Database
from domain.access import PROGRAM
from domain.activities import Direction, State
from domain.contacts import EmailKind
from domain.mail import CUT_OFF_AFTER
from gateways.storage import Storage
from models.activity import Activity, Note
from models.document import Document
from models.email import Email
from tests.building import a_contact, past_the_trail
from tests.gateways.mail_servers import Box, mail_server
from web import worker
from web.worker import Job, Worker, clear_bin, send_outbox

ADDRESS = "anna@example.com"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "files"))


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Box]:
    """A mail server that the settings name."""
    with mail_server() as box:
        for name, value in {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(box.port),
            "SMTP_SECURITY": "none",
            "SMTP_TIMEOUT_SECONDS": "5",
            "MAIL_FROM": "info@studio.example",
            "FILES_URL": str(tmp_path / "files"),
        }.items():
            monkeypatch.setenv(f"KONTOR_{name}", value)
        settings.cache_clear()
        yield box
    settings.cache_clear()


def queued(database: Database, count: int = 1, *, files: tuple[str, ...] = ()) -> None:
    """E-mails that are due by now."""
    with database.writing(datetime.now(UTC) - timedelta(minutes=1)) as session:
        contact_id = a_contact(session).id
        add_email(session, PROGRAM, contact_id=contact_id, kind=EmailKind.PRIVATE, address=ADDRESS)
        for file in files:
            session.add(
                Document(
                    contact_id=contact_id,
                    at=datetime.now(UTC),
                    direction=Direction.OUTGOING,
                    file=file,
                    file_name="Plan.pdf",
                    media_type="application/pdf",
                    size=5,
                )
            )
        past_the_trail(session)
        ids = session.scalars(select(Document).where(Document.contact_id == contact_id)).all()
        for number in range(count):
            queue_email(
                session,
                PROGRAM,
                contact_id=contact_id,
                address=ADDRESS,
                title=f"Nr. {number}",
                text="Hallo",
                document_ids=[row.id for row in ids],
            )


def states(database: Database) -> list[State]:
    with database.reading() as session:
        return [row.state for row in session.scalars(select(Email).order_by(Email.__table__.c.id))]


@contextmanager
def at_work(database: Database, todo: list[Job] | None = None) -> Iterator[Worker]:
    """A worker that gives its turn up at the end."""
    one = Worker(database, 60, todo)
    yield one
    one.end()
    one.work()


def never() -> bool:
    return False


def test_all_that_is_due_leaves_in_one_round(database: Database, box: Box) -> None:
    queued(database, 3)
    with at_work(database) as one:
        assert one.round()
    assert [b"Nr. %d" % number in envelope.content for number, envelope in enumerate(box.got)] == [True] * 3  # type: ignore[operator]
    assert states(database) == [State.SENT] * 3
    assert send_outbox(database, never) == 0


def test_attachments_go_along_and_a_lost_one_asks_people(database: Database, box: Box, storage: Storage) -> None:
    queued(database, files=(storage.put(b"%PDF-"),))
    queued(database, files=("f" * 64,))
    assert send_outbox(database, never) == 2
    assert states(database) == [State.SENT, State.FAILED]
    assert len(box.got) == 1
    assert b"Plan.pdf" in box.got[0].content  # type: ignore[operator]


def test_without_a_server_the_outbox_waits(database: Database, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(database)
    monkeypatch.setenv("KONTOR_SMTP_HOST", "")
    settings.cache_clear()
    assert send_outbox(database, never) == 0
    assert states(database) == [State.QUEUED]


@pytest.mark.parametrize(
    ("does", "state"),
    [
        ({"on_rcpt": "550 no such user"}, State.FAILED),
        ({"on_rcpt": "450 greylisted"}, State.QUEUED),
        ({"drop": "mail"}, State.QUEUED),
        ({"drop": "data"}, State.QUEUED),
        ({"drop": "after"}, State.UNCLEAR),
    ],
)
def test_how_it_ends(database: Database, box: Box, does: dict[str, str], state: State) -> None:
    queued(database)
    for name, value in does.items():
        setattr(box, name, value)
    assert send_outbox(database, never) == 1
    assert states(database) == [state]
    for name in does:
        setattr(box, name, getattr(Box, name, "") or "250 OK")
    box.drop = ""
    box.got.clear()
    assert send_outbox(database, never) == 0
    assert box.got == []


KILLED = """
import os, sys
from db.session import database
from web import worker

attempt = worker.attempt
def die_before(mail):
    os._exit(9)
def die_after(mail):
    attempt(mail)
    os._exit(9)
worker.attempt = {"before": die_before, "after": die_after}[sys.argv[1]]
worker.send_outbox(database(), lambda: False)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(database: Database, box: Box, when: str) -> None:
    """Between taking an e-mail out of the queue and writing down what became of it the process ends at once."""
    queued(database, 2)
    url = database.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, when],
        env={**os.environ, "DATABASE_URL": url},
        cwd=HOME,
        capture_output=True,
        check=False,
    )
    assert killed.returncode == 9, killed.stderr.decode()
    arrived = 1 if when == "after" else 0
    assert len(box.got) == arrived
    assert states(database) == [State.SENDING, State.QUEUED]
    with at_work(database) as restarted:
        assert restarted.round()
    assert states(database) == [State.SENDING, State.SENT]
    with database.writing(datetime.now(UTC) + CUT_OFF_AFTER + timedelta(minutes=1)) as session:
        assert find_cut_off(session, PROGRAM) == 1
    with at_work(database) as restarted:
        assert restarted.round()
    assert states(database) == [State.UNCLEAR, State.SENT]
    assert len(box.got) == arrived + 1


def test_two_at_once_send_each_once(database: Database, box: Box) -> None:
    """Even without the lock that lets only one of them work."""
    queued(database, 12)
    together = threading.Barrier(3)

    def work() -> None:
        together.wait()
        send_outbox(database, never)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert states(database) == [State.SENT] * 12
    subjects = [envelope.content.split(b"Subject: ")[1].split(b"\r\n")[0] for envelope in box.got]  # type: ignore[union-attr]
    assert sorted(subjects) == sorted(b"Nr. %d" % number for number in range(12))


def test_one_of_many_has_the_turn_until_it_ends(database: Database) -> None:
    with at_work(database, []) as second:
        with at_work(database, []) as first:
            assert first.round()
            assert not second.round()
            assert first.round()
        assert second.round()


def test_an_error_of_one_job_is_logged_and_the_others_go_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken(_database: Database, _stopped: Any) -> None:
        done.append("broken")
        raise RuntimeError

    todo = [
        Job("broken", broken),
        Job("whole", lambda _database, _stopped: done.append("whole")),
        Job("seldom", lambda _database, _stopped: done.append("seldom"), every=timedelta(hours=1)),
    ]
    with at_work(database, todo) as one:
        assert one.round()
        assert one.round()
    assert done == ["broken", "whole", "seldom", "broken", "whole"]
    assert "broken failed" in caplog.text


def test_it_works_in_the_background_until_it_is_stopped(database: Database, box: Box) -> None:
    queued(database)
    background = Worker(database, 0.05)
    background.start()
    ends_at = time.monotonic() + 20
    while states(database) != [State.SENT] and time.monotonic() < ends_at:
        background._stop.wait(0.05)
    background.stop()
    assert states(database) == [State.SENT]
    assert background._thread is not None
    assert not background._thread.is_alive()
    queued(database)
    assert states(database) == [State.SENT, State.QUEUED]


def test_who_is_told_to_stop_finishes_the_one_and_leaves_the_rest(database: Database, box: Box) -> None:
    queued(database, 3)
    assert send_outbox(database, lambda: len(box.got) >= 1) == 1
    assert states(database) == [State.SENT, State.QUEUED, State.QUEUED]


def test_an_error_while_an_email_is_written_stops_only_this_one(
    database: Database, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(database, 2)
    written = worker.written

    def first_breaks(mail: Any, *rest: Any) -> Any:
        if mail.subject == "Nr. 0":
            raise ValueError
        return written(mail, *rest)

    monkeypatch.setattr(worker, "written", first_breaks)
    assert send_outbox(database, never) == 2
    assert states(database) == [State.FAILED, State.SENT]


def test_the_bin_is_cleared_of_what_has_lain_there_for_weeks(database: Database) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    with database.writing(long_ago) as session:
        contact_id = a_contact(session).id
        old, kept = (add_note(session, PROGRAM, contact_id=contact_id, text=text) for text in ("old", "kept"))
    with database.writing(long_ago) as session:
        bin_activity(session, PROGRAM, activity_id=old.id)
    with database.writing() as session:
        bin_activity(session, PROGRAM, activity_id=kept.id)
    clear_bin(database, never)
    with database.reading() as session:
        assert [note.text for note in session.scalars(select(Note))] == ["kept"]
        assert session.get(Activity, old.id) is None
