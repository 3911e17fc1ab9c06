"""Who knocks, as far as the request itself tells: address, https, loopback, where to go next."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection

from config.settings import settings

SESSION_COOKIE = "kontor_session"
FORWARDING_HEADERS = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
)
LONGEST_NEXT = 1000


def _trusted_proxy(address: str) -> bool:
    return address in {part.strip() for part in settings().trusted_proxies.split(",") if part.strip()}


def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from; what proxies say counts only from trusted ones, read from the right."""
    address = connection.client.host if connection.client else ""
    hops = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
    while _trusted_proxy(address) and hops:
        hop = hops.pop().strip()
        if not _is_address(hop):
            break
        address = hop
    return address[:60]


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser speaks https, to us or to a trusted proxy."""
    if connection.scope["scheme"] in {"https", "wss"}:
        return True
    peer = connection.client.host if connection.client else ""
    return _trusted_proxy(peer) and connection.headers.get("x-forwarded-proto", "").strip().lower() == "https"


def secure_cookies(connection: HTTPConnection) -> bool:
    """Whether cookies are marked Secure."""
    return settings().secure_cookies == "always" or is_https(connection)


def is_local(connection: HTTPConnection) -> bool:
    """Whether browser and server are this one machine and nothing forwards in between (for the demo only)."""
    peer = connection.client.host if connection.client else ""
    server = connection.scope.get("server") or ("", None)
    return (
        _is_loopback(peer)
        and _is_loopback(str(server[0]))
        and _host_name(connection.headers.get("host", "")) in {"localhost", "127.0.0.1", "[::1]"}
        and not any(header in connection.headers for header in FORWARDING_HEADERS)
    )


def same_site(connection: HTTPConnection, *, proven: bool = False) -> bool:
    """Whether the browser names no other site as sender (Origin, Sec-Fetch-Site); `proven`: and this one."""
    fetch_site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if fetch_site not in {None, "same-origin", "none"}:
        return False
    if origin is not None:
        return _host_of(origin) == connection.headers.get("host", "").lower() != ""
    return fetch_site == "same-origin" or not proven


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _host_name(host: str) -> str:
    return re.sub(r":\d{1,5}$", "", host.strip().lower())


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return _is_address(text) and ipaddress.ip_address(text).is_loopback


def safe_next(target: str | None) -> str:
    """A path on this site to go to after sign-in; anything that could lead elsewhere becomes `/`."""
    if not target or len(target) > LONGEST_NEXT or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(character) < 0x21 or ord(character) == 0x7F for character in target):
        return "/"
    path = target.split("?", 1)[0]
    # Browsers resolve dots and read `%2f%2f` and `%5c` in ways of their own: such a path is none of ours.
    if "//" in path or "/." in path or re.search(r"%(2f|5c|0[0-9a-f]|1[0-9a-f])", path, re.IGNORECASE):
        return "/"
    if path in {"/sign-in", "/sign-out", "/first-start"} or path.startswith("/invitation/"):
        return "/"
    return quote(target, safe="/?&=%+:,;@!$'()*~-._[]")


def target_of(connection: HTTPConnection) -> str:
    """Path and query of this request, to return to after sign-in."""
    raw = connection.scope.get("raw_path") or connection.scope["path"].encode()
    path = raw.split(b"?", 1)[0].decode("latin-1")
    query = connection.scope.get("query_string", b"").decode("latin-1")
    return safe_next(f"{path}?{query}" if query else path)
