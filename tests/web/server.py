"""A real server in a process of its own for tests: `uvicorn app:app` or `streamlit run app.py`."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on loopback."""

    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
        """One request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    how: str, database_url: str, *, log: Path, folder: Path = HOME, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start the application `how` it may be started, wait until it is healthy, and stop it at the end."""
    port = _free_port()
    commands = {
        "uvicorn": ["uvicorn", "--port", str(port), "app:app"],
        "streamlit": ["streamlit", "run", str(HOME / "app.py"), "--server.port", str(port)],
        "frame": ["streamlit", "run", str(HOME / "components" / "frame.py"), "--server.port", str(port)],
        "screens": ["uvicorn", "--port", str(port), "tests.web.with_screens:app"],
        "sockets": ["tests.web.with_socket_report"],
    }
    known = os.environ | {
        "DATABASE_URL": database_url,
        "PYTHONPATH": str(HOME),
        "PYTHONUNBUFFERED": "1",
        "KONTOR_PORT": str(port),
    }
    known |= environment or {}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *commands[how]],
            cwd=folder,
            env=known,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Server(port)
        _wait(server, process, log)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if server.ask("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace")[-3000:])
