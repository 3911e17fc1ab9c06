"""The servers that are measured: Kontor as `tools serve` starts it, and Streamlit as it is shipped."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from actions.sign_in import new_session
from config.settings import HOME
from db.session import Database
from domain.access import Role
from models.user import UserAccount

FLOOR = Path(__file__).resolve().parent / "floor"


@dataclass(frozen=True, slots=True)
class Served:
    """A running server and its process."""

    port: int
    process: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"


@contextmanager
def kontor(database: Database) -> Iterator[Served]:
    """Kontor on this database, by `python -m tools serve`."""
    port = _free_port()
    url = database.engine.url.render_as_string(hide_password=False)
    environment = _plain_environment() | {"DATABASE_URL": url, "KONTOR_PORT": str(port)}
    with _running([sys.executable, "-m", "tools", "serve"], HOME, environment, port) as served:
        yield served


@contextmanager
def as_shipped(script: str) -> Iterator[Served]:
    """A script of the floor by `streamlit run`, with no option but port and no browser of its own."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(FLOOR / f"{script}.py")]
    options = [f"--server.port={port}", "--server.headless=true"]
    with (
        tempfile.TemporaryDirectory(prefix="kontor-floor-") as folder,  # no config.toml lies here
        _running([*command, *options], Path(folder), _plain_environment() | {"HOME": folder}, port) as served,
    ):
        yield served


def a_token(database: Database, role: Role = Role.OFFICE) -> str:
    """A session of the demo's user of this role, opened now."""
    now = datetime.now(UTC)
    with database.writing(now) as session:
        user = session.scalars(select(UserAccount).where(UserAccount.role == role)).first()
        assert user is not None
        return new_session(session, user, address="127.0.0.1", browser="benchmark", now=now).token


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("KONTOR_", "STREAMLIT_"))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str], port: int) -> Iterator[Served]:
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        try:
            until = time.monotonic() + 60
            while not _healthy(port):
                if time.monotonic() > until or process.poll() is not None:
                    output.seek(0)
                    raise RuntimeError(output.read()[-3000:].decode("utf-8", "replace"))
                time.sleep(0.2)
            yield Served(port, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
