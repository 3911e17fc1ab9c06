"""Small forms read safely: bounded, and known to come from our own page."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.visitor import same_site, secure_cookies

FORM_COOKIE = "kontor_form"
FORM_FIELD = "form_token"
MOST_BYTES = 32 * 1024
MOST_FIELDS = 20
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a sent form; a missing one reads as empty."""

    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The text of a field."""
        return self.fields.get(name, "")


async def read_form(request: Request) -> Form:
    """The form in the body; what is too large, of another type or unreadable is answered 413, 415 or 400."""
    kind = request.headers.get("content-type", "").split(";", 1)[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
        raise HTTPException(413)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise HTTPException(400) from None
    return Form(dict(pairs))


def form_token(request: Request) -> str:
    """The token that the form carries: the one of this browser's cookie, or a new one."""
    known = request.cookies.get(FORM_COOKIE, "")
    return known if _TOKEN.fullmatch(known) else secrets.token_urlsafe(32)


def is_forged(request: Request, form: Form) -> bool:
    """Whether a form may come from elsewhere: cookie and field differ, or the browser names another site."""
    known = request.cookies.get(FORM_COOKIE, "")
    agree = hmac.compare_digest(known.encode(), form[FORM_FIELD].encode())
    return not (_TOKEN.fullmatch(known) and agree and same_site(request))


def remember_form(request: Request, response: Response, token: str) -> None:
    """Let the browser keep the form's token until the sign-in."""
    response.set_cookie(FORM_COOKIE, token, httponly=True, samesite="lax", secure=secure_cookies(request))
