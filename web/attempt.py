"""One attempt at a form that ends in a session: read, known as ours, tried off the loop, refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from actions.sign_in import NewSession, sign_out
from db.session import database
from domain.errors import InvalidInput, Refusal, SignInRefused, TooManyAttempts
from i18n.messages import explain
from i18n.texts import _, speaking
from web.cookies import language_of, remember_language
from web.forms import Form, is_forged, read_form, remember_form
from web.gate import session_of
from web.visitor import SESSION_COOKIE

HASHING = CapacityLimiter(4)
"""Passwords hashed at the same time: each takes 64 MB, so that a flood of attempts must queue."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a form, and what its page shows again."""

    form: Form = field(default_factory=lambda: Form({}))
    new: NewSession | None = None
    refusal: Refusal | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, in words, by field; that of no field under the empty name."""
    status: int = 200

    def finish(self, request: Request, response: Response, token: str) -> Response:
        """The page with its cookies: the form's token, a language switched to; and when to try again."""
        remember_form(request, response, token)
        remember_language(request, response)
        if isinstance(self.refusal, TooManyAttempts):
            response.headers["Retry-After"] = str(self.refusal.data["seconds"])
        return response


async def attempt(request: Request, work: Callable[[Request, Form], NewSession]) -> Attempt:
    """Read a form and let `work` open a session in a thread; the browser's earlier session ends."""
    form = await read_form(request)
    if is_forged(request, form):
        with speaking(language_of(request)):
            problems = {"": _("This page was open for too long. Please send it again.")}
        return Attempt(form, problems=problems, status=403)
    try:
        new = await to_thread.run_sync(work, request, form, limiter=HASHING)
    except Refusal as refusal:
        with speaking(language_of(request)):
            problems = _by_field(refusal)
        return Attempt(form, refusal=refusal, problems=problems, status=_status(refusal))
    await to_thread.run_sync(end_session, request.cookies.get(SESSION_COOKIE))
    return Attempt(form, new)


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, TooManyAttempts):
        return 429
    return 401 if isinstance(refusal, SignInRefused) else 422


def _by_field(refusal: Refusal) -> dict[str, str]:
    problems = refusal.problems if isinstance(refusal, InvalidInput) else (refusal,)
    return {problem.field or "": explain(problem) for problem in problems}


def end_session(token: str | None) -> None:
    """End the session of a token, if there is one. Not for the loop: blocks."""
    found = session_of(token)
    if found is not None:
        with database().writing() as session:
            sign_out(session, found.actor, session_id=found.session_id)
