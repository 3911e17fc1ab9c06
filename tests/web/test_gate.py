"""Without a valid session nothing answers but the sign-in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from actions.users import disable_user
from db.session import Database
from domain.access import PROGRAM, Role
from models.user import UserAccount, UserSession
from tests.people import PASSWORD, a_session, a_user
from tests.web.browser import Answer, Visitor

PATHS = [
    "/",
    "/crm",
    "/overview?contact=10023",
    "/index.html",
    "/favicon.png",
    "/static/js/index.js",
    "/media/0123456789abcdef.png",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/upload_file/a/b",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/_stcore/health/",
    "/_stcore/health/../stream",
    "/component/st_aggrid.AgGrid/index.html",
    "/_stcore/bidi-components/x/y.js",
    "/oauth2callback",
    "/auth/login",
    "/sign-in/",
    "/sign-in/../crm",
    "/sign-in%2f..%2fcrm",
    "//sign-in",
    "/SIGN-IN",
    "/sign-in;x",
    "/healthz/x",
    "/first-start/x",
    "/invitation/",
    "/invitation/short",
    "/invitation/" + "x" * 43 + "/crm",
    "/invitation/" + "x" * 43 + "%0a",
    "/%00",
    "/" + "x" * 5_000,
]


def signed_in_visitor(visitor: Visitor, house: Database, role: Role = Role.OFFICE) -> Visitor:
    """A browser that has just signed in by the page."""
    a_user(house, "olga", role=role)
    answer = visitor.fill_in("/sign-in", login="olga", password=PASSWORD)
    assert answer.status == 303
    return visitor


def inside(answer: Answer) -> bool:
    return answer.body.startswith(b"inside")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_an_anonymous_visitor_gets_nothing(house: Database, visitor: Visitor, path: str, method: str) -> None:
    a_user(house)
    answer = visitor.get(path, method, accept="*/*")
    assert answer.status == 401
    assert answer.body == b""


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/_stcore/health"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_open_paths_are_open_for_their_own_methods_only(
    house: Database, visitor: Visitor, path: str, method: str
) -> None:
    a_user(house)
    assert visitor.get(path, method).status == 401


def test_sign_out_is_no_page(house: Database, visitor: Visitor) -> None:
    a_user(house)
    assert visitor.get("/sign-out").status == 303


@pytest.mark.parametrize("path", ["/_stcore/stream", "/", "/sign-in", "/healthz", "/_stcore/health"])
def test_an_anonymous_websocket_is_refused_before_it_opens(house: Database, visitor: Visitor, path: str) -> None:
    a_user(house)
    assert visitor.websocket(path).status == 403


def test_a_person_is_led_to_the_sign_in_and_back(house: Database, visitor: Visitor) -> None:
    a_user(house)
    answer = visitor.get("/crm?contact=10023&tab=notes")
    assert (answer.status, answer["location"]) == (
        303,
        "/sign-in?next=%2Fcrm%3Fcontact%3D10023%26tab%3Dnotes",
    )
    answer = visitor.fill_in(answer["location"], login="anna", password=PASSWORD)
    assert (answer.status, answer["location"]) == (303, "/crm?contact=10023&tab=notes")
    assert inside(visitor.get(answer["location"]))


@pytest.mark.parametrize("header", ["X-Kontor-Session", "x-kontor-session", "X-KONTOR-SESSION"])
def test_a_forged_header_lets_nobody_in(house: Database, visitor: Visitor, header: str) -> None:
    token = a_session(house, a_user(house), datetime.now(UTC)).token
    assert visitor.send("GET", "/", {header: token, "accept": "*/*"}).status == 401
    assert visitor.websocket("/", **{header: token}).status == 403


def test_a_forged_header_is_replaced_by_the_true_session(house: Database, visitor: Visitor) -> None:
    other = a_session(house, a_user(house), datetime.now(UTC)).token
    signed_in_visitor(visitor, house)
    own = visitor.cookies["kontor_session"]
    answer = visitor.send("GET", "/", {"x-kontor-session": other})
    assert answer.body.decode() == f"inside ['{own}']"


def test_open_paths_do_not_pass_a_forged_header_on(house: Database, visitor: Visitor) -> None:
    token = a_session(house, a_user(house), datetime.now(UTC)).token
    answer = visitor.send("GET", "/_stcore/health", {"x-kontor-session": token})
    assert answer.body == b"inside []"


@pytest.mark.parametrize(
    "cookie", ["", "x", "x" * 43, "x" * 50_000, '"', "\u00e4", "' OR 1=1", "a\x00b", "x" * 43 + "; x"]
)
def test_a_made_up_cookie_lets_nobody_in(house: Database, visitor: Visitor, cookie: str) -> None:
    a_session(house, a_user(house), datetime.now(UTC))
    visitor.cookies["kontor_session"] = cookie
    assert visitor.get("/", accept="*/*").status == 401
    assert visitor.websocket().status == 403


def test_a_signed_in_visitor_gets_pages_and_websockets(house: Database, visitor: Visitor) -> None:
    signed_in_visitor(visitor, house)
    assert inside(visitor.get("/media/x.png"))
    assert visitor.websocket().status == 101


def _end(house: Database, how: str) -> None:
    now = datetime.now(UTC)
    with house.writing(now) as session:
        match how:
            case "ended":
                session.execute(update(UserSession).values(ended_at=now))
            case "disabled":
                disable_user(session, PROGRAM, user_id=1)
            case "idle":
                session.execute(update(UserSession).values(seen_at=now - timedelta(minutes=121)))
            case "over":
                session.execute(update(UserSession).values(ends_at=now))


@pytest.mark.parametrize("how", ["ended", "disabled", "idle", "over"])
def test_when_a_session_is_over_the_next_request_and_websocket_are_refused(
    house: Database, visitor: Visitor, how: str
) -> None:
    signed_in_visitor(visitor, house)
    assert visitor.get("/", accept="*/*").status == 200
    _end(house, how)
    assert visitor.get("/", accept="*/*").status == 401
    assert visitor.websocket().status == 403


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_a_disabled_user_is_out_even_where_the_session_was_left_open(
    house: Database, visitor: Visitor, path: str
) -> None:
    signed_in_visitor(visitor, house)
    with house.writing() as session:
        session.execute(update(UserAccount).values(disabled_at=datetime.now(UTC)))
    assert not inside(visitor.get(path))
    assert visitor.websocket().status == 403


def test_using_a_session_keeps_it_awake(house: Database, visitor: Visitor) -> None:
    signed_in_visitor(visitor, house)
    now = datetime.now(UTC)
    with house.writing(now) as session:
        session.execute(update(UserSession).values(seen_at=now - timedelta(minutes=90)))
    visitor.get("/")
    with house.reading() as session:
        seen = session.query(UserSession.seen_at).scalar()
    assert seen is not None
    assert seen >= now


def test_without_any_user_everything_leads_to_the_first_start(visitor: Visitor) -> None:
    for path in ("/", "/crm?contact=1", "/sign-in"):
        answer = visitor.get(path)
        assert (answer.status, answer["location"]) == (303, "/first-start")


def test_the_health_check_answers_everybody_and_tells_nothing(visitor: Visitor) -> None:
    answer = visitor.get("/healthz")
    assert (answer.status, answer.body) == (200, b"ok")


def test_the_health_check_fails_when_the_database_does(
    house: Database, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def broken() -> Database:
        raise OperationalError("", None, Exception("secret host name"))

    monkeypatch.setattr("web.health.database", broken)
    answer = visitor.get("/healthz")
    assert answer.status == 503
    assert b"secret" not in answer.body


HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/nowhere", "/sign-out"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_carries_the_security_headers(house: Database, visitor: Visitor, path: str, method: str) -> None:
    a_user(house)
    answer = visitor.get(path, method)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert "frame-ancestors 'self'" in answer["content-security-policy"]
    assert "strict-transport-security" not in dict(answer.headers)


def test_on_https_the_browser_is_told_to_stay_there(house: Database, visitor: Visitor) -> None:
    a_user(house)
    visitor.scheme = "https"
    answer = visitor.get("/sign-in")
    assert "max-age=" in answer["strict-transport-security"]
    assert answer["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "evaluates"),
    [
        ("/", False),
        ("/component/other/index.html", False),
        ("/component/st_aggrid.AgGrid/index.html", True),
        ("/x/component/st_aggrid", False),
    ],
)
def test_only_the_grid_may_evaluate(house: Database, visitor: Visitor, path: str, evaluates: bool) -> None:
    signed_in_visitor(visitor, house)
    policy = visitor.get(path)["content-security-policy"]
    assert ("'unsafe-eval'" in policy) is evaluates
    assert "'unsafe-inline'" not in policy.split("style-src", 1)[0]


@pytest.mark.parametrize("path", ["/media/x.png", "/_stcore/host-config", "/sign-in"])
def test_what_belongs_to_somebody_is_not_stored(house: Database, visitor: Visitor, path: str) -> None:
    signed_in_visitor(visitor, house)
    visitor.cookies.pop("kontor_session") if path == "/sign-in" else None
    assert visitor.get(path)["cache-control"] == "no-store"
