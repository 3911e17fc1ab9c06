"""The worker by itself, and what the check says of e-mails that are not as they must be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from actions.contact_details import add_email
from actions.sending import queue_email
from config.settings import HOME, settings
from db.session import Database
from domain.access import PROGRAM
from domain.contacts import EmailKind
from gateways.storage import Storage
from models.email import EmailAttachment
from tests.building import a_contact
from tests.gateways.mail_servers import mail_server
from tools.check_emails import email_breaches


def queued(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """An e-mail that is due."""
    monkeypatch.setenv("KONTOR_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("KONTOR_SMTP_SECURITY", "none")
    monkeypatch.setenv("KONTOR_MAIL_FROM", "info@studio.example")
    settings.cache_clear()
    with database.writing(datetime.now(UTC) - timedelta(minutes=1)) as session:
        contact_id = a_contact(session).id
        add_email(session, PROGRAM, contact_id=contact_id, kind=EmailKind.PRIVATE, address="anna@example.com")
        queue_email(session, PROGRAM, contact_id=contact_id, address="anna@example.com", title="a", text="b")
    settings.cache_clear()


def test_it_sends_and_ends_when_it_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(database, monkeypatch)
    with mail_server() as box:
        url = database.engine.url.render_as_string(hide_password=False)
        environment = os.environ | {"DATABASE_URL": url, "KONTOR_SMTP_PORT": str(box.port), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "tools", "work"],
            cwd=HOME,
            env=environment | {"KONTOR_WORKER_SECONDS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            arrived = box.first.wait(60)
        finally:
            process.send_signal(signal.SIGTERM)
            said, _none = process.communicate(timeout=30)
    assert arrived, said.decode()
    assert process.returncode == 0, said.decode()
    assert b"The worker has ended." in said
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT state FROM activity WHERE kind = 'email'")) == "sent"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE email SET next_try_at = NULL", "only what waits has a next attempt"),
        ("UPDATE activity SET state = 'failed'", "only what waits has a next attempt"),
        ("UPDATE activity SET state = 'sending'", "nobody knows since when"),
        ("", "an attachment is not in the storage"),
    ],
)
def test_what_is_not_as_it_must_be_is_named(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, statement: str, said: str
) -> None:
    queued(database, monkeypatch)
    storage = Storage(str(tmp_path))
    with database.reading() as session:
        assert list(email_breaches(session, storage)) == []
    with database.writing() as session:
        if statement:
            session.execute(text(statement))
        else:
            lost = EmailAttachment(email_id=1, file="f" * 64, file_name="a.pdf", media_type="application/pdf", size=1)
            session.add(lost)
    with database.reading() as session:
        assert any(said in breach for breach in email_breaches(session, storage))
