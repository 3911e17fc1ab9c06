"""The sign-in page: password, delay, forgery, language, demo, cookies; and the way out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from actions.sign_in import HASHER
from actions.studio import mark_as_demo
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, Role
from i18n import texts
from models.studio import Studio
from models.user import SignInThrottle, UserAccount, UserSession
from queries.users import token_hash
from tests.building import past_the_trail
from tests.people import PASSWORD, a_user
from tests.web.browser import Answer, Visitor
from tests.web.test_gate import inside, signed_in_visitor

WRONG = "User name and password do not match"


@pytest.fixture
def anna(house: Database) -> Database:
    """A studio with one user."""
    a_user(house)
    with house.writing() as session:
        session.get_one(Studio, 1).name = "<b>Studio</b> & Süd"
        past_the_trail(session)
    return house


def in_cookie(answer: Answer, name: str) -> str:
    return next((header for header in answer.all("set-cookie") if header.startswith(f"{name}=")), "")


# --- the page ---------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("anna")
def test_the_page_names_the_studio_literally_and_asks_for_login_and_password(visitor: Visitor) -> None:
    page = visitor.get("/sign-in").body.decode()
    assert "Sign in to &lt;b&gt;Studio&lt;/b&gt; &amp; Süd" in page
    assert '<label for="login">' in page
    assert 'autocomplete="username"' in page
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    assert 'name="viewport"' in page


@pytest.mark.usefixtures("anna")
def test_the_page_asks_no_other_host_and_runs_no_script(visitor: Visitor) -> None:
    answer = visitor.get("/sign-in")
    page = answer.body.decode()
    assert not re.search(r"https?://|//[a-z]", page)
    assert "<script" not in page
    assert answer["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("asked", "spoken"), [("de-DE,de;q=0.9", "de"), ("en-GB", "en"), ("fr", "de"), ("x" * 9_000, "de")]
)
@pytest.mark.usefixtures("anna")
def test_the_page_speaks_the_language_of_the_browser(visitor: Visitor, asked: str, spoken: str) -> None:
    visitor.language = asked
    assert f'<html lang="{spoken}">' in visitor.get("/sign-in").text


@pytest.mark.usefixtures("anna")
def test_the_language_can_be_switched_and_stays_switched(visitor: Visitor) -> None:
    page = visitor.get("/sign-in?next=/crm%3Fcontact%3D1").text
    switch = re.search(r'href="(/sign-in\?language=de[^"]*)"', page)
    assert switch is not None
    switched = visitor.get(switch.group(1))
    assert '<html lang="de">' in switched.text
    assert switched.hidden("next") == "/crm?contact=1"
    assert '<html lang="de">' in visitor.get("/sign-in").text


@pytest.mark.parametrize("language", ["fr", "", 'de"><script>', "x" * 5_000])
@pytest.mark.usefixtures("anna")
def test_an_unknown_language_changes_nothing(visitor: Visitor, language: str) -> None:
    visitor.cookies["kontor_language"] = "xx"
    answer = visitor.send("GET", "/sign-in", {"accept": "text/html"})
    answer = visitor.get(f"/sign-in?language={language.encode().hex()}")
    assert '<html lang="en">' in answer.text
    assert not in_cookie(answer, "kontor_language")


def test_the_german_page_takes_its_words_from_the_catalogue(
    anna: Database, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path / "de.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    catalogue.write_text(f'{head}\nmsgid "Password"\nmsgstr "Geheimnis <ä>"\n', "utf-8")
    monkeypatch.setattr(texts, "CATALOGUE", catalogue)
    monkeypatch.setattr(texts, "_german", texts._german.__wrapped__)
    visitor.language = "de"
    assert "Geheimnis &lt;ä&gt;" in visitor.get("/sign-in").body.decode()


# --- the attempt ------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("anna")
def test_a_wrong_password_says_what_to_do_and_keeps_the_login(visitor: Visitor) -> None:
    login = 'anna"><script>alert(1)</script>'
    answer = visitor.fill_in("/sign-in?next=/crm", login=login, password="wrong")
    assert answer.status == 401
    assert WRONG in answer.text
    assert answer.value("login") == login
    assert b"<script" not in answer.body
    assert b"wrong" not in answer.body
    assert answer.hidden("next") == "/crm"
    assert not in_cookie(answer, "kontor_session")


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("", ""),
        ("anna", ""),
        ("nobody", PASSWORD),
        ("anna\x00", PASSWORD),
        ("\x00", "\x00"),
        ("anna", "x" * 1_000),
        ("x" * 5_000, "y" * 5_000),
        ("*", "%"),
        ("\U0001f600", "\u202eabc"),
    ],
)
@pytest.mark.usefixtures("anna")
def test_hostile_input_reads_like_a_wrong_password(visitor: Visitor, login: str, password: str) -> None:
    answer = visitor.fill_in("/sign-in", login=login, password=password)
    assert answer.status == 401
    assert WRONG in answer.text


@pytest.mark.usefixtures("anna")
def test_after_three_failures_the_page_says_how_long_to_wait(visitor: Visitor) -> None:
    for _ in range(3):
        visitor.fill_in("/sign-in", login="anna", password="wrong")
    answer = visitor.fill_in("/sign-in", login="anna", password=PASSWORD)
    assert answer.status == 429
    assert answer["retry-after"] in {"1", "2"}
    assert "Please wait" in answer.text
    assert answer.value("login") == "anna"


def test_failures_are_kept_though_the_sign_in_fails(anna: Database, visitor: Visitor) -> None:
    visitor.fill_in("/sign-in", login="anna", password="wrong")
    with anna.reading() as session:
        assert session.get_one(SignInThrottle, "login:anna").failures == 1


def test_a_sign_in_makes_a_new_session_and_ends_the_old_one_of_this_browser(anna: Database, visitor: Visitor) -> None:
    visitor.cookies["kontor_session"] = planted = "p" * 43
    visitor.fill_in("/sign-in", login="anna", password=PASSWORD)
    first = visitor.cookies["kontor_session"]
    assert first != planted
    page = Visitor(visitor.app).get("/sign-in")
    visitor.cookies["kontor_form"] = page.hidden("form_token")
    visitor.fill_in("/sign-in", page, login="anna", password=PASSWORD)
    second = visitor.cookies["kontor_session"]
    assert second not in {first, planted}
    with anna.reading() as session:
        ended = dict(session.execute(select(UserSession.token_hash, UserSession.ended_at)).tuples().all())
    assert ended[token_hash(first)] is not None
    assert ended[token_hash(second)] is None
    assert token_hash(planted) not in ended


@pytest.mark.usefixtures("anna")
def test_who_is_signed_in_already_goes_on(visitor: Visitor) -> None:
    visitor.fill_in("/sign-in", login="anna", password=PASSWORD)
    answer = visitor.get("/sign-in?next=/crm")
    assert (answer.status, answer["location"]) == (303, "/crm")


@pytest.mark.usefixtures("anna")
def test_a_dead_cookie_is_taken_away(visitor: Visitor) -> None:
    visitor.cookies["kontor_session"] = "x" * 43
    assert visitor.get("/sign-in").status == 200
    assert "kontor_session" not in visitor.cookies


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test", "/\\evil.test", "/a\r\nb: c"])
@pytest.mark.usefixtures("anna")
def test_a_planted_target_leads_home(visitor: Visitor, target: str) -> None:
    page = visitor.get("/sign-in")
    fields = {"form_token": page.hidden("form_token"), "next": target, "login": "anna", "password": PASSWORD}
    answer = visitor.post("/sign-in", fields)
    assert (answer.status, answer["location"]) == (303, "/")


def test_without_any_user_nobody_signs_in(visitor: Visitor) -> None:
    visitor.cookies["kontor_form"] = token = "t" * 43
    answer = visitor.post("/sign-in", {"form_token": token, "login": "", "password": ""})
    assert answer["location"] == "/first-start"


# --- cookies ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
@pytest.mark.usefixtures("anna")
def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor: Visitor, scheme: str, secure: bool) -> None:
    visitor.scheme = scheme
    page = visitor.get("/sign-in")
    entered = visitor.fill_in("/sign-in", page, login="anna", password=PASSWORD)
    for cookie in (in_cookie(page, "kontor_form"), in_cookie(entered, "kontor_session")):
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= attributes
        assert ("secure" in attributes) is secure
    assert entered["cache-control"] == "no-store"


@pytest.mark.usefixtures("anna")
def test_a_restart_of_the_browser_forgets_the_session(visitor: Visitor) -> None:
    entered = visitor.fill_in("/sign-in", login="anna", password=PASSWORD)
    assert "max-age" not in in_cookie(entered, "kontor_session").lower()
    assert "expires" not in in_cookie(entered, "kontor_session").lower()


# --- forgery ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cookie", "field"),
    [("", ""), ("", "a" * 43), ("a" * 43, ""), ("a" * 43, "b" * 43), ("x", "x"), ("ä" * 43, "ä" * 43)],
)
@pytest.mark.usefixtures("anna")
def test_a_form_without_the_matching_token_is_refused(visitor: Visitor, cookie: str, field: str) -> None:
    visitor.cookies["kontor_form"] = cookie
    answer = visitor.post("/sign-in", {"form_token": field, "login": "anna", "password": PASSWORD})
    assert answer.status == 403
    assert answer.value("login") == "anna"
    assert "kontor_session" not in visitor.cookies
    assert visitor.fill_in("/sign-in", answer, login="anna", password=PASSWORD).status == 303


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.test"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
@pytest.mark.usefixtures("anna")
def test_a_form_sent_from_another_site_is_refused_even_with_the_token(
    visitor: Visitor, headers: dict[str, str]
) -> None:
    page = visitor.get("/sign-in")
    fields = {"form_token": page.hidden("form_token"), "login": "anna", "password": PASSWORD}
    assert visitor.post("/sign-in", fields, **headers).status == 403
    assert visitor.post("/sign-in", fields).status == 303


@pytest.mark.usefixtures("anna")
def test_a_forged_attempt_does_not_count_as_a_failure(anna: Database, visitor: Visitor) -> None:
    visitor.post("/sign-in", {"login": "anna", "password": "wrong"})
    with anna.reading() as session:
        assert session.get(SignInThrottle, "login:anna") is None


# --- bodies -----------------------------------------------------------------------------------------------
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", ["/sign-in", "/first-start"])
def test_a_huge_body_is_refused_before_it_is_read(house: Database, visitor: Visitor, path: str) -> None:
    if path == "/sign-in":
        a_user(house)
    assert visitor.send("POST", path, FORM_TYPE, b"a" * 10_000_000).status == 413


@pytest.mark.usefixtures("anna")
def test_an_endless_body_is_cut_off(visitor: Visitor) -> None:
    assert visitor.send("POST", "/sign-in", FORM_TYPE, *[b"a" * 10_000] * 1_000).status == 413


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ({"content-type": "application/json"}, b"{}", 415),
        ({"content-type": ""}, b"login=anna", 415),
        (FORM_TYPE, b"\xff\xfe", 400),
        (FORM_TYPE, b"login=%ff%fe", 400),
        (FORM_TYPE, b"&".join(b"a=b" for _ in range(1_000)), 400),
        (FORM_TYPE | {"content-length": "-1"}, b"", 413),
        (FORM_TYPE | {"content-length": "9" * 400}, b"", 413),
    ],
)
@pytest.mark.usefixtures("anna")
def test_a_body_that_is_no_form_is_refused(visitor: Visitor, headers: dict[str, str], body: bytes, status: int) -> None:
    assert visitor.send("POST", "/sign-in", headers, body).status == status


# --- demo -------------------------------------------------------------------------------------------------
@pytest.fixture
def demo(anna: Database) -> Database:
    """A database made as demo."""
    with anna.writing() as session:
        mark_as_demo(session, PROGRAM)
    a_user(anna, "olga", role=Role.OFFICE, name="<Olga>")
    return anna


OFFER = 'name="demo_user"'


@pytest.mark.usefixtures("demo")
def test_a_demo_on_this_machine_offers_its_users_with_one_click(visitor: Visitor) -> None:
    page = visitor.get("/sign-in?next=/crm")
    assert page.text.count(OFFER) == 2
    assert b"&lt;Olga&gt;" in page.body
    answer = visitor.fill_in("/sign-in?next=/crm", page, demo_user="2")
    assert (answer.status, answer["location"]) == (303, "/crm")
    assert inside(visitor.get("/crm"))


@pytest.mark.parametrize(
    ("attribute", "value"), [("client", "192.0.2.1"), ("server", "192.0.2.1"), ("host", "kontor.example.org")]
)
@pytest.mark.usefixtures("demo")
def test_a_demo_seen_from_elsewhere_offers_and_lets_in_nobody(visitor: Visitor, attribute: str, value: str) -> None:
    setattr(visitor, attribute, value)
    page = visitor.get("/sign-in")
    assert OFFER not in page.text
    assert visitor.fill_in("/sign-in", page, demo_user="2").status == 422
    assert "kontor_session" not in visitor.cookies


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "x_real_ip", "x_forwarded_host", "via"])
@pytest.mark.usefixtures("demo")
def test_a_demo_behind_a_proxy_offers_and_lets_in_nobody(visitor: Visitor, header: str) -> None:
    page = visitor.get("/sign-in", **{header: "127.0.0.1"})
    assert OFFER not in page.text
    fields = {"form_token": page.hidden("form_token"), "demo_user": "2"}
    assert visitor.post("/sign-in", fields, **{header: "127.0.0.1"}).status == 422


@pytest.mark.usefixtures("anna")
def test_a_real_database_never_offers_a_click(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")
    assert OFFER not in page.text
    assert visitor.fill_in("/sign-in", page, demo_user="1").status == 422
    assert "kontor_session" not in visitor.cookies


@pytest.mark.parametrize("user", ["0", "3", "-1", "x", "1 OR 1=1", "9" * 40, "\u0661", "1\x00"])
@pytest.mark.usefixtures("demo")
def test_a_made_up_demo_user_is_refused(visitor: Visitor, user: str) -> None:
    assert visitor.fill_in("/sign-in", demo_user=user).status == 422


@pytest.mark.usefixtures("demo")
def test_the_one_click_is_protected_against_forgery(visitor: Visitor) -> None:
    assert visitor.post("/sign-in", {"demo_user": "2"}).status == 403


# --- out --------------------------------------------------------------------------------------------------
def test_signing_out_ends_the_session_and_takes_the_cookie(house: Database, visitor: Visitor) -> None:
    signed_in_visitor(visitor, house)
    token = visitor.cookies["kontor_session"]
    answer = visitor.post("/sign-out")
    assert (answer.status, answer["location"]) == (303, "/sign-in")
    assert "kontor_session" not in visitor.cookies
    visitor.cookies["kontor_session"] = token
    assert visitor.get("/", accept="*/*").status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.test", "sec_fetch_site": "cross-site"},
        {"origin": "", "sec_fetch_site": ""},
        {"origin": "null", "sec_fetch_site": ""},
    ],
)
def test_another_site_cannot_sign_anybody_out(house: Database, visitor: Visitor, headers: dict[str, str]) -> None:
    signed_in_visitor(visitor, house)
    assert visitor.post("/sign-out", **headers).status == 403
    assert inside(visitor.get("/"))


@pytest.mark.usefixtures("anna")
def test_signing_out_twice_or_as_nobody_leads_to_the_sign_in(visitor: Visitor) -> None:
    assert visitor.post("/sign-out")["location"] == "/sign-in"


def test_the_session_lasts_as_long_as_the_settings_say(
    anna: Database, visitor: Visitor, setting: pytest.MonkeyPatch
) -> None:
    setting.setenv("KONTOR_SESSION_HOURS", "1")
    settings.cache_clear()
    visitor.fill_in("/sign-in", login="anna", password=PASSWORD)
    with anna.reading() as session:
        ends_at = session.scalars(select(UserSession.ends_at)).one()
    assert 3500 < (ends_at - datetime.now(UTC)).total_seconds() <= 3600


def test_in_earnest_a_password_is_hashed_by_argon2id() -> None:
    assert HASHER.hash(PASSWORD).startswith("$argon2id$")


def test_a_disabled_user_is_told_nothing_more(anna: Database, visitor: Visitor) -> None:
    with anna.writing() as session:
        session.execute(update(UserAccount).values(disabled_at=datetime.now(UTC)))
    answer = visitor.fill_in("/sign-in", login="anna", password=PASSWORD)
    assert answer.status == 401
    assert WRONG in answer.text
