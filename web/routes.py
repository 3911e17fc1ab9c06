"""Everything that `web` adds to the application: its routes and the middleware around all of them."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from web.feeds import calendar_feed
from web.files import document, document_page, invoice
from web.first_start import first_start
from web.gate import Gate
from web.health import healthz
from web.invitation import invitation
from web.security_headers import SecurityHeaders
from web.sign_in import sign_in, sign_out


def routes() -> list[BaseRoute]:
    """The pages before Streamlit, and files that are none of its own."""
    return [
        Route("/sign-in", sign_in, methods=["GET", "POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/first-start", first_start, methods=["GET", "POST"]),
        Route("/invitation/{token}", invitation, methods=["GET", "POST"]),
        Route("/calendar-feed/{token}.ics", calendar_feed, methods=["GET"]),
        Route("/documents/{key:int}", document, methods=["GET"]),
        Route("/documents/{key:int}/{page:int}", document_page, methods=["GET"]),
        Route("/invoices/{key:int}", invoice, methods=["GET"]),
        Route("/healthz", healthz, methods=["GET"]),
    ]


def middleware() -> list[Middleware]:
    """Headers on every answer, then the gate before everything else."""
    return [Middleware(SecurityHeaders), Middleware(Gate)]
