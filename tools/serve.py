"""Serves Kontor: migrates, loads the demo studio if wished, and runs uvicorn on `app:app`."""

from __future__ import annotations

import socket
import sys

import uvicorn

from config.settings import HOME, settings
from db.migrate import migrate
from db.session import database

MESSAGE_BYTES = 200 * 1024 * 1024
"""Largest websocket message."""
PING_SECONDS = 30


def serve(*, demo: bool) -> int:
    """Serve until interrupted; 2 when the port is taken or the demo studio cannot be loaded."""
    address, port = settings().address, settings().port
    if _taken(address, port):
        print(f"Port {port} on {address} is taken. Set KONTOR_PORT to a free one.", file=sys.stderr)
        return 2
    migrate(database().engine)
    if demo:
        from tools.demo_data import DEMO_CONTACTS, load_demo

        code = load_demo(contacts=DEMO_CONTACTS, only_if_empty=True)
        if code:
            return code
    print(f"\n  Kontor is at http://{address}:{port}  (Ctrl+C ends it)\n", flush=True)
    # The loop opens the socket itself, so that it carries TCP_NODELAY: one handed over does not, and a remote client
    # then waits 40 ms more per step.
    uvicorn.run(
        "app:app",
        app_dir=str(HOME),
        host=address,
        port=port,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
    )
    return 0


def _taken(address: str, port: int) -> bool:
    """Whether somebody listens there already; said before anything is migrated or loaded."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return True
    return False
