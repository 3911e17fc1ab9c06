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
from tests.web.browser import Visitor
from web.routes import middleware, routes

EVERYTHING = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"inside {request.headers.getlist('x-kontor-session')}")


async def _accept(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


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
