"""Security headers on every answer, Streamlit's own included; a page that brings its own policy keeps it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.visitor import is_https

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
GRID = "/component/st_aggrid"
"""The grid builds its expressions with `new Function`: only its own frame may."""
NEVER_STORED = ("/media/", "/_stcore/", "/sign-", "/invitation/", "/first-start", "/calendar-feed/")

STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ON_HTTPS = {
    "Strict-Transport-Security": "max-age=31536000",
    # Browsers complain about this one on plain http.
    "Cross-Origin-Opener-Policy": "same-origin",
}


@cache
def script_hashes() -> tuple[str, ...]:
    """Hashes of the inline scripts in Streamlit's start page, which alone may run besides served files."""
    html = Path(str(files("streamlit"))).joinpath("static", "index.html").read_bytes()
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(html)
    )


@cache
def policy(*, grid: bool) -> str:
    """The content security policy; `grid` for what lies under the grid's frame."""
    scripts = " ".join(("'self'", "blob:", *script_hashes(), *(("'unsafe-eval'",) if grid else ())))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        https = is_https(HTTPConnection(scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), path, https=https)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _add(headers: MutableHeaders, path: str, *, https: bool) -> None:
    for name, value in (STEADY | (ON_HTTPS if https else {})).items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", policy(grid=path.startswith(GRID)))
    html = headers.get("content-type", "").startswith("text/html")
    if html or path.startswith(NEVER_STORED) or "set-cookie" in headers:
        headers["Cache-Control"] = "no-store"
