"""The pages to sign in and out: password, one click in a demo on this machine, `POST /sign-out`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.sign_in import NewSession, count_attempt, open_session, sign_in_to_demo, verify_password
from db.session import database
from domain.errors import NotADemo
from domain.passwords import LONGEST, LONGEST_LOGIN
from i18n.texts import _, speaking
from i18n.words import word
from queries.users import DemoUser, anybody, demo_users, studio_name
from web.attempt import Attempt, attempt, end_session
from web.cookies import enter, forget_session, language_of
from web.forms import FORM_FIELD, Form, form_token
from web.gate import session_of
from web.pages import Field, form_html, hidden_html, page
from web.visitor import SESSION_COOKIE, address_of, is_local, safe_next, same_site


async def sign_in(request: Request) -> Response:
    """`GET` shows the page, `POST` signs in and leads to where the visitor wanted to go."""
    if request.method == "POST":
        tried = await attempt(request, _sign_in)
        target = safe_next(tried.form["next"])
        return enter(request, tried.new, target) if tried.new else await _show(request, target, tried)
    target = safe_next(request.query_params.get("next"))
    token = request.cookies.get(SESSION_COOKIE)
    if await to_thread.run_sync(session_of, token) is not None:
        return RedirectResponse(target, status_code=303)
    response = await _show(request, target, Attempt())
    if token is not None:
        forget_session(request, response)
    return response


async def sign_out(request: Request) -> Response:
    """End this browser's session; only a form or script of our own pages may ask for it."""
    if not same_site(request, proven=True):
        return Response(status_code=403)
    await to_thread.run_sync(end_session, request.cookies.get(SESSION_COOKIE))
    response = RedirectResponse("/sign-in", status_code=303)
    forget_session(request, response)
    return response


def _sign_in(request: Request, form: Form) -> NewSession:
    now = datetime.now(UTC)
    address, browser = address_of(request), request.headers.get("user-agent", "")
    if form["demo_user"]:
        if not is_local(request) or not re.fullmatch(r"[0-9]{1,9}", form["demo_user"]):
            raise NotADemo
        user_id = int(form["demo_user"])
        with database().writing(now) as session:
            return sign_in_to_demo(session, user_id=user_id, address=address, browser=browser, now=now)
    login, password = form["login"], form["password"]
    with database().writing(now) as session:
        count_attempt(session, login=login, address=address, now=now)
    with database().reading(now) as session:
        verified = verify_password(session, login=login, password=password)
    with database().writing(now) as session:
        return open_session(
            session, verified, password=password, login=login, address=address, browser=browser, now=now
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the page needs from the database."""

    has_users: bool
    studio: str
    demo: list[DemoUser]


def _facts(request: Request) -> _Facts:
    with database().reading() as session:
        demo = demo_users(session) if is_local(request) else []
        return _Facts(anybody(session), studio_name(session), demo)


async def _show(request: Request, target: str, tried: Attempt) -> Response:
    """The page; leads to the first start while there is nobody who could sign in."""
    facts = await to_thread.run_sync(_facts, request)
    if not facts.has_users:
        return RedirectResponse("/first-start", status_code=303)
    language, token = language_of(request), form_token(request)
    login = tried.form["login"][:LONGEST_LOGIN]
    hidden = {FORM_FIELD: token, "next": target}
    with speaking(language):
        fields = [
            Field(
                "login",
                _("User name"),
                login,
                autocomplete="username",
                longest=LONGEST_LOGIN,
                focus=not login,
            ),
            Field(
                "password",
                _("Password"),
                kind="password",
                autocomplete="current-password",
                longest=LONGEST,
                focus=bool(login),
            ),
        ]
        body = form_html("/sign-in", _("Sign in"), fields, hidden=hidden, problems=tried.problems)
        body += _demo(facts.demo, hidden) if facts.demo else ""
        title = _("Sign in to {studio}").format(studio=facts.studio) if facts.studio else _("Sign in")
        response = page(title, body, language=language, path="/sign-in", target=target, status=tried.status)
    return tried.finish(request, response, token)


def _demo(users: list[DemoUser], hidden: dict[str, str]) -> str:
    buttons = "".join(
        f'<button class="quiet" type="submit" name="demo_user" value="{user.user_id}">{escape(user.name)} '
        f"<span>· {escape(word(user.role))}</span></button>"
        for user in users
    )
    return (
        f"<h2>{escape(_('Demo: enter with one click as'))}</h2>"
        f'<form method="post" action="/sign-in">{hidden_html(hidden)}{buttons}</form>'
    )
