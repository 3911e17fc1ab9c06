"""`python -m tools serve` with a look from inside: prints TCP_NODELAY of each socket that the server has accepted."""

from __future__ import annotations

import os
import socket
import threading
import time

import psutil

from config.settings import settings
from tools.serve import serve


def report() -> None:
    """Look ten times a second at the connections of this process."""
    told = set()
    while True:
        for connection in psutil.Process().net_connections("tcp"):
            end = (connection.fd, connection.raddr)
            if connection.raddr and connection.laddr.port == settings().port and end not in told:
                try:
                    own = os.dup(connection.fd)
                except OSError:  # closed since the list was made
                    continue
                told.add(end)
                with socket.socket(fileno=own) as accepted:
                    value = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                print(f"ACCEPTED from {connection.raddr.port} nodelay={value}", flush=True)
        time.sleep(0.1)


threading.Thread(target=report, daemon=True).start()
serve(demo=False)
