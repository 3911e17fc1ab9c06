"""The application of `web` with an echo in place of Streamlit, on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from config.settings import settings
from db.session import Database
from db.session import database as database_of_process
from tests.people import cheap_hashing
from tests.web.browser import Visitor
from web.routes import middleware, routes

EVERYTHING = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"inside {request.headers.getlist('x-kontor-session')}")


async def _accept(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


def _forget() -> None:
    if database_of_process.cache_info().currsize:
        database_of_process().engine.dispose()
    database_of_process.cache_clear()
    settings.cache_clear()


@pytest.fixture
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty database that the whole process uses."""
    cheap_hashing(monkeypatch)
    monkeypatch.setenv("DATABASE_URL", sqlite_database.engine.url.render_as_string(hide_password=False))
    _forget()
    yield database_of_process()
    _forget()


@pytest.fixture
def guarded(house: Database) -> ASGIApp:
    """The routes and the gate around something that answers everybody whom the gate lets through."""
    inside = [Route("/{path:path}", _echo, methods=EVERYTHING), WebSocketRoute("/{path:path}", _accept)]
    return Starlette(routes=[*routes(), *inside], middleware=middleware())


@pytest.fixture
def visitor(guarded: ASGIApp) -> Visitor:
    """A browser on the machine itself, without any cookie."""
    return Visitor(guarded)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Environment for settings; call `settings.cache_clear()` after changing it."""
    yield monkeypatch
    settings.cache_clear()
