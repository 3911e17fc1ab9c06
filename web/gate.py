"""The gate in front of every path and every websocket: without a valid session only the sign-in answers.

A valid session goes on to the screens as the header `X-Kontor-Session`, which Streamlit maps to
`st.user["session"]` (`server.trustedUserHeaders`). It carries the token, and the screens look it up each
time: whoever forges the header, or runs the frame by itself, holds nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.sign_in import note_seen
from db.session import database
from queries.users import SignedIn, anybody, signed_in
from web.activity import noting
from web.visitor import SESSION_COOKIE, target_of

SESSION_HEADER = b"x-kontor-session"
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")

OPEN: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"/sign-in"), frozenset({"GET", "HEAD", "POST"})),
    (re.compile(r"/sign-out"), frozenset({"POST"})),
    (re.compile(r"/first-start"), frozenset({"GET", "HEAD", "POST"})),
    (re.compile(rf"/invitation/{TOKEN.pattern}"), frozenset({"GET", "HEAD", "POST"})),
    (re.compile(rf"/calendar-feed/{TOKEN.pattern}\.ics"), frozenset({"GET", "HEAD"})),
    (re.compile(r"/healthz|/_stcore/health"), frozenset({"GET", "HEAD"})),
)
"""The paths that answer without a session, each with its methods; every other path and method stays shut."""


def session_of(token: str | None) -> SignedIn | None:
    """Who a cookie's token belongs to now; notes the use once a minute. Not for the loop: blocks."""
    if not token or not TOKEN.fullmatch(token):
        return None
    now = datetime.now(UTC)
    with database().reading(now) as session:
        found = signed_in(session, token, now)
    if found is not None and found.unseen_for_long(now):
        with database().writing(now) as session:
            note_seen(session, found.session_id)
    return found


def has_users() -> bool:
    """Whether somebody can sign in; else everything leads to the first start. Not for the loop: blocks."""
    with database().reading() as session:
        return anybody(session)


class Gate:
    """ASGI middleware: lets in who is signed in, leads people to the sign-in, answers nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = [header for header in scope["headers"] if header[0].lower() != SESSION_HEADER]
        scope = {**scope, "headers": headers}
        connection = HTTPConnection(scope)
        if scope["type"] == "http" and _open_to_all(scope):
            await self.app(scope, receive, send)
            return
        token = connection.cookies.get(SESSION_COOKIE)
        if token is None or await to_thread.run_sync(session_of, token) is None:
            await _refuse(connection, scope, receive, send)
            return
        scope["headers"] = [*headers, (SESSION_HEADER, token.encode("ascii"))]
        await self.app(scope, noting(receive), send)


def _open_to_all(scope: Scope) -> bool:
    return any(path.fullmatch(scope["path"]) and scope["method"] in methods for path, methods in OPEN)


async def _refuse(connection: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    wants_page = scope["method"] == "GET" and "text/html" in connection.headers.get("accept", "")
    if not wants_page:
        response = Response(status_code=401)
    elif await to_thread.run_sync(has_users):
        response = RedirectResponse("/sign-in" + _and_back(target_of(connection)), status_code=303)
    else:
        response = RedirectResponse("/first-start", status_code=303)
    await response(scope, receive, send)


def _and_back(target: str) -> str:
    return "" if target == "/" else f"?next={quote(target, safe='')}"
