"""A raw websocket to `tools serve`: its answers leave at once, without Nagle's wait for more."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

from websockets.sync.client import connect

from db.session import Database
from tests.people import a_session, a_user
from tests.web.server import running


def test_accepted_sockets_carry_tcp_nodelay(sqlite_database: Database, tmp_path: Path) -> None:
    token = a_session(sqlite_database, a_user(sqlite_database), datetime.now(UTC)).token
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    log = tmp_path / "log"
    with (
        running("sockets", url, log=log) as server,
        connect(
            f"ws://localhost:{server.port}/_stcore/stream",
            additional_headers={"Cookie": f"kontor_session={token}"},
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=server.url,  # type: ignore[arg-type]
        ) as websocket,
    ):
        port = websocket.local_address[1]
        until = time.monotonic() + 20
        while not (told := re.search(rf"ACCEPTED from {port} nodelay=(\d+)", log.read_text("utf-8"))):
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.05)
    assert int(told[1]) != 0
