"""The page of an invitation: the invited user chooses a password and is signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from actions.sign_in import NewSession
from actions.users import accept_invitation
from db.session import database
from domain.errors import InvitationInvalid
from i18n.messages import explain
from i18n.texts import _, speaking
from queries.users import Invited, invited
from web.attempt import Attempt, attempt
from web.cookies import enter, language_of
from web.first_start import new_password_fields
from web.forms import FORM_FIELD, Form, form_token
from web.pages import Field, form_html, message_page, page
from web.visitor import address_of


async def invitation(request: Request) -> Response:
    """`GET` asks for a password, `POST` sets it and signs in; a link that is used or over only says so."""
    guest = await to_thread.run_sync(_guest, request.path_params["token"])
    if guest is None:
        return _gone(request)
    tried = await attempt(request, _accept) if request.method == "POST" else Attempt()
    if tried.new is not None:
        return enter(request, tried.new, "/")
    if isinstance(tried.refusal, InvitationInvalid):
        return _gone(request)
    return _show(request, guest, tried)


def _guest(token: str) -> Invited | None:
    now = datetime.now(UTC)
    with database().reading(now) as session:
        return invited(session, token, now)


def _accept(request: Request, form: Form) -> NewSession:
    now = datetime.now(UTC)
    with database().writing(now) as session:
        return accept_invitation(
            session,
            token=request.path_params["token"],
            password=form["password"],
            repeated=form["repeated"],
            address=address_of(request),
            browser=request.headers.get("user-agent", ""),
            now=now,
        )


def _gone(request: Request) -> Response:
    language = language_of(request)
    with speaking(language):
        return message_page(
            _("Invitation"), explain(InvitationInvalid()), language=language, path="/sign-in", status=410
        )


def _show(request: Request, guest: Invited, tried: Attempt) -> Response:
    language, token, path = language_of(request), form_token(request), request.url.path
    with speaking(language):
        hint = _("You sign in with it.")
        fields = [
            Field("login", _("User name"), guest.login, autocomplete="username", hint=hint, fixed=True),
            *new_password_fields(),
        ]
        body = form_html(
            path,
            _("Save password and sign in"),
            fields,
            hidden={FORM_FIELD: token},
            problems=tried.problems,
        )
        title = _("Welcome, {name}").format(name=guest.name)
        response = page(title, body, language=language, path=path, status=tried.status)
    return tried.finish(request, response, token)
