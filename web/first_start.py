"""The page of an empty database: who reads the server's console names the studio and is its first admin."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.first_start import found_studio, make_setup_code
from actions.sign_in import NewSession, count_attempt, take_back_attempt
from db.session import database
from domain.access import PROGRAM
from domain.errors import AlreadyStarted, Refusal, SetupCodeWrong
from domain.passwords import LONGEST, LONGEST_LOGIN, LONGEST_NAME, SHORTEST
from i18n.texts import LANGUAGE_NAMES, _, speaking
from web.attempt import Attempt, attempt
from web.cookies import enter, language_of
from web.forms import FORM_FIELD, Form, form_token
from web.gate import has_users
from web.pages import Field, form_html, page
from web.visitor import address_of

THROTTLED_AS = "first start"
"""Attempts at the code count under this name: no login has a blank."""


def announce() -> str | None:
    """A new code for the first admin, to be printed; None once there is a user. Not for the loop: blocks."""
    with database().writing() as session:
        return make_setup_code(session, PROGRAM)


async def first_start(request: Request) -> Response:
    """`GET` shows the page, `POST` founds the studio; both lead to the sign-in once there is a user."""
    if await to_thread.run_sync(has_users):
        return RedirectResponse("/sign-in", status_code=303)
    tried = await attempt(request, _found) if request.method == "POST" else Attempt()
    if tried.new is not None:
        return enter(request, tried.new, "/")
    if isinstance(tried.refusal, AlreadyStarted):
        return RedirectResponse("/sign-in", status_code=303)
    return _show(request, tried)


def _found(request: Request, form: Form) -> NewSession:
    now = datetime.now(UTC)
    address = address_of(request)
    with database().writing(now) as session:
        count_attempt(session, login=THROTTLED_AS, address=address, now=now)
    try:
        with database().writing(now) as session:
            new = found_studio(
                session,
                code=form["code"],
                studio=form["studio"],
                name=form["name"],
                login=form["login"],
                password=form["password"],
                repeated=form["repeated"],
                language=form["language"],
                address=address,
                browser=request.headers.get("user-agent", ""),
                now=now,
            )
    except SetupCodeWrong:
        raise
    except Refusal:
        _code_was_right(address, now)
        raise
    _code_was_right(address, now)
    return new


def _code_was_right(address: str, now: datetime) -> None:
    with database().writing(now) as session:
        take_back_attempt(session, login=THROTTLED_AS, address=address, now=now)


def _show(request: Request, tried: Attempt) -> Response:
    language, token, form = language_of(request), form_token(request), tried.form
    with speaking(language):
        fields = [
            Field(
                "code",
                _("Code"),
                form["code"],
                autocomplete="one-time-code",
                hint=_("The server's console shows it; a new start makes a new one."),
                longest=40,
                focus=True,
            ),
            Field("studio", _("Name of the studio"), form["studio"], autocomplete="organization"),
            Field("name", _("Your name"), form["name"], autocomplete="name", longest=LONGEST_NAME),
            Field("login", _("User name"), form["login"], autocomplete="username", longest=LONGEST_LOGIN),
            *new_password_fields(),
            Field("language", _("Language"), form["language"] or language, choices=tuple(LANGUAGE_NAMES.items())),
        ]
        body = f"<p>{escape(_('This Kontor is still empty. Name the studio and make its first admin.'))}</p>"
        body += form_html("/first-start", _("Start"), fields, hidden={FORM_FIELD: token}, problems=tried.problems)
        response = page(_("Welcome"), body, language=language, path="/first-start", status=tried.status)
    return tried.finish(request, response, token)


def new_password_fields() -> list[Field]:
    """Two inputs for a new password."""
    hint = _("At least {count} characters.").format(count=SHORTEST)
    return [
        Field(
            "password",
            _("Password"),
            kind="password",
            autocomplete="new-password",
            hint=hint,
            longest=LONGEST,
        ),
        Field("repeated", _("Password again"), kind="password", autocomplete="new-password", longest=LONGEST),
    ]
