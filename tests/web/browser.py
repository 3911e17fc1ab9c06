"""A visitor of the application for tests: speaks ASGI, keeps cookies, and sends what a browser would."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `status` 101 stands for an accepted websocket."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for known, value in self.headers if known == name]

    def __getitem__(self, name: str) -> str:
        """The value of a header; empty when it is not there."""
        return next(iter(self.all(name)), "")

    @property
    def text(self) -> str:
        """The body as text, entities resolved."""
        return unescape(self.body.decode())

    def hidden(self, name: str) -> str:
        """The value of a hidden input."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body.decode())
        return unescape(found.group(1)) if found else ""

    def value(self, name: str) -> str:
        """What stands in an input."""
        found = re.search(rf'<input id="{name}"[^>]* value="([^"]*)"', self.body.decode())
        assert found is not None
        return unescape(found.group(1))


@dataclass
class Visitor:
    """One browser: where it sits, what it keeps."""

    app: ASGIApp
    client: str = "127.0.0.1"
    server: str = "127.0.0.1"
    scheme: str = "http"
    host: str = "localhost:8501"
    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", /, **headers: str) -> Answer:
        """A request for a page."""
        return self.send(method, path, {"accept": "text/html,*/*", **_named(headers)})

    def post(self, path: str, fields: dict[str, str] | None = None, /, **headers: str) -> Answer:
        """A sent form, with the headers of a browser on our own page."""
        own = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": f"{self.scheme}://{self.host}",
            "sec-fetch-site": "same-origin",
        }
        return self.send("POST", path, own | _named(headers), urlencode(fields or {}).encode())

    def fill_in(self, path: str, page: Answer | None = None, /, **fields: str) -> Answer:
        """Open a page with a form and send it."""
        page = page or self.get(path)
        hidden = {name: page.hidden(name) for name in ("form_token", "next") if page.hidden(name)}
        return self.post(urlsplit(path).path, hidden | fields)

    def send(self, method: str, path: str, headers: dict[str, str], *pieces: bytes) -> Answer:
        """Any request; an empty header value leaves that header out."""
        scope = self._scope("http", path, headers, len(b"".join(pieces)) if len(pieces) == 1 else None)
        scope["method"] = method
        return asyncio.run(self._exchange(scope, pieces))

    def websocket(self, path: str = "/_stcore/stream", /, **headers: str) -> Answer:
        """Knock with a websocket: 101 when accepted, 403 when closed before."""
        scope = self._scope("websocket", path, _named(headers), None)
        scope |= {"scheme": "wss" if self.scheme == "https" else "ws", "subprotocols": ["streamlit"]}
        return asyncio.run(self._knock(scope))

    def _scope(self, kind: str, path: str, headers: dict[str, str], length: int | None) -> dict[str, Any]:
        parts = urlsplit(path)
        own = {"host": self.host, "accept-language": self.language, "user-agent": "Test"}
        if length is not None:
            own["content-length"] = str(length)
        if self.cookies:
            own["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        raw = [(name.encode(), value.encode("latin-1")) for name, value in (own | headers).items() if value]
        from urllib.parse import unquote

        return {
            "type": kind,
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": self.scheme,
            "path": unquote(parts.path),
            "raw_path": quote(parts.path, safe="/%").encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": raw,
            "client": (self.client, 50000),
            "server": (self.server, 8501),
            "state": {},
        }

    async def _exchange(self, scope: dict[str, Any], pieces: tuple[bytes, ...]) -> Answer:
        messages = _requests(pieces)
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, lambda: anext(messages), send)
        start = sent[0]
        headers = tuple((name.decode(), value.decode("latin-1")) for name, value in start["headers"])
        body = b"".join(message.get("body", b"") for message in sent[1:])
        answer = Answer(start["status"], headers, body)
        self._keep(answer)
        return answer

    async def _knock(self, scope: dict[str, Any]) -> Answer:
        async def receive() -> Message:
            return {"type": "websocket.connect"}

        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return Answer(101 if sent[0]["type"] == "websocket.accept" else 403)

    def _keep(self, answer: Answer) -> None:
        for header in answer.all("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


async def _requests(pieces: tuple[bytes, ...]) -> AsyncIterator[Message]:
    for number, piece in enumerate(pieces or (b"",), start=1):
        yield {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
    while True:
        yield {"type": "http.disconnect"}
