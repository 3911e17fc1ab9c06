"""What a request itself tells, and where it may lead."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from config.settings import settings
from web.visitor import address_of, is_https, is_local, safe_next, same_site, secure_cookies


def a_request(
    *,
    client: str | None = "127.0.0.1",
    server: str | None = "127.0.0.1",
    scheme: str = "http",
    **headers: str,
) -> HTTPConnection:
    scope: dict[str, Any] = {
        "type": "http",
        "scheme": scheme,
        "path": "/",
        "client": None if client is None else (client, 1),
        "server": None if server is None else (server, 8501),
        "headers": [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()],
    }
    return HTTPConnection(scope)


@pytest.fixture
def trusting(setting: pytest.MonkeyPatch) -> None:
    """Two trusted proxies."""
    setting.setenv("KONTOR_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2")
    settings.cache_clear()


# --- where to go next -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/crm",
        "/crm?contact=10023",
        "/crm?contact=10023&tab=notes&q=M%C3%BCller%20x",
        "/contacts?url=https://example.org/",
        "/overview?x=a+b:c,d;e@f!g$h'i(j)k*l~m[n]",
    ],
)
def test_a_path_on_this_site_is_kept(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "crm",
        "https://example.org/",
        "//example.org/",
        "///example.org",
        "/\\example.org",
        "\\\\example.org",
        "/crm\\..\\x",
        "/\t/example.org",
        "/\n/example.org",
        "/crm\r\nSet-Cookie: a=b",
        "/crm\x00",
        "/crm\x7f",
        " /crm",
        "javascript:alert(1)",
        "/%2f%2fexample.org",
        "/%5cexample.org",
        "/%5Cexample.org",
        "/%0d%0aSet-Cookie:a=b",
        "/crm//example.org",
        "/../x",
        "/./x",
        "/.//example.org",
        "/sign-in",
        "/sign-in?next=/crm",
        "/sign-out",
        "/first-start",
        "/invitation/abc",
        "/" + "x" * 1_000,
    ],
)
def test_what_could_lead_elsewhere_becomes_the_start_page(target: str | None) -> None:
    assert safe_next(target) == "/"


@given(st.text(max_size=60) | st.from_regex(r"[/\\%.:?a-z0-9]{1,20}", fullmatch=True))
def test_any_target_stays_on_this_site_and_in_one_header_line(target: str) -> None:
    kept = safe_next(target)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert kept.isascii()
    assert kept.isprintable()
    assert "\\" not in kept
    assert safe_next(kept) in {kept, "/"}


# --- loopback, for the demo -------------------------------------------------------------------------------
@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.9.9.9"])
def test_the_machine_itself_is_local(host: str, address: str) -> None:
    assert is_local(a_request(client=address, server=address, host=host))


@pytest.mark.parametrize(
    "differently",
    [
        {"client": "192.0.2.1"},
        {"client": "::ffff:192.0.2.1"},
        {"client": "testclient"},
        {"client": None},
        {"server": "192.0.2.1"},
        {"server": "0.0.0.0"},
        {"server": None},
        {"host": "kontor.example.org"},
        {"host": "localhost.example.org"},
        {"host": "127.0.0.1.example.org"},
        {"host": "evil@localhost"},
        {"host": "localhost:80:80"},
        {"host": ""},
        {"x_forwarded_for": "127.0.0.1"},
        {"x_forwarded_host": "localhost"},
        {"x_forwarded_proto": "http"},
        {"x_real_ip": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
        {"via": "1.1 proxy"},
    ],
)
def test_anything_that_hints_at_another_machine_is_not_local(differently: dict[str, Any]) -> None:
    assert not is_local(a_request(**({"host": "localhost:8501"} | differently)))


# --- proxies ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "x" * 100_000, "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
@pytest.mark.usefixtures("trusting")
def test_only_a_trusted_proxy_names_the_address(client: str, forwarded: str, address: str) -> None:
    assert address_of(a_request(client=client, x_forwarded_for=forwarded)) == address


def test_without_trusted_proxies_nothing_forwarded_counts() -> None:
    request = a_request(client="127.0.0.1", x_forwarded_for="198.51.100.1", x_forwarded_proto="https")
    assert address_of(request) == "127.0.0.1"
    assert not is_https(request)


@pytest.mark.parametrize(
    ("client", "scheme", "proto", "https"),
    [
        ("192.0.2.1", "https", "", True),
        ("192.0.2.1", "wss", "", True),
        ("192.0.2.1", "http", "https", False),
        ("10.0.0.1", "http", "https", True),
        ("10.0.0.1", "http", "http", False),
        ("10.0.0.1", "http", "", False),
    ],
)
@pytest.mark.usefixtures("trusting")
def test_https_is_what_the_browser_speaks(client: str, scheme: str, proto: str, https: bool) -> None:
    request = a_request(client=client, scheme=scheme, x_forwarded_proto=proto)
    assert is_https(request) is secure_cookies(request) is https


def test_cookies_can_be_secure_always(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("KONTOR_SECURE_COOKIES", "always")
    settings.cache_clear()
    assert secure_cookies(a_request())


# --- forms from elsewhere ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("headers", "unproven", "proven"),
    [
        ({}, True, False),
        ({"origin": "http://kontor.test"}, True, True),
        ({"origin": "HTTP://KONTOR.TEST"}, True, True),
        ({"sec_fetch_site": "same-origin"}, True, True),
        ({"sec_fetch_site": "none"}, True, False),
        ({"sec_fetch_site": "cross-site"}, False, False),
        ({"sec_fetch_site": "same-site"}, False, False),
        ({"origin": "http://evil.test"}, False, False),
        ({"origin": "null"}, False, False),
        ({"origin": ""}, False, False),
        ({"origin": "http://kontor.test:81"}, False, False),
        ({"origin": "http://kontor.test.evil.test"}, False, False),
        ({"origin": "http://kontor.test@evil.test"}, False, False),
        ({"origin": "http://[broken"}, False, False),
        ({"origin": "http://kontor.test", "sec_fetch_site": "cross-site"}, False, False),
        ({"origin": "http://evil.test", "sec_fetch_site": "same-origin"}, False, False),
    ],
)
def test_a_form_of_another_site_is_known(headers: dict[str, str], unproven: bool, proven: bool) -> None:
    request = a_request(host="kontor.test", **headers)
    assert same_site(request) is unproven
    assert same_site(request, proven=True) is proven
