"""The cookies of the pages before Streamlit: the session's token and the language chosen there."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.sign_in import NewSession
from i18n.texts import LANGUAGES, Language, language_from_header
from web.forms import FORM_COOKIE
from web.visitor import SESSION_COOKIE, secure_cookies

LANGUAGE_COOKIE = "kontor_language"
A_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> Language:
    """The language of a page: as switched now, as switched before, as the browser asks."""
    for chosen in (request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE)):
        for known in LANGUAGES:
            if chosen == known:
                return known
    return language_from_header(request.headers.get("accept-language", "")[:500])


def remember_language(request: Request, response: Response) -> None:
    """Keep the language when the page was asked for with a switch."""
    if request.query_params.get("language") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language_of(request),
            max_age=A_YEAR,
            httponly=True,
            samesite="lax",
            secure=secure_cookies(request),
        )


def enter(request: Request, new: NewSession, target: str) -> Response:
    """Lead a user who has just signed in to the target, with the session's token in the cookie."""
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(
        SESSION_COOKIE, new.token, httponly=True, samesite="lax", secure=secure_cookies(request), path="/"
    )
    response.delete_cookie(FORM_COOKIE, httponly=True, samesite="lax", secure=secure_cookies(request))
    return response


def forget_session(request: Request, response: Response) -> None:
    """Take the session's token from the browser."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=secure_cookies(request), path="/")
