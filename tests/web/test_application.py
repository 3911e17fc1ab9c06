"""The whole application in a process of its own, with Streamlit behind the gate."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from actions.first_start import found_studio
from db.session import Database
from models.user import UserSession
from tests.people import a_session, a_user
from tests.web.server import HOME, Server, running

WALK = """
import json, app
routes = app.app._build_starlette_app().routes
print("ROUTES " + json.dumps([[getattr(r, "path", ""), type(r).__name__] for r in routes]))
"""


@pytest.fixture
def people(sqlite_database: Database) -> Database:
    """A database with one user."""
    a_user(sqlite_database)
    return sqlite_database


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def screens(people: Database, tmp_path: Path) -> Iterator[Server]:
    """The application with throwaway screens, started from a folder elsewhere."""
    with running("screens", url_of(people), log=tmp_path / "log", folder=tmp_path) as server:
        yield server


def cookie(database: Database) -> str:
    return a_session(database, a_user(database, "olga"), datetime.now(UTC)).token


def knock(server: Server, headers: dict[str, str]) -> int:
    """The status of a websocket's handshake."""
    try:
        with connect(
            f"ws://localhost:{server.port}/_stcore/stream",
            additional_headers=headers,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=server.url,  # type: ignore[arg-type]
        ):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def all_routes() -> list[tuple[str, str]]:
    found = subprocess.run(
        [sys.executable, "-c", WALK], cwd=HOME, capture_output=True, text=True, check=True, timeout=60
    )
    line = next(line for line in found.stdout.splitlines() if line.startswith("ROUTES "))
    return [(path, kind) for path, kind in json.loads(line.removeprefix("ROUTES "))]


@pytest.mark.parametrize("how", ["uvicorn", "streamlit"])
def test_however_it_is_started_no_route_answers_an_anonymous_visitor(
    people: Database, tmp_path: Path, how: str
) -> None:
    opened = {"/sign-in", "/sign-out", "/first-start", "/invitation/{token}", "/healthz", "/_stcore/health"}
    routes = all_routes()
    assert {path for path, _kind in routes} >= opened | {"/_stcore/stream", "/_stcore/host-config"}
    with running(how, url_of(people), log=tmp_path / "log") as server:
        for path, kind in [*routes, ("/", "Page"), ("/crm", "Page"), ("/static/index.html", "Page")]:
            concrete = re.sub(r"\{[^}]*\}", "x", path) or "/"
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                if path not in opened:
                    reply = server.ask(concrete, method, {"Content-Length": "0"} if method != "GET" else {})
                    assert (reply.status, reply.body) == (401, b""), (method, path, kind)
        page = server.ask("/crm?contact=10023", headers={"Accept": "text/html"})
        assert (page.status, page.headers["location"]) == (303, "/sign-in?next=%2Fcrm%3Fcontact%3D10023")
        assert knock(server, {}) == 403
        assert knock(server, {"X-Kontor-Session": cookie(people)}) == 403


def test_a_session_opens_page_and_websocket_until_it_ends(people: Database, screens: Server) -> None:
    token = cookie(people)
    held = {"Cookie": f"kontor_session={token}"}
    page = screens.ask("/crm", headers=held | {"Accept": "text/html"})
    assert page.status == 200
    assert b'<div id="root">' in page.body
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self' blob: 'sha256-" in page.headers["content-security-policy"]
    assert knock(screens, held) == 101
    with people.writing() as session:
        session.execute(update(UserSession).values(ended_at=datetime.now(UTC)))
    assert knock(screens, held) == 403
    assert screens.ask("/crm", headers=held).status == 401


def test_a_websocket_from_another_site_is_refused_despite_the_cookie(people: Database, screens: Server) -> None:
    with pytest.raises(InvalidStatus):
        connect(
            f"ws://localhost:{screens.port}/_stcore/stream",
            additional_headers={"Cookie": f"kontor_session={cookie(people)}"},
            origin="http://evil.test",  # type: ignore[arg-type]
        )


def test_the_options_count_wherever_it_is_started_from(tmp_path: Path) -> None:
    script = (
        "import app; from streamlit import config; "
        "print('OPTIONS', [config.get_option(name) for name in ('browser.gatherUsageStats', "
        "'runner.postScriptGC', 'client.showErrorDetails', 'theme.light.primaryColor', "
        "'server.maxUploadSize')], "
        "config.get_option('server.trustedUserHeaders'))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(HOME),
            "KONTOR_UPLOAD_MEGABYTES": "7",
            "HOME": str(tmp_path),
            "PATH": "/usr/bin",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "OPTIONS [False, False, 'none', '#1b6c77', 17] {'X-Kontor-Session': 'session'}" in found.stdout


def test_a_database_that_was_never_migrated_is_not_served(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="python -m tools migrate"),
        running("uvicorn", f"sqlite:///{tmp_path / 'new.sqlite'}", log=tmp_path / "log"),
    ):
        pass


def test_an_empty_database_prints_a_code_that_starts_it(sqlite_database: Database, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running("uvicorn", url_of(sqlite_database), log=log) as server:
        assert server.ask("/", headers={"Accept": "text/html"}).headers["location"] == "/first-start"
        codes = re.findall(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b", log.read_text("utf-8"))
    assert len(codes) == 1
    with sqlite_database.writing() as session:
        found_studio(
            session,
            code=codes[0],
            studio="S",
            name="A",
            login="a",
            password="four good words",
            repeated="four good words",
            language="de",
            address="",
            browser="",
            now=datetime.now(UTC),
        )
